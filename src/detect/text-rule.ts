// Text rules: a small pattern language for things with a fixed shape (keys, cards, addresses), and
// its compiler. From one pattern come two regular expressions: one that finds it, and one that
// tells whether the end of a text could still become it. The second is derived, never written by
// hand: hand-written ones leak (58 leaks in 12,339 chunkings were counted in one).
import type { Severity } from "../domain/finding.ts";
import { holdsOne, openRules } from "./rule-scan.ts";
import type { StreamScanner } from "./stream-scan.ts";

/** A pattern. Every repetition is closed, so every match has a longest length. */
export type Pattern =
  | { readonly kind: "literal"; readonly text: string }
  /** `set` is the body of a character class: `A-Za-z0-9_-`. */
  | { readonly kind: "class"; readonly set: string; readonly min: number; readonly max: number }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly options: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly part: Pattern; readonly min: number; readonly max: number };

/** Exactly this text. */
export function literal(text: string): Pattern {
  return { kind: "literal", text };
}

/** `min` to `max` characters of a class. */
export function chars(set: string, min: number, max = min): Pattern {
  return { kind: "class", set, min, max };
}

/** One after the other. */
export function sequence(...parts: readonly Pattern[]): Pattern {
  return { kind: "sequence", parts };
}

/** One of several; the first that matches wins, as in a regular expression. */
export function choice(...options: readonly Pattern[]): Pattern {
  return { kind: "choice", options };
}

/** `min` to `max` times. */
export function repeat(part: Pattern, min: number, max: number): Pattern {
  return { kind: "repeat", part, min, max };
}

/** Once or not at all. */
export function optional(part: Pattern): Pattern {
  return repeat(part, 0, 1);
}

/** A thing with a fixed shape. */
export interface TextRule {
  /** `family.name`; the corpus is `test/corpus/<id>.yaml`. */
  readonly id: string;
  /** What it finds, in one sentence. */
  readonly finds: string;
  /** Where the format is written down. */
  readonly source: string;
  readonly category: string;
  readonly severity: Severity;
  readonly confidence: number;
  readonly pattern: Pattern;
  /** Characters (a class body) that may not stand right before or right after it. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Checks what the shape cannot say: a checksum, a range. Pure; sees the match only. */
  readonly isValid?: (match: string) => boolean;
}

/** A compiled rule. */
export interface CompiledRule {
  readonly rule: TextRule;
  /** Global; finds complete matches. */
  readonly full: RegExp;
  /** Texts of which one stands in every match; empty where there are none. */
  readonly needs: readonly string[];
}

/** Rules compiled together. */
export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
  /** Whether any rule matches: one pass that lets most texts go. */
  readonly gate: { test(text: string): boolean };
  /**
   * Global; finds the leftmost place from which the text, up to its end, is the beginning of a match of
   * some rule, or a whole match that its right neighbour could still change.
   */
  readonly live: RegExp;
  /** The longest match of any rule, in UTF-16 units: the bound of what a stream holds back. */
  readonly longest: number;
}

/** Rules that can scan streams. */
export interface RuleSet extends CompiledRules, StreamScanner {}

/** Compiles rules. Throws on a malformed class: that is our mistake, and tests compile them all. */
export function compileRules(rules: readonly TextRule[]): RuleSet {
  const full = rules.map((rule) => source(rule));
  const live = rules.map((rule) => `${atStart(rule)}(?:${beginnings(rule.pattern)})`);
  const compiled: CompiledRules = {
    rules: rules.map((rule, index) => ({
      rule,
      full: new RegExp(full[index] ?? "", "g"),
      needs: neededTexts(rule.pattern),
    })),
    gate: compileGate(rules),
    live: new RegExp(live.length > 0 ? `(?:${live.join("|")})$` : "(?!)", "g"),
    longest: Math.max(0, ...rules.map((rule) => longestMatch(rule.pattern))),
  };
  return { ...compiled, open: (path) => openRules(compiled, path) };
}

/**
 * Rules that need a rare text, or begin with a character outside ASCII, are not tried where there is
 * none: to find that out costs nearly nothing.
 */
function compileGate(rules: readonly TextRule[]): RuleSet["gate"] {
  const rare = rules.filter(({ pattern }) => isRare(neededTexts(pattern)));
  const foreign = rules.filter((rule) => !rare.includes(rule) && beginsForeign(rule));
  const others = rules.filter((rule) => !rare.includes(rule) && !foreign.includes(rule));
  const common = others.length > 0 ? new RegExp(others.map(source).join("|")) : null;
  const gates = [
    ...rare.map((rule) => {
      const needs = neededTexts(rule.pattern);
      return { opens: (text: string) => holdsOne(text, needs), full: new RegExp(source(rule)) };
    }),
    ...foreign.map((rule) => {
      const first = new RegExp(`[${firstOf(rule.pattern).set}]`);
      return { opens: (text: string) => first.test(text), full: new RegExp(source(rule)) };
    }),
  ];
  return {
    test: (text) =>
      common?.test(text) === true ||
      gates.some(({ opens, full }) => opens(text) && full.test(text)),
  };
}

const ASCII = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));

function beginsForeign({ pattern }: TextRule): boolean {
  return !new RegExp(`[${firstOf(pattern).set}]`).test(ASCII);
}

/** What ordinary prose does not hold. */
const RARE: ReadonlySet<string> = new Set([
  ...'@ ![ ]( ]: < \udb40 :// (" |\' ":'.split(" "),
  // Escape sequences of terminals.
  "\u001b[",
  "\u009b",
  // Names of programs, before their arguments.
  ..."nslookup dig host ping drill Resolve-DnsName".split(" ").map((name) => `${name} `),
]);

function isRare(texts: readonly string[]): boolean {
  return texts.length > 0 && texts.every((text) => RARE.has(text));
}

/** Texts of which every match holds one: of several such lists that with the longest texts. */
function neededTexts(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case "literal":
      return [pattern.text];
    case "class":
      return [];
    case "choice": {
      const each = pattern.options.map(neededTexts);
      return each.some((texts) => texts.length === 0) ? [] : [...new Set(each.flat())];
    }
    case "sequence":
      return pattern.parts
        .map(neededTexts)
        .reduce((best, texts) => (shortest(texts) > shortest(best) ? texts : best), []);
    case "repeat":
      return pattern.min > 0 ? neededTexts(pattern.part) : [];
  }
}

function shortest(texts: readonly string[]): number {
  return texts.length === 0 ? 0 : Math.min(...texts.map(({ length }) => length));
}

function source(rule: TextRule): string {
  const after = rule.notAfter === "" ? "" : `(?![${rule.notAfter}])`;
  return `${atStart(rule)}(?:${expression(rule.pattern)})${after}`;
}

/** What is asked of the place where a match begins: first its own character, which is quickest. */
function atStart({ pattern, notBefore }: TextRule): string {
  return `(?=[${firstOf(pattern).set}])${notBefore === "" ? "" : `(?<![${notBefore}])`}`;
}

/** Class body of the characters with which a match can begin; `isEmpty`: it can be of none. */
function firstOf(pattern: Pattern): { readonly set: string; readonly isEmpty: boolean } {
  switch (pattern.kind) {
    case "literal":
      // Half of a pair is found where the pair begins, as expressions here read UTF-16 units.
      return { set: escape(pattern.text.charAt(0)), isEmpty: pattern.text === "" };
    case "class":
      return { set: classFirst(pattern.set), isEmpty: pattern.min === 0 };
    case "sequence": {
      let set = "";
      for (const part of pattern.parts) {
        const first = firstOf(part);
        set += first.set;
        if (!first.isEmpty) return { set, isEmpty: false };
      }
      return { set, isEmpty: true };
    }
    case "choice": {
      const firsts = pattern.options.map(firstOf);
      return {
        set: firsts.map(({ set }) => set).join(""),
        isEmpty: firsts.some(({ isEmpty }) => isEmpty),
      };
    }
    case "repeat": {
      const { set, isEmpty } = firstOf(pattern.part);
      return { set, isEmpty: isEmpty || pattern.min === 0 };
    }
  }
}

/** A class that excludes characters cannot be joined to others: it counts as any character. */
function classFirst(set: string): string {
  return set.startsWith("^") ? String.raw`\s\S` : set;
}

/** The pattern as a regular expression. */
function expression(pattern: Pattern): string {
  switch (pattern.kind) {
    case "literal":
      return escape(pattern.text);
    case "class":
      return `[${pattern.set}]${quantifier(pattern.min, pattern.max)}`;
    case "sequence":
      return pattern.parts.map(expression).join("");
    case "choice":
      return `(?:${pattern.options.map(expression).join("|")})`;
    case "repeat":
      return `(?:${expression(pattern.part)})${quantifier(pattern.min, pattern.max)}`;
  }
}

/** Every non-empty beginning of what the pattern matches, the whole match included. */
function beginnings(pattern: Pattern): string {
  switch (pattern.kind) {
    case "literal":
      return Array.from(pattern.text).reduceRight(
        (rest, char) => (rest === "" ? escape(char) : `${escape(char)}(?:${rest})?`),
        "",
      );
    case "class":
      return `[${pattern.set}]{1,${pattern.max}}`;
    case "sequence":
      // Some parts whole, then the beginning of the next.
      return pattern.parts
        .map((part, index) => {
          const before = pattern.parts.slice(0, index).map(expression).join("");
          return `${before}(?:${beginnings(part)})`;
        })
        .join("|");
    case "choice":
      return pattern.options.map((option) => `(?:${beginnings(option)})`).join("|");
    case "repeat":
      return `(?:${expression(pattern.part)}){0,${pattern.max - 1}}(?:${beginnings(pattern.part)})`;
  }
}

function longestMatch(pattern: Pattern): number {
  switch (pattern.kind) {
    case "literal":
      return pattern.text.length;
    case "class":
      return pattern.max;
    case "sequence":
      return pattern.parts.reduce((sum, part) => sum + longestMatch(part), 0);
    case "choice":
      return Math.max(...pattern.options.map(longestMatch));
    case "repeat":
      return pattern.max * longestMatch(pattern.part);
  }
}

function quantifier(min: number, max: number): string {
  if (min === 1 && max === 1) return "";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
