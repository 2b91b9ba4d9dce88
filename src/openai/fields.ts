// Reads any JSON of the API: for the surfaces that have no protocol of their own, and for those
// that nobody knew when this was written. It knows what texts and calls look like wherever they
// stand (`walk.ts`), not what an operation means.
import { ok } from "../domain/result.ts";
import { withoutLogprobs } from "./echoes.ts";
import { createFieldsStreamReader } from "./fields-stream.ts";
import type { Answer, JsonObject, Protocol, RequestFacts } from "./protocol.ts";
import { commonFacts } from "./request-facts.ts";
import { usageOf } from "./usage.ts";
import { createWalk, OUTPUT, USER, type Walk } from "./walk.ts";

export const fields: Protocol = {
  name: "fields",
  readRequest: (body) => ok(readRequest(body)),
  readAnswer,
  createStreamReader: createFieldsStreamReader,
  withoutEchoes: withoutLogprobs,
};

function readRequest(body: JsonObject): RequestFacts {
  const walk = createWalk("request");
  walk.value("", body, USER);
  return { ...commonFacts(body), segments: walk.texts, hasFiles: walk.hasFiles };
}

function readAnswer(body: JsonObject): Answer {
  return { ...readFields("", body), usage: usageOf(body["usage"]) };
}

/** The texts and calls of a value that a model or a store gave back. */
export function readFields(
  path: string,
  value: unknown,
): Pick<Walk, "texts" | "calls" | "isTooDeep"> {
  const walk = createWalk("answer");
  walk.value(path, value, OUTPUT);
  return { texts: walk.texts, calls: walk.calls, isTooDeep: walk.isTooDeep };
}
