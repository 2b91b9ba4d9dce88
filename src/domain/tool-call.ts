// A tool call as the model asked for it, whatever the surface it came on.

/** One complete call. */
export interface ToolCall {
  readonly id: string;
  /** Function or custom tool name; for calls that carry no name, what kind of call it is. */
  readonly name: string;
  /** `json`: arguments are a JSON object as text. `text`: free text of a custom tool. */
  readonly kind: "json" | "text";
  readonly arguments: string;
  /** Where the call stands in the response: `choices[0].message.tool_calls[0]`. */
  readonly path: string;
  /** Where its arguments stand; null where they are not one string. */
  readonly argumentsPath: string | null;
}
