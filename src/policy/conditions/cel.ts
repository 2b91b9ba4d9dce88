// Conditions of rules in CEL (github.com/google/cel-spec), as far as policies need it: a source
// becomes a function from what is known to yes, no or "cannot say". What a rule does with the last
// is its `on_error`. The language as policies see it is in docs/policy.md.
import { LIMITS } from "../../domain/limits.ts";
import { ok, type Result } from "../../domain/result.ts";
import { checkCondition } from "./cel-check.ts";
import type { ConditionError } from "./cel-errors.ts";
import { compileProgram } from "./cel-program.ts";
import type { ConditionScope, VariableName } from "./condition-scope.ts";

/** A condition that is ready to be asked. */
export interface Condition {
  readonly source: string;
  /** What it depends on: a variable that is not here is never read. */
  readonly variables: ReadonlySet<VariableName>;
  /**
   * Whether it holds. `"failed"` where it cannot say: something that it needs is missing or of the
   * wrong kind, or it ran out of work (`LIMITS.conditionWorkMax`). Never throws, changes nothing.
   */
  readonly evaluate: (scope: ConditionScope) => boolean | "failed";
}

/** Compiles a condition; it must give a boolean. Never throws. */
export function compileCondition(source: string): Result<Condition, ConditionError> {
  const checked = checkCondition(source);
  if (!checked.ok) return checked;
  const program = compileProgram(checked.value);
  return ok({
    source,
    variables: checked.value.variables,
    evaluate: (scope) => {
      const run = { scope, work: LIMITS.conditionWorkMax, elements: [] };
      try {
        const said = program(run);
        return typeof said === "boolean" && run.work >= 0 ? said : "failed";
      } catch {
        // Getters of the scope are not ours, and a value may nest deeper than the stack.
        return "failed";
      }
    },
  });
}
