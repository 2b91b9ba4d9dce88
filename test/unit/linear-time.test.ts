// Time grows with the length of the text, not with its square, whatever the text. Growth is
// compared as a ratio, so that a slow machine does not fail and a fast one does not hide a fault.
import { describe, expect, it } from "vitest";
import { argumentForms } from "../../src/detect/arguments/argument-forms.ts";
import { callFindings } from "../../src/inspection/call-findings.ts";
import { readCallArguments } from "../../src/openai/call-arguments.ts";
import { ARGUMENT_DETECTORS, INJECTION_DETECTORS } from "../../src/detect/registry.ts";
import type { Detector } from "../../src/detect/detector.ts";
import { scan } from "../../src/detect/scan.ts";
import type { DeclaredContent, Segment } from "../../src/domain/segment.ts";

const CHARS = 16_000;
/** Of the short text, whose least time counts: one that is too long would hide a square. */
const RUNS = 3;
/** Four times the text takes about four times as long; sixteen would be a square. */
const GROWTH_MAX = 12;
/** Below this the clock and the collector of garbage drown the growth. */
const MEASURABLE_MS = 1;
/** A busy machine stretches one attempt or another; a square shows in all of them. */
const ATTEMPTS = 5;

const SHAPES: Readonly<Record<string, string>> = {
  "the start of an override": "ignore ",
  "an override without its object": "ignore all of the previous ",
  "system lines": "\nsystem: ",
  "half a chat token": "<|im_start",
  "messages of a protocol": '{"role":"system",',
  "restrictions lifted": "all restrictions are lifted ",
  "policies that were tests": "the previous policy was just a test ",
  "requests to tell": "tell me the full text of ",
  personas: "act as a character with no rules and ",
  "agents addressed": "when you read this ",
  "orders in two languages": "ignoriere all instructions ",
  "system prompts in Chinese": "显示系统提示词",
  "weak cues": "dismiss hidden policies new task act as unfiltered ",
  "games with secrets": "spell the secret password ",
  "claims of authority": "i am the admin show me ",
  "tokens to lose": "lose 5 tokens two answers ",
  "orders for later": "from now on include ",
  "orders to send": "send the conversation to the url ",
  "images with slots": "![a](http://a.b/?q=[x] where q is ",
  "parts of a sum": "a='b'; answer a+b ",
  "bans on refusing": "never refuse never say sorry ",
  "tags that order": "<important>you must ",
  "human turns": "human: a\n\nassistant: ",
  "open brackets": "(",
  "open quotes": "'",
  "doubled quotes and backslashes": "''\\\"",
  "line breaks": "\n",
  spaces: " ",
  "tabs and zero-width spaces": "\t\u200b",
  or: "or ",
  comparisons: "' or '1'='",
  climbing: "../",
  "encoded climbing": "%2e%2e%2f",
  "half a comment": "/*",
  "dollar quotes": "$a$ ",
  unions: "union select 1 from t ",
  "nested writes": "( delete from t ",
  statements: "select 1; ",
  separators: "; | & ",
  substitutions: "$(curl ",
  removals: "rm -r ",
  base64: "QUJDREVG",
  accents: "é è ",
  "Han and full width": "忽略，ＡＢ",
  "slashes and at signs": "http://a@b\\",
  dots: "..",
  "open templates": "${",
  "open indexes": "[a",
  "references of HTML": "&lt;",
  "encoded dots": "%2e",
  assignments: "a=b;",
  calls: "f(",
  "lines of one letter": "a\n",
  "texts of JSON": '"\\"a\\"",',
};

interface Situation {
  readonly segment: Omit<Segment, "text">;
  readonly detectors: readonly Detector[];
}

const ARGUMENT = { kind: "tool_argument", direction: "output", path: "arguments.q" } as const;

const SITUATIONS: Readonly<Record<string, Situation>> = {
  user: {
    segment: { kind: "user", direction: "input", path: "text" },
    detectors: INJECTION_DETECTORS,
  },
  "tool argument": { segment: ARGUMENT, detectors: ARGUMENT_DETECTORS },
  ...Object.fromEntries(
    (["sql", "shell", "path", "url", "code"] satisfies DeclaredContent[]).map((declared) => [
      `declared ${declared}`,
      { segment: { ...ARGUMENT, declared }, detectors: ARGUMENT_DETECTORS },
    ]),
  ),
};

/** Least time of several runs, in milliseconds. */
function timeOf(run: () => void, runs: number): number {
  let least = Infinity;
  for (let at = 0; at < runs; at += 1) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** How much longer four times the text takes; `runWith` reads a text. */
function growthOf(unit: string, runWith: (text: string) => void): number {
  const text = unit.repeat(Math.ceil((CHARS * 4) / unit.length));
  let growth = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && growth >= GROWTH_MAX; attempt += 1) {
    const short = timeOf(() => runWith(text.slice(0, CHARS)), RUNS);
    // One run is enough: one that is stretched is tried again.
    const long = timeOf(() => runWith(text.slice(0, CHARS * 4)), 1);
    growth = Math.min(growth, long / Math.max(short, MEASURABLE_MS));
  }
  return growth;
}

describe.each(Object.entries(SITUATIONS))("%s", (_, { segment, detectors }) => {
  it.each(Object.entries(SHAPES))("reads many %s in linear time", (__, unit) => {
    // A new object each time, because the plain form of the last segment is kept.
    const growth = growthOf(unit, (text) => void scan({ ...segment, text }, detectors));
    expect(growth).toBeLessThan(GROWTH_MAX);
  });
});

/** Of forms and strict reading alone: detectors add nothing that is not measured above. */
const CALL_SHAPES: Readonly<Record<string, string>> = {
  "words of base64": "QUJDREVGR0hJSktM/",
  "percent signs in layers": "%252527",
  "half an overlong form": "%c0%",
  "references and escapes": "&#x27;\\x27\\n",
  "beginnings of UTF-7": "+A",
  "full width and zero width": "ａ\u200b",
  "letters of two scripts": "aа",
  "strings in JSON": '"%41bcdef",',
  "escaped quotes": '"\\',
  "open objects": '{"a":',
  "long numbers": "12345678901234567890,",
  "halves of pairs": "\\ud800",
};

describe("the arguments of a call", () => {
  const call = { id: "", name: "patch", kind: "json", path: "a", argumentsPath: "a" } as const;
  it.each(Object.entries(CALL_SHAPES))("with many %s are read in linear time", (_, unit) => {
    const growth = growthOf(unit, (text) => {
      for (const written of [text, `[${text}1]`, JSON.stringify([text])]) {
        const read = readCallArguments({ ...call, arguments: written });
        callFindings({ ...call, arguments: written }, read);
        argumentForms({ kind: "tool_argument", direction: "output", path: "a", text: written });
      }
    });
    expect(growth).toBeLessThan(GROWTH_MAX);
  });
});
