// From a rule of a policy to what it means. One entry for each kind: a new kind does not compile
// before it has one.
import type { Policy, Rule } from "../schema/document.ts";
import {
  compileChain,
  compileLabels,
  compileRepeat,
  compileSequence,
  type ToolLabels,
} from "./call-order.ts";
import { compileTiers, compileWhen } from "./condition.ts";
import { compileFindingRule } from "./findings.ts";
import { compileFiles } from "./files.ts";
import { compileRequestParameters } from "./request-parameters.ts";
import { compileEndpointAccess, compileModels, compileSession } from "./request.ts";
import { compileOutside } from "./outside.ts";
import { PLAIN, type CompiledRule, type RuleMeaning } from "./rule.ts";
import { compileScope } from "./scope.ts";
import { compileParameters } from "./parameters.ts";
import { compileToolDefinitions } from "./tool-definitions.ts";
import { compileAuthorization, compileToolAccess, compileUndeclaredTools } from "./tools.ts";

/** Compiles rules of one policy. Never throws for a policy that loaded. */
export function compileRules(
  rules: readonly Rule[],
  policy: Policy,
  { isShadow }: { readonly isShadow: boolean },
): readonly CompiledRule[] {
  const labels = compileLabels(policy.tools);
  const tierOf = compileTiers(policy.tools);
  return rules.map((rule) => {
    const scope = compileScope(rule);
    const when = compileWhen(rule, tierOf);
    const meaning = meaningOf(rule, { labels, isShadow });
    return {
      ...meaning,
      needsView: meaning.needsView || when?.readsSession === true,
      rule,
      condition: when?.condition ?? null,
      isFor: scope ?? EVERY,
      isForAll: scope === null,
    };
  });
}

const EVERY = () => true;

/** A rule that finds nothing by itself: somebody else carries it out. */
const ELSEWHERE: RuleMeaning = { ...PLAIN, judge: () => [] };

/** What the meaning of a rule depends on beside the rule. */
interface RuleContext {
  readonly labels: ToolLabels;
  readonly isShadow: boolean;
}

function meaningOf(rule: Rule, { labels, isShadow }: RuleContext): RuleMeaning {
  switch (rule.scanner) {
    case "pii":
    case "secrets":
    case "prompt_injection":
    case "jailbreak":
    case "data_exfiltration":
    case "prompt_leak":
    case "arguments":
    case "data_flow":
    case "content":
    case "output_schema":
      return compileFindingRule(rule, isShadow);
    case "tool_access":
      return compileToolAccess(rule);
    case "undeclared_tools":
      return compileUndeclaredTools(rule);
    case "tool_definitions":
      return compileToolDefinitions(rule);
    case "parameters":
      return compileParameters(rule);
    case "authorization":
      return compileAuthorization(rule);
    case "chain":
      return compileChain(rule, labels);
    case "sequence":
      return compileSequence(rule);
    case "repeat":
      return compileRepeat(rule);
    case "models":
      return compileModels(rule);
    case "request_parameters":
      return compileRequestParameters(rule);
    case "endpoint_access":
      return compileEndpointAccess(rule);
    case "files":
      return compileFiles(rule);
    case "moderation":
    case "judge":
      return compileOutside(rule);
    case "session":
      return compileSession(rule);
    case "limit":
    case "rate_limit":
    case "concurrency":
    case "behavior":
      return ELSEWHERE;
  }
}
