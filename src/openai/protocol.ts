// What the gateway asks of a wire protocol, the same for each surface. A protocol reads; it never
// judges, holds or writes.
import type { Result } from "../domain/result.ts";
import type { Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import type { SseFrame } from "./sse.ts";

/** A JSON object as it came. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a request says that the gateway needs to know. */
export interface RequestFacts {
  readonly model: string | null;
  readonly streamed: boolean;
  readonly segments: readonly Segment[];
  /** A conversation that the body names; null where it names none. */
  readonly session: string | null;
  /** The response that this one goes on from; null where there is none. */
  readonly previous: string | null;
  /** The end user that the body names, as it stands there. */
  readonly endUser: string | null;
  /** A member that holds text in a form that nobody here can read (token ids); null if none does. */
  readonly unread: string | null;
  /** It may hold files: `inline-files.ts` finds them. */
  readonly hasFiles: boolean;
}

/** A field that is not what the API takes there. */
export interface FieldError {
  readonly message: string;
  /** Path of the field, as OpenAI's `param`. */
  readonly param: string;
}

/** Tokens as the upstream counted them. */
export interface Usage {
  readonly input: number;
  readonly output: number;
}

/** What a complete answer says. */
export interface Answer {
  readonly texts: readonly Segment[];
  readonly calls: readonly ToolCall[];
  readonly usage: Usage | null;
  /** What later requests can go on from; absent where none can. */
  readonly id?: string | null;
  /** Something in it was nested too deep to be followed. */
  readonly isTooDeep?: boolean;
}

/** A piece of a text that comes in pieces. */
export interface TextPiece {
  /** Pieces of one channel are one text. */
  readonly channel: string;
  /** Where the piece stands in the event's JSON. */
  readonly path: string;
  readonly text: string;
}

/** A place in an event where the arguments of a call stand, whole or in part. */
export interface CallSite {
  readonly callKey: string;
  readonly path: string;
  readonly part: "delta" | "whole";
}

/** A call that has ended, with the key that its sites carry. */
export interface ReadCall extends ToolCall {
  readonly key: string;
}

/** What one event of a stream says. */
export interface FrameReading {
  readonly pieces: readonly TextPiece[];
  /** Channels that end with this event. */
  readonly ends: readonly string[];
  /** Texts that the event carries whole; their paths are in the event's JSON. */
  readonly wholes: readonly Segment[];
  readonly callSites: readonly CallSite[];
  /** The event carries (part of) a call that the client would execute. */
  readonly opensCall: boolean;
  /** All calls so far are complete, and these have not been reported before. */
  readonly calls: readonly ReadCall[] | null;
  /** Why clients could disagree on what this event means; null where they could not. */
  readonly problem: string | null;
  /** The stream is over: nothing that comes after it may pass. */
  readonly terminal: "complete" | "error" | null;
  readonly usage: Usage | null;
  /** As `Answer.id`, in the event that tells it first. */
  readonly id?: string | null;
}

/** Reads the events of one stream, in order. */
export interface StreamReader {
  read(frame: SseFrame): FrameReading;
  /** Whether the answer is whole although no terminal event came (some servers send none). */
  isWhole(): boolean;
  /** Events that tell the client that the stream ends in an error, in this protocol's shape. */
  errorFrames(error: StreamError): readonly Uint8Array[];
}

/** An error to be told inside a stream. */
export interface StreamError {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly param: string | null;
  /** Extra members of the error object. */
  readonly edgewarden?: JsonObject;
}

/** Leaves calls out of the events of one stream, in order. */
export interface CallDropper {
  /**
   * Of calls that were judged together, none of whose events has left, these are dropped. False,
   * with nothing dropped, where their events cannot be told from others.
   */
  drop(calls: readonly ReadCall[], dropped: readonly ReadCall[]): boolean;
  /** An event's data without what was dropped; null where nothing of it is left. */
  rewrite(data: string): string | null;
}

/** How calls are left out of an answer. */
export interface CallDrops {
  /** A whole answer's JSON text without the calls at these paths. */
  fromAnswer(data: string, paths: ReadonlySet<string>): string;
  /** Starts on a stream. All events from the first that tells of such a call on must go through. */
  createDropper(): CallDropper;
}

/** What a client is told in the place of an answer: that the model refuses, or plain words of it. */
export interface Substitute {
  readonly kind: "refusal" | "message";
  readonly text: string;
}

/** What of a request gives its answer its form. */
export interface AnswerShape {
  /** How many choices were asked for. */
  readonly choices: number;
  /** The stream is to end with the tokens that were used. */
  readonly wantsUsage: boolean;
  /** The client parses the text as JSON: no words can stand in its place, a refusal can. */
  readonly wantsJson: boolean;
}

/** A complete answer to be made up. */
export interface WholeSubstitute extends Substitute {
  /** As the request names it; null where it does not. */
  readonly model: string | null;
  /** Id of the exchange, a UUID: the ids in the answer are made of it. */
  readonly requestId: string;
  /** Seconds since the epoch. */
  readonly at: number;
  readonly shape: AnswerShape;
}

/** Notes what a client was told in a stream, so that the stream can be ended well. */
export interface StreamEnding {
  /** Takes the data of an event that has left. */
  left(data: string): void;
  /**
   * The events that bring the stream to its end, as if the model had said this; null where it has
   * come too far, or too oddly, for that.
   */
  finish(of: WholeSubstitute): readonly Uint8Array[] | null;
}

/** Makes up answers of this protocol. Nothing in them is the model's or the request's own text. */
export interface Substitutes {
  shapeOf(request: JsonObject | null): AnswerShape;
  /** A complete answer, as JSON text. */
  wholeAnswer(of: WholeSubstitute): string;
  /** The same as a complete stream. */
  wholeStream(of: WholeSubstitute): readonly Uint8Array[];
  createEnding(): StreamEnding;
}

/** A wire protocol. */
export interface Protocol {
  readonly name: string;
  readRequest(body: JsonObject): Result<RequestFacts, FieldError>;
  readAnswer(body: JsonObject): Answer;
  createStreamReader(): StreamReader;
  /** The event's data without what repeats a text that was redacted. */
  withoutEchoes(data: string): string;
  /** Absent where calls cannot be left out of an answer: it is blocked with them. */
  readonly drops?: CallDrops;
  /** Absent where no answer can be made up: who is blocked is told an error. */
  readonly substitutes?: Substitutes;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses a JSON object; null if the text is anything else. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // JSON.parse throws a SyntaxError on anything that is not JSON; that is the answer.
    return null;
  }
}

/** Where the arguments of calls stand that an event tells whole. */
export function wholeSites(calls: readonly ReadCall[]): readonly CallSite[] {
  return calls.flatMap(({ key, argumentsPath: path }) =>
    path === null ? [] : [{ callKey: key, path, part: "whole" as const }],
  );
}

/** The value if it is an array, else an empty one. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a non-empty string, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/**
 * The value as a key: texts and numbers as they are, all else alike. `String` would throw on an
 * object whose `toString` is not a function, which JSON can say.
 */
export function keyOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A reading of an event that carries nothing. */
export const NOTHING: FrameReading = {
  pieces: [],
  ends: [],
  wholes: [],
  callSites: [],
  opensCall: false,
  calls: null,
  problem: null,
  terminal: null,
  usage: null,
};
