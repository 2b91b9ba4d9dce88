// Reads the corpus: gzipped JSON Lines, one row a line.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Row, TextPools } from "./row.ts";

/** The files of a corpus. `dev_ood` holds sources that `train` does not. */
export type Part = "train" | "dev" | "dev_ood";

/** The rows of one file of the corpus in a folder. Throws where it cannot be read. */
export function readRows(folder: string, part: Part): Row[] {
  const text = gunzipSync(readFileSync(join(folder, `${part}.jsonl.gz`))).toString("utf8");
  return (
    text
      .split("\n")
      .filter((line) => line !== "")
      // The corpus is made by us; SOURCES.md says what its rows hold.
      .map((line) => JSON.parse(line) as Row)
  );
}

/** Ordinary texts of the corpus, for generators to build on. Our own templates are not among them. */
export function poolsOf(rows: readonly Row[]): TextPools {
  const benign = rows.filter(({ label, source }) => label === 0 && !source.startsWith("own"));
  const texts = (of: (row: Row) => boolean): string[] => benign.filter(of).map(({ text }) => text);
  return {
    questions: texts(({ role, text }) => role === "user" && text.length < 1_000),
    documents: texts(({ role }) => role === "tool"),
    toolOutputs: texts(
      ({ role, source }) => role === "tool" && /ToolBench|api-bank|ToolTalk|BIPIA/.test(source),
    ),
  };
}
