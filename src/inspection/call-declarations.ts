// What the arguments of a call are declared to hold.
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { DeclaredReading, Segment } from "../domain/segment.ts";

/** Tells what a parameter holds; undefined where it does not say. */
export type Declarations = (parameter: string) => DeclaredReading | undefined;

/** Adds to an argument what it is declared to hold, and what strings inside it are. */
export function withDeclarations(segment: Segment, declarations: Declarations | null): Segment {
  if (declarations === null) return segment;
  const { parameter } = segment;
  const told = parameter === undefined ? undefined : declarations(parameter);
  const own = { ...segment, declaredWithin: declarations };
  return told === undefined ? own : { ...own, declared: told.content, declaredBy: told.by };
}

/** What the first of several says; null where none says anything. */
export function firstOf(all: readonly (Declarations | null)[]): Declarations | null {
  const some = all.filter((one) => one !== null);
  if (some.length < 2) return some[0] ?? null;
  return (parameter) => {
    for (const one of some) {
      const told = one(parameter);
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
