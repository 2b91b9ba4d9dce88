// Holds a text to a JSON Schema, as one that scans streams: only the whole of it can be judged, so
// none of it is decided before its end.
import type { StreamScan, StreamScanner } from "../detect/stream-scan.ts";
import type { Finding } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import { compileJsonSchema, type JsonSchema } from "../policy/json-schema/json-schema.ts";
import type { RuleOf } from "../policy/rules/rule.ts";

/** Longest text that is held to a schema; the texts of a stream that waits are no longer. */
const TEXT_CHARS_MAX = LIMITS.heldStreamBytesMax;

/**
 * Makes the scanner of one rule; what it finds is of the detector `content.<name>`. A text that is
 * longer than `LIMITS.heldStreamBytesMax` meets no schema, and no more of it is kept.
 */
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
    longest: TEXT_CHARS_MAX,
    open: (path) => openSchema(path, check, finding),
  };
}

function openSchema(
  path: string,
  check: JsonSchema,
  finding: Omit<Finding, "start" | "end" | "path">,
): StreamScan {
  let text = "";
  let length = 0;
  let isOver = false;

  function add(piece: string): readonly Finding[] {
    length += piece.length;
    if (isOver) return [];
    text += piece;
    return text.length > TEXT_CHARS_MAX ? close(TEXT_CHARS_MAX) : [];
  }

  /** It does not meet the schema, whatever comes. */
  function close(end: number): readonly Finding[] {
    isOver = true;
    text = "";
    return [{ ...finding, path, start: 0, end }];
  }

  return {
    push: add,
    end(piece = "") {
      const found = add(piece);
      if (isOver) return found;
      if (text !== "" && !meets(check, text)) return close(text.length);
      isOver = true;
      return [];
    },
    get decided() {
      return isOver ? length : 0;
    },
    get length() {
      return length;
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
