// Holds the arguments of one call to what a rule says of them. Whether a violation blocks is the
// rule's own business.
import { keyPath } from "../../domain/json-path.ts";
import { LIMITS } from "../../domain/limits.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { utf8Length } from "../../domain/text-length.ts";
import type { ToolCall } from "../../domain/tool-call.ts";
import { compileJsonSchema, type JsonSchema } from "../json-schema/json-schema.ts";
import type { ConstraintSpec, ParameterSpec } from "./constraint-schema.ts";
import {
  firstMember,
  parseParameterPattern,
  spotsOf,
  type Counter,
  type ParameterPattern,
  type Spot,
} from "./parameter-path.ts";
import type { ParameterProblem, Violation } from "./problem.ts";
import {
  compileValueChecks,
  type CheckContext,
  type Claims,
  type ValueCheck,
} from "./value-check.ts";

/** Constraints that are ready to be asked. */
export interface Constraint {
  readonly parameters: readonly ParameterConstraint[];
  readonly schema: JsonSchema | null;
  /** The parameters that may be there; null where any may. */
  readonly known: ReadonlySet<string> | null;
  readonly maxBytes: number | null;
}

interface ParameterConstraint {
  readonly pattern: ParameterPattern;
  readonly isRequired: boolean;
  readonly isForbidden: boolean;
  readonly takesNull: boolean;
  readonly checks: readonly ValueCheck[];
}

/** A part of a constraint that cannot be used. */
export interface ConstraintError {
  /** Within the constraint: `params.sql.pattern`. */
  readonly path: string;
  readonly message: string;
}

/** Makes constraints ready; or tells all that cannot be used in them. Never throws. */
export function compileConstraint(
  spec: ConstraintSpec,
): Result<Constraint, readonly ConstraintError[]> {
  const errors: ConstraintError[] = [];
  const parameters: ParameterConstraint[] = [];
  for (const [source, said] of Object.entries(spec.params ?? {})) {
    const compiled = compileParameter(source, said);
    if (compiled.ok) parameters.push(compiled.value);
    else errors.push(...compiled.error);
  }
  const schema = spec.schema === undefined ? ok(null) : compileJsonSchema(spec.schema);
  if (!schema.ok) {
    errors.push(
      ...schema.error.map(({ path, message }) => ({ path: under("schema", path), message })),
    );
  }
  if (errors.length > 0 || !schema.ok) return err(errors);
  return ok({
    parameters,
    schema: schema.value,
    known: spec.additional === "deny" ? knownParameters(parameters, spec.schema) : null,
    maxBytes: spec.max_bytes ?? null,
  });
}

function under(parent: string, path: string): string {
  return path === "" || path.startsWith("[") ? `${parent}${path}` : `${parent}.${path}`;
}

function compileParameter(
  source: string,
  spec: ParameterSpec,
): Result<ParameterConstraint, readonly ConstraintError[]> {
  const path = keyPath("params", source);
  const pattern = parseParameterPattern(source);
  if (!pattern.ok) return err([{ path, message: pattern.error }]);
  const checks = compileValueChecks(spec);
  if (!checks.ok) {
    return err(checks.error.map(({ field, message }) => ({ path: keyPath(path, field), message })));
  }
  const types = Array.isArray(spec.type) ? spec.type : [spec.type];
  const isBound = spec.equals_claim !== undefined || spec.one_of_claim !== undefined;
  return ok({
    pattern: pattern.value,
    // Without the parameter a tool may act for everybody.
    isRequired: spec.required ?? isBound,
    isForbidden: spec.forbidden === true,
    takesNull: types.includes("null") && !isBound,
    checks: checks.value,
  });
}

function knownParameters(
  parameters: readonly ParameterConstraint[],
  schema: ConstraintSpec["schema"],
): ReadonlySet<string> {
  const properties = typeof schema === "object" ? schema["properties"] : null;
  const isMap = typeof properties === "object" && properties !== null;
  return new Set([
    ...parameters.flatMap(({ pattern, isForbidden }) => {
      const member = isForbidden ? null : firstMember(pattern);
      return member === null ? [] : [member];
    }),
    ...(isMap ? Object.keys(properties) : []),
  ]);
}

/** A call whose arguments were parsed. */
export interface ParsedCall extends Pick<ToolCall, "kind" | "arguments"> {
  /** The arguments as JSON read them (`{}` for none); of a custom tool their text. */
  readonly value: unknown;
  /** Where the arguments stand in the answer. */
  readonly path: string;
  /** What is known of the user; empty where nothing is. */
  readonly claims: Claims;
}

/**
 * All that a call's arguments violate, at most `LIMITS.parameterViolationsMax`, in the order of the
 * constraints. Arguments too large to be looked at violate as a whole. Never throws.
 */
export function checkArguments(constraint: Constraint, call: ParsedCall): readonly Violation[] {
  const violations: Violation[] = [];
  const counter: Counter = { left: LIMITS.constrainedValuesMax };
  if (constraint.maxBytes !== null && utf8Length(call.arguments) > constraint.maxBytes) {
    violations.push({ path: call.path, problem: "too_many_bytes" });
  }
  violations.push(...unknownParameters(constraint, call));
  for (const parameter of constraint.parameters) {
    violations.push(...checkParameter(parameter, call, counter));
    if (counter.left < 0) violations.unshift({ path: call.path, problem: "too_large" });
    if (counter.left < 0 || violations.length >= LIMITS.parameterViolationsMax) break;
  }
  if (constraint.schema !== null) violations.push(...constraint.schema(call.value, call.path));
  return violations.slice(0, LIMITS.parameterViolationsMax);
}

function unknownParameters({ known }: Constraint, call: ParsedCall): readonly Violation[] {
  if (known === null || typeof call.value !== "object" || call.value === null) return [];
  const unknown = Object.keys(call.value).filter((key) => !known.has(key));
  return unknown
    .slice(0, LIMITS.parameterViolationsMax)
    .map((key) => ({ path: keyPath(call.path, key), problem: "unknown_parameter" }));
}

function checkParameter(
  parameter: ParameterConstraint,
  call: ParsedCall,
  counter: Counter,
): readonly Violation[] {
  const violations: Violation[] = [];
  let isAnyThere = false;
  for (const spot of spotsOf(parameter.pattern, { root: call.value, path: call.path, counter })) {
    isAnyThere = true;
    const problem = judge(parameter, spot, { claims: call.claims, counter });
    if (counter.left < 0) break;
    if (problem !== null) violations.push({ path: spot.path, problem });
    if (violations.length >= LIMITS.parameterViolationsMax) break;
  }
  // `**` misses nothing in particular: at least one must be there.
  const isDeep = parameter.pattern.steps.some(({ kind }) => kind === "deep");
  if (!isAnyThere && isDeep && parameter.isRequired) {
    violations.push({ path: call.path, problem: "missing" });
  }
  return violations;
}

function judge(
  parameter: ParameterConstraint,
  spot: Spot,
  context: CheckContext,
): ParameterProblem | null {
  if (parameter.isForbidden) return spot.problem === null ? "forbidden" : null;
  if (spot.problem === "wrong_shape") return "wrong_shape";
  if (spot.value === null && parameter.takesNull) return null;
  if (spot.problem === "missing" || spot.value === null || spot.value === undefined) {
    return parameter.isRequired ? "missing" : null;
  }
  for (const check of parameter.checks) {
    const problem = check(spot.value, context);
    if (problem !== null) return problem;
  }
  return null;
}
