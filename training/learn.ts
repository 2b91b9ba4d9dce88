// Learns everything: tables, weights of measures, calibration. Deterministic.
import { createHash } from "node:crypto";
import {
  calibrated,
  writeModel,
  type Cue,
  type Head,
  type HeadName,
  type Model,
  type ModelHeader,
  type Scale,
  type WeightTable,
} from "../src/detect/injection/classifier/model.ts";
import { judgedViews } from "../src/detect/injection/classifier/classifier.ts";
import { judgeForm } from "../src/detect/injection/classifier/score.ts";
import { viewsOf } from "../src/detect/views/views.ts";
import { calibrate } from "./calibrate.ts";
import type { ScoredRow } from "./report.ts";
import { isDisguised } from "./augment.ts";
import type { Example } from "./examples.ts";
import { learnHead, quantised } from "./heads.ts";
import { learnWhole } from "./linear.ts";
import { learnOddity, ODDITY_SCALE } from "./oddity.ts";
import { seededRandom } from "./random.ts";

/**
 * What each measure weighs, found with whole sources of attacks held out: the whole text tells more
 * than its worst window, and a pattern that a person wrote more than either where it is sure.
 * Weights that are fitted to sources that were learned from trust what was learned by heart.
 */
const CUE_WEIGHTS: Readonly<Record<HeadName, Readonly<Record<Cue, number>>>> = {
  user: { whole: 1, window: 0.3, odd: 4, pattern: 3, strongPattern: 2 },
  // Documents are long and hold all sorts of signs; what matters is in one place of them.
  tool: { whole: 0.7, window: 0.7, odd: 0, pattern: 3, strongPattern: 2 },
};

/** Everything to learn from. */
export interface Lesson {
  readonly examples: readonly Example[];
  /** Ordinary texts of sources that are not among the examples: thresholds are set on them. */
  readonly ordinary: readonly Example[];
  /** Suffixes of a search over tokens. */
  readonly garbage: readonly string[];
  /** Models that each table is the mean of. */
  readonly members: number;
  readonly log: (line: string) => void;
}

/** Learns the model. The same lesson gives the same model. */
export function learn({ examples, ordinary, garbage, members, log }: Lesson): Model {
  const plain = examples.filter(({ label, row }) => label === 0 && !isDisguised(row));
  const texts = plain.map(({ row }) => row.text);
  const raw: Model = {
    id: "",
    heads: { user: newHead("user"), tool: newHead("tool") },
    oddity: learnOddity(texts, garbage),
    oddityScale: ODDITY_SCALE,
    jailbreak: learnJailbreak(examples),
  };
  const withPoints = (name: HeadName): Head => {
    const own = ordinary.filter(({ head, row }) => head === name && row.role !== "system");
    const logits = own.map((example) => exampleLogit(raw, example));
    return { ...raw.heads[name], calibration: calibrate(name, logits) };
  };
  return { ...raw, heads: { user: withPoints("user"), tool: withPoints("tool") } };

  function newHead(name: HeadName): Head {
    const own = examples.filter(({ head }) => head === name);
    const { whole, window } = learnHead(own, { seed: 11, members });
    log(`${name}: learned from ${own.length} texts`);
    const tables = { whole: quantised(whole), window: quantised(window) };
    return {
      weights: paired(tables.whole.weights, tables.window.weights),
      whole: scaleOf(tables.whole),
      window: scaleOf(tables.window),
      cues: CUE_WEIGHTS[name],
      bias: 0,
      calibration: [],
    };
  }
}

/** The logit that the gateway would come to, of the worst form. */
export function exampleLogit(model: Model, { row, head, patterns }: Example): number {
  return judgedViews(viewsOf(row.text)).reduce((worst, view) => {
    const original = view.decoded === null ? row.text : null;
    const form = { plain: view.plain.text, original, patterns };
    return Math.max(worst, judgeForm(model, model.heads[head], form).logit);
  }, -Infinity);
}

/** Tells jailbreaks from other attacks on the user's side. */
function learnJailbreak(examples: readonly Example[]): WeightTable {
  const attacks = examples.filter(({ label, head }) => label === 1 && head === "user");
  const rows = attacks.map(({ forms, row, weight }) => ({
    features: forms.at(-1) ?? {
      whole: new Uint16Array(),
      byWord: new Uint16Array(),
      wordStart: new Uint32Array(1),
    },
    label: row.kind === "jailbreak" ? (1 as const) : (0 as const),
    weight,
  }));
  const options = { epochs: 4, rate: 0.5, dropout: 0.2, decay: 1e-5, random: seededRandom(77) };
  return quantised(learnWhole(rows, options));
}

/** The model as a file. */
export function fileOf({ heads, oddity, oddityScale, jailbreak }: Model): Uint8Array {
  const tables = [heads.user.weights, heads.tool.weights, oddity, jailbreak.weights];
  const hash = createHash("sha256");
  for (const table of tables) hash.update(table);
  const headOf = ({ cues, bias, calibration, whole, window }: Head): Omit<Head, "weights"> => ({
    cues,
    bias,
    calibration,
    whole,
    window,
  });
  const header: ModelHeader = {
    id: hash.digest("hex").slice(0, 16),
    heads: { user: headOf(heads.user), tool: headOf(heads.tool) },
    oddityScale,
    jailbreak: scaleOf(jailbreak),
  };
  return writeModel(header, tables);
}

function scaleOf({ scale, bias }: WeightTable): Scale {
  return { scale, bias };
}

/** Two tables as one: of each bucket the weight of the first, then that of the second. */
function paired(first: Int8Array, second: Int8Array): Int8Array {
  return Int8Array.from({ length: first.length * 2 }, (_, at) => {
    const table = at % 2 === 0 ? first : second;
    return table[at >> 1] ?? 0;
  });
}

/** Examples with the confidence that the gateway would come to, patterns included. */
export function scoreRows(model: Model, examples: readonly Example[]): ScoredRow[] {
  return examples.map((example) => {
    const { row, head, patterns } = example;
    const learned = calibrated(model.heads[head].calibration, exampleLogit(model, example));
    const score = patterns.reduce((most, { confidence }) => Math.max(most, confidence), learned);
    return { row, score };
  });
}
