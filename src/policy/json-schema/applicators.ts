// The keywords of JSON Schema that hold a value, or its parts, to other schemas.
import type { TenantPattern } from "../../domain/tenant-pattern.ts";
import {
  alsoSeen,
  atIndex,
  atKey,
  fail,
  isObject,
  nothingSeen,
  spend,
  type At,
  type Check,
} from "./evaluation.ts";
import { stepsOfPattern } from "./assertions.ts";

/** Holds the same value to a schema; what it looked at counts if it held. */
function same(check: Check, value: unknown, at: At): boolean {
  const seen = nothingSeen();
  if (!check(value, { ...at, seen })) return false;
  alsoSeen(at.seen, seen);
  return true;
}

function quietly(at: At): At {
  return at.isQuiet ? at : { ...at, isQuiet: true };
}

/** A reference: `target` is asked for when it is needed, since schemas may refer to themselves. */
export function refCheck(target: () => Check): Check {
  return (value, at) => same(target(), value, at);
}

/** All of the schemas hold. */
export function allOf(checks: readonly Check[]): Check {
  // Each is asked, so that all that fails is told.
  return (value, at) => checks.map((check) => same(check, value, at)).every(Boolean);
}

/** At least one holds. All are asked, because each tells what it looked at. */
export function anyOf(checks: readonly Check[]): Check {
  return (value, at) => {
    const held = checks.filter((check) => same(check, value, quietly(at)));
    return held.length > 0 || fail(at, "anyOf");
  };
}

/** Exactly one holds. */
export function oneOf(checks: readonly Check[]): Check {
  return (value, at) => {
    const held = checks.filter((check) => same(check, value, quietly(at)));
    return held.length === 1 || fail(at, "oneOf");
  };
}

/** It does not hold. */
export function not(check: Check): Check {
  return (value, at) => !check(value, { ...quietly(at), seen: nothingSeen() }) || fail(at, "not");
}

/** If the first holds the second must, else the third. */
export function ifThenElse(of: {
  readonly condition: Check;
  readonly consequence: Check | null;
  readonly otherwise: Check | null;
}): Check {
  return (value, at) => {
    const branch = same(of.condition, value, quietly(at)) ? of.consequence : of.otherwise;
    return branch === null || same(branch, value, at);
  };
}

/** A schema for objects that have a member. */
export function dependentSchema(key: string, check: Check): Check {
  return (value, at) => !isObject(value) || !Object.hasOwn(value, key) || same(check, value, at);
}

/** What is said of the members of an object. */
export interface MemberSchemas {
  readonly properties: ReadonlyMap<string, Check>;
  readonly patterns: readonly (readonly [TenantPattern, Check])[];
  /** For members that neither of the others names; null where nothing is said. */
  readonly additional: Check | null;
}

/** Members by name, by pattern, and all others. */
export function members({ properties, patterns, additional }: MemberSchemas): Check {
  return (value, at) => {
    if (!isObject(value)) return true;
    let holds = true;
    for (const key of Object.keys(value)) {
      if (!spend(at, 1)) return false;
      const own = properties.get(key);
      const checks: Check[] = own === undefined ? [] : [own];
      for (const [pattern, check] of patterns) {
        if (!spend(at, stepsOfPattern(pattern, key))) return false;
        if (pattern.test(key)) checks.push(check);
      }
      if (checks.length === 0 && additional !== null) checks.push(additional);
      if (checks.length > 0) at.seen.keys.add(key);
      for (const check of checks) holds = check(value[key], atKey(at, key)) && holds;
    }
    return holds;
  };
}

/** The names of all members. */
export function propertyNames(check: Check): Check {
  return (value, at) =>
    !isObject(value) ||
    Object.keys(value).every((key) => check(key, { ...quietly(at), seen: nothingSeen() })) ||
    fail(at, "propertyNames");
}

/** Members that no other keyword of the schema, or of those in it, spoke of. */
export function unevaluatedMembers(check: Check): Check {
  return (value, at) => {
    if (!isObject(value)) return true;
    let holds = true;
    for (const key of Object.keys(value)) {
      if (at.seen.keys.has(key)) continue;
      holds = check(value[key], atKey(at, key)) && holds;
      at.seen.keys.add(key);
    }
    return holds;
  };
}

/** The first elements one by one, and all others. */
export function elements(prefix: readonly Check[], others: Check | null): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return true;
    let holds = true;
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      const check = prefix[index] ?? others;
      if (check === null) break;
      if (!spend(at, 1)) return false;
      at.seen.items.add(index);
      holds = check(item, atIndex(at, index)) && holds;
    }
    return holds;
  };
}

/** Elements that no other keyword spoke of. */
export function unevaluatedElements(check: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return true;
    let holds = true;
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      if (at.seen.items.has(index)) continue;
      if (!spend(at, 1)) return false;
      holds = check(item, atIndex(at, index)) && holds;
      at.seen.items.add(index);
    }
    return holds;
  };
}

/** So many elements for which a schema holds. */
export function contains(check: Check, of: { readonly min: number; readonly max: number }): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return true;
    let count = 0;
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      if (!spend(at, 1)) return false;
      if (!check(item, quietly(atIndex(at, index)))) continue;
      at.seen.items.add(index);
      count += 1;
    }
    return (count >= of.min && count <= of.max) || fail(at, "contains");
  };
}
