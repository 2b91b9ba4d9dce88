// Finds the files that a JSON request names without holding them: by id, or by a remote URL. What
// stands in the request itself is found by `inline-files.ts`.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { isObject, type JsonObject } from "./protocol.ts";

/** A file that is named. */
export interface FileReference {
  readonly path: string;
  /** `id`: one that was uploaded before; `url`: one that the upstream is to fetch. */
  readonly kind: "id" | "url";
  readonly value: string;
  readonly filename: string | null;
  /** It stands where only a picture may. */
  readonly isImage: boolean;
}

/** Nesting that is followed; a request is never deeper (`LIMITS.jsonDepthMax`). */
const DEPTH_MAX = 128;

/** The first `max` references of a request, in its order. */
export function fileReferences(body: JsonObject, max: number): readonly FileReference[] {
  const found: FileReference[] = [];

  function walk(path: string, value: unknown, depth: number): void {
    if (depth === 0 || found.length >= max) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(indexPath(path, index), item, depth - 1);
    } else if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        const reference = referenceAt(path, key, member, value);
        if (reference !== null) found.push(reference);
        walk(keyPath(path, key), member, depth - 1);
      }
    }
  }

  walk("", body, DEPTH_MAX);
  return found.slice(0, max);
}

function referenceAt(
  at: string,
  key: string,
  member: unknown,
  parent: JsonObject,
): FileReference | null {
  const path = keyPath(at, key);
  const name = parent["filename"];
  const filename = typeof name === "string" && name !== "" ? name : null;
  const isImage = key === "image_url" || parent["type"] === "input_image";
  if (key === "file_id" && typeof member === "string" && member !== "") {
    return { path, kind: "id", value: member, filename, isImage };
  }
  if (key !== "image_url" && key !== "file_url") return null;
  if (isRemote(member)) return { path, kind: "url", value: member, filename, isImage };
  const url = isObject(member) ? member["url"] : null;
  if (!isRemote(url)) return null;
  return { path: keyPath(path, "url"), kind: "url", value: url, filename, isImage };
}

/** Whether it is a URL that leads out of the request; `data:` ones are the file itself. */
function isRemote(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !/^\s*data:/i.test(value.slice(0, 64));
}
