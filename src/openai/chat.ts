// Chat Completions and its predecessor: what requests and whole answers say. Streams are in
// `chat-stream.ts`.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { chatDrops } from "./chat-drop.ts";
import { chatSubstitutes, completionsSubstitutes } from "./chat-refusal.ts";
import { createChatStreamReader } from "./chat-stream.ts";
import { checkContent, wrongType } from "./content.ts";
import { withoutLogprobs } from "./echoes.ts";
import {
  isObject,
  type Answer,
  type FieldError,
  type JsonObject,
  type Protocol,
  type RequestFacts,
} from "./protocol.ts";
import { commonFacts } from "./request-facts.ts";
import { usageOf } from "./usage.ts";
import { ASSISTANT, createWalk, OUTPUT, USER, type Walk } from "./walk.ts";

export const chat: Protocol = {
  name: "chat",
  readRequest,
  readAnswer,
  createStreamReader: createChatStreamReader,
  withoutEchoes: withoutLogprobs,
  drops: chatDrops,
  substitutes: chatSubstitutes,
};

/** The predecessor, whose choices are bare texts. */
export const completions: Protocol = {
  ...chat,
  name: "completions",
  substitutes: completionsSubstitutes,
};

function readRequest(body: JsonObject): Result<RequestFacts, FieldError> {
  const walk = createWalk("request");
  for (const [key, value] of Object.entries(body)) {
    const read = readMember(walk, key, value);
    if (!read.ok) return read;
  }
  return ok({ ...commonFacts(body), segments: walk.texts, hasFiles: walk.hasFiles });
}

function readMember(walk: Walk, key: string, value: unknown): Result<null, FieldError> {
  if (key === "messages") return readMessages(walk, value);
  if (key === "prediction" && isObject(value)) {
    const checked = checkContent("prediction.content", value["content"]);
    if (!checked.ok) return checked;
    walk.value(key, value, ASSISTANT);
  } else {
    walk.member("", key, value, USER);
  }
  return ok(null);
}

function readMessages(walk: Walk, messages: unknown): Result<null, FieldError> {
  if (!Array.isArray(messages)) return err(wrongType("messages", "an array"));
  for (const [index, message] of messages.entries()) {
    const path = indexPath("messages", index);
    if (!isObject(message)) return err(wrongType(path, "an object"));
    const { role, content } = message;
    if (typeof role !== "string") return err(wrongType(keyPath(path, "role"), "a string"));
    if (typeof content !== "string") {
      const checked = checkContent(keyPath(path, "content"), content);
      if (!checked.ok) return checked;
    }
    // A role that we do not know could be read as anything: it is inspected like a user's.
    walk.value(path, message, USER);
  }
  return ok(null);
}

function readAnswer(body: JsonObject): Answer {
  const walk = createWalk("answer");
  for (const [key, value] of Object.entries(body)) {
    if (key !== "usage") walk.member("", key, value, OUTPUT);
  }
  const { texts, calls, isTooDeep } = walk;
  return { texts, calls, isTooDeep, usage: usageOf(body["usage"]) };
}
