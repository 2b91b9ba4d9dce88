// Responses: what its requests and whole answers say. Streams are in `responses-stream.ts`.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { checkContent, wrongType } from "./content.ts";
import { withoutLogprobs } from "./echoes.ts";
import {
  isObject,
  textOf,
  type Answer,
  type FieldError,
  type JsonObject,
  type Protocol,
  type RequestFacts,
} from "./protocol.ts";
import { commonFacts } from "./request-facts.ts";
import { readResponse } from "./responses-answer.ts";
import { responsesDrops } from "./responses-drop.ts";
import { responsesSubstitutes } from "./responses-refusal.ts";
import { createResponsesStreamReader } from "./responses-stream.ts";
import { usageOf } from "./usage.ts";
import { createWalk, SYSTEM, TOOL_RESULT, USER, type Walk } from "./walk.ts";

/** Operations that take what `responses` takes and answer with an object of their own. */
export const responsesKin: Protocol = {
  name: "responses",
  readRequest,
  readAnswer,
  createStreamReader: createResponsesStreamReader,
  withoutEchoes: withoutLogprobs,
  drops: responsesDrops,
};

export const responses: Protocol = { ...responsesKin, substitutes: responsesSubstitutes };

function readRequest(body: JsonObject): Result<RequestFacts, FieldError> {
  const walk = createWalk("request");
  for (const [key, value] of Object.entries(body)) {
    const read = readMember(walk, key, value);
    if (!read.ok) return read;
  }
  const { conversation } = body;
  const facts = commonFacts(body);
  const named = textOf(isObject(conversation) ? conversation["id"] : conversation);
  return ok({
    ...facts,
    segments: walk.texts,
    hasFiles: walk.hasFiles,
    session: named ?? facts.session,
    previous: textOf(body["previous_response_id"]),
  });
}

function readMember(walk: Walk, key: string, value: unknown): Result<null, FieldError> {
  if (key === "input") return readInput(walk, value);
  if (key === "instructions") {
    const checked = checkContent(key, value);
    if (!checked.ok) return checked;
    walk.value(key, value, SYSTEM);
  } else {
    walk.member("", key, value, USER);
  }
  return ok(null);
}

function readInput(walk: Walk, input: unknown): Result<null, FieldError> {
  if (input === null) return ok(null);
  if (typeof input === "string") {
    walk.value("input", input, USER);
    return ok(null);
  }
  if (!Array.isArray(input)) return err(wrongType("input", "a string or an array of items"));
  for (const [index, item] of input.entries()) {
    const path = indexPath("input", index);
    if (!isObject(item)) return err(wrongType(path, "an object"));
    const isMessage = item["type"] === undefined || item["type"] === "message";
    if (isMessage) {
      const checked = checkContent(keyPath(path, "content"), item["content"]);
      if (!checked.ok) return checked;
    }
    // Everything else that comes in was made by a tool, or by the model in an earlier turn. What is
    // neither marked as an output nor known is inspected as if a tool had said it.
    walk.value(path, item, isMessage ? USER : TOOL_RESULT);
  }
  return ok(null);
}

function readAnswer(body: JsonObject): Answer {
  return { ...readResponse("", body), usage: usageOf(body["usage"]), id: textOf(body["id"]) };
}
