// What a policy says that the parameters of tools hold, where neither their names nor schemas do.
import type { DeclaredContent } from "../domain/segment.ts";
import { compileGlobs } from "./glob.ts";
import type { Policy } from "./schema/document.ts";

/** Tells what a parameter of a tool holds; undefined where the policy does not say. */
export type DeclaredParameters = (tool: string, parameter: string) => DeclaredContent | undefined;

/** Compiles what a policy's `tools` say; null where they say nothing. The first that speaks counts. */
export function compileDeclared(tools: Policy["tools"]): DeclaredParameters | null {
  const entries = Object.entries(tools ?? {}).flatMap(([glob, { declared }]) =>
    declared === undefined
      ? []
      : [{ isMeant: compileGlobs([glob]), declared: new Map(Object.entries(declared)) }],
  );
  if (entries.length === 0) return null;
  return (tool, parameter) =>
    entries
      .find(({ isMeant, declared }) => isMeant(tool) && declared.has(parameter))
      ?.declared.get(parameter);
}
