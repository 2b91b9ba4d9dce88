// What one value must be, as a chain of checks that is made once per policy.
import { canonicalJson } from "../../domain/canonical-json.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { compilePattern } from "../../domain/tenant-pattern.ts";
import { codePoints, utf8Length } from "../../domain/text-length.ts";
import type { ParameterSpec } from "./constraint-schema.ts";
import { compileEmail } from "./email-constraint.ts";
import { compilePath } from "./path-constraint.ts";
import type { Counter } from "./parameter-path.ts";
import type { ParameterProblem, TextCheck } from "./problem.ts";
import { compileSql } from "./sql-constraint.ts";
import { compileUrl } from "./url-constraint.ts";

/** What is known of the user, by the names of the claims. */
export type Claims = Readonly<Record<string, unknown>>;

/** What a check may know beside the value. */
export interface CheckContext {
  readonly claims: Claims;
  /** What all checks of a call take from; below zero, what they said does not count. */
  readonly counter: Counter;
}

/** Judges a value that is there; null where nothing is wrong with it. Never throws. */
export type ValueCheck = (value: unknown, context: CheckContext) => ParameterProblem | null;

/** Characters that count as much as a look at one value: patterns and lengths, and what is parsed. */
const SKIMMED_CHARS = 64;
const PARSED_CHARS = 8;

/** A part of a constraint that cannot be used, by the name of its field. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Makes the checks of one parameter, in the order in which they are asked. */
export function compileValueChecks(
  spec: ParameterSpec,
): Result<readonly ValueCheck[], readonly FieldProblem[]> {
  const patterns = compilePatterns(spec);
  if (!patterns.ok) return patterns;
  return ok([
    ...typeChecks(spec),
    ...sizeChecks(spec),
    ...equalityChecks(spec),
    ...numberChecks(spec),
    ...[...lengthChecks(spec), ...patterns.value].map((check) => onTexts(check, SKIMMED_CHARS)),
    ...parsingChecks(spec).map((check) => onTexts(check, PARSED_CHARS)),
    ...claimChecks(spec),
  ]);
}

// What it is.

function typeChecks({ type }: ParameterSpec): readonly ValueCheck[] {
  if (type === undefined) return [];
  const types = new Set<string>(Array.isArray(type) ? type : [type]);
  return [
    (value) => {
      const isIt = types.has(typeOf(value)) || (types.has("integer") && isInteger(value));
      return isIt ? null : "wrong_type";
    },
  ];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function isInteger(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value);
}

function equalityChecks(spec: ParameterSpec): readonly ValueCheck[] {
  const checks: ValueCheck[] = [];
  if (spec.enum !== undefined) {
    const allowed = new Set(spec.enum.map(canonicalJson));
    checks.push((value) => (isOneOf(value, allowed) ? null : "not_in_enum"));
  }
  if (spec.const !== undefined) {
    const only = new Set([canonicalJson(spec.const)]);
    checks.push((value) => (isOneOf(value, only) ? null : "not_const"));
  }
  return checks;
}

/** Integers that JavaScript rounds may be others to whom the call is for: they equal nothing. */
function isOneOf(value: unknown, allowed: ReadonlySet<string>): boolean {
  return !isRounded(value) && allowed.has(canonicalJson(value));
}

function isRounded(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

function numberChecks({ min, max }: ParameterSpec): readonly ValueCheck[] {
  if (min === undefined && max === undefined) return [];
  return [
    (value) => {
      if (typeof value !== "number" || !Number.isFinite(value)) return "wrong_type";
      if (min !== undefined && value < min) return "below_min";
      return max !== undefined && value > max ? "above_max" : null;
    },
  ];
}

// How large it is.

function sizeChecks({ max_items: items, max_bytes: bytes }: ParameterSpec): readonly ValueCheck[] {
  const checks: ValueCheck[] = [];
  if (items !== undefined) {
    checks.push((value) => {
      if (!Array.isArray(value)) return "wrong_type";
      return value.length > items ? "too_many_items" : null;
    });
  }
  if (bytes !== undefined) {
    checks.push((value) => {
      const text = typeof value === "string" ? value : canonicalJson(value);
      return utf8Length(text) > bytes ? "too_many_bytes" : null;
    });
  }
  return checks;
}

// What it says.

function lengthChecks({ min_length: min, max_length: max }: ParameterSpec): readonly TextCheck[] {
  if (min === undefined && max === undefined) return [];
  return [
    (text) => {
      const length = codePoints(text);
      if (min !== undefined && length < min) return "too_short";
      return max !== undefined && length > max ? "too_long" : null;
    },
  ];
}

function parsingChecks(spec: ParameterSpec): readonly TextCheck[] {
  const checks: TextCheck[] = [];
  if (spec.url !== undefined) checks.push(compileUrl(spec.url));
  if (spec.path !== undefined) checks.push(compilePath(spec.path));
  if (spec.sql !== undefined) checks.push(compileSql(spec.sql));
  if (spec.email !== undefined) checks.push(compileEmail(spec.email));
  return checks;
}

function compilePatterns(
  spec: ParameterSpec,
): Result<readonly TextCheck[], readonly FieldProblem[]> {
  const checks: TextCheck[] = [];
  const problems: FieldProblem[] = [];
  for (const field of ["pattern", "not_pattern"] as const) {
    const source = spec[field];
    if (source === undefined) continue;
    const compiled = compilePattern(source);
    if (!compiled.ok) {
      problems.push({ field, message: compiled.error.message });
      continue;
    }
    const isWanted = field === "pattern";
    checks.push((text) => (compiled.value.test(text) === isWanted ? null : field));
  }
  return problems.length > 0 ? err(problems) : ok(checks);
}

/** A check of texts as one of values: lists of texts are held to it text by text. */
function onTexts(check: TextCheck, charsPerStep: number): ValueCheck {
  const onText = (text: string, counter: Counter): ParameterProblem | null => {
    counter.left -= Math.ceil(text.length / charsPerStep);
    return counter.left < 0 ? "too_large" : check(text);
  };
  return (value, { counter }) => {
    if (typeof value === "string") return onText(value, counter);
    if (!Array.isArray(value)) return "wrong_type";
    for (const item of value as readonly unknown[]) {
      counter.left -= 1;
      const problem = typeof item === "string" ? onText(item, counter) : "wrong_type";
      if (problem !== null) return problem;
    }
    return null;
  };
}

// Whose it is.

function claimChecks({
  equals_claim: equal,
  one_of_claim: list,
}: ParameterSpec): readonly ValueCheck[] {
  const checks: ValueCheck[] = [];
  if (equal !== undefined) {
    checks.push((value, { claims }) => {
      const claim = claimText(claimOf(claims, equal));
      if (claim === null) return "no_claim";
      return claimText(value) === claim ? null : "not_claim";
    });
  }
  if (list !== undefined) {
    checks.push((value, { claims }) => {
      const claim = claimOf(claims, list);
      if (!Array.isArray(claim)) return "no_claim";
      const told = claimText(value);
      return told !== null && claim.some((one) => claimText(one) === told) ? null : "not_claim";
    });
  }
  return checks;
}

function claimOf(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/** A claim or a value to be held against one; null for what names nobody, or not exactly. */
function claimText(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  return typeof value === "number" && Number.isFinite(value) && !isRounded(value)
    ? String(value)
    : null;
}
