// Answers of the Responses API that are made up in the place of a blocked one, whole and as a
// stream. How a stream that has begun is brought to its end is in `responses-ending.ts`.
// Shapes: `Response` and `ResponseStreamEvent` of the official SDK, 7.55.
import {
  isObject,
  type AnswerShape,
  type JsonObject,
  type Substitutes,
  type WholeSubstitute,
} from "./protocol.ts";
import { createResponsesEnding } from "./responses-ending.ts";
import { NO_USAGE, saidId, saidItem, sayEvents, writeEvents } from "./responses-saying.ts";

export const responsesSubstitutes: Substitutes = {
  shapeOf,
  wholeAnswer,
  wholeStream,
  createEnding: () => createResponsesEnding(wholeStream),
};

function shapeOf(request: JsonObject | null): AnswerShape {
  const text = request?.["text"];
  const format = isObject(text) ? text["format"] : null;
  const type = isObject(format) ? format["type"] : null;
  const wantsJson = type === "json_schema" || type === "json_object";
  return { choices: 1, wantsUsage: false, wantsJson };
}

/**
 * A response of ours. Of the settings of the request, which a response repeats, it has the model
 * only: what was blocked may stand in any other.
 */
function responseOf(of: WholeSubstitute, output: readonly JsonObject[]): JsonObject {
  const isDone = output.length > 0;
  return {
    id: `resp_ew_${of.requestId.replaceAll("-", "")}`,
    object: "response",
    created_at: of.at,
    status: isDone ? "completed" : "in_progress",
    completed_at: isDone ? of.at : null,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: of.model ?? "",
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    temperature: null,
    tool_choice: "auto",
    tools: [],
    top_p: null,
    usage: isDone ? NO_USAGE : null,
  };
}

function wholeAnswer(of: WholeSubstitute): string {
  return JSON.stringify(responseOf(of, [saidItem(of, saidId(of))]));
}

function wholeStream(of: WholeSubstitute): readonly Uint8Array[] {
  const begun = responseOf(of, []);
  const id = saidId(of);
  const response = responseOf(of, [saidItem(of, id)]);
  return writeEvents(
    [
      { type: "response.created", response: begun },
      { type: "response.in_progress", response: begun },
      ...sayEvents(of, { id, index: 0 }),
      { type: "response.completed", response },
    ],
    0,
  );
}
