// `policy check`: tells every problem of policy files with its place, and runs their tests.
import { readFileSync } from "node:fs";
import { policyWarnings } from "../../src/policy/load.ts";
import { showProblems } from "../policy-errors.ts";
import { loadFile, type Command } from "./command.ts";
import { testFile } from "./test.ts";

export const checkCommand: Command = {
  usage: "check FILE...",
  async run(files) {
    if (files.length === 0) return null;
    let isAllValid = true;
    // Every file is checked, also after one that does not load.
    for (const file of files) isAllValid = (await check(file)) && isAllValid;
    return isAllValid ? 0 : 1;
  },
};

/** Whether a file is a valid policy that passes its tests. Warnings do not count. */
async function check(file: string): Promise<boolean> {
  const policy = loadFile(file);
  if (policy === null) return false;
  const source = readFileSync(file);
  const warnings = policyWarnings(source, { policy, now: Date.now() });
  const of = { file, text: source.toString("utf8"), level: "warning" } as const;
  if (warnings.length > 0) console.log(showProblems(warnings, of));
  const tests = await testFile(file, policy);
  for (const line of tests.failed) console.log(line);
  if (tests.failed.length > 0) return false;
  const tested = tests.count === 0 ? "" : `, ${tests.count} tests pass`;
  console.log(`${file}: valid, ${policy.rules.length} rules, mode ${policy.mode}${tested}`);
  return true;
}
