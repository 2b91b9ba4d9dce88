// `npm run -s scan`: reads JSON Lines from standard input, scans each, writes JSON Lines in the
// same order. A line that cannot be read gets a line that says so, and the exit code is 1.
//
// A line with `as: output` or `as: tool_call` may have `system`, the system prompt of the request (a text),
// and `canary`, a token in it: what tells them on is found as `exfiltration.prompt-leak`, of the category
// `PROMPT_LEAK` or `CANARY`.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { injectionScore as scoreOf } from "../src/detect/injection/layers.ts";
import { INJECTION_DETECTORS } from "../src/detect/registry.ts";
import { promptLeakScanner } from "../src/detect/prompt-leak/prompt-leak.ts";
import { scanFamilies, type ScanPlan } from "../src/detect/scan-families.ts";
import { familyScores } from "../src/detect/scan.ts";
import type { Action } from "../src/domain/decision.ts";
import type { Family, Finding } from "../src/domain/finding.ts";
import {
  DECLARED_CONTENTS,
  type DeclaredContent,
  type Direction,
  type Segment,
  type SegmentKind,
} from "../src/domain/segment.ts";
import type { SystemPrompt } from "../src/domain/system-prompt.ts";
import type { ToolCall } from "../src/domain/tool-call.ts";
import { jsonAt } from "../src/domain/json-at.ts";
import {
  firstOf,
  policyDeclarations,
  toolDeclarations,
  withDeclarations,
  type Declarations,
} from "../src/inspection/call-declarations.ts";
import { callFindings } from "../src/inspection/call-findings.ts";
import { readDeclaredTools } from "../src/openai/declared-tools.ts";
import { readCallArguments } from "../src/openai/call-arguments.ts";
import { planFor } from "../src/inspection/scan-plan.ts";
import { agentPolicy, type AgentPolicy } from "../src/policy/agent-policy.ts";
import { decide } from "../src/policy/decide.ts";
import { DEFAULT_POLICY } from "../src/policy/default-policy.ts";
import { loadWhole } from "../src/inspection/content-words.ts";
import { redactText } from "../src/policy/redact.ts";
import { installWeights } from "./install-weights.ts";
import { scanWithFlows } from "./scan-flows.ts";

installWeights();

/** Everything is looked for, whatever the policy asks: the scores are of all families. */
const FAMILIES = new Set(["injection", "arguments", "pii", "secrets", "exfiltration"]);

/** What is looked for in what was put together from arguments. */
const DERIVED: ScanPlan = { families: new Set(["arguments"]), content: null };

/** What is looked for in a direction: all families, the policy's own words, and the system prompt. */
function planIn(
  policy: AgentPolicy,
  direction: Direction,
  systemPrompt: SystemPrompt | null,
): ScanPlan {
  const scans = policy.scans[direction];
  const promptLeak = scans.promptLeak ?? PROMPT_LEAK;
  const isAsked = direction === "output" && systemPrompt !== null;
  const plan = planFor(scans, { ...policy.situation, systemPrompt: null });
  if (!isAsked) return { ...plan, families: FAMILIES };
  const scanner = promptLeakScanner(systemPrompt, promptLeak.minWords);
  return { ...plan, families: FAMILIES, promptLeak: scanner };
}

/** What counts as a leak where the policy does not say. */
const PROMPT_LEAK = { minWords: 10 };

/** What stands behind each `as`: who speaks, and which way it travels. */
const KINDS: Readonly<Record<string, readonly [SegmentKind, Direction]>> = {
  input: ["user", "input"],
  system: ["system", "input"],
  document: ["document", "input"],
  tool_result: ["tool_result", "input"],
  tool_call: ["tool_argument", "output"],
  output: ["output", "output"],
};

const DECLARED = new Set<unknown>(DECLARED_CONTENTS);

/** A scanned line, as it is written. */
export interface ScannedLine {
  readonly id?: unknown;
  readonly action: Action;
  readonly scores: Record<Family, number>;
  /** Each with its layer and, where it has them, its view and the words that weighed most. */
  readonly findings: readonly (Finding & Pick<Required<Finding>, "layer">)[];
  readonly text?: string;
}

/** A line that cannot be scanned, as it is written. */
export interface BadLine {
  readonly id?: unknown;
  readonly error: string;
}

/** How lines are judged. */
export interface ScanOptions {
  readonly policy: AgentPolicy;
  /** Whether the redacted text is written where the policy redacts. */
  readonly redacts: boolean;
  /**
   * How surely a text is an injection, 0 to 1, also where nothing fired: the score of the family is
   * never lower. Absent: what was found says it alone.
   */
  readonly injectionScore?: (segment: Segment) => number;
}

/** Judges by `policies/default.yaml`. */
export const DEFAULT_OPTIONS: ScanOptions = {
  policy: agentPolicy(DEFAULT_POLICY, "default"),
  redacts: true,
  injectionScore: (segment) => scoreOf(segment, INJECTION_DETECTORS),
};

/** Scans one line of input. Never throws for what the line holds. */
export function scanLine(line: string, options = DEFAULT_OPTIONS): ScannedLine | BadLine {
  return scanWithFlows(line, options.policy, (one) => scanAlone(one, options));
}

/** Scans a text, or one call by itself. */
function scanAlone(line: string, options: ScanOptions): ScannedLine | BadLine {
  const input = parseObject(line);
  if (input === undefined) return { error: "not a JSON object" };
  const id = input["id"] === undefined ? {} : { id: input["id"] };
  const { policy } = options;
  const texts = textsOf(line, input, policy);
  if (typeof texts === "string") return { ...id, error: texts };
  const { segments } = texts;
  const systemPrompt = systemPromptIn(input);
  const found = segments.flatMap((segment) => {
    const plan = planIn(policy, segment.direction, systemPrompt);
    return scanFamilies(segment, segment.isDerived === true ? DERIVED : plan).findings;
  });
  const findings = [...texts.findings, ...found];
  const judged = judge(input, { ...texts, findings }, options);
  return {
    ...id,
    ...judged,
    scores: scoresOf(segments, findings, options),
    findings: findings.map(shown),
  };
}

/** Six decimals tell apart what thresholds are chosen on. */
const SCORE_SCALE = 1e6;

/** Highest confidence of each family: of what it found, and of what is thought of the texts. */
function scoresOf(
  segments: readonly Segment[],
  findings: readonly Finding[],
  { injectionScore }: ScanOptions,
): Record<Family, number> {
  const scores = familyScores(findings);
  if (injectionScore === undefined) return scores;
  const highest = Math.max(scores.injection, ...segments.map(injectionScore));
  return { ...scores, injection: Math.round(highest * SCORE_SCALE) / SCORE_SCALE };
}

/** A finding as it is written: with its layer, whichever it is. */
function shown(finding: Finding): ScannedLine["findings"][number] {
  return { ...finding, layer: finding.layer ?? "pattern" };
}

function judge(
  input: Record<string, unknown>,
  found: LineTexts,
  { policy, redacts }: ScanOptions,
): Pick<ScannedLine, "action" | "text"> {
  const { segments, call, findings: plain } = found;
  const [segment] = segments;
  const direction = call === null ? (segment?.direction ?? "input") : "output";
  const findings = plain.map((finding) => ({ ...finding, ...(segment && { kind: segment.kind }) }));
  const calls = call === null ? [] : [call];
  const { action, redactions } = decide(policy, { direction, findings, calls });
  const text = input["text"];
  if (call !== null || !redacts || redactions.length === 0 || typeof text !== "string")
    return { action };
  return { action, text: redactText(text, redactions) };
}

/** The system prompt that a line tells; null where it tells none. */
function systemPromptIn({ system, canary }: Record<string, unknown>): SystemPrompt | null {
  const texts = typeof system === "string" ? [system] : [];
  const token = typeof canary === "string" && canary !== "" ? canary : null;
  return texts.length === 0 && token === null ? null : { texts, canary: token, canaryAt: null };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    // The caller reports the line as unreadable.
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a line holds to be scanned. */
interface LineTexts {
  readonly segments: readonly Segment[];
  /** The call of the line, and what was found in its arguments as a whole. */
  readonly call: ToolCall | null;
  readonly findings: readonly Finding[];
}

/** The texts of a line, or why there are none. */
function textsOf(
  line: string,
  input: Record<string, unknown>,
  policy: AgentPolicy,
): LineTexts | string {
  const as = input["as"] ?? "input";
  const kind = typeof as === "string" && Object.hasOwn(KINDS, as) ? KINDS[as] : undefined;
  if (kind === undefined) return `"as" must be one of ${Object.keys(KINDS).join(", ")}`;
  if (as === "tool_call") return callTexts(line, input, policy);
  const text = input["text"];
  if (typeof text !== "string") return '"text" must be a string';
  const tool = typeof input["tool"] === "string" ? { tool: input["tool"] } : {};
  const segment: Segment = { text, kind: kind[0], direction: kind[1], path: "text", ...tool };
  return { segments: [segment], call: null, findings: [] };
}

/** A call is read as the gateway reads it, from the text of its arguments. */
function callTexts(
  line: string,
  input: Record<string, unknown>,
  policy: AgentPolicy,
): LineTexts | string {
  const given = input["arguments"];
  if (given === undefined) return '"arguments" is missing';
  const name = typeof input["tool"] === "string" ? input["tool"] : "";
  // An object as it was written: parsed, it has lost names that occur twice and digits of numbers.
  const written = typeof given === "string" ? given : (jsonAt(line, "arguments") ?? "{}");
  const call: ToolCall = {
    id: "",
    name,
    kind: typeof given === "string" && !isMeantAsJson(given) ? "text" : "json",
    arguments: written,
    path: "arguments",
    argumentsPath: "arguments",
  };
  const read = readCallArguments(call);
  // As a request to Chat Completions or Responses declares them.
  const { tools } = readDeclaredTools({ tools: input["tools"] });
  const tool = toolDeclarations(tools, name);
  const declarations = firstOf([
    declaredIn(input),
    policyDeclarations(policy, name),
    tool?.contentOf ?? null,
  ]);
  const segments = read.segments.map((segment) => withDeclarations(segment, declarations));
  return { segments, call, findings: callFindings(call, read, tool) };
}

/** Begins like JSON, or has an object in it; all else is the free text of a custom tool. */
const JSON_LIKE =
  /^[\s\ufeff]{0,64}(?:[{["]|\/[/*]|(?:null|true|false|-?(?:\d{1,400}|Infinity)|NaN)\s{0,64}$|$)|\{\s{0,16}["'}]/;

function isMeantAsJson(text: string): boolean {
  return JSON_LIKE.test(text);
}

/** What a line says that parameters hold. */
function declaredIn({ declared }: Record<string, unknown>): Declarations | null {
  if (!isObject(declared)) return null;
  return (parameter) => {
    const content = Object.hasOwn(declared, parameter) ? declared[parameter] : undefined;
    return isDeclaredContent(content) ? { content, by: "policy" } : undefined;
  };
}

function isDeclaredContent(value: unknown): value is DeclaredContent {
  return DECLARED.has(value);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { policy: { type: "string" }, "no-redact": { type: "boolean" } },
  });
  const policy = values.policy === undefined ? DEFAULT_OPTIONS.policy : policyIn(values.policy);
  const options = { ...DEFAULT_OPTIONS, policy, redacts: values["no-redact"] !== true };
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === "") continue;
    const scanned = scanLine(line, options);
    if ("error" in scanned) process.exitCode = 1;
    write(`${JSON.stringify(scanned)}\n`);
  }
  flush();
}

/** Lines that were scanned while more input was there are written together. */
let waiting = "";
const WAITING_CHARS_MAX = 65_536;

function write(line: string): void {
  if (waiting === "") setImmediate(flush);
  waiting += line;
  if (waiting.length >= WAITING_CHARS_MAX) flush();
}

function flush(): void {
  if (waiting !== "") process.stdout.write(waiting);
  waiting = "";
}

/** The policy of a file, as an agent called `default` meets it; ends the process if it is invalid. */
function policyIn(file: string): AgentPolicy {
  const loaded = loadWhole(readFileSync(file, "utf8"));
  if (loaded.ok) return agentPolicy(loaded.value, "default");
  for (const { line, column, message } of loaded.error) {
    console.error(`${file}:${line}:${column}: ${message}`);
  }
  return process.exit(2);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
