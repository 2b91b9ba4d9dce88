// Rules about the arguments of calls: constraints by path, a JSON Schema, a condition.
import type { ToolCall } from "../../domain/tool-call.ts";
import { compileGlobs } from "../glob.ts";
import { checkArguments, compileConstraint, type Constraint } from "../parameters/constraint.ts";
import type { EndUser } from "../situation.ts";
import {
  READS_CALLS,
  type Match,
  type RuleMeaning,
  type RuleOf,
  type SortedEvidence,
} from "./rule.ts";

/**
 * What may stand in the arguments of calls. A rule with a condition and nothing else speaks of every
 * call that meets it. Arguments that clients would not all read the same way violate whatever is
 * asked of them.
 */
export function compileParameters(rule: RuleOf<"parameters">): RuleMeaning {
  const isMeant = compileGlobs(rule.tools);
  const constraint = constraintOf(rule);
  return {
    ...READS_CALLS,
    judge(evidence, { user }) {
      const calls = evidence.calls.filter(({ name }) => isMeant(name));
      return calls.flatMap((call) =>
        constraint === null
          ? [callMatch(call, call.path)]
          : violations(call, constraint, { evidence, user }),
      );
    },
  };
}

/** The rule's constraints; null where it has none. Those of a policy that loaded compile. */
function constraintOf(rule: RuleOf<"parameters">): Constraint | null {
  const { params, schema, additional, max_bytes: maxBytes } = rule;
  if ([params, schema, additional, maxBytes].every((given) => given === undefined)) return null;
  const compiled = compileConstraint({
    ...(params && { params }),
    ...(schema !== undefined && { schema }),
    ...(additional && { additional }),
    ...(maxBytes !== undefined && { max_bytes: maxBytes }),
  });
  return compiled.ok ? compiled.value : NOTHING_MEETS;
}

/** In the place of what cannot be asked. */
const NOTHING_MEETS: Constraint = { parameters: [], schema: null, known: new Set(), maxBytes: -1 };

function violations(
  call: ToolCall,
  constraint: Constraint,
  { evidence, user }: { readonly evidence: SortedEvidence; readonly user: EndUser },
): readonly Match[] {
  const path = call.argumentsPath ?? call.path;
  const value = evidence.argumentsOf(call);
  if (value === null) return [callMatch(call, path)];
  const { kind, arguments: text } = call;
  const found = checkArguments(constraint, {
    kind,
    arguments: text,
    value,
    path,
    claims: user.claims,
  });
  return found.map((violation) => ({
    subject: call,
    detector: `parameters.${violation.problem}`,
    path: violation.path,
  }));
}

function callMatch(subject: ToolCall, path: string): Match {
  return { subject, detector: "parameters", path };
}
