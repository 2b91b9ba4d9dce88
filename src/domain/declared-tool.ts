// A tool as a request declares it to the model, whatever the surface.

/** One declared tool. */
export interface DeclaredTool {
  /** The function's name; for a hosted tool its type, for an MCP server its label. */
  readonly name: string;
  readonly kind: "function" | "custom" | "mcp" | "hosted";
  /** `type` as it is written. */
  readonly type: string;
  readonly server: string | null;
  readonly serverUrl: string | null;
  readonly connectorId: string | null;
  readonly allowedTools: readonly string[] | null;
  readonly requireApproval: unknown;
  readonly description: string | null;
  readonly parameters: unknown;
  readonly strict: boolean | null;
  readonly path: string;
}
