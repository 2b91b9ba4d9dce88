// What a detector is worth on labelled rows: area under the curve, recall at a share of false
// alarms, and both by source, language and kind.
import type { Row } from "./row.ts";

/** A row with how sure the detector was, 0 to 1. */
export interface ScoredRow {
  readonly row: Row;
  readonly score: number;
}

/** How attacks stand apart from ordinary texts. */
export interface Separation {
  readonly attacks: number;
  readonly ordinary: number;
  /** Chance that an attack scores above an ordinary text; ties count half. NaN without both. */
  readonly auc: number;
  /** Share of attacks above the score that one ordinary text in a hundred exceeds. */
  readonly recallAtOnePercent: number;
}

/** Separation over all rows. */
export function separation(rows: readonly ScoredRow[]): Separation {
  const attacks = scoresOf(rows, 1);
  const ordinary = scoresOf(rows, 0);
  const bound = ordinary[Math.max(0, Math.ceil(ordinary.length * 0.99) - 1)] ?? Number.NaN;
  return {
    attacks: attacks.length,
    ordinary: ordinary.length,
    auc: auc(attacks, ordinary),
    recallAtOnePercent: shareOf(attacks, (score) => score > bound),
  };
}

function scoresOf(rows: readonly ScoredRow[], label: 0 | 1): Float64Array {
  return Float64Array.from(
    rows.filter(({ row }) => row.label === label),
    ({ score }) => score,
  ).toSorted();
}

/** Mann-Whitney's statistic over sorted scores. */
function auc(attacks: Float64Array, ordinary: Float64Array): number {
  let below = 0;
  let equal = 0;
  let sum = 0;
  for (const score of attacks) {
    while (below < ordinary.length && (ordinary[below] ?? 0) < score) below += 1;
    equal = Math.max(equal, below);
    while (equal < ordinary.length && (ordinary[equal] ?? 0) === score) equal += 1;
    sum += (below + equal) / 2;
  }
  return sum / (attacks.length * ordinary.length);
}

function shareOf(scores: Float64Array, is: (score: number) => boolean): number {
  return scores.filter(is).length / scores.length;
}

/** A line of a table: rows of one label that have something in common. */
export interface Share {
  readonly name: string;
  readonly label: 0 | 1;
  readonly count: number;
  /** Share of them at or above each threshold. */
  readonly above: readonly number[];
}

/** Rows by something they have in common, attacks first, in order of names. */
export function sharesBy(
  rows: readonly ScoredRow[],
  nameOf: (row: Row) => string,
  thresholds: readonly number[],
): Share[] {
  const groups = Map.groupBy(rows, ({ row }) => `${1 - row.label}${nameOf(row)}`);
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => ({
      name: key.slice(1),
      label: key.startsWith("0") ? 1 : 0,
      count: group.length,
      above: thresholds.map(
        (threshold) => group.filter(({ score }) => score >= threshold).length / group.length,
      ),
    }));
}

/** The source of a row without the carrier that it stands in: `own in repo docs` is `own`. */
export function sourceOf({ source }: Row): string {
  return source.replace(/ (?:in|on) .*$/, "").replace(/:.*$/, "");
}

/** A share as people read it: `12.3 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
