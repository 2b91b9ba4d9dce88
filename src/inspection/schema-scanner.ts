// Holds a text to a JSON Schema, as one that scans streams: only the whole of it can be judged, so
// none of it is decided before its end.
import type { StreamScan, StreamScanner } from "../detect/stream-scan.ts";
import type { Finding } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import { compileJsonSchema, type JsonSchema } from "../policy/json-schema/json-schema.ts";
import type { RuleOf } from "../policy/rules/rule.ts";

/** Makes the scanner of one rule; what it finds is of the detector `content.<name>`. */
export function createSchemaScanner(
  name: string,
  { schema, severity }: RuleOf<"output_schema">,
): StreamScanner {
  const compiled = compileJsonSchema(schema);
  // A policy with such a schema does not load; nothing meets it.
  const check: JsonSchema = compiled.ok
    ? compiled.value
    : (_, path) => [{ path, problem: "schema_unusable" }];
  const finding = { detector: `content.${name}`, category: "schema", severity, confidence: 1 };
  return {
    gate: { test: (text) => text !== "" },
    longest: LIMITS.heldStreamBytesMax,
    open: (path) => openSchema(path, check, finding),
  };
}

function openSchema(
  path: string,
  check: JsonSchema,
  finding: Omit<Finding, "start" | "end" | "path">,
): StreamScan {
  let text = "";
  let isOver = false;
  return {
    push(piece) {
      text += piece;
      return [];
    },
    end(piece = "") {
      text += piece;
      if (isOver) return [];
      isOver = true;
      if (text === "" || meets(check, text)) return [];
      return [{ ...finding, path, start: 0, end: text.length }];
    },
    get decided() {
      return isOver ? text.length : 0;
    },
    get length() {
      return text.length;
    },
  };
}

/** Whether a text is JSON that meets a schema. */
function meets(check: JsonSchema, text: string): boolean {
  try {
    return check(JSON.parse(text), "").length === 0;
  } catch {
    // Not JSON at all.
    return false;
  }
}
