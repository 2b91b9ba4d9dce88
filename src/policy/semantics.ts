// What a rule of the right shape cannot say: conditions and patterns that do not compile, schemas
// that are none. One checker for each language; each points at its place.
import { compilePattern } from "../domain/tenant-pattern.ts";
import { compileCondition } from "./conditions/cel.ts";
import type { Problem } from "./problems.ts";

/**
 * What is wrong with the texts of a rule that have a language of their own. Whatever else the rule
 * is: its data is read as it comes, and what is no text is the schema's to tell.
 */
export function textProblems(rule: unknown): readonly Problem[] {
  if (typeof rule !== "object" || rule === null) return [];
  const { when, scanner, patterns, case_sensitive: caseSensitive } = rule as RawRule;
  const isContent = scanner === "content" && Array.isArray(patterns);
  return [
    ...(typeof when === "string" ? conditionProblems(when) : []),
    ...(isContent ? patternProblems(patterns, caseSensitive !== true) : []),
  ];
}

interface RawRule {
  readonly when?: unknown;
  readonly scanner?: unknown;
  readonly patterns?: unknown;
  readonly case_sensitive?: unknown;
}

function conditionProblems(when: string): readonly Problem[] {
  const compiled = compileCondition(when);
  return compiled.ok ? [] : [{ ...faultOf(compiled.error), path: ["when"] }];
}

function patternProblems(patterns: readonly unknown[], ignoreCase: boolean): readonly Problem[] {
  return patterns.slice(0, PATTERNS_MAX).flatMap((source, index) => {
    if (typeof source !== "string") return [];
    const compiled = compilePattern(source, { ignoreCase });
    return compiled.ok ? [] : [{ ...faultOf(compiled.error), path: ["patterns", index] }];
  });
}

/** A rule has at most so many; those of a longer list are not compiled to be refused. */
const PATTERNS_MAX = 200;

/** Sentences of other languages end with a full stop, ours with none. */
function faultOf({ message, offset }: { readonly message: string; readonly offset: number }) {
  return { message: message.replace(/\.$/, ""), offset };
}
