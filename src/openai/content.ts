// Reads the `content` that messages of every surface carry: a string, or an array of parts.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Direction, Segment, SegmentKind } from "../domain/segment.ts";
import { isObject, type FieldError } from "./protocol.ts";

/** Whose text it is. */
export interface Origin {
  readonly kind: SegmentKind;
  readonly direction: Direction;
  readonly tool?: string;
}

/** Members of a content part that hold text, in all surfaces. */
const TEXT_MEMBERS = ["text", "refusal", "transcript", "input_text", "output_text"] as const;

/** Adds a segment for a text, unless it is empty. */
export function addSegment(segments: Segment[], origin: Origin, path: string, text: string): void {
  if (text !== "") segments.push({ ...origin, path, text });
}

/**
 * Adds the texts of a `content` value. Null and absent are nothing; parts of unknown types give
 * the text members that they have. Fails where the value is neither text nor parts.
 */
export function addContent(
  segments: Segment[],
  origin: Origin,
  path: string,
  content: unknown,
): Result<null, FieldError> {
  if (content === undefined || content === null) return ok(null);
  if (typeof content === "string") {
    addSegment(segments, origin, path, content);
    return ok(null);
  }
  if (!Array.isArray(content)) return err(wrongType(path, "a string or an array of parts"));
  for (const [index, part] of content.entries()) {
    const partPath = indexPath(path, index);
    if (typeof part === "string") addSegment(segments, origin, partPath, part);
    else if (isObject(part)) addPart(segments, origin, partPath, part);
    else return err(wrongType(partPath, "an object"));
  }
  return ok(null);
}

function addPart(
  segments: Segment[],
  origin: Origin,
  path: string,
  part: Readonly<Record<string, unknown>>,
): void {
  for (const member of TEXT_MEMBERS) {
    const value = part[member];
    if (typeof value === "string") addSegment(segments, origin, keyPath(path, member), value);
    // Assistants wrap text once more: { text: { value } }.
    else if (isObject(value) && typeof value["value"] === "string") {
      addSegment(segments, origin, keyPath(keyPath(path, member), "value"), value["value"]);
    }
  }
}

/** Adds every string below a value, for parts whose shape is not known. Bounded by `depth`. */
export function addStrings(
  segments: Segment[],
  origin: Origin,
  path: string,
  value: unknown,
  depth = 16,
): void {
  if (typeof value === "string") addSegment(segments, origin, path, value);
  else if (depth === 0) return;
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      addStrings(segments, origin, indexPath(path, index), item, depth - 1);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      addStrings(segments, origin, keyPath(path, key), item, depth - 1);
    }
  }
}

/** Adds names and descriptions of a tool definition, those of its parameters included. */
export function addToolDefinition(segments: Segment[], path: string, tool: unknown): void {
  if (!isObject(tool)) return;
  const inner = isObject(tool["function"]) ? tool["function"] : tool;
  const innerPath = inner === tool ? path : keyPath(path, "function");
  const name = typeof inner["name"] === "string" ? inner["name"] : undefined;
  const origin: Origin = {
    kind: "tool_definition",
    direction: "input",
    ...(name !== undefined && { tool: name }),
  };
  addDescriptions(segments, origin, innerPath, inner, 12);
}

function addDescriptions(
  segments: Segment[],
  origin: Origin,
  path: string,
  value: unknown,
  depth: number,
): void {
  if (depth === 0) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      addDescriptions(segments, origin, indexPath(path, index), item, depth - 1);
    }
    return;
  }
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const itemPath = keyPath(path, key);
    if ((key === "description" || key === "title") && typeof item === "string") {
      addSegment(segments, origin, itemPath, item);
    } else {
      addDescriptions(segments, origin, itemPath, item, depth - 1);
    }
  }
}

/** The error for a value of the wrong type. */
export function wrongType(param: string, expected: string): FieldError {
  return { param, message: `Invalid type for '${param}': expected ${expected}.` };
}
