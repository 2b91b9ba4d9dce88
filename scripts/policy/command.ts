// What the commands on policies have in common: files that must load, standard input, columns.
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { loadWhole } from "../../src/inspection/content-words.ts";
import {
  exchangeInput,
  type ExchangeInput,
  type Policy,
} from "../../src/policy/schema/document.ts";
import { showProblems } from "../policy-errors.ts";

/** One command. */
export interface Command {
  /** What follows `policy --`. */
  readonly usage: string;
  /** The exit status; null where the arguments are not what the usage says. */
  run(args: readonly string[]): Promise<number | null>;
}

/** Loads a file; null, with its problems printed, where that fails. */
export function loadFile(file: string): Policy | null {
  const source = readFileSync(file);
  const loaded = loadWhole(source);
  if (loaded.ok) return loaded.value;
  const of = { file, text: source.toString("utf8"), level: "error" } as const;
  console.log(showProblems(loaded.error, of));
  return null;
}

/** All of standard input. */
export function readInput(): Promise<string> {
  return text(process.stdin);
}

/** An exchange from JSON; a text says what is wrong with it. */
export function readExchange(json: unknown): ExchangeInput | string {
  const parsed = exchangeInput.safeParse(json);
  if (parsed.success) return parsed.data;
  return parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join(".")}: ${message}`)
    .join("; ");
}

/** JSON of a text; undefined where it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The caller tells that it is not JSON.
    return undefined;
  }
}

/** Rows as columns that stand under each other. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
