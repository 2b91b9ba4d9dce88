// `policy diff`: what changed between two policies, and whether that is stricter or looser.
import { diffPolicies, overallEffect, type PolicyChange } from "../../src/policy/diff.ts";
import { columns, loadFile, type Command } from "./command.ts";

export const diffCommand: Command = {
  usage: "diff OLD NEW",
  async run(args) {
    const [from, to, ...others] = args;
    if (from === undefined || to === undefined || others.length > 0) return null;
    const [before, after] = [loadFile(from), loadFile(to)];
    if (before === null || after === null) return 1;
    const changes = diffPolicies(before, after);
    if (changes.length > 0) console.log(columns(changes.map(row)));
    console.log(`${changes.length} changes, overall: ${overallEffect(changes)}`);
    return 0;
  },
};

function row({ kind, path, from, to, effect }: PolicyChange): string[] {
  const isWhole = kind === "moved" || typeof (from ?? to) === "object";
  const values = isWhole && kind !== "changed" ? "" : `${shown(from)} -> ${shown(to)}`;
  return [effect, kind, path, values];
}

const SHOWN_CHARS_MAX = 80;

function shown(value: unknown): string {
  if (value === undefined) return "(none)";
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}...` : text;
}
