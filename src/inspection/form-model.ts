// What the `models` rules of a policy say of a form, whose model is one of its fields: transcriptions
// and edits of pictures. It is known when the field has come, and can only be stopped then.
import { stops } from "../domain/decision.ts";
import type { PartHead } from "../openai/multipart-head.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";
import { createFormField, type FormPart } from "./form-field.ts";
import { blockInstead, judge } from "./inspect.ts";

/** The part of a form that names its model; null for any other. */
export type FormModel = (head: PartHead) => FormPart | null;

/** Judges the model of one form; null where no rule speaks of models. A form with two is judged by each. */
export function createFormModel(policy: AgentPolicy, account: Account): FormModel | null {
  if (!speaksOfModels(policy) && !(policy.shadow !== null && speaksOfModels(policy.shadow))) {
    return null;
  }
  // Some servers take the name in either case.
  return ({ name, filename }) =>
    filename === null && name.toLowerCase() === "model"
      ? createFormField((said) => mayAsk(said.trim()))
      : null;

  function mayAsk(model: string): boolean {
    const verdict = judge(asking(policy, model), account, {
      direction: "input",
      findings: [],
      calls: [],
      isRequest: true,
      failed: new Set<string>(),
    });
    // A form is not edited: what would set its model, blocks.
    const isStuck = verdict.decision.edits.length > 0;
    const { decision } = isStuck ? blockInstead(account, verdict) : verdict;
    return !stops(decision.action);
  }
}

function speaksOfModels({ rules }: AgentPolicy): boolean {
  return rules.some(({ rule }) => rule.scanner === "models");
}

/** The rules about models alone, for a request that names this one. */
function asking(policy: AgentPolicy, model: string): AgentPolicy {
  const { shadow } = policy;
  return {
    ...policy,
    rules: policy.rules.filter(({ rule }) => rule.scanner === "models"),
    situation: { ...policy.situation, model },
    shadow: shadow && asking(shadow, model),
  };
}
