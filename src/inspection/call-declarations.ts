// What the arguments of a call are declared to hold.
import { declarationsOf, type ToolDeclarations } from "../detect/arguments/tool-declarations.ts";
import type { DeclaredTool } from "../domain/declared-tool.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { DeclaredReading, Segment } from "../domain/segment.ts";

/**
 * Tells what a parameter holds, of which the text is known; undefined where it does not say. The text
 * of a custom tool has no name: an empty one.
 */
export type Declarations = (parameter: string, text: string) => DeclaredReading | undefined;

/** Adds to an argument what it is declared to hold, and what strings inside it are. */
export function withDeclarations(segment: Segment, declarations: Declarations | null): Segment {
  if (declarations === null) return segment;
  const { parameter = "", text, isDerived } = segment;
  // What is derived says what it is; only a command in pieces is what its parameter is.
  if (isDerived === true && parameter === "") return segment;
  const told = declarations(parameter, text);
  const own = { ...segment, declaredWithin: declarations };
  return told === undefined ? own : { ...own, declared: told.content, declaredBy: told.by };
}

/** What the first of several says; null where none says anything. */
export function firstOf(all: readonly (Declarations | null)[]): Declarations | null {
  const some = all.filter((one) => one !== null);
  if (some.length < 2) return some[0] ?? null;
  return (parameter, text) => {
    for (const one of some) {
      const told = one(parameter, text);
      if (told !== undefined) return told;
    }
    return undefined;
  };
}

/** What a policy says of the parameters of one tool; null where it says nothing. */
export function policyDeclarations(
  { declared: of }: AgentPolicy,
  tool: string,
): Declarations | null {
  if (of === null) return null;
  return (parameter) => {
    const content = of(tool, parameter);
    return content === undefined ? undefined : { content, by: "policy" };
  };
}

/**
 * What the declaration of a tool says of its parameters; null where none of these is the tool's, or
 * more than one: clients differ in which of them counts.
 */
export function toolDeclarations(
  tools: readonly DeclaredTool[],
  name: string,
): ToolDeclarations | null {
  let byName = byNames.get(tools);
  if (byName === undefined) {
    byName = Map.groupBy(tools, (tool) => tool.name);
    byNames.set(tools, byName);
  }
  const [tool, ...others] = byName.get(name) ?? [];
  return tool === undefined || others.length > 0 ? null : declarationsOf(tool);
}

/** By the tools of a request, which are asked for with every call. */
const byNames = new WeakMap<
  readonly DeclaredTool[],
  ReadonlyMap<string, readonly DeclaredTool[]>
>();
