// Checks the `content` that messages of every surface carry: what is neither a text nor an array of
// parts is refused, because servers would read it in ways that we cannot know.
import { indexPath } from "../domain/json-path.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { isObject, type FieldError } from "./protocol.ts";

/** Fails where a `content` value is neither text nor parts. Null and absent are nothing. */
export function checkContent(path: string, content: unknown): Result<null, FieldError> {
  if (content === undefined || content === null || typeof content === "string") return ok(null);
  if (!Array.isArray(content)) return err(wrongType(path, "a string or an array of parts"));
  const odd = content.findIndex((part) => typeof part !== "string" && !isObject(part));
  return odd < 0 ? ok(null) : err(wrongType(indexPath(path, odd), "an object"));
}

/** The error for a value of the wrong type. */
export function wrongType(param: string, expected: string): FieldError {
  return { param, message: `Invalid type for '${param}': expected ${expected}.` };
}
