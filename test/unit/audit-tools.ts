// Tools of every kind that requests can define, for the audits: each string says as what it is read.
const says = "tool_definition";
const id = "- an id";
const allowed_callers = [says];

const schema = {
  type: "object",
  title: says,
  description: says,
  properties: {
    q: {
      type: "string",
      description: says,
      enum: [says],
      default: says,
      examples: [says],
      const: says,
      pattern: says,
    },
    id: { type: "string", description: says },
    type: { anyOf: [{ $ref: says, description: says }] },
  },
  $defs: { model: { description: says } },
  required: [says],
};

const tool = { name: says, description: says, parameters: schema };

/** Each kind of tool of the Responses API, with every string that it can have. */
export const toolSamples: readonly object[] = [
  { type: "function", ...tool, output_schema: schema, allowed_callers },
  { type: "file_search", vector_store_ids: [id], filters: { type: "eq", key: says, value: says } },
  { type: "computer" },
  { type: "computer_use_preview", environment: says },
  {
    type: "web_search",
    filters: { allowed_domains: [says] },
    user_location: { city: says, country: says, region: says, timezone: says },
    search_context_size: says,
  },
  { type: "web_search_preview", user_location: { city: says }, search_content_types: [says] },
  {
    type: "mcp",
    server_label: says,
    server_description: says,
    server_url: says,
    allowed_tools: { tool_names: [says] },
    require_approval: { never: { tool_names: [says] } },
    connector_id: id,
    tunnel_id: id,
    authorization: "- a credential for the server",
    headers: { "x-key": "- a credential for the server" },
  },
  {
    type: "code_interpreter",
    container: {
      type: "auto",
      file_ids: [id],
      network_policy: {
        type: "allowlist",
        allowed_domains: [says],
        domain_secrets: [{ domain: "- beside a credential", value: "- a credential" }],
      },
    },
  },
  { type: "programmatic_tool_calling", note: says },
  {
    type: "image_generation",
    model: "- a state",
    size: says,
    input_image_mask: { image_url: says },
  },
  { type: "local_shell", note: says },
  {
    type: "shell",
    environment: {
      type: "local",
      skills: [
        { name: says, description: says, path: says },
        { type: "inline", name: says, source: { type: "base64", data: "- a file in base64" } },
      ],
    },
  },
  {
    type: "custom",
    name: says,
    description: says,
    format: { type: "grammar", syntax: says, definition: says },
  },
  { type: "namespace", name: says, description: says, tools: [{ type: "function", ...tool }] },
  { type: "tool_search", description: says, parameters: schema, execution: "client" },
  { type: "apply_patch", note: says },
  { type: "of_tomorrow", caption: says },
];
