// The sections of a policy that are short for rules: what is said of agents and of MCP servers.
import type { Policy, Rule } from "./schema/document.ts";

type AgentSection = NonNullable<Policy["agents"]>[string];
type Server = NonNullable<Policy["mcp"]>["servers"][string];

/** What the rules of one section have in common. */
interface Made {
  readonly action: "block";
  readonly severity: "high";
  readonly agents?: string[];
}

/** The rules that a policy's sections stand for; their names begin with the section's place. */
export function sectionRules(policy: Policy): readonly Rule[] {
  const agents = Object.entries(policy.agents ?? {}).flatMap(([glob, section]) =>
    agentRules(glob, section),
  );
  const servers = Object.entries(policy.mcp?.servers ?? {}).flatMap(([server, section]) =>
    serverRules(server, section),
  );
  return [...agents, ...servers];
}

/** The risk tier of an agent: of the sections that speak of it, the highest; null where none does. */
export function tierOf(policy: Policy, isFor: (glob: string) => boolean): number | null {
  const tiers = Object.entries(policy.agents ?? {}).flatMap(([glob, { tier }]) =>
    tier !== undefined && isFor(glob) ? [tier] : [],
  );
  return tiers.length === 0 ? null : Math.max(...tiers);
}

function agentRules(glob: string, section: AgentSection): readonly Rule[] {
  const made: Made = { action: "block", severity: "high", agents: [glob] };
  const name = (field: string): string => `agents.${glob}.${field}`;
  const rules: Rule[] = [];
  const { models, tools, endpoints } = section;
  if (models) rules.push({ scanner: "models", name: name("models"), ...made, allow: models });
  if (tools?.allow || tools?.deny) {
    rules.push({
      scanner: "tool_access",
      name: name("tools"),
      ...made,
      ...(tools.allow && { allowed_tools: tools.allow }),
      ...(tools.deny && { denied_tools: tools.deny }),
    });
  }
  if (endpoints?.allow || endpoints?.deny) {
    rules.push({ scanner: "endpoint_access", name: name("endpoints"), ...made, ...endpoints });
  }
  return [...rules, ...limitRules(section, name, made), ...forcedParameters(section, name, made)];
}

function limitRules(
  { limits = {} }: AgentSection,
  name: (field: string) => string,
  made: Made,
): readonly Rule[] {
  const counts = ["requests", "tokens", "tool_calls"] as const;
  const rates = counts.flatMap((count): Rule[] => {
    const rate = limits[count];
    if (rate === undefined) return [];
    const by = rate.endsWith("/session") ? ("session" as const) : ("agent" as const);
    return [{ scanner: "limit", name: name(`limits.${count}`), ...made, count, rate, by }];
  });
  const budget: Rule[] =
    limits.session_tool_calls === undefined
      ? []
      : [
          {
            scanner: "limit",
            name: name("limits.session_tool_calls"),
            ...made,
            count: "tool_calls",
            rate: `${limits.session_tool_calls}/session`,
            by: "session",
          },
        ];
  const max = limits.concurrency;
  const slots: Rule[] =
    max === undefined
      ? []
      : [{ scanner: "concurrency", name: name("limits.concurrency"), ...made, max, by: "agent" }];
  return [...rates, ...budget, ...slots];
}

function forcedParameters(
  { limits, parallel_tool_calls: parallel, store }: AgentSection,
  name: (field: string) => string,
  made: Made,
): readonly Rule[] {
  const maxTokens = limits?.max_output_tokens;
  const force = {
    ...(parallel === false && { parallel_tool_calls: false }),
    ...(store === false && { store: false }),
  };
  const isForced = Object.keys(force).length > 0;
  if (maxTokens === undefined && !isForced) return [];
  return [
    {
      scanner: "request_parameters",
      name: name("parameters"),
      ...made,
      action: "rewrite",
      ...(maxTokens !== undefined && { max: { max_tokens: maxTokens } }),
      ...(isForced && { force }),
    },
  ];
}

function serverRules(server: string, section: Server): readonly Rule[] {
  const made = { action: "block", severity: "high" } as const;
  const of = (tools: readonly string[]): string[] => tools.map((tool) => `${server}/${tool}`);
  const { allowed_tools: allowed, blocked_tools: blocked, require_approval: approval } = section;
  const rules: Rule[] = [];
  if (allowed !== undefined) {
    rules.push({
      scanner: "tool_access",
      name: `mcp.${server}.allowed_tools`,
      ...made,
      denied_tools: [`${server}/*`],
      except_tools: of(allowed),
      declared: true,
    });
  }
  if (blocked !== undefined) {
    rules.push({
      scanner: "tool_access",
      name: `mcp.${server}.blocked_tools`,
      ...made,
      denied_tools: of(blocked),
    });
  }
  if (approval !== undefined) {
    rules.push({
      scanner: "tool_definitions",
      name: `mcp.${server}.require_approval`,
      ...made,
      action: "rewrite",
      mcp_servers: [server],
      mcp_require_approval: approval,
    });
  }
  return rules;
}
