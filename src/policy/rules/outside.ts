// Rules whose verdict comes from elsewhere: a moderation endpoint, a judging model. Here is what a
// rule makes of a verdict; who asks for it, and who waits, is for the gateway.
import type { Finding } from "../../domain/finding.ts";
import { optionalGlobs } from "../glob.ts";
import { durationMs } from "../schema/values.ts";
import { PLAIN, type CompiledRule, type RuleMeaning, type RuleOf } from "./rule.ts";

/** A rule whose verdict comes from elsewhere. */
export type OutsideRule = RuleOf<"moderation" | "judge">;

/** What was said of one category. */
interface Verdict {
  readonly category: string;
  /** From 0 to 1; null where there is none. */
  readonly score: number | null;
  readonly isFlagged: boolean;
}

/** A rule that matches what was found for it and for no other rule. */
export function compileOutside(rule: OutsideRule): RuleMeaning {
  return {
    ...PLAIN,
    directions: [rule.direction],
    judge({ heard }) {
      const findings = heard?.get(rule.name) ?? [];
      return findings.map((finding) => {
        const { detector, path } = finding;
        return { subject: finding, detector, path };
      });
    },
  };
}

/** The rules of a policy whose verdict comes from elsewhere. */
export function outsideRules(rules: readonly CompiledRule[]): readonly OutsideRule[] {
  return rules.flatMap(({ rule }) =>
    rule.scanner === "moderation" || rule.scanner === "judge" ? [rule] : [],
  );
}

/** Whether a rule asks where the surest injection that was found in the request is so sure. */
export function asksAt({ when_injection: when }: OutsideRule, confidence: number): boolean {
  if (when === undefined) return true;
  return confidence >= (when.min ?? 0) && confidence < (when.max ?? Infinity);
}

/** After how many ms a rule has failed. */
export function outsideTimeoutMs(rule: OutsideRule): number {
  return durationMs(rule.timeout);
}

/**
 * What a rule finds in verdicts: with a threshold, categories whose score reaches it; without, those
 * that are flagged. A judge's one verdict has a score.
 */
export function outsideFindings(
  rule: OutsideRule,
  { verdicts, path }: { readonly verdicts: readonly Verdict[]; readonly path: string },
): readonly Finding[] {
  const categories = rule.scanner === "moderation" ? rule.categories : undefined;
  const isMeant = optionalGlobs(categories, true);
  return verdicts.flatMap((verdict) => {
    const { category, score } = verdict;
    if (!isMeant(category) || !counts(rule, verdict)) return [];
    return [
      {
        detector: rule.scanner === "judge" ? `judge.${rule.name}` : `moderation.${category}`,
        category,
        severity: rule.severity,
        confidence: score ?? 1,
        start: 0,
        end: 0,
        path,
        layer: "judge" as const,
      },
    ];
  });
}

function counts({ threshold }: OutsideRule, { score, isFlagged }: Verdict): boolean {
  return threshold === undefined || score === null ? isFlagged : score >= threshold;
}
