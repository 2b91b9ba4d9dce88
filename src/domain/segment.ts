// A segment is a piece of text together with where it came from. Detectors see nothing else.

/** Which way the text travels: towards the model, or from it. */
export type Direction = "input" | "output";

/**
 * Who speaks in the segment.
 *
 * - `system`: instructions of the developer (roles `system` and `developer`, `instructions`).
 * - `user`: what a person or the calling program says.
 * - `assistant`: earlier output of the model, sent back as history.
 * - `document`: retrieved or attached text.
 * - `tool_result`: what a tool returned; untrusted.
 * - `tool_definition`: names, descriptions and schemas of tools.
 * - `tool_argument`: one string leaf of the arguments of a tool call.
 * - `output`: what the model answers now.
 */
export type SegmentKind = (typeof SEGMENT_KINDS)[number];

/** All kinds of speakers. */
export const SEGMENT_KINDS = [
  "system",
  "user",
  "assistant",
  "document",
  "tool_result",
  "tool_definition",
  "tool_argument",
  "output",
] as const;

/**
 * Speakers who do not try to take the model over, unless a policy says otherwise: the developer
 * behind the tenant's own key, who gives orders by right, and the model in its own earlier words.
 */
export const TRUSTED_KINDS: ReadonlySet<SegmentKind> = new Set(["system", "assistant"]);

/** What a tool argument is declared to hold, when a schema, a policy or its name says so. */
export type DeclaredContent = (typeof DECLARED_CONTENTS)[number];

/** All of them. `code` is a program in a language of programs, such as Python or JavaScript. */
export const DECLARED_CONTENTS = ["sql", "shell", "path", "url", "code", "text"] as const;

/**
 * Who says what an argument holds: the policy or the caller of a scan; the JSON Schema of the tool;
 * only the parameter's name; only the tool's name.
 */
export type DeclaredBy = "policy" | "schema" | "parameter" | "tool";

/** What an argument was taken to hold, and who said so. */
export interface DeclaredReading {
  readonly content: DeclaredContent;
  readonly by: DeclaredBy;
}

/** A piece of text with its origin. `path` is a JSON path within the message that carried it. */
export interface Segment {
  readonly text: string;
  readonly kind: SegmentKind;
  readonly direction: Direction;
  /** For example `messages[3].content[0].text` or `choices[0].message.tool_calls[1].sql`. */
  readonly path: string;
  /** The tool's name, for arguments, results and definitions. */
  readonly tool?: string;
  /** Of a result whose message does not tell the tool: the id of its call. */
  readonly callId?: string;
  /** Name of the leaf's nearest object key, for arguments. */
  readonly parameter?: string;
  /** What the argument is declared to hold; absent where nothing says so. */
  readonly declared?: DeclaredContent;
  /** Who says so; absent: the policy. */
  readonly declaredBy?: DeclaredBy;
  /** What is declared of parameters by their names, also inside an argument that is JSON. */
  readonly declaredWithin?: (parameter: string, text: string) => DeclaredReading | undefined;
  /**
   * It was taken out of the arguments of a call, or put together from them (a name, the words of a
   * command, a patch's files). Only detectors of arguments read it, whose findings nothing redacts.
   */
  readonly isDerived?: boolean;
  /** It repeats to the caller what developers told the model. */
  readonly isEcho?: boolean;
  /** It is the name of a member, which no redaction can replace: what must not pass there, blocks. */
  readonly isFixed?: boolean;
}
