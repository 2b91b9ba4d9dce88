// What every request says beside its texts: model, session, end user, and what in it cannot be read.
import { textOf, isObject, type JsonObject, type RequestFacts } from "./protocol.ts";

/** The facts of a request that do not depend on its surface. */
export function commonFacts(body: JsonObject): Omit<RequestFacts, "segments" | "hasFiles"> {
  return {
    model: textOf(body["model"]),
    streamed: body["stream"] === true,
    session: sessionOf(body),
    previous: null,
    endUser: textOf(body["safety_identifier"]) ?? textOf(body["user"]),
    unread: ["prompt", "input"].find((member) => isTokens(body[member])) ?? null,
  };
}

/** A session that the body names: its metadata, else its cache key. */
function sessionOf(body: JsonObject): string | null {
  const { metadata } = body;
  const named = isObject(metadata) ? textOf(metadata["session_id"]) : null;
  return named ?? textOf(body["prompt_cache_key"]);
}

/** Text as the numbers of its tokens, or a list of such: only the model's tokenizer reads it. */
function isTokens(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.some((entry: unknown) =>
    Array.isArray(entry)
      ? entry.some((token) => typeof token === "number")
      : typeof entry === "number",
  );
}
