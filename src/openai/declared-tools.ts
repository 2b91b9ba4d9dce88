// The tools that a request declares, wherever it does: top-level `tools` and `functions`, those of a
// session, a response or a source of data, and those that items of the history bring in. It does
// not read what choices and attachments of other fields only refer to.
import { type DeclaredTool, type DeclaredToolKind } from "../domain/declared-tool.ts";
import { indexPath, keyPath } from "../domain/json-path.ts";
import { LIMITS } from "../domain/limits.ts";
import { entriesOf } from "./chat-calls.ts";
import { isFree } from "./labels.ts";
import { arrayOf, isObject, textOf, type JsonObject } from "./protocol.ts";

/** The tools of a body. */
export interface DeclaredTools {
  readonly tools: readonly DeclaredTool[];
  /** There are more than `LIMITS.declaredToolsMax`, or some lie too deep: not all of them are here. */
  readonly isCut: boolean;
}

/** Members that hold tools. */
const LISTS = new Set(["tools", "functions"]);

/** Members in which `tools` are names, schemas or words, and no declarations. */
const PASSED_OVER = new Set([
  "tool_choice",
  "parameters",
  "input_schema",
  "output_schema",
  "schema",
  "json_schema",
  "response_format",
  "logit_bias",
]);

/** Reads every declaration in a body, in its order. Linear in the body; never throws. */
export function readDeclaredTools(body: JsonObject): DeclaredTools {
  const tools: DeclaredTool[] = [];
  let isCut = false;

  function add(made: readonly DeclaredTool[]): void {
    const room = LIMITS.declaredToolsMax - tools.length;
    isCut ||= made.length > room;
    tools.push(...made.slice(0, room));
  }

  function read(value: unknown, path: string, depth: number): void {
    if (typeof value !== "object" || value === null || isCut) return;
    if (depth === 0) {
      isCut = true;
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) read(item, indexPath(path, index), depth - 1);
    } else if (isObject(value)) {
      readObject(value, path, depth);
    }
  }

  function readObject(value: JsonObject, path: string, depth: number): void {
    const server =
      value["type"] === "mcp_list_tools" ? (textOf(value["server_label"]) ?? "") : null;
    for (const [key, item] of Object.entries(value)) {
      if (typeof item !== "object" || item === null) continue;
      const at = keyPath(path, key);
      if (LISTS.has(key)) {
        for (const [entryPath, entry] of entriesOf(at, item)) {
          add(
            server === null ? readEntry(entry, entryPath) : [listedTool(entry, entryPath, server)],
          );
        }
      } else if (key === "web_search_options") {
        // Chat Completions searches because of this member; there is no tool to declare.
        add([hosted({ type: key, name: "web_search", path: at })]);
      } else if (!PASSED_OVER.has(key) && !isFree(key)) {
        read(item, at, depth - 1);
      }
    }
  }

  read(body, "", LIMITS.jsonDepthMax);
  return { tools, isCut };
}

/** One entry of a list. If it is of more kinds than one, servers read the one or the other. */
function readEntry(entry: unknown, path: string): readonly DeclaredTool[] {
  if (!isObject(entry)) return [hosted({ type: textOf(entry) ?? "", path })];
  const { type, function: called, custom } = entry;
  if (type === "namespace" && entry["tools"] !== undefined) return readNamespace(entry, path);
  const found: DeclaredTool[] = [];
  if (isObject(called))
    found.push(defined("function", called, { entry, path, member: "function" }));
  if (isObject(custom)) found.push(defined("custom", custom, { entry, path, member: "custom" }));
  const isServer = type === "mcp" || "server_label" in entry || "server_url" in entry;
  if (isServer) found.push(serverTool(entry, path));
  const isFlat = textOf(entry["name"]) !== null && !isServer;
  if (isFlat && (type === "function" || type === undefined)) {
    found.push(defined("function", entry, { entry, path, member: null }));
  } else if (isFlat && type === "custom") {
    found.push(defined("custom", entry, { entry, path, member: null }));
  }
  if (found.length > 0) return found;
  return hostedTools(entry, path);
}

/**
 * A tool that the API knows by its type. If it has a name, too, its calls go by the one or the other:
 * a name of the client's must not hide what the type is.
 */
function hostedTools(entry: JsonObject, path: string): readonly DeclaredTool[] {
  const description = textOf(entry["description"]);
  const name = textOf(entry["name"]);
  const tool = { ...hosted({ type: textOf(entry["type"]) ?? "", path }), description };
  return name === null || name === tool.name ? [tool] : [tool, { ...tool, name }];
}

/** A group of functions and custom tools. Calls tell the group beside the name. */
function readNamespace(entry: JsonObject, path: string): readonly DeclaredTool[] {
  const namespace = textOf(entry["name"]);
  return entriesOf(keyPath(path, "tools"), entry["tools"]).flatMap(([at, inner]) =>
    // Groups do not stand in groups; what says that it is one is kept as what it is.
    isObject(inner) && inner["type"] === "namespace"
      ? [hosted({ type: "namespace", path: at, name: textOf(inner["name"]) })]
      : readEntry(inner, at).map((tool) => ({ ...tool, namespace })),
  );
}

const NOTHING: Omit<DeclaredTool, "name" | "kind" | "type" | "path" | "definitionPath"> = {
  namespace: null,
  server: null,
  serverUrl: null,
  connectorId: null,
  allowedTools: null,
  requireApproval: null,
  description: null,
  parameters: null,
  strict: null,
};

function defined(
  kind: DeclaredToolKind,
  definition: JsonObject,
  at: { readonly entry: JsonObject; readonly path: string; readonly member: string | null },
): DeclaredTool {
  const strict = definition["strict"] ?? at.entry["strict"];
  const schema = kind === "custom" ? definition["format"] : definition["parameters"];
  return {
    ...NOTHING,
    name: textOf(definition["name"]) ?? "",
    kind,
    type: textOf(at.entry["type"]) ?? kind,
    description: textOf(definition["description"]),
    parameters: schema ?? definition["input_schema"] ?? null,
    strict: typeof strict === "boolean" ? strict : null,
    ...annotated(definition["annotations"] ?? at.entry["annotations"]),
    path: at.path,
    definitionPath: at.member === null ? at.path : keyPath(at.path, at.member),
  };
}

function serverTool(entry: JsonObject, path: string): DeclaredTool {
  const label = textOf(entry["server_label"]) ?? textOf(entry["name"]) ?? "";
  return {
    ...NOTHING,
    name: label,
    kind: "mcp",
    type: textOf(entry["type"]) ?? "mcp",
    server: label,
    serverUrl: textOf(entry["server_url"]) ?? textOf(entry["url"]),
    connectorId: textOf(entry["connector_id"]) ?? textOf(entry["tunnel_id"]),
    allowedTools: allowedTools(entry["allowed_tools"]),
    requireApproval: entry["require_approval"] ?? null,
    description: textOf(entry["server_description"]) ?? textOf(entry["description"]),
    path,
    definitionPath: path,
  };
}

/** A list of names, or a filter that holds one. */
function allowedTools(value: unknown): readonly string[] | null {
  const names = isObject(value) ? value["tool_names"] : value;
  if (!Array.isArray(names)) return null;
  return arrayOf(names).filter((name): name is string => typeof name === "string");
}

/** A tool as its server told it to the API: what `mcp` in `tools` does not say. */
function listedTool(entry: unknown, path: string, label: string): DeclaredTool {
  const tool = isObject(entry) ? entry : {};
  return {
    ...NOTHING,
    name: `${label}/${textOf(tool["name"]) ?? ""}`,
    kind: "mcp",
    type: "mcp_list_tools",
    server: label,
    description: textOf(tool["description"]),
    parameters: tool["input_schema"] ?? null,
    ...annotated(tool["annotations"]),
    path,
    definitionPath: path,
  };
}

/** The hints of a declaration that are true or false; nothing where it has none. */
function annotated(value: unknown): Pick<DeclaredTool, "annotations"> {
  if (!isObject(value)) return {};
  const hints = ANNOTATIONS.flatMap((name) => {
    const hint = value[name];
    return typeof hint === "boolean" ? [[name, hint] as const] : [];
  });
  return hints.length === 0 ? {} : { annotations: Object.fromEntries(hints) };
}

const ANNOTATIONS = ["readOnlyHint", "destructiveHint", "openWorldHint"] as const;

/** Types of hosted tools whose calls go by another name than the type without its version. */
const HOSTED_NAMES: ReadonlyMap<string, string> = new Map([
  ["computer_use", "computer"],
  ["retrieval", "file_search"],
]);

/** `web_search_preview_2025_03_11` is a version of `web_search`. */
const VERSION = /(?:_preview)?(?:_\d{4}_\d{2}_\d{2})?$/;

function hosted(of: {
  readonly type: string;
  readonly path: string;
  readonly name?: string | null;
}): DeclaredTool {
  const family = of.type.replace(VERSION, "");
  return {
    ...NOTHING,
    name: of.name ?? HOSTED_NAMES.get(family) ?? family,
    kind: "hosted",
    type: of.type,
    path: of.path,
    definitionPath: of.path,
  };
}
