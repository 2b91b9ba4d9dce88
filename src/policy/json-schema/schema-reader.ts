// Reads what stands behind the keywords of a JSON Schema, and keeps what is wrong with it.
import { LIMITS } from "../../domain/limits.ts";
import { compilePattern, type TenantPattern } from "../../domain/tenant-pattern.ts";
import type { Check } from "./evaluation.ts";

/** A place in a schema that cannot be used. */
export interface SchemaError {
  readonly path: string;
  readonly message: string;
}

/** Readers of values; what is not of their kind is an error, and stands for something harmless. */
export interface SchemaReader {
  readonly errors: readonly SchemaError[];
  /** Keeps an error. The check holds for nothing. */
  readonly wrong: (path: string, message: string) => Check;
  readonly pattern: (value: unknown, at: string) => TenantPattern | null;
  readonly number: (value: unknown, at: string) => number;
  readonly count: (value: unknown, at: string) => number;
  readonly names: (value: unknown, at: string) => readonly string[];
}

/** Starts on one schema. Its patterns are counted: at most `LIMITS.schemaPatternsMax`. */
export function createReader(): SchemaReader {
  const errors: SchemaError[] = [];
  let patterns = 0;

  function wrong(path: string, message: string): Check {
    errors.push({ path, message });
    return () => false;
  }

  function pattern(value: unknown, at: string): TenantPattern | null {
    patterns += 1;
    if (typeof value !== "string" || patterns > LIMITS.schemaPatternsMax) {
      wrong(at, typeof value === "string" ? "there are too many patterns" : "a text is needed");
      return null;
    }
    const compiled = compilePattern(value);
    if (compiled.ok) return compiled.value;
    wrong(at, compiled.error.message);
    return null;
  }

  function number(value: unknown, at: string): number {
    if (typeof value === "number") return value;
    wrong(at, "a number is needed");
    return 0;
  }

  function count(value: unknown, at: string): number {
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    wrong(at, "a whole number from zero is needed");
    return 0;
  }

  function names(value: unknown, at: string): readonly string[] {
    if (Array.isArray(value) && value.every((key) => typeof key === "string")) return value;
    wrong(at, "a list of names is needed");
    return [];
  }

  return { errors, wrong, pattern, number, count, names };
}
