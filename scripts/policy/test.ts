// `policy test`: runs the tests that policy files carry and prints each.
import { readFileSync } from "node:fs";
import { runPolicyTests } from "../../src/inspection/policy-tests.ts";
import { locateProblems } from "../../src/policy/load.ts";
import type { Policy } from "../../src/policy/schema/document.ts";
import { sha256Hex } from "../../src/storage/encoding.ts";
import { loadFile, type Command } from "./command.ts";

export const testCommand: Command = {
  usage: "test FILE...",
  async run(files) {
    if (files.length === 0) return null;
    let hasFailed = false;
    for (const file of files) {
      const policy = loadFile(file);
      if (policy === null) {
        hasFailed = true;
        continue;
      }
      const { passed, failed, count } = await testFile(file, policy);
      for (const line of [...passed, ...failed]) console.log(line);
      console.log(`${file}: ${count} tests, ${failed.length} failed`);
      hasFailed ||= failed.length > 0;
    }
    return hasFailed ? 1 : 0;
  },
};

/** What came of the tests of one file, a line each. */
export interface FileTests {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly count: number;
}

/** Runs the tests of a policy that was loaded from a file. */
export async function testFile(file: string, policy: Policy): Promise<FileTests> {
  const results = await runPolicyTests(policy, { hash: sha256Hex });
  const problems = results.flatMap(({ name, isPassed, expected, got }, index) => {
    const message = `test "${name}" expects ${expected} and gets ${got}`;
    return isPassed ? [] : [{ message, path: ["tests", index] }];
  });
  const placed = problems.length === 0 ? [] : locateProblems(readFileSync(file), problems);
  return {
    passed: results.flatMap(({ name, isPassed, got }) =>
      isPassed ? [`${file}: passed: ${name}: ${got}`] : [],
    ),
    failed: placed.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`),
    count: results.length,
  };
}
