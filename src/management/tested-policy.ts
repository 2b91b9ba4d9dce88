// A policy from its source, with the tests that it carries run: what fails its own tests is refused.
import { err, ok, type Result } from "../domain/result.ts";
import { loadWhole } from "../inspection/content-words.ts";
import { runPolicyTests } from "../inspection/policy-tests.ts";
import { locateProblems } from "../policy/load.ts";
import type { Policy } from "../policy/schema/document.ts";
import { sha256Hex } from "../storage/encoding.ts";
import type { Problem } from "./problem.ts";

/** Loads a policy and runs its tests; each that fails is told with its place. */
export async function loadTested(source: string): Promise<Result<Policy, Problem>> {
  const loaded = loadWhole(source);
  if (!loaded.ok) return err({ reason: "policy-invalid", errors: loaded.error });
  const results = await runPolicyTests(loaded.value, { hash: sha256Hex });
  const problems = results.flatMap(({ name, isPassed, expected, got }, index) => {
    const message = `test "${name}" expects ${expected} and gets ${got}`;
    return isPassed ? [] : [{ message, path: ["tests", index] }];
  });
  if (problems.length === 0) return ok(loaded.value);
  return err({ reason: "policy-tests-failed", errors: locateProblems(source, problems) });
}
