// `npm run -s policy -- check FILE...`: checks policy files and tells every problem with its place.
import { readFileSync } from "node:fs";
import { loadPolicy } from "../src/policy/load.ts";

const [command, ...files] = process.argv.slice(2);
if (command !== "check" || files.length === 0) {
  console.error("usage: npm run -s policy -- check FILE...");
  process.exit(2);
}
let isAllValid = true;
for (const file of files) {
  const loaded = loadPolicy(readFileSync(file, "utf8"));
  if (loaded.ok) {
    console.log(`${file}: valid, ${loaded.value.rules.length} rules, mode ${loaded.value.mode}`);
    continue;
  }
  isAllValid = false;
  for (const { line, column, path, message, expected } of loaded.error) {
    const valid = expected === undefined ? "" : ` (valid: ${expected.join(", ")})`;
    console.log(`${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}${valid}`);
  }
}
process.exit(isAllValid ? 0 : 1);
