// Learns everything: tables, weights of measures, calibration. Deterministic.
import { createHash } from "node:crypto";
import { LEAST_ODD, oddestStretch } from "../src/detect/injection/classifier/fluency.ts";
import {
  writeModel,
  type HeadName,
  type Model,
  type ModelHeader,
  type WeightTable,
} from "../src/detect/injection/classifier/model.ts";
import { cuesOf, judgeForm } from "../src/detect/injection/classifier/score.ts";
import { viewsOf } from "../src/detect/views/views.ts";
import { calibrate } from "./calibrate.ts";
import type { Example } from "./examples.ts";
import { learnFusion, type Measured } from "./fusion.ts";
import { headLogits, learnHead, quantised, type LearnedHead } from "./heads.ts";
import { learnWhole } from "./linear.ts";
import { learnOddity, ODDITY_SCALE } from "./oddity.ts";
import { seededRandom } from "./random.ts";
import { FOLDS } from "./rows.ts";

/** How much work to put in. */
export interface Effort {
  /** Models that each table is the mean of. */
  readonly members: number;
  readonly log: (line: string) => void;
}

/** A measured example, of a model that has not seen its source. */
export interface HeldOut extends Measured {
  readonly example: Example;
}

const HEADS: readonly HeadName[] = ["user", "tool"];

/** What was learned. */
export interface Learned {
  readonly model: Model;
  readonly heldOut: Readonly<Record<HeadName, readonly HeldOut[]>>;
}

/** Learns from examples; calibrates on ordinary texts of sources that are not among them. */
export function learn(
  examples: readonly Example[],
  ordinary: readonly Example[],
  garbage: readonly string[],
  { members, log }: Effort,
): Learned {
  const texts = examples.filter(({ label }) => label === 0).map(({ row }) => row.text);
  const oddity = learnOddity(texts, garbage);
  log("oddity learned");
  const parts = HEADS.map((name) => {
    const own = examples.filter(({ head }) => head === name);
    const heldOut = holdOut(own, oddity, log);
    const fusion = learnFusion(heldOut);
    const learned = learnHead(own, { seed: 11, members });
    log(`${name}: ${own.length} examples, ${JSON.stringify(fusion)}`);
    const tables = { whole: quantised(learned.whole), window: quantised(learned.window) };
    return { name, heldOut, head: { ...tables, ...fusion, calibration: [] } };
  });
  const [user, tool] = parts;
  if (user === undefined || tool === undefined) throw new Error("a head is missing");
  const raw: Model = {
    id: "",
    heads: { user: user.head, tool: tool.head },
    oddity,
    oddityScale: ODDITY_SCALE,
    jailbreak: learnJailbreak(examples),
  };
  const calibrated = (name: HeadName) => {
    const own = ordinary.filter(({ head, row }) => head === name && row.role !== "system");
    return calibrate(name, own.map((example) => exampleLogit(raw, example)));
  };
  const model: Model = {
    ...raw,
    heads: {
      user: { ...raw.heads.user, calibration: calibrated("user") },
      tool: { ...raw.heads.tool, calibration: calibrated("tool") },
    },
  };
  return { model, heldOut: { user: user.heldOut, tool: tool.heldOut } };
}

/** Measures each example with a head that has seen nothing of its source. */
function holdOut(
  examples: readonly Example[],
  oddity: Int8Array,
  log: (line: string) => void,
): HeldOut[] {
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const seen = examples.filter((example) => example.fold !== fold);
    const unseen = examples.filter((example) => example.fold === fold);
    if (unseen.length === 0) return [];
    const head = learnHead(seen, { seed: 101 + fold, members: 1 });
    log(`fold ${fold}: ${unseen.length} held out`);
    return unseen.map((example) => measured(head, example, oddity));
  });
}

function measured(head: LearnedHead, example: Example, table: Int8Array): HeldOut {
  const { forms, patterns, label, weight, row } = example;
  const logits = { ...headLogits(head, forms), firstWord: 0, lastWord: 0 };
  const oddity =
    row.text.length === 0
      ? { bits: LEAST_ODD, start: 0, end: 0 }
      : oddestStretch(row.text, table, ODDITY_SCALE);
  return { example, label, weight, cues: cuesOf({ patterns }, logits, oddity) };
}

/** The logit that the gateway would come to, of the worst form. */
export function exampleLogit(model: Model, { row, head, patterns }: Example): number {
  return viewsOf(row.text).reduce((worst, view) => {
    const original = view.decoded === null ? row.text : null;
    const form = { plain: view.plain.text, original, patterns };
    return Math.max(worst, judgeForm(model, model.heads[head], form).logit);
  }, -Infinity);
}

/** Tells jailbreaks from other attacks on the user's side. */
function learnJailbreak(examples: readonly Example[]): WeightTable {
  const attacks = examples.filter(({ label, head }) => label === 1 && head === "user");
  const rows = attacks.map(({ forms, row, weight }) => ({
    features: forms.at(-1) ?? { whole: new Uint16Array(), byWord: new Uint16Array(), wordStart: new Uint32Array(1) },
    label: row.kind === "jailbreak" ? (1 as const) : (0 as const),
    weight,
  }));
  const options = { epochs: 4, rate: 0.5, dropout: 0.2, decay: 1e-5, random: seededRandom(77) };
  return quantised(learnWhole(rows, options));
}

/** The model as a file. */
export function fileOf({ heads, oddity, oddityScale, jailbreak }: Model): Uint8Array {
  const tables = [
    heads.user.whole,
    heads.user.window,
    heads.tool.whole,
    heads.tool.window,
  ].map(({ weights }) => weights);
  const all = [...tables, oddity, jailbreak.weights];
  const hash = createHash("sha256");
  for (const table of all) hash.update(table);
  const head = (name: HeadName): ModelHeader["heads"][HeadName] => {
    const { cues, bias, calibration, whole, window } = heads[name];
    return { cues, bias, calibration, whole: sizes(whole), window: sizes(window) };
  };
  const header: ModelHeader = {
    id: hash.digest("hex").slice(0, 16),
    heads: { user: head("user"), tool: head("tool") },
    oddityScale,
    jailbreak: sizes(jailbreak),
  };
  return writeModel(header, all);
}

function sizes({ scale, bias }: WeightTable): { readonly scale: number; readonly bias: number } {
  return { scale, bias };
}
