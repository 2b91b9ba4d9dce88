// `npm run -s policy -- check FILE...`: checks policy files and shows every problem with its place.
// `schema` and `reference` write what is made of the language: the JSON Schema for editors, and
// docs/policy-reference.md.
import { readFileSync, writeFileSync } from "node:fs";
import { loadPolicy, policyWarnings } from "../src/policy/load.ts";
import { showProblems } from "./policy-errors.ts";
import { policyJsonSchema } from "./policy-json-schema.ts";
import { policyReference } from "./policy-reference.ts";

const [command, ...files] = process.argv.slice(2);
if (command === "check" && files.length > 0) {
  // Every file is checked, also after one that does not load.
  process.exitCode = files.map(check).every(Boolean) ? 0 : 1;
} else if (command === "schema") {
  writeFileSync("policies/policy.schema.json", policyJsonSchema());
} else if (command === "reference") {
  writeFileSync("docs/policy-reference.md", policyReference());
} else {
  console.error("usage: npm run -s policy -- check FILE... | schema | reference");
  process.exitCode = 2;
}

/** Whether a file is a valid policy. Warnings do not count. */
function check(file: string): boolean {
  const source = readFileSync(file);
  const text = source.toString("utf8");
  const loaded = loadPolicy(source);
  if (!loaded.ok) {
    console.log(showProblems(loaded.error, { file, text, level: "error" }));
    return false;
  }
  const warnings = policyWarnings(source, { policy: loaded.value, now: Date.now() });
  if (warnings.length > 0) console.log(showProblems(warnings, { file, text, level: "warning" }));
  console.log(`${file}: valid, ${loaded.value.rules.length} rules, mode ${loaded.value.mode}`);
  return true;
}
