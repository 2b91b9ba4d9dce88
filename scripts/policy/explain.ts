// `policy explain`: what a policy makes of one exchange, and why, rule by rule.
import { parseArgs } from "node:util";
import type { TextRange } from "../../src/domain/finding.ts";
import type { RuleExplanation } from "../../src/inspection/explain.ts";
import {
  createSimulator,
  type SimulatedFinding,
  type Simulation,
} from "../../src/inspection/simulate.ts";
import { inherit } from "../../src/policy/inherit.ts";
import { sha256Hex } from "../../src/storage/encoding.ts";
import { columns, loadFile, parseJson, readExchange, readInput, type Command } from "./command.ts";

export const explainCommand: Command = {
  usage: "explain FILE [--tenant TENANT-FILE] [--json] < exchange.json",
  async run(args) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: "boolean" }, tenant: { type: "string" } },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) return null;
    const own = loadFile(file);
    const tenant = values.tenant === undefined ? null : loadFile(values.tenant);
    if (own === null || (values.tenant !== undefined && tenant === null)) return 1;
    const exchange = readExchange(parseJson(await readInput()));
    if (typeof exchange === "string") {
      console.error(exchange);
      return 2;
    }
    const agent = exchange.agent ?? "default";
    const policy = tenant === null ? own : inherit({ agent, own, tenant });
    const simulated = await createSimulator(policy, { hash: sha256Hex })(exchange);
    if (!simulated.ok) {
      console.error(`${simulated.error.param}: ${simulated.error.message}`);
      return 2;
    }
    const { value } = simulated;
    console.log(values.json === true ? JSON.stringify(value, null, 2) : showSimulation(value));
    return 0;
  },
};

/** A simulation as text for people. */
export function showSimulation(simulation: Simulation): string {
  const { findings, rules, notes, told } = simulation;
  const sections = [
    outcome(simulation),
    ...(told === null ? [] : [`the client is told (${told.respondWith}): ${told.message}`]),
    ...notes.map((note) => `note: ${note}`),
    ...(findings.length === 0
      ? []
      : [
          "",
          "findings:",
          columns(
            findings.map((finding) => [
              " ",
              finding.direction,
              finding.path,
              finding.detector,
              finding.category,
              String(finding.confidence),
              sight(finding),
            ]),
          ),
        ]),
    "",
    "rules, in the order in which they are considered:",
    columns(rules.map((rule) => [" ", rule.name, rule.scanner, rule.action, fate(rule)])),
  ];
  return sections.join("\n");
}

/** What saw a finding and where: the layer, the range, what was decoded, the words that weighed. */
function sight({ layer = "pattern", start, end, view, words }: SimulatedFinding): string {
  return [
    `${layer} at ${placeOf({ start, end })}`,
    ...(view === undefined ? [] : [`decoded ${view.decoding.join(" > ")} at ${placeOf(view)}`]),
    ...(words === undefined ? [] : [`words ${words.map(placeOf).join(" ")}`]),
  ].join("; ");
}

function placeOf({ start, end }: TextRange): string {
  return `${start}..${end}`;
}

function outcome({ action, intended, mode, agent, told }: Simulation): string {
  const where = told === null ? "" : ` the ${told.direction === "input" ? "request" : "response"}`;
  const held = intended === action ? "" : ` (${intended} in enforce mode)`;
  return `${action}${where}${held}; agent ${agent}, mode ${mode}`;
}

/** What became of a rule, in words. */
function fate(rule: RuleExplanation): string {
  const { standing, matched, acted, takenBy, exemptedBy, unmet, hasFailed, places } = rule;
  if (standing === "not evaluated here") return standing;
  if (standing === "off" || standing === "disabled") return standing;
  if (standing !== "considered") return `not for this exchange: ${standing}`;
  if (matched === 0) return "no match";
  const lost = [
    ...Object.entries(takenBy).map(([name, count]) => `${count} taken by ${name}`),
    ...Object.entries(exemptedBy).map(([owner, count]) => `${count} exempt (${owner})`),
    ...(unmet === 0 ? [] : [`${unmet} not as its condition says`]),
    ...(hasFailed ? ["its condition could not be evaluated"] : []),
  ];
  const at = [...new Set(places.map(({ path }) => path))].filter((path) => path !== "");
  const done = rule.isMonitored ? "would act on" : "acts on";
  return [
    `${matched} matched, ${done} ${acted}`,
    ...lost,
    ...(at.length === 0 ? [] : [`at ${at.slice(0, 3).join(", ")}`]),
  ].join("; ");
}
