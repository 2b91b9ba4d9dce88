// What the macros over lists (`all`, `exists`, `exists_one`, `filter`, `map`) make of one element
// after the other. Going through the list, and what that costs, is in `cel-program.ts`.
import { FAILED, type Run } from "./cel-values.ts";

/** Gives the value of a piece of a condition, or `FAILED`. Throws only if the scope does. */
export type Program = (run: Run) => unknown;

/** One walk through a list: `see` says whether the result is certain. */
export interface ListWalk {
  readonly see: (run: Run, element: unknown) => boolean;
  readonly result: () => unknown;
}

/**
 * What starts the walk of a macro. `first` is its test, or what `map` gives; `second` is what `map`
 * gives where `first` is its test. Both see the element in `run.elements`.
 */
export function listWalk(
  name: string,
  first: Program,
  second: Program | undefined,
): () => ListWalk {
  switch (name) {
    case "all":
      return quantifier(first, false);
    case "exists":
      return quantifier(first, true);
    case "exists_one":
      return collector({ keep: first, give: null, finish: (kept) => kept.length === 1 });
    case "filter":
      return collector({ keep: first, give: null, finish: (kept) => kept });
    default: {
      const [keep, give] = second === undefined ? [null, first] : [first, second];
      return collector({ keep, give, finish: (kept) => kept });
    }
  }
}

/** One element that decides makes up for others that failed, like `&&` and `||`. */
function quantifier(test: Program, decisive: boolean): () => ListWalk {
  return () => {
    let result: unknown = !decisive;
    return {
      see: (run) => {
        const said = test(run);
        if (said === decisive) result = decisive;
        else if (said !== !decisive) result = FAILED;
        return said === decisive;
      },
      result: () => result,
    };
  };
}

function collector(of: {
  readonly keep: Program | null;
  readonly give: Program | null;
  readonly finish: (kept: readonly unknown[]) => unknown;
}): () => ListWalk {
  const { keep, give, finish } = of;
  return () => {
    const kept: unknown[] = [];
    let hasFailed = false;
    return {
      see: (run, element) => {
        const isKept = keep === null ? true : keep(run);
        const value = isKept === true && give !== null ? give(run) : element;
        if (isKept === true) kept.push(value);
        hasFailed = typeof isKept !== "boolean" || value === FAILED;
        return hasFailed;
      },
      result: () => (hasFailed ? FAILED : finish(kept)),
    };
  };
}
