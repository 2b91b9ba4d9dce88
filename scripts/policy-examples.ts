// What each kind of rule does, in words and as an example. The reference is made of it, and tests load
// every example: each must load without a warning.
import type { Scanner } from "../src/policy/schema/document.ts";

/** A kind of rule for people. */
export interface KindOfRule {
  /** What it reads and when it matches. */
  readonly says: string;
  /** One rule as YAML, without its place in a list. */
  readonly example: string;
}

/** A heading over some kinds. */
export interface GroupOfKinds {
  readonly title: string;
  readonly kinds: readonly Scanner[];
}

/** In the order of the reference. */
export const GROUPS: readonly GroupOfKinds[] = [
  {
    title: "Rules about texts",
    kinds: [
      "prompt_injection",
      "jailbreak",
      "pii",
      "secrets",
      "data_exfiltration",
      "prompt_leak",
      "content",
      "output_schema",
      "moderation",
      "judge",
    ],
  },
  {
    title: "Rules about tools",
    kinds: [
      "tool_access",
      "undeclared_tools",
      "tool_definitions",
      "arguments",
      "parameters",
      "authorization",
      "chain",
      "data_flow",
      "sequence",
      "repeat",
    ],
  },
  {
    title: "Rules about requests",
    kinds: ["models", "endpoint_access", "request_parameters", "files"],
  },
  {
    title: "Rules about more than one exchange",
    kinds: ["limit", "rate_limit", "concurrency", "session", "behavior"],
  },
];

/** Every kind of rule. */
export const KINDS: Readonly<Record<Scanner, KindOfRule>> = {
  prompt_injection: {
    says: "Instructions in what the model reads that try to take it over: in messages, documents, tool results and tool definitions. What the developer says (`system`) and what the model is said to have said before (`assistant`) is trusted unless `on` names it; it is then read like a document.",
    example: `name: no-injection-from-tools
scanner: prompt_injection
"on": [tool_result, document]
sensitivity: high
action: block
severity: critical`,
  },
  jailbreak: {
    says: "Attempts to talk the model out of its rules. The same detectors as `prompt_injection`, held to the category `jailbreak`.",
    example: `name: note-jailbreaks
scanner: jailbreak
action: flag`,
  },
  pii: {
    says: "Personal data: `CREDIT_CARD`, `IBAN`, `US_SSN`, `EMAIL`, `PHONE`.",
    example: `name: no-cards-in-answers
scanner: pii
direction: output
types: [credit_card, us_ssn]
action: redact`,
  },
  secrets: {
    says: "API keys, tokens, private keys. One category, `SECRET`; detectors are told apart by their ids, such as `secrets.github-token`.",
    example: `name: keys-stay-here
scanner: secrets
action: redact`,
  },
  data_exfiltration: {
    says: "Data on its way out: images and links that carry it in their URL, invisible text, terminal escapes.",
    example: `name: no-beacons
scanner: data_exfiltration
allowed_hosts: ["*.example.com"]
action: block`,
  },
  prompt_leak: {
    says: "What developers say in the request (system and developer messages, `instructions`), told on in an answer or in the arguments of a call: ten words of it in a row, codes that it calls secret (`PROMPT_LEAK`), or the canary (`CANARY`); in any case and spelling, backwards, in rot13, base64, hexadecimal and percent signs. Sentences in quotation marks are meant to be said, and what instructs nobody is found with less confidence than the default `threshold`.",
    example: `name: prompt-stays-here
scanner: prompt_leak
canary: true
action: block`,
  },
  content: {
    says: "The policy's own words. A rule matches where one of its patterns, keywords or canaries stands, where the text is too long, or where it is in a language that it should not be in.",
    example: `name: project-names
scanner: content
patterns: ['\\bPRJ-\\d{4}\\b']
keywords: [project osprey]
action: rewrite
replacement: "[project]"`,
  },
  output_schema: {
    says: "Answers that are not JSON, or not of this shape.",
    example: `name: answers-are-tickets
scanner: output_schema
schema:
  type: object
  required: [title]
  properties: { title: { type: string } }
action: block`,
  },
  moderation: {
    says: "Texts that the upstream's moderation endpoint finds bad. Costs a call; the exchange waits for it only with `wait: true`.",
    example: `name: moderated
scanner: moderation
categories: ["violence*", "self-harm*"]
wait: true
action: block`,
  },
  judge: {
    says: "Texts that a model finds bad, asked with your own question. Costs a call; the exchange waits for it only with `wait: true`.",
    example: `name: on-topic
scanner: judge
model: gpt-5-mini
prompt: Is this a question about anything but our products?
action: flag`,
  },
  tool_access: {
    says: "Calls of functions that are not allowed, by name. What is denied is denied whatever allows it. With `declared: true` also tools that a request only offers.",
    example: `name: restrict-functions
scanner: tool_access
allowed_tools: [search, read_docs, "files/*"]
denied_tools: ["files/delete"]
action: block`,
  },
  undeclared_tools: {
    says: "Calls of functions that the request did not declare. A request that goes on from stored state need not repeat its tools, and is not judged.",
    example: `name: declared-only
scanner: undeclared_tools
action: block`,
  },
  tool_definitions: {
    says: "What a request declares: which hosted tools and MCP servers, how many, whether they are what was pinned and what they were when the session began.",
    example: `name: known-servers
scanner: tool_definitions
mcp_servers_allowed: [docs]
hosted_denied: [computer]
max_tools: 20
action: block`,
  },
  arguments: {
    says: "Payloads in the arguments of calls: SQL that destroys or injects, shell commands, paths out of bounds, URLs of internal hosts; and arguments that clients would not all read the same way.",
    example: `name: no-payloads
scanner: arguments
types: ["sql_*", command_injection]
action: block
severity: critical`,
  },
  parameters: {
    says: "Arguments that do not meet what is asked of them: constraints by path, a JSON Schema, a size, a condition.",
    example: `name: small-orders
scanner: parameters
tools: [place_order]
max_bytes: 4000
when: args.amount > 100
action: block`,
  },
  authorization: {
    says: "Calls of tools for users that they are not for. A user whom nobody names has no role.",
    example: `name: refunds-by-support
scanner: authorization
tools: [refund]
allowed_roles: [support]
action: block`,
  },
  chain: {
    says: "A sink after a source: what was read may leave. Calls of one answer run in any order, so there a sink counts wherever it stands.",
    example: `name: no-config-to-net
scanner: chain
source: { tools: [read_config, read_file] }
sink: { tools: ["send_*", "http_*"] }
within: session
action: block`,
  },
  data_flow: {
    says: "Calls that would carry data where it should not go: by what the tools do with data, where the values of the calls come from (the user, the developer, the result of another tool), and what was read before, in the request and in the session. Several signs make a score. See [tools.md](tools.md).",
    example: `name: no-data-to-strangers
scanner: data_flow
threshold: 0.9
action: block
severity: critical`,
  },
  sequence: {
    says: "Calls in an order that is forbidden, other calls in between or not; or calls without one that must come before.",
    example: `name: confirm-first
scanner: sequence
tools: [delete_account]
requires: [confirm_with_user]
action: block`,
  },
  repeat: {
    says: "The same call again and again: an agent that runs in circles.",
    example: `name: no-circles
scanner: repeat
max: 5
same: arguments
action: block`,
  },
  models: {
    says: "Requests for a model that may not be asked. With `action: rewrite` another one is asked instead. A request that names no model is not judged; one that names two (a key twice, or in another case) matches. A form's model is judged when its field has come.",
    example: `name: cheap-models
scanner: models
allow: ["gpt-5-mini*"]
use: gpt-5-mini
action: rewrite`,
  },
  endpoint_access: {
    says: "Requests to parts of the API that may not be used: surfaces as in [surfaces.md](surfaces.md), or `METHOD surface`.",
    example: `name: chat-only
scanner: endpoint_access
allow: [chat.completions, responses, "GET models"]
action: block`,
  },
  request_parameters: {
    says: "Parameters of a request that are too large, missing, or there and should not be. With `action: rewrite` they are put right instead.",
    example: `name: bounded-answers
scanner: request_parameters
max: { max_tokens: 2000 }
force: { store: false }
action: rewrite`,
  },
  files: {
    says: "Files that may not be sent, by what they say they are, and files that no detector can read.",
    example: `name: documents-only
scanner: files
types_allowed: [pdf, docx, csv]
max_bytes: 10000000
action: block`,
  },
  limit: {
    says: "More than so much in a span of time, or in a session's life. The window slides: it never lets more pass.",
    example: `name: tool-budget
scanner: limit
count: tool_calls
rate: 200/session
by: session
action: block`,
  },
  rate_limit: {
    says: "More than so many requests, and more than so many tool calls, in so many seconds. With `tools` only calls of these.",
    example: `name: not-too-fast
scanner: rate_limit
max_calls: 60
window_seconds: 60
by: user
action: block`,
  },
  concurrency: {
    says: "More than so many exchanges at a time.",
    example: `name: four-at-a-time
scanner: concurrency
max: 4
by: agent
action: block`,
  },
  session: {
    says: "Sessions that have become too old, too long or too suspicious. Speaks of requests that name a session.",
    example: `name: fresh-sessions
scanner: session
max_age: 12h
quarantine_after_flags: 5
action: block`,
  },
  behavior: {
    says: "An agent that is far from its baseline. This version keeps such rules and does not carry them out yet; loading one says so.",
    example: `name: unusual
scanner: behavior
metrics: [new_tool, tool_mix]
action: alert`,
  },
};

/** One valid policy with every kind of rule and every section. */
export function everythingPolicy(): string {
  const rules = GROUPS.flatMap(({ kinds }) => kinds).map(
    (kind) => `  - ${KINDS[kind].example.replaceAll("\n", "\n    ")}\n`,
  );
  return `${SECTIONS}rules:\n${rules.join("")}`;
}

/** The sections beside the rules, as an example. */
export const SECTIONS = `version: "1.0"
name: everything
mode: enforce
defaults:
  on_error: fail_closed
  blocked_calls: drop
  respond_with: message
  message: This was stopped by policy.
agents:
  analytics-*:
    tier: 3
    models: ["gpt-5*"]
    tools: { allow: [query_database, "get_*"], deny: [get_secret] }
    endpoints: { allow: [chat.completions] }
    limits: { requests: 600/h, tool_calls: 30/min, session_tool_calls: 200, concurrency: 4, max_output_tokens: 2000 }
    parallel_tool_calls: false
    store: false
tools:
  read_*: { labels: [sensitive], declared: { path: path }, tier: 2 }
mcp:
  servers:
    docs: { allowed_tools: [search], blocked_tools: [delete], require_approval: always }
exemptions:
  - rules: [no-cards-in-answers]
    agents: [billing-bot]
    types: [credit_card]
    owner: jane@example.com
    reason: The billing bot shows customers their own card.
    expires: 2099-12-31
privacy: { retention_days: 30, fingerprints: true }
tests:
  - name: a card is redacted
    input: { as: output, text: "Your card is on file." }
    expect: { action: allow, not_rules: [no-cards-in-answers] }
`;
