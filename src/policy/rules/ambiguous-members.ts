// Members of a body that servers read differently: a key that comes twice (JSON.parse takes the last,
// others the first), or in another case (encoding/json of Go reads `Model` as `model`).
import { duplicateKeys } from "../../domain/json-duplicates.ts";
import { keyPath, pathSteps } from "../../domain/json-path.ts";
import type { Situation } from "../situation.ts";

/** Members that hold the tools of a request. */
export const TOOL_MEMBERS: readonly string[] = ["tools", "functions"];

/** The members that rules about the request as a whole go by. */
const MEMBERS: ReadonlySet<string> = new Set(["model", ...TOOL_MEMBERS]);

/** A member that is not the one that was judged, or not alone. */
export interface AmbiguousMember {
  readonly path: string;
  /** The member that servers may read it as. */
  readonly member: string;
  /** It is another key, in another case; else the same key comes twice. */
  readonly isOddCase: boolean;
}

/** By body, whose text is walked once for all rules. */
const known = new WeakMap<object, readonly AmbiguousMember[]>();

/** What is ambiguous in or inside some of the members `model`, `tools` and `functions`. */
export function ambiguousMembers(
  { body, bodyText }: Situation,
  members: readonly string[],
): readonly AmbiguousMember[] {
  if (body === null || bodyText === null) return [];
  const found = known.get(body) ?? findAmbiguous(body, bodyText);
  known.set(body, found);
  return found.filter(({ member }) => members.includes(member));
}

function findAmbiguous(
  body: Readonly<Record<string, unknown>>,
  text: string,
): readonly AmbiguousMember[] {
  const twice = duplicateKeys(text, MEMBERS).map((path) => ({
    path,
    member: String(pathSteps(path)?.[0] ?? ""),
    isOddCase: false,
  }));
  const odd = Object.keys(body)
    .filter((key) => !MEMBERS.has(key) && MEMBERS.has(key.toLowerCase()))
    .map((key) => ({ path: keyPath("", key), member: key.toLowerCase(), isOddCase: true }));
  return [...twice, ...odd];
}
