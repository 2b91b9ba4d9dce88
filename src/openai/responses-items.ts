// The items of the Responses API: their texts, and the calls among them.
import { indexPath, keyPath } from "../domain/json-path.ts";
import type { Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { addContent, addStrings, type Origin } from "./content.ts";
import { arrayOf, isObject, type JsonObject } from "./protocol.ts";
import { readCallItem } from "./responses-calls.ts";

/** Members of an item that are names, states or opaque, not text for the reader. */
const NOT_TEXT = new Set([
  "id",
  "type",
  "role",
  "status",
  "call_id",
  "object",
  "encrypted_content",
  "server_label",
  "phase",
]);

/** Adds every text of an item, whatever its type. */
export function addItemTexts(
  segments: Segment[],
  origin: Origin,
  path: string,
  item: JsonObject,
): void {
  for (const [key, value] of Object.entries(item)) {
    if (NOT_TEXT.has(key)) continue;
    const memberPath = keyPath(path, key);
    if (key === "content" || key === "summary") addParts(segments, origin, memberPath, value);
    else if (!isBinary(item, key)) addStrings(segments, origin, memberPath, value);
  }
}

/** Parts carry a type and, for images and files, data that is not text. */
function addParts(segments: Segment[], origin: Origin, path: string, value: unknown): void {
  const read = addContent(segments, origin, path, value);
  if (!read.ok) addStrings(segments, origin, path, value);
}

function isBinary(item: JsonObject, key: string): boolean {
  return item["type"] === "image_generation_call" && key === "result";
}

/** Texts and calls of an `output` array that stands at `path`. */
export function readOutput(
  path: string,
  output: unknown,
): { readonly texts: Segment[]; readonly calls: ToolCall[] } {
  const texts: Segment[] = [];
  const calls: ToolCall[] = [];
  for (const [index, item] of arrayOf(output).entries()) {
    if (!isObject(item)) continue;
    const itemPath = indexPath(path, index);
    const call = readCallItem(itemPath, item);
    if (call !== null) calls.push(call);
    else addItemTexts(texts, { kind: "output", direction: "output" }, itemPath, item);
  }
  return { texts, calls };
}
