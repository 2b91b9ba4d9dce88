// Rules that read findings: by family, type, confidence, speaker and, for arguments, by tool.
import type { Redaction } from "../../domain/decision.ts";
import type { Family, Finding } from "../../domain/finding.ts";
import { TRUSTED_KINDS, type Direction, type SegmentKind } from "../../domain/segment.ts";
import { compileGlobs, type NameTest } from "../glob.ts";
import { SCHEMA_CHANGED } from "../declared-call-findings.ts";
import type { Rule } from "../schema/document.ts";
import { thresholdOf } from "../sensitivity.ts";
import { PLAIN, type Match, type RuleMeaning, type RuleOf, type SortedEvidence } from "./rule.ts";

type FindingScanner =
  | "pii"
  | "secrets"
  | "prompt_injection"
  | "jailbreak"
  | "data_exfiltration"
  | "prompt_leak"
  | "arguments"
  | "data_flow"
  | "content"
  | "output_schema";

const FAMILY_OF_SCANNER: Readonly<Record<FindingScanner, Family>> = {
  pii: "pii",
  secrets: "secrets",
  prompt_injection: "injection",
  jailbreak: "injection",
  data_exfiltration: "exfiltration",
  prompt_leak: "exfiltration",
  arguments: "arguments",
  data_flow: "chains",
  content: "content",
  output_schema: "content",
};

/**
 * A rule that reads findings. The words of a content rule are found under its own name; a shadow's
 * rule may have the name of another one's, and must not be taken for it.
 */
export function compileFindingRule(rule: RuleOf<FindingScanner>, isShadow: boolean): RuleMeaning {
  const family = FAMILY_OF_SCANNER[rule.scanner];
  const contentName = isShadow ? `${rule.name} (shadow)` : rule.name;
  const covers = compileCover(rule, `content.${contentName}`);
  const directions = directionsOf(rule);
  const readsChanges = rule.scanner === "arguments" && namesChanges(rule);
  return {
    ...PLAIN,
    family,
    needsHashes: readsChanges,
    // What was read in turns before is remembered by the session, too.
    needsView: readsChanges || rule.scanner === "data_flow",
    ...(rule.scanner === "prompt_leak" && {
      promptLeak: { minWords: rule.min_words, hasCanary: rule.canary === true },
    }),
    ...(hasWords(rule) && { content: { name: contentName, rule } }),
    directions,
    judge(evidence) {
      const findings = evidence.byFamily.get(family);
      if (findings === undefined || !directions.includes(evidence.direction)) return [];
      const covered = findings.filter((finding) => covers(finding, evidence));
      return covered.map((finding) => matchOf(rule, finding));
    },
  };
}

/**
 * Whether a rule asks for tools that have changed. One that names no types does not: to remember how
 * tools were declared has its cost for every exchange.
 */
function namesChanges({ types, threshold }: RuleOf<"arguments">): boolean {
  const isNamed = types !== undefined && compileTypeGlobs(types)(SCHEMA_CHANGED);
  return isNamed && threshold <= SCHEMA_CHANGED.confidence;
}

function hasWords(rule: RuleOf<FindingScanner>): rule is RuleOf<"content" | "output_schema"> {
  return rule.scanner === "content" || rule.scanner === "output_schema";
}

function directionsOf(rule: RuleOf<FindingScanner>): readonly Direction[] {
  if (!("direction" in rule)) return ["output"];
  // Arguments are what the model writes. They speak to whoever reads them: a mail, a page, an agent.
  if (rule.direction === "input" && rule.on?.includes("tool_argument") === true) {
    return rule.on.length === 1 ? ["output"] : ["input", "output"];
  }
  return rule.direction === "both" ? ["input", "output"] : [rule.direction];
}

type Cover = (finding: Finding, evidence: SortedEvidence) => boolean;

function compileCover(rule: RuleOf<FindingScanner>, contentDetector: string): Cover {
  const isOfType = compileTypes(rule, contentDetector);
  const speaks = compileSpeakers(rule);
  const isOfTool = "tools" in rule && rule.tools ? compileGlobs(rule.tools) : null;
  const threshold = thresholdIn(rule);
  return (finding, evidence) =>
    finding.confidence >= threshold &&
    isOfType(finding) &&
    speaks(finding.kind) &&
    (isOfTool === null || isOfTool(evidence.callAt(finding.path)?.name ?? ""));
}

/** Whose texts a rule reads. Findings of unknown speakers are those of nobody that it names. */
function compileSpeakers(rule: RuleOf<FindingScanner>): (kind: SegmentKind | undefined) => boolean {
  if ("on" in rule && rule.on !== undefined) {
    const named = new Set<SegmentKind>(rule.on);
    return (kind) => kind !== undefined && named.has(kind);
  }
  // What a rule that names them has looked for in the texts of trusted speakers is for it alone.
  if (FAMILY_OF_SCANNER[rule.scanner] === "injection") {
    return (kind) => kind === undefined || !TRUSTED_KINDS.has(kind);
  }
  return () => true;
}

function thresholdIn(rule: RuleOf<FindingScanner>): number {
  switch (rule.scanner) {
    case "prompt_injection":
    case "jailbreak":
      return thresholdOf(rule);
    case "content":
    case "output_schema":
      return 0;
    case "pii":
    case "secrets":
    case "data_exfiltration":
    case "prompt_leak":
    case "arguments":
    case "data_flow":
      return rule.threshold;
  }
}

/** Paths of texts that stand beside an answer. */
const NOT_THE_ANSWER = /reasoning|summary|refusal|transcript|annotations|function|call/;

/** Types are named by category or by detector, in any case: `credit_card`, `secrets.github-token`. */
function compileTypes(
  rule: RuleOf<FindingScanner>,
  contentDetector: string,
): (finding: Finding) => boolean {
  switch (rule.scanner) {
    case "content":
      return ({ detector }) => detector === contentDetector;
    case "output_schema":
      // What the model thinks, refuses or writes into calls is not the answer.
      return ({ detector, kind, path }) =>
        detector === contentDetector && kind === "output" && !NOT_THE_ANSWER.test(path);
    case "jailbreak":
      return ({ category }) => category === "jailbreak";
    case "pii":
    case "secrets":
    case "prompt_injection":
    case "data_flow":
      return ofTypes(rule);
    case "arguments": {
      const isType = ofTypes(rule);
      if (rule.malformed !== false) return isType;
      return (finding) => finding.detector !== MALFORMED && isType(finding);
    }
    // Both are data on its way out; who writes a rule about one of them does not mean the other.
    case "data_exfiltration": {
      const isType = ofTypes(rule);
      return (finding) => !LEAK_CATEGORIES.has(finding.category) && isType(finding);
    }
    case "prompt_leak": {
      const isType = ofTypes(rule);
      return (finding) => LEAK_CATEGORIES.has(finding.category) && isType(finding);
    }
  }
}

/** Categories of what a prompt_leak rule reads. */
const LEAK_CATEGORIES: ReadonlySet<string> = new Set(["PROMPT_LEAK", "CANARY"]);

function ofTypes({
  types,
}: {
  readonly types?: readonly string[] | undefined;
}): (finding: Finding) => boolean {
  return types === undefined ? () => true : compileTypeGlobs(types);
}

/** Tells whether a finding is of one of some types. */
export function compileTypeGlobs(
  types: readonly string[],
): (finding: Pick<Finding, "category" | "detector">) => boolean {
  // All kinds of malformed arguments were of one category once.
  const globs = types.map((type) => type.toLowerCase());
  const isType: NameTest = compileGlobs(
    globs.map((glob) => (glob === "malformed_arguments" ? MALFORMED : glob)),
  );
  /** By detector, each of which has a handful of categories: a text may have thousands of findings. */
  const known = new Map<string, Map<string, boolean>>();
  return ({ category, detector }) => {
    const own = known.get(detector) ?? new Map<string, boolean>();
    const said = own.get(category);
    if (said !== undefined) return said;
    const is = isType(category.toLowerCase()) || isType(detector.toLowerCase());
    if (known.size >= DETECTORS_MAX) known.clear();
    if (own.size < DETECTORS_MAX) known.set(detector, own.set(category, is));
    return is;
  };
}

const MALFORMED = "arguments.malformed";

/** Detectors, and categories of each, that a test remembers; there are some 200. */
const DETECTORS_MAX = 1_000;

function matchOf(rule: RuleOf<FindingScanner>, finding: Finding): Match {
  const { detector, path } = finding;
  const label = labelOf(rule, finding);
  const match = { subject: finding, detector, path };
  return label === null ? match : { ...match, redaction: redaction(finding, label) };
}

/** What stands in the place of a finding; null where the rule replaces nothing. */
function labelOf(rule: Rule, finding: Finding): string | null {
  if (rule.action === "redact") return `[${finding.category}]`;
  if (rule.action !== "rewrite") return null;
  return "replacement" in rule ? (rule.replacement ?? "") : "";
}

function redaction({ path, start, end }: Finding, label: string): Redaction {
  return { path, start, end, label };
}
