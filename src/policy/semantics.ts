// What a well-formed rule cannot say: conditions and patterns that do not compile, schemas that are
// none. One checker for each kind of text that has a language of its own; each points at its place.
import { compilePattern } from "../domain/tenant-pattern.ts";
import { compileCondition } from "./conditions/cel.ts";
import type { Problem } from "./problems.ts";
import type { Rule } from "./schema/document.ts";
import type { Path } from "./source/yaml-data.ts";

/** Everything that is wrong with what a rule says; paths begin with the rule's own. */
export function ruleProblems(rule: Rule, path: Path): readonly Problem[] {
  return CHECKERS.flatMap((check) => check(rule)).map((problem) => ({
    ...problem,
    path: [...path, ...problem.path],
  }));
}

/** Finds problems; paths begin in the rule. Never throws. */
type Checker = (rule: Rule) => readonly Problem[];

const CHECKERS: readonly Checker[] = [checkCondition, checkPatterns];

function checkCondition({ when }: Rule): readonly Problem[] {
  if (when === undefined) return [];
  const compiled = compileCondition(when);
  return compiled.ok ? [] : [{ ...faultOf(compiled.error), path: ["when"] }];
}

function checkPatterns(rule: Rule): readonly Problem[] {
  if (rule.scanner !== "content") return [];
  const ignoreCase = rule.case_sensitive !== true;
  return (rule.patterns ?? []).flatMap((source, index) => {
    const compiled = compilePattern(source, { ignoreCase });
    return compiled.ok ? [] : [{ ...faultOf(compiled.error), path: ["patterns", index] }];
  });
}

/** Sentences of other languages end with a full stop, ours with none. */
function faultOf({ message, offset }: { readonly message: string; readonly offset: number }) {
  return { message: message.replace(/\.$/, ""), offset };
}
