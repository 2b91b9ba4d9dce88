// The prose of docs/policy-reference.md: what the schema cannot say.
import type { policySchema } from "../src/policy/schema/document.ts";

/** A section of a policy beside its rules. */
export type Section = Exclude<
  keyof typeof policySchema.shape,
  "version" | "name" | "description" | "mode" | "extends" | "own_domains" | "rules"
>;

export const INTRODUCTION = `# The policy language

Everything that a policy can say. Made from \`src/policy/schema/\` by \`npm run -s policy -- reference\`;
a test holds it current. [policy.md](policy.md) is the guide.

A policy is one YAML 1.2 document (JSON is YAML), version \`"1.0"\`. It loads as a whole or not at all.
\`npm run -s policy -- check FILE\` shows every problem with its line, its column and what was probably
meant; the management API answers with the same list. \`policies/policy.schema.json\` is a JSON Schema for
editors: put \`# yaml-language-server: $schema=./policy.schema.json\` on the first line.`;

/** What each section is for. */
export const SECTION_TEXTS: Readonly<Record<Section, string>> = {
  defaults: "What holds where a rule does not say otherwise, and for the exchange as a whole.",
  agents:
    "What is said of one agent, or with globs of several, by agent id. A section stands for rules that come before those in `rules`, each with `action: block` (`max_output_tokens`, `parallel_tool_calls` and `store` with `rewrite`) and a name like `agents.support-*.tools`. Sections whose globs all match an agent all hold; of several tiers the highest counts.",
  tools:
    "What is known of a tool, by its name as a glob. `chain` rules speak of labels, and labels say for `data_flow` rules what a tool does with data; `declared` tells detectors what a parameter holds.",
  mcp: "MCP servers by their labels. Stands for `tool_access` and `tool_definitions` rules with names like `mcp.docs.allowed_tools`. Labels are the client's words: a rule that lists URLs in `mcp_servers_allowed` says which servers there are. Calls that the API makes itself have been made when the answer tells of them; with `require_approval` they come by the gateway first.",
  exemptions:
    "What rules do not act on. All that an exemption says must be so: the rule, the agent, the user, the tool and the type. From `expires` on it is void: a date means the start of that day in UTC.",
  alerts:
    "Webhooks that are told of events. What they get, how it is signed and when it is sent again stands in [policy.md](policy.md#alerts).",
  privacy: "What events keep.",
  tests:
    "Exchanges and what the policy must make of them. A policy that fails one of its own tests is refused. `npm run -s policy -- test FILE` runs them.",
};

export const MEANING = `A rule has a kind (\`scanner\`), which says what it reads, an \`action\`, and fields that narrow what it is for.

**Scope.** A rule is for an exchange if all of \`agents\`, \`users\`, \`roles\`, \`models\`, \`endpoints\`, \`schedule\`,
\`sample\` and \`rollout\` that it has say so. Lists are globs, in which \`*\` is any run of characters; one entry
that matches is enough. A rule with \`users\` is not for a request that names no user, one with \`roles\` not for
a request that tells none. A rule with \`models\` holds where no model is named yet, and where two are.

**Condition.** \`when\` is a [CEL](https://github.com/google/cel-spec) expression over \`args\`, \`tool\`, \`agent\`, \`user\`,
\`session\`, \`history\`, \`time\`, \`model\`, \`endpoint\`, \`request\` and \`finding\`. It is asked for each thing that the
rule matches; where it cannot be answered, \`on_error\` decides: \`fail_closed\` takes it for true, \`fail_open\` for
false. A rule that allows takes it for false either way. Of rules about limits it is asked once, before the session
has answered: \`session\` and \`history\` are empty there.

**Order.** Rules are considered by \`priority\`, the highest first; among equals those that \`allow\` come first, then
as they are written, those of sections before those in \`rules\`. What a rule with \`allow\` or \`final: true\`
matches is not shown to the rules after it: the finding, the call, or the place of the request. Of all the others that match, the most severe action wins:
\`allow\` < \`log\` < \`flag\` < \`alert\` < \`redact\` < \`rewrite\` < \`review\` < \`block\` < \`terminate_session\`. A redaction
is carried out beside milder actions; where something stops the exchange, nothing else matters. The order of findings
changes nothing.

**Exemptions** take single matches out of single rules. They are asked before the action counts.

**Inheritance.** An agent has one policy: its own, else the tenant's. With \`extends: tenant\` all rules of the
tenant's policy hold too, before the own ones; without it only those that are \`mandatory\`. An own rule replaces a
tenant's rule of the same name, unless that is mandatory. Mandatory rules are considered first and act whatever
the own \`mode\` is, and own exemptions do not speak of them. Sections merge key by key, and the own one wins;
labels of tools add up.

**Mode.** \`enforce\` carries out; \`monitor\` records what would have been done (\`intended\` in events) and nothing
waits for it; \`off\` takes every rule out.

**Failure.** Where a detector, a store or an outside service fails, or an answer cannot be understood,
\`defaults.on_error\` decides, and for a rule's own condition or service its \`on_error\`.

### What actions do

| action | a text of a request | a text of an answer | a tool call | a request as a whole | a file |
| --- | --- | --- | --- | --- | --- |
| \`allow\` | passes; rules after it do not see it | the same | the same | the same | the same |
| \`log\` | passes; the event has the reason | the same | the same | the same | the same |
| \`flag\` | passes; the event and its session are marked | the same | the same | the same | the same |
| \`alert\` | as \`flag\`, for people to be told | the same | the same | the same | the same |
| \`redact\` | what was found becomes its category in brackets | the same, also in a stream | in arguments, the same | – | in text the same, in a document it blocks |
| \`rewrite\` | what was found becomes \`replacement\` | the same, also in a stream | in arguments, the same | the parameter is set or removed | in text the same, in a document it blocks |
| \`review\` | as \`block\`, until a person has looked at it | the same | the same | the same | the same |
| \`block\` | the upstream is not called | see below | the answer, or with \`blocked_calls: drop\` the call | the upstream is not called | the same as a text |
| \`terminate_session\` | as \`block\`, and whatever the session asks afterwards is blocked | the same | the same | the same | the same |

What cannot be rewritten is blocked instead: member names, arguments that no redaction fits in, documents such as PDF.
When a block takes effect on each surface stands in [surfaces.md](surfaces.md): before the upstream is called, before
the first byte of an answer, in a stream before the event that it is about, on a WebSocket before the event goes on.

### How a client is told

\`respond_with\` of the most severe rule that stops, else of \`defaults\`: \`error\` (HTTP 400, or the stream's error event),
\`refusal\` (a complete answer in which the model refuses), \`message\` (a complete answer in plain text), \`strip\`
(what it is about is cut out and the rest passes, where that can be done: not of a verdict from elsewhere, a text
that is too long or in another language, nor where the session is ended). The words are \`message\`. Chat
Completions, completions and Responses have such answers; elsewhere it is an error all the same. With
\`explain: true\` an error names the rules. See
[decisions/0006-what-a-blocked-client-is-told.md](decisions/0006-what-a-blocked-client-is-told.md).`;

export const AFTER_RULES = `## Types of findings

\`types\` are globs over a finding's category or detector id, in any case: \`credit_card\`, \`secrets.github-token\`,
\`sql_*\`. Categories: \`CREDIT_CARD\`, \`IBAN\`, \`US_SSN\`, \`EMAIL\`, \`PHONE\` (pii); \`SECRET\` (secrets);
\`prompt_injection\`, \`jailbreak\`. Those of \`arguments\` (\`sql_destructive\`, \`download_and_run\`, \`ssrf\` and many
more) and of chains (\`data_flow\`) stand in [tools.md](tools.md). Commands that were asked for as commands are of
\`shell_*\` and their kin; \`command_injection\` is a command that is smuggled into something else.`;

export const LIMITS_TEXT = `## Limits of the language

A policy has at most 256 KiB of UTF-8, 50,000 words and signs, 500 rules, and lists and mappings up to 32 deep. It is
one YAML document without aliases, anchors, merge keys, directives, tags of other languages and keys that come
twice: what a policy says stands where it says it. Regular expressions are RE2: no look-around, no back references,
and a bound on their size. Conditions have a budget of work; one that runs out has failed, and \`on_error\` decides.
`;
