// DEFLATE in small steps, so that what comes out is counted before it is kept: a kilobyte can
// become a megabyte.
import { Inflate } from "fflate";

/** The first step is small, for whoever only wants to see how the data begin. */
const FIRST_STEP_BYTES = 64;
/** The largest step. It gives at most 4 MiB: DEFLATE's highest ratio is 1032. */
const STEP_BYTES_MAX = 4_096;

/** How a run ended. */
export interface Inflated {
  /** The data's own end was reached. */
  readonly ended: boolean;
  /** The data is not DEFLATE. */
  readonly damaged: boolean;
  /** Input that was looked at. */
  readonly consumed: number;
}

/** Inflates raw DEFLATE data piece by piece until its end, or until `take` says false. */
export function inflateInSteps(data: Uint8Array, take: (piece: Uint8Array) => boolean): Inflated {
  const run = { goesOn: true };
  const inflate = new Inflate((piece) => {
    if (run.goesOn && piece.length > 0) run.goesOn = take(piece);
  });
  let at = 0;
  let step = FIRST_STEP_BYTES;
  try {
    while (run.goesOn && at < data.length && !hasEnded(inflate)) {
      inflate.push(data.subarray(at, at + step));
      at = Math.min(at + step, data.length);
      step = Math.min(2 * step, STEP_BYTES_MAX);
    }
  } catch {
    // fflate throws on anything that is not DEFLATE; that is the answer.
    return { ended: false, damaged: true, consumed: at };
  }
  return { ended: hasEnded(inflate), damaged: false, consumed: at };
}

/**
 * Whether the last block is complete. fflate does not say; its state does: `f` is the final bit of
 * the block that it is in, `l` the tree of a block that it has not finished.
 */
function hasEnded(inflate: Inflate): boolean {
  const { s } = inflate as unknown as { readonly s: { readonly f?: number; readonly l?: unknown } };
  return s.f === 1 && !s.l;
}
