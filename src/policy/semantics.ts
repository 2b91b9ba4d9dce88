// What a rule of the right shape cannot say: conditions and patterns that do not compile, schemas
// that are none. One checker for each language; each points at its place.
import * as z from "zod";
import { pathSteps } from "../domain/json-path.ts";
import { compilePattern } from "../domain/tenant-pattern.ts";
import { compileCondition } from "./conditions/cel.ts";
import { compileJsonSchema } from "./json-schema/json-schema.ts";
import { constraintShape } from "./parameters/constraint-schema.ts";
import { compileConstraint } from "./parameters/constraint.ts";
import type { Problem } from "./problems.ts";

/**
 * What is wrong with the texts of a rule that have a language of their own. Whatever else the rule
 * is: its data is read as it comes, and what is no text is the schema's to tell.
 */
export function textProblems(rule: unknown): readonly Problem[] {
  if (typeof rule !== "object" || rule === null) return [];
  const raw = rule as RawRule;
  return [
    ...(typeof raw.when === "string" ? conditionProblems(raw.when) : []),
    ...kindProblems(raw),
  ];
}

interface RawRule {
  readonly when?: unknown;
  readonly scanner?: unknown;
  readonly patterns?: unknown;
  readonly case_sensitive?: unknown;
  readonly schema?: unknown;
}

function kindProblems(rule: RawRule): readonly Problem[] {
  const { scanner, patterns, case_sensitive: caseSensitive, schema } = rule;
  switch (scanner) {
    case "content":
      return Array.isArray(patterns) ? patternProblems(patterns, caseSensitive !== true) : [];
    case "output_schema":
      return schema === undefined ? [] : schemaProblems(schema);
    case "parameters":
      return constraintProblems(rule);
    default:
      return [];
  }
}

function schemaProblems(schema: unknown): readonly Problem[] {
  const compiled = compileJsonSchema(schema);
  if (compiled.ok) return [];
  return compiled.error.map(({ path, message }) => ({
    message: withoutStop(message),
    path: ["schema", ...(pathSteps(path) ?? [])],
  }));
}

const constraintSchema = z.object(constraintShape);

/** What the schema refuses is told by it: nothing more can be said of such constraints. */
function constraintProblems(rule: RawRule): readonly Problem[] {
  const parsed = constraintSchema.safeParse(rule);
  if (!parsed.success) return [];
  const { params, schema, additional, max_bytes: maxBytes } = parsed.data;
  const compiled = compileConstraint({
    ...(params && { params }),
    ...(schema !== undefined && { schema }),
    ...(additional && { additional }),
    ...(maxBytes !== undefined && { max_bytes: maxBytes }),
  });
  if (compiled.ok) return [];
  return compiled.error.map(({ path, message }) => ({
    message: withoutStop(message),
    path: pathSteps(path) ?? ["params"],
  }));
}

function conditionProblems(when: string): readonly Problem[] {
  const compiled = compileCondition(when);
  return compiled.ok ? [] : [{ ...faultOf(compiled.error), path: ["when"] }];
}

function patternProblems(patterns: readonly unknown[], ignoreCase: boolean): readonly Problem[] {
  return patterns.slice(0, PATTERNS_MAX).flatMap((source, index) => {
    if (typeof source !== "string") return [];
    const compiled = compilePattern(source, { ignoreCase });
    return compiled.ok ? [] : [{ ...faultOf(compiled.error), path: ["patterns", index] }];
  });
}

/** A rule has at most so many; those of a longer list are not compiled to be refused. */
const PATTERNS_MAX = 200;

function faultOf({ message, offset }: { readonly message: string; readonly offset: number }) {
  return { message: withoutStop(message), offset };
}

/** Sentences of other languages end with a full stop, ours with none. */
function withoutStop(message: string): string {
  return message.replace(/\.$/, "");
}
