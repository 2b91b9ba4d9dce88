// Finds the files that stand inside a JSON request: `file_data` of chat parts, Responses items and
// tool outputs, and `data:` URLs where a picture or a file may be named by URL. It only finds them;
// what they hold is for others. Files that are named by id or by a remote URL are not here.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { isObject, type JsonObject } from "./protocol.ts";

/** A file as it stands in a request. */
export interface InlineFile {
  /** Where its data stand. */
  readonly path: string;
  /** Base64, or a `data:` URL. */
  readonly data: string;
  /** What its sender calls it, and where. */
  readonly name: { readonly path: string; readonly text: string } | null;
  /** Whether the place takes sound or pictures only, so that nobody reads text there. */
  readonly isMedia: boolean;
}

/** Members that hold a URL, or an object with one. */
const URL_MEMBERS = new Set(["image_url", "file_url"]);

/** Members that may hold a file. A request without them has none. */
export const FILE_MEMBERS: ReadonlySet<string> = new Set([
  "file_data",
  "input_audio",
  ...URL_MEMBERS,
]);

/** Nesting that is followed; a request is never deeper (`LIMITS.jsonDepthMax`). */
const DEPTH_MAX = 128;

/** The files of a request, at most `filesMax` of them; null if there are more. */
export function inlineFiles(body: JsonObject, filesMax: number): readonly InlineFile[] | null {
  const files: InlineFile[] = [];

  function walk(path: string, value: unknown, depth: number): void {
    if (depth === 0 || files.length > filesMax) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(indexPath(path, index), item, depth - 1);
    } else if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        const memberPath = keyPath(path, key);
        const file = fileAt(path, key, member, value);
        if (file !== null) files.push(file);
        walk(memberPath, member, depth - 1);
      }
    }
  }

  walk("", body, DEPTH_MAX);
  return files.length > filesMax ? null : files;
}

function fileAt(at: string, key: string, member: unknown, parent: JsonObject): InlineFile | null {
  const path = keyPath(at, key);
  if (key === "file_data" && typeof member === "string" && member !== "") {
    return { path, data: member, name: nameIn(at, parent), isMedia: false };
  }
  if (URL_MEMBERS.has(key)) {
    if (isDataUrl(member)) return { path, data: member, name: nameIn(at, parent), isMedia: false };
    const url = isObject(member) ? member["url"] : null;
    if (!isDataUrl(url)) return null;
    return { path: keyPath(path, "url"), data: url, name: null, isMedia: false };
  }
  if (key === "input_audio" && isObject(member) && typeof member["data"] === "string") {
    return { path: keyPath(path, "data"), data: member["data"], name: null, isMedia: true };
  }
  return null;
}

function nameIn(at: string, parent: JsonObject): InlineFile["name"] {
  const text = parent["filename"];
  return typeof text === "string" && text !== "" ? { path: keyPath(at, "filename"), text } : null;
}

function isDataUrl(value: unknown): value is string {
  return typeof value === "string" && /^\s*data:/i.test(value.slice(0, 64));
}
