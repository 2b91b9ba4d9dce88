// The tests that a policy carries: each tells an exchange and what is to come of it. They run by
// simulation, when a policy is checked, uploaded, or tested from the command line.
import type { Policy, PolicyTest } from "../policy/schema/document.ts";
import { createSimulator, type Simulation, type SimulationOptions } from "./simulate.ts";

/** What came of one test. */
export interface PolicyTestResult {
  readonly name: string;
  readonly isPassed: boolean;
  /** As the test says it: `block`, or `block by own-name, not by pii`. */
  readonly expected: string;
  /** `allow`, `block by own-name`, or why the exchange cannot be read. */
  readonly got: string;
}

/**
 * Runs all tests of a policy, in its order. A test expects what would be carried out in enforce
 * mode, so that a policy can be tested while it is only monitored.
 */
export async function runPolicyTests(
  policy: Policy,
  options: SimulationOptions = {},
): Promise<readonly PolicyTestResult[]> {
  const simulate = createSimulator(policy, options);
  const results: PolicyTestResult[] = [];
  for (const test of policy.tests ?? []) {
    const simulated = await simulate(test.input);
    const { name } = test;
    const expected = expectedText(test);
    if (!simulated.ok) {
      const { param, message } = simulated.error;
      results.push({ name, isPassed: false, expected, got: `${param}: ${message}` });
      continue;
    }
    const outcome = outcomeOf(simulated.value);
    results.push({ name, isPassed: isMet(test, outcome), expected, got: gotText(outcome) });
  }
  return results;
}

/** What a test can see of a simulation. */
interface Outcome {
  readonly action: string;
  /** Rules that acted, or would have. */
  readonly rules: readonly string[];
}

function outcomeOf({ action, intended, reasons, told }: Simulation): Outcome {
  // A check that failed, or a refusal, stops without a rule that intends it.
  const isStopped = told !== null && action === "block";
  return {
    action: isStopped && intended === "allow" ? action : intended,
    rules: [...new Set(reasons.map(({ rule }) => rule))],
  };
}

function isMet({ expect }: PolicyTest, { action, rules }: Outcome): boolean {
  if (typeof expect === "string") return action === expect;
  return (
    action === expect.action &&
    (expect.rules ?? []).every((rule) => rules.includes(rule)) &&
    !(expect.not_rules ?? []).some((rule) => rules.includes(rule))
  );
}

function expectedText({ expect }: PolicyTest): string {
  if (typeof expect === "string") return expect;
  const { action, rules = [], not_rules: others = [] } = expect;
  const by = rules.length === 0 ? "" : ` by ${rules.join(", ")}`;
  return others.length === 0 ? `${action}${by}` : `${action}${by}, not by ${others.join(", ")}`;
}

function gotText({ action, rules }: Outcome): string {
  return rules.length === 0 ? action : `${action} by ${rules.join(", ")}`;
}
