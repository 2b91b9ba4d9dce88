// What is found in a call's arguments as a whole, beside what stands in their strings: what clients
// would not all read the same way, and names of members that mean something to what reads them.
import { keyFindings } from "../detect/arguments/keys.ts";
import type { ToolDeclarations } from "../detect/arguments/tool-declarations.ts";
import type { Finding, Severity } from "../domain/finding.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import type { ArgumentFaultKind, CallReading } from "../openai/call-arguments.ts";

/**
 * How sure and how bad. Where a client may execute something else than was inspected, it is stopped
 * by default. A long whole number is most often an id that nobody calculates with; a half of a pair
 * comes from a text that was cut, too.
 */
const FAULTS: Readonly<
  Record<ArgumentFaultKind, Pick<Finding, "category" | "severity" | "confidence">>
> = {
  json: { category: "malformed_json", severity: "high", confidence: 1 },
  not_object: { category: "malformed_not_object", severity: "high", confidence: 1 },
  duplicate_keys: { category: "malformed_duplicate_keys", severity: "high", confidence: 1 },
  too_large: { category: "malformed_too_large", severity: "high", confidence: 1 },
  surrogate: { category: "malformed_surrogate", severity: "medium", confidence: 0.8 },
  infinity: { category: "malformed_number", severity: "medium", confidence: 0.8 },
  number: { category: "malformed_number", severity: "low" satisfies Severity, confidence: 0.6 },
};

/**
 * The findings `arguments.malformed` and `arguments.keys` of a call. Their ranges are of the
 * arguments as they were written.
 */
export function callFindings(
  call: ToolCall,
  { faults }: CallReading,
  tool: ToolDeclarations | null = null,
): readonly Finding[] {
  const path = call.argumentsPath ?? call.path;
  const malformed = faults.map(({ kind, start, end }): Finding => {
    return { detector: "arguments.malformed", ...FAULTS[kind], start, end, path };
  });
  if (call.kind === "text") return malformed;
  return [
    ...malformed,
    ...keyFindings(call.arguments, {
      path,
      tool: call.name,
      isScalar: tool?.isScalar,
    }),
  ];
}
