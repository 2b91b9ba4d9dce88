// What repeats: the same call again and again, two in turn, and one parameter that goes through one
// value after the other.
import type { Evidence } from "./reasons.ts";
import { callValues, type CallValue } from "./call-values.ts";
import { digestOf, type Situation } from "./situation.ts";

/** Calls of before that are compared; loops are short. */
const PAST_MAX = 256;

/** The same call so often is a loop; of those that ask how far something is, more is ordinary. */
const SAME_MIN = 6;
const POLLS_MIN = 10;
const POLLING =
  /(?:^|[_./-])(?:poll|wait|status|check|ping|health|progress|next|sleep|step|click|scroll|screenshot)/i;

/** Times that two calls go round. */
const ROUNDS_MIN = 4;

/** Values that one parameter had so far: a list, and an enumeration of numbers one after the other. */
const VALUES_MANY = 20;
const RUN_MIN = 6;

/** Evidence of each call, by its place in the response. */
export function repeatEvidence({ steps, facts }: Situation): readonly (readonly Evidence[])[] {
  const past = facts.pastCalls.slice(-PAST_MAX);
  const before = past.map(({ name, arguments: text }) => `${name}\n${text}`);
  const now = steps.map(({ call }) => `${call.name}\n${call.arguments}`);
  const all = [...before, ...now];
  const values = valuesByParameter([
    ...past.map((call) => ({ name: call.name, values: shortValues(callValues(call)) })),
    ...steps.map(({ call, values: own }) => ({ name: call.name, values: shortValues(own) })),
  ]);
  return steps.map(({ call, values: own }, index) => {
    const key = now[index] ?? "";
    const same = all.filter((one) => one === key).length;
    const cycle = steps.length === 1 ? roundsOf(all) : 0;
    const most = POLLING.test(call.name) ? POLLS_MIN : SAME_MIN;
    const found: Evidence[] = [];
    if (same >= most || cycle >= ROUNDS_MIN) {
      found.push({ reason: "loop", weight: Math.min(0.7, 0.5 + 0.04 * Math.max(same - most, 0)) });
    }
    return [...found, ...growth(call.name, shortValues(own), values, facts)];
  });

  function growth(
    tool: string,
    own: readonly CallValue[],
    seen: ReadonlyMap<string, ReadonlySet<string>>,
    { sketch }: typeof facts,
  ): readonly Evidence[] {
    for (const { parameter, text } of own) {
      const key = `${tool}:${parameter}`;
      const distinct = new Set(seen.get(key));
      const remembered = new Set(sketch?.values?.[valueKey(tool, parameter)]);
      for (const value of distinct) remembered.add(digestOf(value, facts) ?? value);
      const count = Math.max(distinct.size, remembered.size);
      if (!isId(parameter)) continue;
      if (isEnumerated(distinct)) return [{ reason: "scope-growth", weight: 0.55, values: [text] }];
      if (count >= VALUES_MANY) {
        return [{ reason: "scope-growth", weight: 0.5, values: [text] }];
      }
    }
    return [];
  }
}

/** The name under which a session keeps the values of a parameter. */
export function valueKey(tool: string, parameter: string): string {
  return `${tool}:${parameter}`.slice(0, 128);
}

/** Values that say which thing is meant: short, and with a name. */
export function shortValues(values: readonly CallValue[]): readonly CallValue[] {
  return values.filter(({ parameter, text }) => parameter !== "" && text.length <= 64).slice(0, 16);
}

function isId(parameter: string): boolean {
  return /(?:^|_)(?:id|ids|no|nr|num|number|uuid|code|account|customer|user|username|email|record|key)$|Id$|ID$/.test(
    parameter,
  );
}

function valuesByParameter(
  calls: readonly { readonly name: string; readonly values: readonly CallValue[] }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Map<string, Set<string>>();
  for (const { name, values } of calls) {
    for (const { parameter, text } of values) {
      const key = `${name}:${parameter}`;
      const known = seen.get(key) ?? new Set();
      seen.set(key, known.add(text));
    }
  }
  return seen;
}

/** Numbers one after the other behind the same letters: `user-101`, `user-102`, ... */
function isEnumerated(values: ReadonlySet<string>): boolean {
  const byPrefix = new Map<string, number[]>();
  for (const value of values) {
    const [, prefix = "", digits = ""] = /^(\D{0,48})(\d{2,12})$/.exec(value) ?? [];
    if (digits === "") continue;
    const known = byPrefix.get(prefix) ?? [];
    known.push(Number(digits));
    byPrefix.set(prefix, known);
  }
  return [...byPrefix.values()].some((numbers) => longestRun(numbers) >= RUN_MIN);
}

function longestRun(numbers: readonly number[]): number {
  let longest = 1;
  let run = 1;
  const sorted = numbers.toSorted((a, b) => a - b);
  for (const [index, number] of sorted.entries()) {
    run = index > 0 && number === (sorted[index - 1] ?? 0) + 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** How often the last two calls, if they differ, have followed each other. */
function roundsOf(calls: readonly string[]): number {
  const [a, b] = calls.slice(-2);
  if (a === undefined || b === undefined || a === b) return 0;
  let rounds = 0;
  for (let at = calls.length - 2; at >= 0; at -= 2) {
    if (calls[at] !== a || calls[at + 1] !== b) break;
    rounds += 1;
  }
  return rounds;
}
