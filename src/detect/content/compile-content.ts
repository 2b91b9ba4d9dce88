// The content rules of a policy, compiled to scanners of streams: patterns, keywords, canaries, the
// length of a text and its language. What a rule does when it finds something is not known here.
import type { Finding, Severity } from "../../domain/finding.ts";
import { LIMITS } from "../../domain/limits.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { compilePattern } from "../../domain/tenant-pattern.ts";
import type { StreamScanner } from "../stream-scan.ts";
import { foldText, foldRune } from "./fold.ts";
import { LANGUAGE_WAIT_CHARS, openLanguage } from "./language-scan.ts";
import { isLanguage, LANGUAGES, type Language } from "./languages.ts";
import { openLength } from "./length-scan.ts";
import { readProgram } from "./pattern-program.ts";
import { openPattern } from "./pattern-scan.ts";
import { buildAutomaton } from "./phrase-automaton.ts";
import { openPhrases } from "./phrase-scan.ts";

/** What one content rule looks for: any of these. */
export interface ContentSpec {
  /** The rule's name; its findings are of the detector `content.<name>`. */
  readonly name: string;
  readonly severity: Severity;
  /**
   * Regular expressions in RE2 syntax. A match is at most `LIMITS.contentMatchCharsMax` characters
   * long: an open repetition ends there.
   */
  readonly patterns?: readonly string[];
  /**
   * Words and phrases, found where they stand as words. A blank in one stands for any single
   * white-space character.
   */
  readonly keywords?: readonly string[];
  /** Texts that must never appear, character by character. */
  readonly canaries?: readonly string[];
  /** Absent: keywords are found in either case, patterns in the case in which they are written. */
  readonly caseSensitive?: boolean;
  /** Longest text, in UTF-16 units. */
  readonly maxChars?: number;
  /** Codes of `LANGUAGES`. What is not known to be in a language is never found. */
  readonly languages?: {
    readonly allow?: readonly string[];
    readonly deny?: readonly string[];
  };
}

/** The content rules of a policy, compiled. It keeps nothing of the texts that it scans. */
export interface ContentScanner {
  /** One for each thing that is looked for; `createStreamScan` and `scanWhole` run them together. */
  readonly scanners: readonly StreamScanner[];
}

/** Why a rule cannot be compiled. */
export interface ContentError {
  /** Which of the specs. */
  readonly index: number;
  /** The member of the spec that is wrong, and the entry of its list. */
  readonly path: readonly (string | number)[];
  /** One sentence for who wrote the rule. */
  readonly message: string;
  /** For a pattern, where in it: UTF-16 units. */
  readonly offset?: number;
}

/** What kind of thing a finding is. */
export type ContentCategory = "pattern" | "keyword" | "canary" | "too_long" | "language";

/** Compiles content rules, or tells everything that is wrong with them. Never throws. */
export function compileContent(
  specs: readonly ContentSpec[],
): Result<ContentScanner, readonly ContentError[]> {
  const errors: ContentError[] = [...tooMany(specs)];
  const scanners: StreamScanner[] = [];
  for (const [index, spec] of errors.length > 0 ? [] : specs.entries()) {
    const context: SpecContext = {
      spec,
      fail: (path, message, offset) =>
        errors.push({ index, path, message, ...(offset !== undefined && { offset }) }),
    };
    scanners.push(
      ...patternScanners(context),
      ...keywordScanner(context),
      ...canaryScanner(context),
      ...lengthScanner(context),
      ...languageScanner(context),
    );
  }
  return errors.length > 0 ? err(errors) : ok({ scanners });
}

interface SpecContext {
  readonly spec: ContentSpec;
  readonly fail: (path: ContentError["path"], message: string, offset?: number) => void;
}

/** Every one of them is run over every text: there is a bound for all rules together. */
function tooMany(specs: readonly ContentSpec[]): readonly ContentError[] {
  let [patterns, phrases] = [0, 0];
  for (const [index, spec] of specs.entries()) {
    patterns += spec.patterns?.length ?? 0;
    phrases += (spec.keywords?.length ?? 0) + (spec.canaries?.length ?? 0);
    if (patterns > LIMITS.contentPatternsMax) {
      const message = `A policy holds at most ${LIMITS.contentPatternsMax} patterns.`;
      return [{ index, path: ["patterns"], message }];
    }
    if (phrases > LIMITS.contentPhrasesMax) {
      const message = `A policy holds at most ${LIMITS.contentPhrasesMax} keywords and canaries.`;
      return [{ index, path: [spec.keywords ? "keywords" : "canaries"], message }];
    }
  }
  return [];
}

function patternScanners(context: SpecContext): readonly StreamScanner[] {
  const { spec, fail } = context;
  const ignoreCase = spec.caseSensitive === false;
  return (spec.patterns ?? []).flatMap((source, at) => {
    const compiled = compilePattern(source, { ignoreCase });
    if (!compiled.ok) {
      fail(["patterns", at], compiled.error.message, compiled.error.offset);
      return [];
    }
    const program = readProgram(source, ignoreCase);
    if (program === null) fail(["patterns", at], "This pattern cannot be run on streams.");
    else if (program.matchesEmpty) {
      fail(["patterns", at], "The pattern also matches nothing at all, which is everywhere.");
    } else {
      const { test } = compiled.value;
      const longest = Math.min(program.longest, LIMITS.contentMatchCharsMax);
      const open: StreamScanner["open"] = (path) =>
        openPattern({ program, occursIn: test, toFinding: findingAt(spec, "pattern", path) });
      return [{ open, gate: { test }, longest }];
    }
    return [];
  });
}

function keywordScanner(context: SpecContext): readonly StreamScanner[] {
  const { spec } = context;
  const folds = spec.caseSensitive !== true;
  const words = phrasesOf(context, "keywords").map((word) => (folds ? foldText(word) : word));
  return phraseScanner({ spec, phrases: words, category: "keyword", folds, asWords: true });
}

function canaryScanner(context: SpecContext): readonly StreamScanner[] {
  const { spec } = context;
  const phrases = phrasesOf(context, "canaries");
  return phraseScanner({ spec, phrases, category: "canary", folds: false, asWords: false });
}

function phrasesOf({ spec, fail }: SpecContext, member: "keywords" | "canaries"): string[] {
  const phrases = spec[member] ?? [];
  for (const [at, phrase] of phrases.entries()) {
    const max = LIMITS.contentPhraseCharsMax;
    if (phrase === "") fail([member, at], "An empty text would be found everywhere.");
    else if (phrase.length > max) fail([member, at], `It is longer than ${max} characters.`);
    else if (!phrase.isWellFormed()) fail([member, at], "It holds half of a surrogate pair.");
    else if (member === "keywords" && phrase.trim() !== phrase) {
      fail([member, at], "A keyword begins and ends without white space.");
    }
  }
  return [...phrases];
}

function phraseScanner(of: {
  readonly spec: ContentSpec;
  readonly phrases: readonly string[];
  readonly category: ContentCategory;
  readonly folds: boolean;
  readonly asWords: boolean;
}): readonly StreamScanner[] {
  const { spec, phrases, category, folds, asWords } = of;
  const known = phrases.filter((phrase) => phrase !== "");
  if (known.length === 0) return [];
  const automaton = buildAutomaton(known, folds ? foldRune : (char) => char);
  const open: StreamScanner["open"] = (path) =>
    openPhrases({ automaton, folds, asWords, toFinding: findingAt(spec, category, path) });
  return [{ open, gate: ANY_TEXT, longest: automaton.longest }];
}

/** Looking is as quick as asking whether to look. */
const ANY_TEXT = { test: () => true };

function lengthScanner({ spec, fail }: SpecContext): readonly StreamScanner[] {
  const { maxChars } = spec;
  if (maxChars === undefined) return [];
  if (!Number.isSafeInteger(maxChars) || maxChars < 1) {
    fail(["maxChars"], "The longest text has a whole number of characters, at least 1.");
    return [];
  }
  const open: StreamScanner["open"] = (path) =>
    openLength(maxChars, findingAt(spec, "too_long", path));
  return [{ open, gate: { test: (text) => text.length > maxChars }, longest: 0 }];
}

function languageScanner(context: SpecContext): readonly StreamScanner[] {
  const { spec, fail } = context;
  const { languages } = spec;
  if (languages === undefined) return [];
  if (languages.allow === undefined && languages.deny === undefined) {
    fail(["languages"], "A list of languages needs allow, deny or both.");
    return [];
  }
  const allow = languages.allow && codesOf(context, "allow", languages.allow);
  const deny = codesOf(context, "deny", languages.deny ?? []);
  const isUnwanted = (language: Language): boolean =>
    deny.has(language) || allow?.has(language) === false;
  const open: StreamScanner["open"] = (path) =>
    openLanguage(isUnwanted, findingAt(spec, "language", path));
  return [{ open, gate: ANY_TEXT, longest: LANGUAGE_WAIT_CHARS }];
}

function codesOf(
  { fail }: SpecContext,
  list: "allow" | "deny",
  codes: readonly string[],
): ReadonlySet<string> {
  for (const [at, code] of codes.entries()) {
    if (isLanguage(code)) continue;
    fail(["languages", list, at], `It is none of ${LANGUAGES.join(", ")}.`);
  }
  return new Set(codes);
}

function findingAt(
  { name, severity }: ContentSpec,
  category: ContentCategory,
  path: string,
): (range: { readonly start: number; readonly end: number }) => Finding {
  const common = { detector: `content.${name}`, category, severity, confidence: 1 };
  return ({ start, end }) => ({ ...common, start, end, path });
}
