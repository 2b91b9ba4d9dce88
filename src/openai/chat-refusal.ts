// Answers of Chat Completions, and of its predecessor, that are made up in the place of a blocked
// one: whole, as a stream, and as the end of a stream that has begun.
// Shapes: `ChatCompletion`, `ChatCompletionChunk` and `Completion` of the official SDK, 7.55.
import {
  arrayOf,
  isObject,
  parseObject,
  textOf,
  type AnswerShape,
  type JsonObject,
  type StreamEnding,
  type Substitute,
  type Substitutes,
  type WholeSubstitute,
} from "./protocol.ts";
import { encodeSse } from "./sse.ts";

/** OpenAI's own bound of `n`. */
const CHOICES_MAX = 128;

/** Between what a choice has said already and what it is made to say. */
const BREAK = "\n\n";

/** What differs between the two. */
interface Flavour {
  /** Prefix of ids. */
  readonly id: string;
  readonly whole: string;
  readonly chunk: string;
  /** Members of a choice of a whole answer. */
  choice(of: Substitute): JsonObject;
  /** Members of the choice in each of the chunks that say it. */
  pieces(of: Substitute, told: Told): readonly JsonObject[];
  /** Members of a choice that only ends. */
  readonly end: JsonObject;
}

/** What a client was told of a choice. */
interface Told {
  hasRole: boolean;
  hasText: boolean;
  hasRefusal: boolean;
  isFinished: boolean;
}

const CHAT: Flavour = {
  id: "chatcmpl-ew-",
  whole: "chat.completion",
  chunk: "chat.completion.chunk",
  choice: ({ kind, text }) => ({
    message: {
      role: "assistant",
      content: kind === "message" ? text : null,
      refusal: kind === "refusal" ? text : null,
      annotations: [],
    },
    logprobs: null,
  }),
  pieces: ({ kind, text }, { hasRole, hasText, hasRefusal }) => {
    const before = kind === "message" ? hasText : hasRefusal;
    const words = before ? BREAK + text : text;
    const first = { role: "assistant", content: kind === "message" ? "" : null, refusal: null };
    const said = kind === "message" ? { content: words } : { refusal: words };
    return (hasRole ? [said] : [first, said]).map((delta) => ({ delta, logprobs: null }));
  },
  end: { delta: {}, logprobs: null },
};

/** It has no member for a refusal: that is told as a text like any other. */
const COMPLETIONS: Flavour = {
  id: "cmpl-ew-",
  whole: "text_completion",
  chunk: "text_completion",
  choice: ({ text }) => ({ text, logprobs: null }),
  pieces: ({ text }, { hasText }) => [{ text: hasText ? BREAK + text : text, logprobs: null }],
  end: { text: "", logprobs: null },
};

export const chatSubstitutes: Substitutes = substitutesOf(CHAT);
export const completionsSubstitutes: Substitutes = substitutesOf(COMPLETIONS);

function substitutesOf(flavour: Flavour): Substitutes {
  return {
    shapeOf,
    wholeAnswer: (of) => wholeAnswer(flavour, of),
    wholeStream: (of) => chunksOf(flavour, of, new Map(), headOf(flavour.chunk, flavour, of)) ?? [],
    createEnding: () => createEnding(flavour),
  };
}

function shapeOf(request: JsonObject | null): AnswerShape {
  const { n, stream_options: options, response_format: format } = request ?? {};
  const type = isObject(format) ? format["type"] : null;
  return {
    choices: typeof n === "number" && n >= 1 ? Math.min(Math.floor(n), CHOICES_MAX) : 1,
    wantsUsage: isObject(options) && options["include_usage"] === true,
    wantsJson: type === "json_schema" || type === "json_object",
  };
}

const NO_USAGE = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

function wholeAnswer(flavour: Flavour, of: WholeSubstitute): string {
  const choices = Array.from({ length: of.shape.choices }, (_, index) => ({
    index,
    ...flavour.choice(of),
    finish_reason: "stop",
  }));
  return JSON.stringify({ ...headOf(flavour.whole, flavour, of), choices, usage: NO_USAGE });
}

function headOf(object: string, { id }: Flavour, of: WholeSubstitute): JsonObject {
  return { id: id + of.requestId, object, created: of.at, model: of.model ?? "" };
}

/** The chunks that end all choices but the finished ones, and the stream; null if all are finished. */
function chunksOf(
  flavour: Flavour,
  of: WholeSubstitute,
  told: ReadonlyMap<number, Told>,
  head: JsonObject,
): readonly Uint8Array[] | null {
  const { wantsUsage } = of.shape;
  const asked = Array.from({ length: of.shape.choices }, (_, index) => index);
  const open = [...new Set([...asked, ...told.keys()])].filter(
    (index) => told.get(index)?.isFinished !== true,
  );
  if (open.length === 0) return null;
  const choices = open.flatMap((index) => [
    ...flavour
      .pieces(of, told.get(index) ?? NEW)
      .map((piece) => ({ index, ...piece, finish_reason: null })),
    { index, ...flavour.end, finish_reason: "stop" },
  ]);
  const chunks: readonly JsonObject[] = [
    ...choices.map((choice) => ({
      ...head,
      choices: [choice],
      ...(wantsUsage && { usage: null }),
    })),
    ...(wantsUsage ? [{ ...head, choices: [], usage: NO_USAGE }] : []),
  ];
  return [
    ...chunks.map((chunk) => encodeSse(null, JSON.stringify(chunk))),
    encodeSse(null, "[DONE]"),
  ];
}

const NEW: Told = { hasRole: false, hasText: false, hasRefusal: false, isFinished: false };

/** Members that every chunk of a stream repeats. */
const REPEATED = ["id", "object", "created", "model", "service_tier", "system_fingerprint"];

/** Starts on a stream. Its memory is a few flags for each choice. */
function createEnding(flavour: Flavour): StreamEnding {
  const told = new Map<number, Told>();
  let head: JsonObject | null = null;
  /** A client could execute something of what it was told, or read it in a way of its own. */
  let isSpoilt = false;

  function left(data: string): void {
    const chunk = parseObject(data);
    if (chunk === null || isSpoilt) return void (isSpoilt ||= chunk === null);
    // Azure begins with a chunk that has no id.
    if (textOf(head?.["id"]) === null) head = headFrom(chunk);
    for (const [position, choice] of arrayOf(chunk["choices"]).entries()) {
      if (isObject(choice)) note(choice, position);
    }
  }

  function note(choice: JsonObject, position: number): void {
    const { delta, text, message, finish_reason: reason } = choice;
    const index = typeof choice["index"] === "number" ? choice["index"] : position;
    const known = told.get(index) ?? { ...NEW };
    told.set(index, known);
    const said = isObject(delta) ? delta : {};
    // Calls that have left were judged and will be executed, unless an error follows them.
    isSpoilt ||= Boolean(message ?? said["tool_calls"] ?? said["function_call"]);
    isSpoilt ||= told.size > CHOICES_MAX;
    known.hasRole ||= textOf(said["role"]) !== null;
    known.hasText ||= textOf(said["content"]) !== null || textOf(text) !== null;
    known.hasRefusal ||= textOf(said["refusal"]) !== null;
    known.isFinished ||= Boolean(reason);
  }

  function finish(of: WholeSubstitute): readonly Uint8Array[] | null {
    if (isSpoilt) return null;
    return chunksOf(flavour, of, told, { ...headOf(flavour.chunk, flavour, of), ...head });
  }

  return { left, finish };
}

function headFrom(chunk: JsonObject): JsonObject {
  return Object.fromEntries(
    REPEATED.filter((member) => member in chunk).map((member) => [member, chunk[member]]),
  );
}
