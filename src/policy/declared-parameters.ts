// What a policy's `tools` section says that parameters hold. Detectors then need not guess it from
// their names.
import type { DeclaredContent } from "../domain/segment.ts";
import { compileGlobs } from "./glob.ts";
import type { Policy } from "./schema/document.ts";

/** What a parameter of a tool holds; undefined where nobody says so. */
export type DeclaredParameters = (tool: string, parameter: string) => DeclaredContent | undefined;

/** Compiles the section; null where it declares nothing. Of several entries the first one counts. */
export function compileDeclared(tools: Policy["tools"]): DeclaredParameters | null {
  const entries = Object.entries(tools ?? {}).flatMap(([glob, { declared }]) =>
    declared === undefined ? [] : [{ isMeant: compileGlobs([glob]), declared }],
  );
  if (entries.length === 0) return null;
  return (tool, parameter) =>
    entries
      // Names are the model's own words: `constructor` is a parameter like any other.
      .find(({ isMeant, declared }) => Object.hasOwn(declared, parameter) && isMeant(tool))
      ?.declared[parameter];
}
