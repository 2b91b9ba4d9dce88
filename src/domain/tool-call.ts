// A tool call as the model asked for it, whatever the surface it came on.

/** One complete call. `path` is where it stood in the response. */
export interface ToolCall {
  readonly id: string;
  /** Function name, custom tool name, or the item type for calls that carry no name. */
  readonly name: string;
  /** `function` arguments are a JSON object as text; `custom` input is free text. */
  readonly kind: "function" | "custom";
  readonly arguments: string;
  readonly path: string;
}
