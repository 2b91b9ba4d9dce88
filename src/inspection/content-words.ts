// Rules with words of their own, as the scanners that look for them: compiled once for each rule, and
// what is wrong with them where they cannot be. How they are run together is `scan-plan.ts`'s.
import { compileContent, type ContentSpec } from "../detect/content/compile-content.ts";
import type { StreamScanner } from "../detect/stream-scan.ts";
import { err, invariant, type Result } from "../domain/result.ts";
import { loadPolicy, locateProblems, type PolicyError } from "../policy/load.ts";
import type { Problem } from "../policy/problems.ts";
import type { ContentWords, RuleOf } from "../policy/rules/rule.ts";
import type { Policy } from "../policy/schema/document.ts";
import { createSchemaScanner } from "./schema-scanner.ts";

/** By rule: rules that are for a share of the traffic come together in very many ways. */
const compiled = new WeakMap<ContentWords, readonly StreamScanner[]>();

/** The scanners of one rule of a policy that loaded. */
export function scannersOf(words: ContentWords): readonly StreamScanner[] {
  const known = compiled.get(words);
  if (known !== undefined) return known;
  const made = compileWords(words);
  compiled.set(words, made);
  return made;
}

function compileWords({ name, rule }: ContentWords): readonly StreamScanner[] {
  if (rule.scanner === "output_schema") return [createSchemaScanner(name, rule)];
  const content = compileContent([specOf(name, rule)]);
  invariant(content.ok, "a policy with content rules that do not compile does not load");
  return content.value.scanners;
}

function specOf(name: string, rule: RuleOf<"content">): ContentSpec {
  const { languages } = rule;
  return {
    name,
    severity: rule.severity,
    ...(rule.patterns && { patterns: rule.patterns }),
    ...(rule.keywords && { keywords: rule.keywords }),
    ...(rule.canaries && { canaries: rule.canaries }),
    ...(rule.case_sensitive !== undefined && { caseSensitive: rule.case_sensitive }),
    ...(rule.max_chars !== undefined && { maxChars: rule.max_chars }),
    ...(languages && {
      languages: {
        ...(languages.allow && { allow: languages.allow }),
        ...(languages.deny && { deny: languages.deny }),
      },
    }),
  };
}

/**
 * Loads a policy as `loadPolicy` does, and refuses also what only the detectors know to be wrong:
 * words that could not be looked for.
 */
export function loadWhole(source: string | Uint8Array): Result<Policy, readonly PolicyError[]> {
  const loaded = loadPolicy(source);
  if (!loaded.ok) return loaded;
  const problems = wordProblems(loaded.value);
  return problems.length === 0 ? loaded : err(locateProblems(source, problems));
}

/** What is wrong with the words of a policy's content rules. */
function wordProblems({ rules }: Policy): readonly Problem[] {
  const words = rules.flatMap((rule, at) => (rule.scanner === "content" ? [{ rule, at }] : []));
  const content = compileContent(words.map(({ rule }) => specOf(rule.name, rule)));
  if (content.ok) return [];
  return content.error.map(({ index, path: [member = "", ...rest], message, offset }) => ({
    message: message.replace(/\.$/, ""),
    path: ["rules", words[index]?.at ?? 0, member === "maxChars" ? "max_chars" : member, ...rest],
    ...(offset !== undefined && { offset }),
  }));
}
