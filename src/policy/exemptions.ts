// Exemptions: what rules are not to act on, for whom, and until when.
import type { Finding } from "../domain/finding.ts";
import { compileGlobs, optionalGlobs } from "./glob.ts";
import { compileTypeGlobs } from "./rules/findings.ts";
import type { Match, SortedEvidence } from "./rules/rule.ts";
import type { Policy } from "./schema/document.ts";
import type { Situation } from "./situation.ts";

type Exemption = NonNullable<Policy["exemptions"]>[number];

/** Tells whether a rule's match is exempt. */
export type ExemptionTest = (
  of: { readonly rule: string; readonly match: Match },
  evidence: SortedEvidence,
  situation: Situation,
) => boolean;

/** Compiles a policy's exemptions; null where it has none. */
export function compileExemptions(exemptions: Policy["exemptions"]): ExemptionTest | null {
  if (exemptions === undefined || exemptions.length === 0) return null;
  const tests = exemptions.map(compileExemption);
  return (of, evidence, situation) => tests.some((isExempt) => isExempt(of, evidence, situation));
}

function compileExemption(exemption: Exemption): ExemptionTest {
  const expiresAt = Date.parse(exemption.expires);
  const isRule = compileGlobs(exemption.rules);
  const isAgent = optionalGlobs(exemption.agents, true);
  const isUser = exemption.users ? compileGlobs(exemption.users) : null;
  const isTool = exemption.tools ? compileGlobs(exemption.tools) : null;
  const isType = exemption.types ? compileTypeGlobs(exemption.types) : null;
  return ({ rule, match }, evidence, { at, agent, user }) => {
    if (at >= expiresAt || !isRule(rule) || !isAgent(agent.id)) return false;
    if (isUser !== null && (user.id === null || !isUser(user.id))) return false;
    if (isTool !== null && !isTool(evidence.callAt(match.path)?.name ?? "")) return false;
    return isType === null || isType(typed(match));
  };
}

/** What a match is, as types name it: the finding, or the scanner that judged. */
function typed({ subject, detector, path }: Match): Finding {
  if (typeof subject === "object" && "detector" in subject) return subject;
  const nowhere = { severity: "info", confidence: 1, start: 0, end: 0 } as const;
  return { detector, category: detector, path, ...nowhere };
}
