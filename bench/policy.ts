// What the policy engine itself costs, in Node, on one thread: to load and compile a policy, to
// decide over findings, to ask a condition. `npm run bench` prints it first.
import { pathToFileURL } from "node:url";
import type { Finding } from "../src/domain/finding.ts";
import type { ToolCall } from "../src/domain/tool-call.ts";
import { agentPolicy, type AgentPolicy } from "../src/policy/agent-policy.ts";
import { compileCondition } from "../src/policy/conditions/cel.ts";
import { decide } from "../src/policy/decide.ts";
import { loadPolicy } from "../src/policy/load.ts";
import type { Policy } from "../src/policy/schema/document.ts";
import { installWeights } from "../scripts/install-weights.ts";

installWeights();

/** One figure: the median of so many rounds. */
export interface PolicyFigure {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  /** What the project holds itself to. */
  readonly goal: number;
}

const ROUNDS = 31;

/** Measures all of it. */
export function policyFigures(): readonly PolicyFigure[] {
  return [decideFigure(), compileFigure(), conditionFigure()];
}

/** 50 rules of all kinds over 20 findings and 4 calls. */
function decideFigure(): PolicyFigure {
  const policy = compiled(policyText(50));
  const [findings, calls] = [manyFindings(20), manyCalls(4)];
  const evidence = { direction: "output", findings, calls } as const;
  if (decide(policy, evidence).reasons.length === 0) throw new Error("nothing was decided");
  return {
    name: "decide: 50 rules, 20 findings, 4 calls",
    unit: "us",
    median: median(() => perRun(2_000, () => void decide(policy, evidence))) * 1_000,
    goal: 50,
  };
}

/** A whole policy, from its text to what one agent is held to. */
function compileFigure(): PolicyFigure {
  const text = policyText(200);
  return {
    name: "compile: 200 rules, from YAML",
    unit: "ms",
    median: median(() => perRun(1, () => void compiled(text))),
    goal: 100,
  };
}

function conditionFigure(): PolicyFigure {
  const condition = compileCondition('args.amount > 100 && user.claims.tier == "gold"');
  if (!condition.ok) throw new Error(condition.error.message);
  const scope = {
    args: { amount: 150 },
    user: { id: "u", roles: [], claims: { tier: "gold" } },
  };
  const { evaluate } = condition.value;
  if (evaluate(scope) !== true) throw new Error("the condition is wrong");
  return {
    name: "condition: two comparisons",
    unit: "us",
    median: median(() => perRun(100_000, () => void evaluate(scope))) * 1_000,
    goal: 1,
  };
}

/** A policy of so many rules, a mix of the kinds that people write. */
export function policyText(count: number): string {
  const rules = Array.from({ length: count }, (_, index) => RULES[index % RULES.length]?.(index));
  return `version: "1.0"\nrules:\n${rules.join("")}`;
}

const RULES: readonly ((index: number) => string)[] = [
  (index) =>
    `  - { name: pii-${index}, scanner: pii, types: [credit_card, "us_*"], action: flag }\n`,
  (index) => `  - { name: secrets-${index}, scanner: secrets, action: redact }\n`,
  (index) => `  - { name: inject-${index}, scanner: prompt_injection, action: block }\n`,
  (index) => `  - { name: args-${index}, scanner: arguments, tools: ["db_*"], action: block }\n`,
  (index) =>
    `  - { name: tools-${index}, scanner: tool_access, allowed_tools: ["db_*", search], action: block }\n`,
  (index) =>
    `  - { name: when-${index}, scanner: tool_access, denied_tools: ["db_*"], when: "args.limit > ${index}", action: flag }\n`,
  (index) =>
    `  - { name: chain-${index}, scanner: chain, source: { tools: ["read_*"] }, sink: { tools: ["send_*"] }, action: block }\n`,
  (index) =>
    `  - { name: agent-${index}, scanner: pii, agents: ["bot-${index}"], roles: [intern], action: block }\n`,
];

function compiled(text: string): AgentPolicy {
  return agentPolicy(loaded(text), "bench");
}

function loaded(text: string): Policy {
  const policy = loadPolicy(text);
  if (!policy.ok) throw new Error(JSON.stringify(policy.error[0]));
  return policy.value;
}

function manyFindings(count: number): readonly Finding[] {
  const kinds = [
    ["pii.credit-card", "CREDIT_CARD"],
    ["pii.email", "EMAIL"],
    ["secrets.openai-key", "SECRET"],
    ["arguments.sql", "sql_destructive"],
  ] as const;
  return Array.from({ length: count }, (_, index) => {
    const [detector, category] = kinds[index % kinds.length] ?? kinds[0];
    const place = { path: "choices[0].message.content", start: index * 20, end: index * 20 + 8 };
    return { detector, category, severity: "high", confidence: 0.9, ...place };
  });
}

function manyCalls(count: number): readonly ToolCall[] {
  return Array.from({ length: count }, (_, index) => {
    const path = `choices[0].message.tool_calls[${index}]`;
    return {
      id: `call_${index}`,
      name: index % 2 === 0 ? "db_query" : "search",
      kind: "json",
      arguments: JSON.stringify({ limit: index * 10 }),
      path,
      argumentsPath: `${path}.function.arguments`,
    };
  });
}

/** Milliseconds that one of `times` runs takes. */
function perRun(times: number, run: () => void): number {
  const startMs = performance.now();
  for (let time = 0; time < times; time += 1) run();
  return (performance.now() - startMs) / times;
}

function median(round: () => number): number {
  round();
  const rounds = Array.from({ length: ROUNDS }, round).toSorted((a, b) => a - b);
  return rounds[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

/** The figures as lines of text. */
export function policyTable(figures: readonly PolicyFigure[]): string {
  return figures
    .map(({ name, unit, median: value, goal }) => {
      return `${name.padEnd(42)} ${value.toFixed(3).padStart(9)} ${unit} (goal ${goal})`;
    })
    .join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(policyTable(policyFigures()));
}
