// A tool as a request declares it, whatever the surface, and the names by which its calls go.
import { canonicalJson } from "./canonical-json.ts";

/**
 * Who runs a tool and what tells its calls: `function` and `custom` are the client's (JSON and free
 * text), `mcp` those of a server, `hosted` all that the API knows by its type.
 */
export type DeclaredToolKind = "function" | "custom" | "mcp" | "hosted";

/** One declaration. */
export interface DeclaredTool {
  /**
   * The name by which its calls go (`ToolCall.name`): `shell` and not `shell_call`, `web_search`
   * for every version of it. A server of tools has its label; a tool that a server listed goes by
   * `server/tool`. May be empty where the declaration has none.
   */
  readonly name: string;
  readonly kind: DeclaredToolKind;
  /** As written: `web_search_preview_2025_03_11`. For a tool that a server listed `mcp_list_tools`. */
  readonly type: string;
  /** The group that it stands in (Responses `namespace`). */
  readonly namespace: string | null;
  /** The label of its MCP server. */
  readonly server: string | null;
  readonly serverUrl: string | null;
  readonly connectorId: string | null;
  /** The names that an MCP declaration is limited to; null where it names none. */
  readonly allowedTools: readonly string[] | null;
  /** `require_approval` as it came; null where it is absent. */
  readonly requireApproval: unknown;
  readonly description: string | null;
  /** The JSON Schema of its parameters; of a custom tool the format of its text; null without. */
  readonly parameters: unknown;
  readonly strict: boolean | null;
  /**
   * What the tool says of its own behaviour (MCP `annotations`); absent where it says nothing. Hints
   * by whoever wrote the tool: they may be wrong, or lies.
   */
  readonly annotations?: ToolAnnotations;
  /** Where the declaration stands: `tools[0]`. */
  readonly path: string;
  /** Where its name, schema and `strict` stand: `tools[0].function` in Chat Completions. */
  readonly definitionPath: string;
}

/** Hints of MCP (2025-06-18, `ToolAnnotations`), those that were given. */
export interface ToolAnnotations {
  /** It changes nothing. */
  readonly readOnlyHint?: boolean;
  /** What it changes may be lost. */
  readonly destructiveHint?: boolean;
  /** It deals with the world outside: the web, and not a memory. */
  readonly openWorldHint?: boolean;
}

/** The names by which calls of a tool may go. `server/*` stands for all tools of a server. */
export function declaredNames(tool: DeclaredTool): readonly string[] {
  if (tool.kind !== "mcp" || tool.type === "mcp_list_tools") return [tool.name];
  if (tool.allowedTools === null) return [`${tool.name}/*`];
  return tool.allowedTools.map((name) => `${tool.name}/${name}`);
}

/** Whether a call by this name is one of a declared tool. */
export function isDeclared(tools: readonly DeclaredTool[], name: string): boolean {
  return tools.some((tool) =>
    declaredNames(tool).some((one) =>
      one.endsWith("/*") ? name.startsWith(one.slice(0, -1)) : one === name,
    ),
  );
}

/**
 * What a tool says of itself as one text, the same however its JSON was written: its digest pins
 * the tool. Of a server of tools also where it is, since another address is another tool.
 */
export function toolFingerprintText(tool: DeclaredTool): string {
  const { name, description, parameters, serverUrl, connectorId } = tool;
  const place = tool.kind === "mcp" ? { server_url: serverUrl, connector_id: connectorId } : {};
  return canonicalJson({ name, description, parameters, ...place });
}
