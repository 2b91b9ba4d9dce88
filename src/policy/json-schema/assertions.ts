// The keywords of JSON Schema that look at one value alone: its type, its numbers, its texts, its
// size. Each is made once per schema.
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { TenantPattern } from "../../domain/tenant-pattern.ts";
import { fail, isObject, spend, stepsOfText, type At, type Check } from "./evaluation.ts";

/** A value that is of one of the types. */
export function typeCheck(types: ReadonlySet<string>): Check {
  return (value, at) => {
    const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
    const isWhole = typeof value === "number" && Number.isInteger(value);
    return types.has(type) || (isWhole && types.has("integer")) || fail(at, "type");
  };
}

/** A value that equals one of a list; `texts` are their canonical JSON. */
export function equalCheck(texts: ReadonlySet<string>, keyword: "enum" | "const"): Check {
  return (value, at) => {
    const text = canonicalJson(value);
    if (!spend(at, stepsOfText(text))) return false;
    return texts.has(text) || fail(at, keyword);
  };
}

/** A number for which `holds`. */
export function numberCheck(keyword: string, holds: (value: number) => boolean): Check {
  return (value, at) => typeof value !== "number" || holds(value) || fail(at, keyword);
}

/** Whether a number is a multiple, told on decimals: 0.3 is one of 0.1. */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (!Number.isFinite(value)) return false;
  const [a, aExponent] = decimal(value);
  const [b, bExponent] = decimal(divisor);
  const shift = aExponent - bExponent;
  return shift >= 0
    ? (a * 10n ** BigInt(shift)) % b === 0n
    : a % (b * 10n ** BigInt(-shift)) === 0n;
}

/** Coefficient and exponent, for at most 17 digits and exponents to 400. */
function decimal(value: number): readonly [bigint, number] {
  const [digits = "0", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const fraction = digits.split(".")[1] ?? "";
  return [BigInt(digits.replace(".", "")), Number(exponent) - fraction.length];
}

/** A text for which `holds`; longer texts take more steps. */
export function textCheck(keyword: string, holds: (text: string) => boolean): Check {
  return (value, at) => {
    if (typeof value !== "string") return true;
    return spend(at, stepsOfText(value)) && (holds(value) || fail(at, keyword));
  };
}

/** A text in which a pattern occurs; the size of its program counts too. */
export function patternCheck(pattern: TenantPattern): Check {
  return (value, at) => {
    if (typeof value !== "string") return true;
    return (
      spend(at, stepsOfPattern(pattern, value)) && (pattern.test(value) || fail(at, "pattern"))
    );
  };
}

/** Steps that a search takes: about so many as it has states, for each character at worst. */
export function stepsOfPattern(pattern: TenantPattern, text: string): number {
  return stepsOfText(text) * (1 + Math.floor(pattern.instructions / 256));
}

/** A list for which `holds`, by its length. */
export function lengthCheck(keyword: string, holds: (length: number) => boolean): Check {
  return (value, at) => !Array.isArray(value) || holds(value.length) || fail(at, keyword);
}

/** An object for which `holds`, by the number of its members. */
export function sizeCheck(keyword: string, holds: (size: number) => boolean): Check {
  return (value, at) => {
    if (!isObject(value)) return true;
    const size = Object.keys(value).length;
    return spend(at, 1 + Math.floor(size / 16)) && (holds(size) || fail(at, keyword));
  };
}

/** A list in which no two elements are equal. */
export function uniqueCheck(value: unknown, at: At): boolean {
  if (!Array.isArray(value)) return true;
  const seen = new Set<string>();
  for (const item of value as readonly unknown[]) {
    const text = canonicalJson(item);
    if (!spend(at, stepsOfText(text))) return false;
    if (seen.has(text)) return fail(at, "uniqueItems");
    seen.add(text);
  }
  return true;
}

/** An object that has the members, where it has the one they depend on. */
export function requiredCheck(
  keys: readonly string[],
  of: { readonly keyword: string; readonly dependsOn: string | null },
): Check {
  return (value, at) => {
    if (!isObject(value) || (of.dependsOn !== null && !Object.hasOwn(value, of.dependsOn))) {
      return true;
    }
    if (!spend(at, keys.length)) return false;
    return keys.every((key) => Object.hasOwn(value, key)) || fail(at, of.keyword);
  };
}
