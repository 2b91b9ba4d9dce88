// `npm run -s policy -- COMMAND ...`: checks, tests, explains and compares policy files. Each command
// has a file of its own. `schema` and `reference` write what is made of the language: the JSON Schema
// for editors, and docs/policy-reference.md.
import { writeFileSync } from "node:fs";
import { backtestCommand } from "./policy/backtest.ts";
import { checkCommand } from "./policy/check.ts";
import type { Command } from "./policy/command.ts";
import { diffCommand } from "./policy/diff.ts";
import { explainCommand } from "./policy/explain.ts";
import { pinCommand } from "./policy/pin.ts";
import { testCommand } from "./policy/test.ts";
import { installWeights } from "./install-weights.ts";

installWeights();

const COMMANDS: Readonly<Record<string, Command>> = {
  check: checkCommand,
  test: testCommand,
  explain: explainCommand,
  diff: diffCommand,
  backtest: backtestCommand,
  pin: pinCommand,
  schema: {
    usage: "schema",
    async run() {
      const { policyJsonSchema } = await import("./policy-json-schema.ts");
      writeFileSync("policies/policy.schema.json", policyJsonSchema());
      return 0;
    },
  },
  reference: {
    usage: "reference",
    async run() {
      const { policyReference } = await import("./policy-reference.ts");
      writeFileSync("docs/policy-reference.md", policyReference());
      return 0;
    },
  },
};

const [name = "", ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
const code = command === undefined ? null : await command.run(args);
if (code === null) {
  const known = command === undefined ? Object.values(COMMANDS) : [command];
  for (const { usage } of known) console.error(`usage: npm run -s policy -- ${usage}`);
}
process.exitCode = code ?? 2;
