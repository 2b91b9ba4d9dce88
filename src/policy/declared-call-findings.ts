// What is found about calls by what the request declared of their tools, and how sure it is. All
// stay below what the default policy stops: a tool may be declared elsewhere, and models err.
import type { Finding } from "../domain/finding.ts";

/** What such a finding says, before it has a place. */
export type DeclaredCallMeaning = Pick<
  Finding,
  "detector" | "category" | "severity" | "confidence"
>;

/** A call of a function that the request did not declare. */
export const UNDECLARED_TOOL: DeclaredCallMeaning = {
  detector: "arguments.undeclared-tool",
  category: "undeclared_tool",
  severity: "high",
  confidence: 0.7,
};

/** Arguments that break the schema of the tool. */
export const SCHEMA_VIOLATION: DeclaredCallMeaning = {
  detector: "arguments.schema",
  category: "schema_violation",
  severity: "medium",
  confidence: 0.7,
};

/** A format that is not met: draft 2020-12 takes formats for remarks, and so do most clients. */
export const FORMAT_VIOLATION: DeclaredCallMeaning = { ...SCHEMA_VIOLATION, confidence: 0.4 };

/** A parameter that the schema, or its strictness, says there is not. */
export const FORBIDDEN_PROPERTY: DeclaredCallMeaning = {
  detector: "arguments.unknown-property",
  category: "unknown_property",
  severity: "medium",
  confidence: 0.75,
};

/** A parameter that the schema neither names nor forbids. */
export const UNKNOWN_PROPERTY: DeclaredCallMeaning = {
  ...FORBIDDEN_PROPERTY,
  severity: "low",
  confidence: 0.55,
};

/** A call of a tool that is not declared as it was before, or as it was pinned. */
export const SCHEMA_CHANGED: DeclaredCallMeaning = {
  detector: "arguments.schema-changed",
  category: "schema_changed",
  severity: "high",
  confidence: 0.7,
};
