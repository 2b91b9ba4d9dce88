// What is valid in a policy and yet will surprise its authors: rules that cannot act, names that
// nothing has. Told beside a policy that loads, never instead of it.
import { isWebhookUrl } from "../domain/alert.ts";
import { changes, stops } from "../domain/decision.ts";
import { matchesAny, matchesGlob } from "./glob.ts";
import type { Problem } from "./problems.ts";
import type { Policy, Rule } from "./schema/document.ts";
import { sectionRules } from "./sections.ts";
import { suggest } from "./suggest.ts";
import type { Path } from "./source/yaml-data.ts";

/** All of them; paths are those of the policy's data. `now` is in milliseconds since 1970. */
export function policyProblems(policy: Policy, now: number): readonly Problem[] {
  return [
    ...exemptionProblems(policy, now),
    ...policy.rules.flatMap((rule, index) =>
      [...ruleEffects(rule), ...labelProblems(rule, policy)].map((problem) => ({
        ...problem,
        path: ["rules", index, ...problem.path],
      })),
    ),
    ...testProblems(policy),
    ...alertProblems(policy),
    ...modeProblems(policy),
  ];
}

/** Names that rules have; null where rules of another policy hold, too. */
function namesOf(policy: Policy): readonly string[] | null {
  if (policy.extends === "tenant") return null;
  return [...policy.rules, ...sectionRules(policy)].map(({ name }) => name);
}

function exemptionProblems(policy: Policy, now: number): readonly Problem[] {
  const names = namesOf(policy);
  return (policy.exemptions ?? []).flatMap((exemption, at): readonly Problem[] => {
    const unknown = unknownNames(exemption.rules, names, ["exemptions", at, "rules"]);
    if (Date.parse(exemption.expires) > now) return unknown;
    const message = "this exemption has expired: the rules act again";
    return [...unknown, { message, path: ["exemptions", at, "expires"] }];
  });
}

/** Globs that no rule's name matches. */
function unknownNames(
  globs: readonly string[],
  names: readonly string[] | null,
  path: Path,
): readonly Problem[] {
  if (names === null) return [];
  return globs.flatMap((glob, index): readonly Problem[] => {
    if (names.some((name) => matchesGlob(glob, name))) return [];
    const suggestion = suggest(glob, names);
    return [
      {
        message: `no rule of this policy has the name "${glob}"`,
        path: [...path, index],
        found: glob,
        ...(suggestion !== null && { suggestion }),
      },
    ];
  });
}

/** Rules that cannot do what their action says. */
function ruleEffects(rule: Rule): readonly Problem[] {
  switch (rule.scanner) {
    case "moderation":
    case "judge":
      return stops(rule.action) && !rule.wait
        ? [
            {
              message: `without \`wait: true\` the verdict comes too late to ${rule.action}: it is recorded`,
              path: ["action"],
            },
          ]
        : [];
    case "behavior":
      return [{ message: NOT_YET, path: ["scanner"] }];
    case "request_parameters":
      return rewritesParameters(rule);
    case "tool_definitions":
      return rule.action === "rewrite" && rule.mcp_require_approval === undefined
        ? [{ message: "there is nothing here that `rewrite` could change", path: ["action"] }]
        : [];
    case "limit":
      return rule.tools !== undefined && rule.count !== "tool_calls"
        ? [{ message: "`tools` counts only with `count: tool_calls`", path: ["tools"] }]
        : byTool(rule);
    case "rate_limit":
      return byTool(rule);
    case "pii":
    case "secrets":
    case "data_exfiltration":
    case "prompt_leak":
    case "content":
      return replacementProblems(rule);
    case "prompt_injection":
    case "jailbreak":
    case "output_schema":
    case "tool_access":
    case "undeclared_tools":
    case "arguments":
    case "parameters":
    case "authorization":
    case "chain":
    case "data_flow":
    case "sequence":
    case "repeat":
    case "models":
    case "endpoint_access":
    case "files":
    case "concurrency":
    case "session":
      return [];
  }
}

const NOT_YET = "this is recorded with the policy and not yet carried out by this version";

function byTool(rule: Extract<Rule, { scanner: "limit" | "rate_limit" }>): readonly Problem[] {
  const counts = rule.scanner === "rate_limit" || rule.count === "tool_calls";
  if (rule.by !== "tool") return [];
  if (!counts) {
    return [{ message: "only tool calls can be counted by tool: see `count`", path: ["by"] }];
  }
  if (rule.scanner === "limit" || rule.tools !== undefined) return [];
  const message = "requests have no tool: say in `tools` whose calls are counted";
  return [{ message, path: ["by"] }];
}

function rewritesParameters(
  rule: Extract<Rule, { scanner: "request_parameters" }>,
): readonly Problem[] {
  const canChange = [
    rule.max,
    rule.force,
    rule.forbid,
    rule.mcp_require_approval,
    rule.mcp_strip_authorization,
  ].some((given) => given !== undefined);
  if (rule.action !== "rewrite" || canChange) return [];
  return [{ message: "what is required cannot be put right: it stops", path: ["action"] }];
}

function replacementProblems(
  rule: Extract<
    Rule,
    { scanner: "pii" | "secrets" | "data_exfiltration" | "prompt_leak" | "content" }
  >,
): readonly Problem[] {
  if (rule.replacement === undefined || rule.action === "rewrite") return [];
  const message = changes(rule.action)
    ? "`redact` puts labels of its own: `action: rewrite` puts the replacement"
    : `\`replacement\` needs \`action: rewrite\``;
  return [{ message, path: ["replacement"] }];
}

/** Steps of a chain that speak of labels that no tool has. */
function labelProblems(rule: Rule, policy: Policy): readonly Problem[] {
  if (rule.scanner !== "chain") return [];
  const known = Object.values(policy.tools ?? {}).flatMap(({ labels }) => labels ?? []);
  return (["source", "sink"] as const).flatMap((step) =>
    (rule[step].labels ?? []).flatMap((label, index): readonly Problem[] => {
      if (known.some((each) => matchesAny([label], each))) return [];
      const suggestion = suggest(label, known);
      return [
        {
          message: `no tool has the label "${label}": see \`tools\` at the top of the policy`,
          path: [step, "labels", index],
          found: label,
          ...(suggestion !== null && { suggestion }),
        },
      ];
    }),
  );
}

function testProblems(policy: Policy): readonly Problem[] {
  const names = namesOf(policy);
  return (policy.tests ?? []).flatMap(({ expect }, at) => {
    if (typeof expect === "string") return [];
    const path = ["tests", at, "expect"];
    return [
      ...unknownNames(expect.rules ?? [], names, [...path, "rules"]),
      ...unknownNames(expect.not_rules ?? [], names, [...path, "not_rules"]),
    ];
  });
}

/** Alerts that tell nobody. */
function alertProblems(policy: Policy): readonly Problem[] {
  return (policy.alerts ?? []).flatMap(({ webhook }, at): readonly Problem[] => {
    if (webhook === undefined) {
      return [{ message: "without `webhook` nobody is told", path: ["alerts", at] }];
    }
    if (isWebhookUrl(webhook)) return [];
    const message = "nothing is sent there: a webhook is https, public, and without credentials";
    return [{ message, path: ["alerts", at, "webhook"] }];
  });
}

function modeProblems({ mode, rules }: Policy): readonly Problem[] {
  if (mode !== "off" || rules.length === 0) return [];
  return [{ message: "`mode: off` takes every rule out", path: ["mode"] }];
}
