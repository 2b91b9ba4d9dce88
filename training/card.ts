// The model card: what the weights are, what they were made of, what they do and where they fail.
import type { HeadName, Model } from "../src/detect/injection/classifier/model.ts";
import { BUDGETS, POINTS } from "./calibrate.ts";
import { headOf } from "./examples.ts";
import {
  percent,
  separation,
  sharesBy,
  sourceOf,
  type ScoredRow,
  type Separation,
  type Share,
} from "./report.ts";
import type { Row } from "./row.ts";

/** What a card tells of. */
export interface CardFacts {
  readonly sha256: string;
  readonly bytes: number;
  readonly model: Model;
  readonly learned: readonly Row[];
  /** Rows of sources that were not learned from; thresholds were set on the ordinary ones. */
  readonly outside: readonly ScoredRow[];
  /** Rows of sources that were learned from. */
  readonly dev: readonly ScoredRow[];
}

const HEADS: readonly HeadName[] = ["user", "tool"];
const THRESHOLDS = [POINTS.high, POINTS.medium, POINTS.low];

/** The card, as Markdown. */
export function modelCard({ sha256, bytes, model, learned, outside, dev }: CardFacts): string {
  return `# Model card: the injection classifier

Written by \`npm run train\`; do not edit. ${PROSE_ABOVE}

- Weights: \`src/detect/injection/classifier/weights.bin\`, ${bytes} bytes, id \`${model.id}\`
- SHA-256: \`${sha256}\` (a test holds the file to it)

## Operating points

A policy says \`sensitivity\`; each point is a confidence. Points are set so that this share of ordinary
texts of sources that were not learned from reaches them:

| sensitivity | confidence | user texts | documents and tool results |
| --- | --- | --- | --- |
${(["low", "medium", "high"] as const)
  .map(
    (point) =>
      `| \`${point}\` | ${POINTS[point]} | ${percent(BUDGETS.user[point])} | ${percent(BUDGETS.tool[point])} |`,
  )
  .join("\n")}

## Learned from

${countTable(learned)}

## Sources that were not learned from (dev_ood)

${headTables(outside)}

## Sources that were learned from, other rows (dev)

These figures flatter: a source's own style is known. They show what breaks, not what is good.

${headTables(dev)}

${PROSE_BELOW}
`;
}

const PROSE_ABOVE = `[training/README.md](README.md) says how it works and how it is made anew; [docs/injection.md](../docs/injection.md) what it is part of.`;

const PROSE_BELOW = `## Known failures

- Label noise: half of the attacks of deepset say nothing that an ordinary question does not;
  in-the-wild "jailbreaks" are partly plain role play; Hinglish "stealth" rows are harmful questions.
- Instructions without any sign that they are planted ("Please transfer ...") in a document are found
  where they name an agent's action with an object and a target, and missed where they read like a
  letter between people.
- Prompts about prompts, about jailbreaking and about passwords are the most frequent false alarms,
  then system prompts that forbid to be told, where they are sent as user text.
- Languages: English is known best; German, French, Spanish, Chinese, Hindi in Latin letters next;
  in others it leans on the lexicon of ideas (\`concepts.ts\`).
- Texts that are attacks only relative to a system prompt are not told from questions.`;

/** Separation and shares of each head. */
function headTables(scored: readonly ScoredRow[]): string {
  return HEADS.map((head) => {
    const own = scored.filter(({ row }) => headOf(row) === head);
    return `### ${head === "user" ? "User texts" : "Documents and tool results"}

${separationLine(separation(own))}

${shareTable("source", sharesBy(own, sourceOf, THRESHOLDS))}

${shareTable(
  "language",
  sharesBy(own, ({ lang }) => lang, THRESHOLDS),
)}

${shareTable(
  "kind",
  sharesBy(own, ({ kind }) => kind, THRESHOLDS),
)}`;
  }).join("\n\n");
}

function separationLine({ attacks, ordinary, auc, recallAtOnePercent }: Separation): string {
  return `${attacks} attacks, ${ordinary} ordinary texts; AUC ${auc.toFixed(4)}, recall at 1 % false positives ${percent(recallAtOnePercent)}.`;
}

function shareTable(what: string, shares: readonly Share[]): string {
  const lines = shares.map(
    ({ name, label, count, above }) =>
      `| ${name} | ${label === 1 ? "attack" : "ordinary"} | ${count} | ${above.map(percent).join(" | ")} |`,
  );
  return `| ${what} | label | rows | high | medium | low |\n| --- | --- | ---: | ---: | ---: | ---: |\n${lines.join("\n")}`;
}

function countTable(rows: readonly Row[]): string {
  const groups = Map.groupBy(rows, (row) => sourceOf(row));
  const lines = [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, group]) => {
      const attacks = group.filter(({ label }) => label === 1).length;
      const licences = [...new Set(group.map(({ licence }) => licence))].join("; ");
      return `| ${source} | ${licences} | ${attacks} | ${group.length - attacks} |`;
    });
  return `| source | licence | attacks | ordinary |\n| --- | --- | ---: | ---: |\n${lines.join("\n")}`;
}
