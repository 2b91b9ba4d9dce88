// Sets members of a JSON text by path, also those that are not there yet, and leaves every other
// character as it was. Where a key occurs twice both are set, so that no reader sees another value.
import { pathSteps, type PathStep } from "./json-path.ts";
import { skipSpace, stringEnd, valueEnd } from "./json-text.ts";

/** What becomes of one place. */
export interface JsonSetting {
  /** As `keyPath` and `indexPath` write it. */
  readonly path: string;
  /** The JSON to stand there; null to take it out with its key. */
  readonly json: string | null;
}

/**
 * Sets values in a JSON text, which must be one that JSON.parse accepts. A member that is missing is
 * added to its object, and objects on the way to it are made; where something else than an object
 * stands in the way (`null`, a text), the object takes its place. Elements of arrays are only
 * replaced: none is added or taken out. Of two settings of one place the later counts; a setting
 * inside another is made in what the other has set. What is no path of a member is ignored. Linear in
 * the text; recursion is as deep as the paths.
 */
export function setJson(text: string, settings: readonly JsonSetting[]): string {
  const root = plan(settings);
  if (root.steps.size === 0) return text;
  return setPlan(text, root);
}

/** What is to be set at a place and below it. */
interface Plan {
  json: string | null | undefined;
  readonly steps: Map<PathStep, Plan>;
}

function plan(settings: readonly JsonSetting[]): Plan {
  const root: Plan = { json: undefined, steps: new Map() };
  for (const { path, json } of settings) {
    const steps = pathSteps(path);
    if (steps === null || steps.length === 0) continue;
    let at = root;
    for (const step of steps) {
      const next: Plan = at.steps.get(step) ?? { json: undefined, steps: new Map() };
      at.steps.set(step, next);
      at = next;
    }
    at.json = json;
  }
  return root;
}

/** Whether the places below are members: then an object can be made for them. */
function isOfMembers({ steps }: Plan): boolean {
  return steps.size > 0 && [...steps.keys()].every((step) => typeof step === "string");
}

/** The JSON that stands at a place where nothing stood; null where nothing is to stand there. */
function made(planned: Plan): string | null {
  if (planned.json !== undefined) {
    if (planned.json === null || planned.steps.size === 0) return planned.json;
    return setPlanned(planned.json, planned);
  }
  if (!isOfMembers(planned)) return null;
  const members = [...planned.steps].flatMap(([key, inner]) => {
    const json = made(inner);
    return json === null ? [] : [`${JSON.stringify(key)}:${json}`];
  });
  return members.length === 0 ? null : `{${members.join(",")}}`;
}

function setPlanned(json: string, { steps }: Plan): string {
  return setPlan(json, { json: undefined, steps });
}

/** Copies a text from its start to its end, with other values in it. */
function setPlan(text: string, root: Plan): string {
  let result = "";
  let from = 0;

  function replace(of: {
    readonly start: number;
    readonly end: number;
    readonly by: string;
  }): void {
    result += text.slice(from, of.start) + of.by;
    from = of.end;
  }

  /** Goes through a value that stays, or becomes an object; returns where it ends. */
  function value(planned: Plan, start: number): number {
    const sign = text[start];
    if (sign === "{") return members(planned, start);
    if (sign === "[") return elements(planned, start);
    const end = valueEnd(text, start);
    makeWay(planned, { start, end });
    return end;
  }

  /** What is no object gives its place to the object whose members are set. */
  function makeWay(planned: Plan, at: { readonly start: number; readonly end: number }): void {
    const by = isOfMembers(planned) ? made({ json: undefined, steps: planned.steps }) : null;
    if (by !== null) replace({ ...at, by });
  }

  function members(planned: Plan, open: number): number {
    const missing = new Set(planned.steps.keys());
    /** Where the first of the members taken out begins, while nothing before it is kept. */
    let cutFrom = -1;
    let isAnyKept = false;
    let lastEnd = open + 1;
    let at = skipSpace(text, open + 1);
    while (at < text.length && text[at] !== "}") {
      const keyEnd = stringEnd(text, at) + 1;
      const key = JSON.parse(text.slice(at, keyEnd)) as string;
      const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
      const inner = planned.steps.get(key);
      missing.delete(key);
      let end: number;
      if (inner?.json === null) {
        end = valueEnd(text, start);
        // With the comma before it; where nothing before it is kept, with the one behind it.
        if (isAnyKept) replace({ start: lastEnd, end, by: "" });
        else if (cutFrom < 0) cutFrom = at;
      } else {
        if (cutFrom >= 0) replace({ start: cutFrom, end: at, by: "" });
        cutFrom = -1;
        isAnyKept = true;
        end = setAt(inner, start);
      }
      lastEnd = end;
      at = skipSpace(text, end);
      if (text[at] === ",") at = skipSpace(text, at + 1);
    }
    if (cutFrom >= 0) replace({ start: cutFrom, end: lastEnd, by: "" });
    add({ planned, missing, at: lastEnd, isAnyKept });
    return at + 1;
  }

  /** Adds the members that an object lacks, behind its last one. */
  function add(of: {
    readonly planned: Plan;
    readonly missing: ReadonlySet<PathStep>;
    readonly at: number;
    readonly isAnyKept: boolean;
  }): void {
    let comma = of.isAnyKept ? "," : "";
    let by = "";
    for (const key of of.missing) {
      const inner = of.planned.steps.get(key);
      const json = inner === undefined || typeof key === "number" ? null : made(inner);
      if (json === null) continue;
      by += `${comma}${JSON.stringify(key)}:${json}`;
      comma = ",";
    }
    if (by !== "") replace({ start: of.at, end: of.at, by });
  }

  function elements(planned: Plan, open: number): number {
    if (isOfMembers(planned)) {
      const end = valueEnd(text, open);
      makeWay(planned, { start: open, end });
      return end;
    }
    let at = skipSpace(text, open + 1);
    for (let index = 0; at < text.length && text[at] !== "]"; index += 1) {
      const inner = planned.steps.get(index);
      const end = inner?.json === null ? valueEnd(text, at) : setAt(inner, at);
      at = skipSpace(text, end);
      if (text[at] === ",") at = skipSpace(text, at + 1);
    }
    return at + 1;
  }

  /** Sets what is planned for a value that stands here; returns where the value ends. */
  function setAt(planned: Plan | undefined, start: number): number {
    if (planned === undefined) return valueEnd(text, start);
    if (planned.json === undefined) return value(planned, start);
    const end = valueEnd(text, start);
    replace({ start, end, by: made(planned) ?? "null" });
    return end;
  }

  value(root, skipSpace(text, 0));
  return result + text.slice(from);
}
