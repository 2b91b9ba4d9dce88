// What one evaluation of a JSON Schema carries: its budget, what failed, and which parts of a value
// were looked at.
import { indexPath, keyPath } from "../../domain/json-path.ts";
import { LIMITS } from "../../domain/limits.ts";

/** A keyword that failed, and where in the value. */
export interface SchemaFailure {
  readonly path: string;
  readonly keyword: string;
}

/** One evaluation from its start to its end. */
export interface Run {
  /** Steps that are left; once below zero nothing counts any more. */
  steps: number;
  readonly failures: SchemaFailure[];
}

/** The members and elements of one value that some keyword spoke of. */
export interface Seen {
  readonly keys: Set<string>;
  readonly items: Set<number>;
}

/** Where an evaluation is. */
export interface At {
  readonly run: Run;
  readonly path: string;
  readonly depth: number;
  /** What fails here is not told: it may be that it is meant to fail. */
  readonly isQuiet: boolean;
  readonly seen: Seen;
}

/** Holds a value to a schema or to one of its keywords. Never throws. */
export type Check = (value: unknown, at: At) => boolean;

/** Starts an evaluation at a value. */
export function startRun(path: string, steps: number = LIMITS.schemaStepsMax): At {
  const run = { steps, failures: [] };
  return { run, path, depth: 0, isQuiet: false, seen: nothingSeen() };
}

/** Nothing was looked at yet. */
export function nothingSeen(): Seen {
  return { keys: new Set(), items: new Set() };
}

/** Notes that a keyword failed; always false. */
export function fail(at: At, keyword: string): false {
  const { failures } = at.run;
  if (!at.isQuiet && failures.length < LIMITS.parameterViolationsMax) {
    failures.push({ path: at.path, keyword });
  }
  return false;
}

/** Takes from the budget; false where it is spent. */
export function spend(at: At, steps: number): boolean {
  at.run.steps -= steps;
  return at.run.steps >= 0;
}

/** Steps that reading a text takes. */
export function stepsOfText(text: string): number {
  return 1 + Math.floor(text.length / 64);
}

/** The place of a member's value. */
export function atKey(at: At, key: string): At {
  const path = at.isQuiet ? "" : keyPath(at.path, key);
  return { ...at, path, seen: nothingSeen() };
}

/** The place of an element. */
export function atIndex(at: At, index: number): At {
  const path = at.isQuiet ? "" : indexPath(at.path, index);
  return { ...at, path, seen: nothingSeen() };
}

/** Adds what a schema that held for the same value has looked at. */
export function alsoSeen(seen: Seen, more: Seen): void {
  for (const key of more.keys) seen.keys.add(key);
  for (const item of more.items) seen.items.add(item);
}

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
