// Values of conditions and what operators do with them. There is one kind of number, as in JSON; an
// operation that has no answer gives `FAILED` instead of throwing. Which operations run is decided
// in `cel-program.ts`.
import { LIMITS } from "../../domain/limits.ts";
import type { ConditionScope } from "./condition-scope.ts";

/** What an operation gives that has no answer. No value of a condition is a symbol. */
export const FAILED: unique symbol = Symbol("failed");

/** One evaluation. */
export interface Run {
  readonly scope: ConditionScope;
  /** Work that is left, in units of up to 15 ns; below zero the evaluation has failed. */
  work: number;
  /** Elements that the comprehensions are at, the outer one first. */
  readonly elements: unknown[];
}

/** Takes work from the budget of the evaluation; false where it is used up. */
export function charge(run: Run, work: number): boolean {
  run.work -= work;
  return run.work >= 0;
}

/** A length of time. A class only so that it is told from maps. */
export class Duration {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

type Map = Readonly<Record<string, unknown>>;

/** Whether a value is a map: an object of JSON, or one that a condition made. */
export function isMap(value: unknown): value is Map {
  if (typeof value !== "object" || value === null) return false;
  return !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Duration);
}

/** Member of a map; what the map does not own is not there. */
export function member(map: unknown, key: unknown): unknown {
  if (Array.isArray(map)) return element(map, key);
  if (typeof key !== "string" || !isMap(map) || !Object.hasOwn(map, key)) return FAILED;
  const value = map[key];
  return value === undefined ? FAILED : value;
}

function element(list: readonly unknown[], index: unknown): unknown {
  if (typeof index !== "number" || !Number.isInteger(index)) return FAILED;
  const value = list[index];
  return value === undefined ? FAILED : value;
}

/** Equality of values, deep. Values of different kinds are not equal; `FAILED` equals nothing. */
export function equals(run: Run, left: unknown, right: unknown): boolean | typeof FAILED {
  if (left === FAILED || right === FAILED) return FAILED;
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  if (left === null || right === null || !charge(run, 1)) return false;
  if (Array.isArray(left)) return Array.isArray(right) && sameList(run, left, right);
  const [leftMs, rightMs] = [milliseconds(left), milliseconds(right)];
  if (leftMs !== null || rightMs !== null) {
    return left.constructor === right.constructor && leftMs === rightMs;
  }
  return isMap(left) && isMap(right) && sameMap(run, left, right);
}

function sameList(run: Run, left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) {
    if (!charge(run, 1) || equals(run, left[at], right[at]) !== true) return false;
  }
  return true;
}

function sameMap(run: Run, left: Map, right: Map): boolean {
  const keys = Object.keys(left);
  if (!charge(run, keys.length * 2) || keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => {
    return Object.hasOwn(right, key) && equals(run, left[key], right[key]) === true;
  });
}

/**
 * Order of two values of one kind (numbers, strings by UTF-16 unit, timestamps, durations):
 * negative, zero or positive. `NaN`, which compares as false with everything, cannot come up.
 */
export function order(run: Run, left: unknown, right: unknown): number | typeof FAILED {
  if (typeof left === "number" && typeof right === "number") {
    // Not their difference: JSON can hold numbers so large that they are read as infinite.
    return left < right ? -1 : left === right ? 0 : 1;
  }
  if (typeof left === "string" && typeof right === "string") {
    if (!charge(run, Math.min(left.length, right.length) >> 3)) return FAILED;
    return left < right ? -1 : left === right ? 0 : 1;
  }
  const [leftMs, rightMs] = [milliseconds(left), milliseconds(right)];
  if (leftMs === null || rightMs === null) return FAILED;
  return left instanceof Date === right instanceof Date ? leftMs - rightMs : FAILED;
}

/** Timestamps and durations as numbers; `null` for all else, and for a date that is none. */
function milliseconds(value: unknown): number | null {
  if (value instanceof Duration) return value.ms;
  if (!(value instanceof Date)) return null;
  const ms = value.getTime();
  return Number.isNaN(ms) ? null : ms;
}

/** `+` of numbers, texts, lists, and times with durations. */
export function add(run: Run, left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") return finite(left + right);
  if (typeof left === "string" && typeof right === "string") {
    const length = left.length + right.length;
    const fits = length <= LIMITS.conditionTextCharsMax && charge(run, length >> 3);
    return fits ? left + right : FAILED;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return charge(run, left.length + right.length) ? [...left, ...right] : FAILED;
  }
  const [leftMs, rightMs] = [milliseconds(left), milliseconds(right)];
  if (leftMs === null || rightMs === null) return FAILED;
  if (left instanceof Date && right instanceof Date) return FAILED;
  const isMoment = left instanceof Date || right instanceof Date;
  return isMoment ? moment(leftMs + rightMs) : new Duration(leftMs + rightMs);
}

/** `-` of numbers and of times. */
export function subtract(left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") return finite(left - right);
  const [leftMs, rightMs] = [milliseconds(left), milliseconds(right)];
  if (leftMs === null || rightMs === null) return FAILED;
  if (left instanceof Date) {
    return right instanceof Date ? new Duration(leftMs - rightMs) : moment(leftMs - rightMs);
  }
  return right instanceof Date ? FAILED : new Duration(leftMs - rightMs);
}

/** `*`, `/` and `%` of numbers. A division is exact (`7 / 2` is 3.5); by zero there is no answer. */
export function multiply(left: unknown, right: unknown): number | typeof FAILED {
  const isNumeric = typeof left === "number" && typeof right === "number";
  return isNumeric ? finite(left * right) : FAILED;
}

export function divide(left: unknown, right: unknown): number | typeof FAILED {
  const isNumeric = typeof left === "number" && typeof right === "number";
  return isNumeric ? finite(left / right) : FAILED;
}

export function remainder(left: unknown, right: unknown): number | typeof FAILED {
  const isNumeric = typeof left === "number" && typeof right === "number";
  return isNumeric ? finite(left % right) : FAILED;
}

function finite(value: number): number | typeof FAILED {
  return Number.isFinite(value) ? value : FAILED;
}

function moment(ms: number): Date | typeof FAILED {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms) : FAILED;
}

/** `in`: of a value among the elements of a list, or of a key in a map. */
export function isIn(run: Run, value: unknown, holder: unknown): boolean | typeof FAILED {
  if (value === FAILED) return FAILED;
  if (Array.isArray(holder)) {
    if (!charge(run, holder.length)) return FAILED;
    return holder.some((one: unknown) => one === value || equals(run, value, one) === true);
  }
  if (typeof value !== "string" || !isMap(holder)) return FAILED;
  return Object.hasOwn(holder, value);
}

/** `size()`: code points of a text, elements of a list, members of a map. */
export function sizeOf(run: Run, value: unknown): number | typeof FAILED {
  if (Array.isArray(value)) return value.length;
  if (typeof value === "string") return charge(run, value.length) ? codePoints(value) : FAILED;
  if (!isMap(value)) return FAILED;
  const { length } = Object.keys(value);
  return charge(run, length) ? length : FAILED;
}

function codePoints(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at++) {
    const isLow = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
    if (isLow && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) count -= 1;
  }
  return count;
}

/** `string()` of a text, a number, a boolean or a timestamp. */
export function toText(value: unknown): string | typeof FAILED {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value instanceof Date && milliseconds(value) !== null ? value.toISOString() : FAILED;
}

/** `double()` of a number, or of a text that is a decimal number and nothing else. */
export function toNumber(value: unknown): number | typeof FAILED {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.length > NUMBER_CHARS_MAX) return FAILED;
  return DECIMAL.test(value) ? finite(Number(value)) : FAILED;
}

/** `int()`: the number without its fraction. */
export function toInteger(value: unknown): number | typeof FAILED {
  const number = toNumber(value);
  return number === FAILED ? FAILED : Math.trunc(number) + 0;
}

const NUMBER_CHARS_MAX = 64;
const DECIMAL = /^[+-]?(?:\d{1,64}\.?\d{0,64}|\.\d{1,64})(?:[eE][+-]?\d{1,3})?$/;

/** `timestamp()` of a text like `2026-12-31T09:30:00Z` (RFC 3339). */
export function toTimestamp(value: unknown): Date | typeof FAILED {
  if (value instanceof Date) return value;
  if (typeof value !== "string" || value.length > NUMBER_CHARS_MAX) return FAILED;
  return RFC3339.test(value) ? moment(Date.parse(value)) : FAILED;
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** `duration()` of a text like `1h30m`, `90s` or `-1.5h`. */
export function toDuration(value: unknown): Duration | typeof FAILED {
  if (value instanceof Duration) return value;
  if (typeof value !== "string" || value.length > NUMBER_CHARS_MAX) return FAILED;
  if (!DURATION.test(value)) return FAILED;
  let ms = 0;
  for (const [, count, unit = ""] of value.matchAll(DURATION_PART)) {
    ms += Number(count) * (UNIT_MS[unit] ?? 0);
  }
  return new Duration(value.startsWith("-") ? -ms : ms);
}

const DURATION = /^-?(?:\d{1,12}(?:\.\d{1,9})?(?:ms|h|m|s)){1,4}$/;
const DURATION_PART = /(\d{1,12}(?:\.\d{1,9})?)(ms|h|m|s)/g;
const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
