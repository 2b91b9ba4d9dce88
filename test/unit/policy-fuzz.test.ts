// Broken and hostile policies: whatever is done to one, the loader either takes it or says what is
// wrong and where, within bounded work; and what it takes compiles and decides.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { everythingPolicy, GROUPS } from "../../scripts/policy-examples.ts";
import { ACTIONS } from "../../src/domain/decision.ts";
import { SEVERITIES } from "../../src/domain/finding.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { agentPolicy } from "../../src/policy/agent-policy.ts";
import { decide } from "../../src/policy/decide.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import type { Policy } from "../../src/policy/schema/document.ts";
import { schemasAt } from "../../src/policy/schema/places.ts";

const EVERYTHING = everythingPolicy();

const PIECES = piecesOf(EVERYTHING);

/** Seeds are fixed, so that a failure is the same everywhere. */
const SEED = 20_261_121;

/** What is wrong with what the loader says of a source; nothing where it takes it. */
function faultsOf(source: string | Uint8Array): readonly string[] {
  const loaded = loadPolicy(source);
  if (loaded.ok) return [];
  const text = typeof source === "string" ? source : new TextDecoder().decode(source);
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  if (loaded.error.length === 0) return ["there is no error"];
  if (loaded.error.length > LIMITS.policyErrorsMax) return ["there are too many errors"];
  return loaded.error.flatMap(({ message, line, column }) => {
    // The end of a line is a place as well: something is missing there.
    const isInside = line >= 1 && line <= lines.length && column >= 1;
    const isOnLine = column <= (lines[line - 1]?.length ?? 0) + 1;
    const isSaid = message !== "" && message.length < 400 && !message.includes("\n");
    return isInside && isOnLine && isSaid ? [] : [`${line}:${column} ${message}`];
  });
}

/** A source that must not load, and why it is refused. */
function refuses(source: string | Uint8Array): void {
  expect(loadPolicy(source).ok).toBe(false);
  expect(faultsOf(source)).toEqual([]);
}

/** Numbers from 0 to below `max`, the same for the same seed (mulberry32). */
function dice(seed: number): (max: number) => number {
  let state = seed;
  return (max) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % max;
  };
}

describe("a policy with everything in it", () => {
  it("loads", () => {
    const loaded = loadPolicy(EVERYTHING);
    expect(loaded).toMatchObject({ ok: true });
    expect(loaded.ok && loaded.value.rules).toHaveLength(
      GROUPS.flatMap(({ kinds }) => kinds).length,
    );
  });

  it("is taken or refused with places wherever it is cut off", () => {
    const end = EVERYTHING.indexOf("- name: answers-are-tickets");
    expect(end).toBeGreaterThan(1_500);
    for (let length = 0; length <= end; length += 1) {
      expect({ length, faults: faultsOf(EVERYTHING.slice(0, length)) }).toEqual({
        length,
        faults: [],
      });
    }
  }, 120_000);

  it("is taken or refused with places whatever words change places", () => {
    const words = EVERYTHING.split(/(?<=[\s,:{}[\]])|(?=[\s,:{}[\]])/);
    const roll = dice(SEED);
    for (let run = 0; run < 200; run += 1) {
      const swapped = [...words];
      for (let swap = 0; swap <= roll(4); swap += 1) {
        const [a, b] = [roll(words.length), roll(words.length)];
        [swapped[a], swapped[b]] = [swapped[b] ?? "", swapped[a] ?? ""];
      }
      expect({ run, faults: faultsOf(swapped.join("")) }).toEqual({ run, faults: [] });
    }
  }, 60_000);

  it("is taken or refused with places with a value of a wrong kind in any place", () => {
    const wrong: readonly unknown[] = [{ no: [1] }, [[[]]], -1.5, true, null, "constructor"];
    let count = 0;
    for (const piece of PIECES) {
      for (const path of placesOf(piece)) {
        for (const value of wrong) {
          const source = JSON.stringify(put(piece, path, value), null, 1);
          count += loadPolicy(source).ok ? 0 : 1;
          expect({ path, value, faults: faultsOf(source) }).toEqual({ path, value, faults: [] });
        }
      }
    }
    expect(count).toBeGreaterThan(1_000);
  }, 60_000);

  it("is refused with any field twice", () => {
    const lines = EVERYTHING.split("\n");
    const fields = lines.flatMap((line, at) => (/^ *[a-z_]+: \S/.test(line) ? [at] : []));
    expect(fields.length).toBeGreaterThan(80);
    for (const at of fields) refuses(lines.toSpliced(at + 1, 0, lines[at] ?? "").join("\n"));
  }, 60_000);

  it("is refused, with the right word, with any field misspelt", () => {
    let count = 0;
    for (const piece of PIECES) {
      for (const path of placesOf(piece).filter((each) => isField(piece, each))) {
        const name = String(path.at(-1));
        // Short words are like too many others, and without the scanner nobody knows the fields.
        if (name.length < 5 || name === "scanner") continue;
        const misspelt = `${name.slice(0, 2)}${name.slice(3)}`;
        const result = loadPolicy(JSON.stringify(rename(piece, path, misspelt), null, 1));
        const suggestions = result.ok ? [] : result.error.map(({ suggestion }) => suggestion);
        expect({ path, suggestions }).toMatchObject({
          suggestions: expect.arrayContaining([name]),
        });
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(150);
  }, 60_000);
});

describe("hostile sources are refused with places, within bounded work", () => {
  const V = 'version: "1.0"\n';
  const many = (text: string, bytes = LIMITS.policyBytesMax): string =>
    text.repeat(Math.floor((bytes - V.length) / text.length));
  const laughs = "bcdefghi"
    .split("")
    .map((name, index) => `${name}: &${name} [${`*${"abcdefgh".charAt(index)}, `.repeat(9)}]`);

  it.each<[string, string | Uint8Array]>([
    ["a bomb of aliases", `${V}a: &a [x, x]\n${laughs.join("\n")}\n`],
    ["a cycle", `${V}agents: &a { x: *a }`],
    ["a cycle of two", `${V}agents: &a { x: &b { y: *a, z: *b } }`],
    ["a merge of itself", `${V}agents: &a\n  <<: *a\n`],
    ["ten megabytes of one letter", "a".repeat(10_000_000)],
    ["a quarter of a megabyte of one letter", many("a")],
    ["open brackets", many("[")],
    ["open braces", many("{a: ")],
    ["brackets", `${many("[", LIMITS.policyBytesMax / 2)}${many("]", LIMITS.policyBytesMax / 2)}`],
    ["dashes", many("- ")],
    ["question marks", many("? ")],
    ["colons", many(": ")],
    ["commas", `[${many(",")}`],
    ["anchors", many("&a ")],
    ["tags", many("!a ")],
    ["aliases", many("- *a\n")],
    ["directives", many("%a\n")],
    ["documents", many("---\n")],
    ["backslashes", `"${many("\\")}`],
    ["at signs", many("- @\n")],
    ["closing braces", many("}")],
    ["fields", Array.from({ length: 24_000 }, (_, index) => `k${index}:`).join("\n")],
    ["rules", `${V}rules:\n${many("- {}\n")}`],
    ["rules of a kind", `${V}rules:\n${many("- {scanner: pii}\n")}`],
    ["wrong entries", `${V}agents: { a: { models: [${many("1,", 80_000)}] } }`],
    [
      "unknown names in sections",
      `${V}agents:\n${Array.from({ length: 9_000 }, (_, index) => `  a${index}: { x: 1 }\n`).join("")}`,
    ],
    ["tabs", `${V}rules:\n${many("\t- a\n")}`],
    ["NUL", many("\0")],
    ["invalid UTF-8", new Uint8Array(LIMITS.policyBytesMax).fill(0xff)],
    ["overlong UTF-8", new Uint8Array([0xc0, 0xae])],
    ["a surrogate in UTF-8", new Uint8Array([0xed, 0xa0, 0x80])],
    [
      "a pattern with a bomb",
      `${V}rules: [{ name: a, scanner: content, action: flag, patterns: ["((a{100}){100}){100}"] }]`,
    ],
    [
      "a pattern that is too long",
      `${V}rules: [{ name: a, scanner: content, action: flag, patterns: ["${"a".repeat(2_001)}"] }]`,
    ],
    [
      "a deep condition",
      `${V}rules: [{ name: a, scanner: pii, action: flag, when: "${"(".repeat(900)}true${")".repeat(900)}" }]`,
    ],
    [
      "a condition of another type",
      `${V}rules: [{ name: a, scanner: pii, action: flag, when: "1 + 1" }]`,
    ],
    [
      "a condition of nothing known",
      `${V}rules: [{ name: a, scanner: pii, action: flag, when: "nothing.is == 1" }]`,
    ],
    [
      "a schedule that never is",
      `${V}rules: [{ name: a, scanner: pii, action: flag, schedule: { hours: "10:00-10:00" } }]`,
    ],
    [
      "a time zone on the moon",
      `${V}rules: [{ name: a, scanner: pii, action: flag, schedule: { time_zone: Moon/Base } }]`,
    ],
    ["a scanner of the prototype", `${V}rules: [{ name: a, scanner: constructor, action: flag }]`],
    ["a dialect of the prototype", `${V}rules: [{ name: a, type: toString, action: flag }]`],
    [
      "a type of the prototype",
      `${V}rules: [{ name: a, type: data_protection, patterns: [constructor] }]`,
    ],
    [
      "a direction of the prototype",
      `${V}rules: [{ name: a, scanner: pii, action: flag, direction: toString }]`,
    ],
  ])(
    "%s",
    (_, source) => {
      refuses(source);
    },
    30_000,
  );
});

describe("properties", () => {
  it("no text and no bytes make the loader throw or point outside", () => {
    const noise = fc.string({ unit: "binary", maxLength: 300 });
    const bytes = fc.uint8Array({ maxLength: 300 });
    const signs = fc
      .array(
        fc.constantFrom(
          ...Array.from("-:?[]{}&*!|>%@`#,'\" \n\tab0.~<\\"),
          "\n  ",
          "<<: ",
          "---\n",
          "rules",
          ": ",
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join(""));
    const edited = fc
      .tuple(fc.nat(EVERYTHING.length), fc.nat(40), fc.oneof(noise, signs))
      .map(([at, drop, put_]) => EVERYTHING.slice(0, at) + put_ + EVERYTHING.slice(at + drop));
    fc.assert(
      fc.property(
        fc.oneof({ weight: 3, arbitrary: signs }, noise, bytes, { weight: 1, arbitrary: edited }),
        (source) => {
          expect(faultsOf(source)).toEqual([]);
        },
      ),
      { numRuns: 2_500, seed: SEED },
    );
  }, 120_000);

  const findings = fc.array(
    fc.record({
      detector: fc.constantFrom(
        "pii.email",
        "secrets.jwt",
        "injection.override",
        "arguments.sql",
        "content.project-names",
        "x",
      ),
      category: fc.constantFrom(
        "EMAIL",
        "SECRET",
        "prompt_injection",
        "jailbreak",
        "sql_destructive",
      ),
      severity: fc.constantFrom(...SEVERITIES),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      start: fc.nat(3),
      end: fc.integer({ min: 4, max: 6 }),
      path: fc.constantFrom("a", "b", "calls[0].arguments.x", "calls[1].arguments"),
      kind: fc.constantFrom("user" as const, "output" as const, "tool_argument" as const),
    }),
    { maxLength: 6 },
  );
  const calls = fc
    .array(
      fc.record({
        name: fc.constantFrom(
          "search",
          "read_config",
          "send_mail",
          "refund",
          "place_order",
          "drop",
          "",
        ),
        arguments: fc.oneof(fc.constantFrom("", "{}", "{", "[1]", '{"amount":101}'), fc.json()),
        kind: fc.constantFrom("json" as const, "text" as const),
      }),
      { maxLength: 4 },
    )
    .map((list) =>
      list.map((call, index): ToolCall => {
        const path = `calls[${index}]`;
        return { ...call, id: `c${index}`, path, argumentsPath: `${path}.arguments` };
      }),
    );

  /** Policies of some of the examples, with any action, priority and finality that loads. */
  const policies = fc
    .array(
      fc.record({
        rule: fc.nat(26),
        action: fc.constantFrom(...ACTIONS),
        priority: fc.integer({ min: -2, max: 2 }),
        final: fc.boolean(),
      }),
      { maxLength: 8 },
    )
    .map((changes) => {
      const { rules, ...rest } = valid(EVERYTHING);
      const changed = changes.flatMap(({ rule, action, priority, final }, index) => {
        const one = { ...rules[rule], name: `r${index}`, priority, final };
        const own = loadPolicy(JSON.stringify({ version: "1.0", rules: [{ ...one, action }] }));
        return own.ok ? own.value.rules : [];
      });
      return valid(JSON.stringify({ ...rest, rules: changed }));
    });

  it("whatever loads compiles and decides, and the order of evidence does not matter", () => {
    fc.assert(
      fc.property(
        policies,
        findings.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        calls,
        fc.constantFrom("input" as const, "output" as const),
        fc.boolean(),
        (policy, [list, shuffled], called, direction, isRequest) => {
          const own = agentPolicy(policy, "analytics-1");
          const decision = decide(own, {
            direction,
            findings: list,
            calls: called,
            isRequest,
          });
          const again = decide(own, {
            direction,
            findings: shuffled,
            calls: called,
            isRequest,
          });
          expect(again).toEqual(decision);
          expect(decision.reasons.length > 0).toBe(decision.intended !== "allow");
        },
      ),
      { numRuns: 300, seed: SEED },
    );
  }, 60_000);

  it("which action wins does not depend on the order of the calls", () => {
    // Rules about the order of calls do depend on it, and nothing else may.
    const ordered = new Set(["chain", "sequence", "repeat"]);
    fc.assert(
      fc.property(
        policies,
        calls.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        (policy, [list, shuffled]) => {
          const rules = policy.rules.filter(({ scanner }) => !ordered.has(scanner));
          const own = agentPolicy({ ...policy, rules }, "analytics-1");
          const actionOf = (all: readonly ToolCall[]) =>
            decide(own, { direction: "output", findings: [], calls: all }).intended;
          expect(actionOf(shuffled)).toBe(actionOf(list));
        },
      ),
      { numRuns: 200, seed: SEED },
    );
  }, 60_000);
});

// Data in which one thing is changed ----------------------------------------------------------

type Path = readonly (string | number)[];

function valid(source: string): Policy {
  const result = loadPolicy(source);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The policy with everything, rule by rule and without them: small, so that all can be tried. */
function piecesOf(source: string): readonly unknown[] {
  const { rules, ...sections } = valid(source);
  const version = "1.0";
  return [sections, ...rules.map((rule) => ({ version, rules: [rule] }))];
}

/** Every place of some data that holds anything. */
function placesOf(root: unknown): readonly Path[] {
  const places: Path[] = [];
  const walk = (data: unknown, path: Path): void => {
    if (path.length > 0) places.push(path);
    if (typeof data !== "object" || data === null) return;
    const steps = Array.isArray(data) ? [...data.keys()] : Object.keys(data);
    for (const step of steps) {
      walk((data as Record<string | number, unknown>)[step], [...path, step]);
    }
  };
  walk(root, []);
  return places;
}

/** Whether the last step of a path is a name of the language, not one that the author chose. */
function isField(data: unknown, path: Path): boolean {
  return schemasAt(path.slice(0, -1), data).some(
    (schema) => schema instanceof z.ZodObject && Object.hasOwn(schema.shape, String(path.at(-1))),
  );
}

function put(data: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(data)) return data.with(Number(step), put(data[Number(step)], rest, value));
  const fields = data as Record<string, unknown>;
  return { ...fields, [step]: put(fields[step], rest, value) };
}

function rename(data: unknown, path: Path, name: string): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return data;
  if (Array.isArray(data)) return data.with(Number(step), rename(data[Number(step)], rest, name));
  const fields = data as Record<string, unknown>;
  if (rest.length > 0) return { ...fields, [step]: rename(fields[step], rest, name) };
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key === step ? name : key, value]),
  );
}
