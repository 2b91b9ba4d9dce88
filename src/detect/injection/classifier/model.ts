// The weights of the classifier: one binary module, made by `training/train.ts`, read without a copy.
//
// Layout, little-endian: the letters `EWIC`; the format's version and the length of the header, each
// an unsigned 32-bit number; the header, JSON in UTF-8, padded with blanks to a multiple of four;
// then the tables that the header lists, byte after byte, in its order.
import { BUCKETS } from "./features.ts";
import { WORD_KINDS } from "./fluency.ts";

/** Whose texts a head reads: what people say, or what documents and tools hold. */
export type HeadName = "user" | "tool";

/** Changes with the layout, or with what tables mean. */
const MODEL_FORMAT = 1;
const MAGIC = "EWIC";
/** Most bytes of a model. It travels with every copy of the Worker. */
export const MODEL_BYTES_MAX = 512 * 1024;

/** What is measured of a text, each with a weight in each head; `score.ts` says what they are. */
export const CUES = ["whole", "window", "odd", "pattern", "strongPattern"] as const;
export type Cue = (typeof CUES)[number];

/** How the numbers of a table are meant: a weight is the number times the scale. */
export interface Scale {
  readonly scale: number;
  readonly bias: number;
}

/** A table of int8 weights, one for each bucket. */
export interface WeightTable extends Scale {
  readonly weights: Int8Array;
}

/** A point of a calibration: at this logit, this confidence. */
export type Knot = readonly [logit: number, confidence: number];

/** One head. */
export interface Head {
  /** Of each bucket two: for the distinct features of a text as a whole, and for those of a window.
   * Both are asked for together, so they lie together. */
  readonly weights: Int8Array;
  readonly whole: Scale;
  readonly window: Scale;
  readonly cues: Readonly<Record<Cue, number>>;
  readonly bias: number;
  /** By rising logit; confidence lies between two points in a straight line, and is level outside. */
  readonly calibration: readonly Knot[];
}

/** The weights, ready to use. */
export interface Model {
  /** First 16 hex digits of the SHA-256 of everything behind the header. */
  readonly id: string;
  readonly heads: Readonly<Record<HeadName, Head>>;
  /** See `fluency.ts`. */
  readonly oddity: Int8Array;
  readonly oddityScale: number;
  /** Above 0: a jailbreak rather than an injection. */
  readonly jailbreak: WeightTable;
}

/** The header. */
export interface ModelHeader {
  readonly id: string;
  readonly heads: Readonly<Record<HeadName, Omit<Head, "weights">>>;
  readonly oddityScale: number;
  readonly jailbreak: Scale;
}

/** Reads a model. Throws for anything that is none: weights are a part of the program. */
export function readModel(bytes: ArrayBuffer): Model {
  const view = new DataView(bytes);
  const magic = new TextDecoder().decode(new Uint8Array(bytes, 0, 4));
  if (magic !== MAGIC || view.getUint32(4, true) !== MODEL_FORMAT) {
    throw new Error("not the weights of this version of the classifier");
  }
  const headerBytes = view.getUint32(8, true);
  // Written by `writeModel`.
  const header = JSON.parse(
    new TextDecoder().decode(new Uint8Array(bytes, 12, headerBytes)),
  ) as ModelHeader;
  let at = 12 + headerBytes;
  const next = (size: number): Int8Array => {
    const part = new Int8Array(bytes, at, size);
    at += size;
    return part;
  };
  const head = (name: HeadName): Head => ({ ...header.heads[name], weights: next(BUCKETS * 2) });
  return {
    id: header.id,
    heads: { user: head("user"), tool: head("tool") },
    oddity: next(WORD_KINDS * WORD_KINDS),
    oddityScale: header.oddityScale,
    jailbreak: { ...header.jailbreak, weights: next(BUCKETS) },
  };
}

/** Writes what `readModel` reads. */
export function writeModel(header: ModelHeader, tables: readonly Int8Array[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 4) * 4;
  const size = tables.reduce((sum, table) => sum + table.length, 12 + padded);
  const bytes = new Uint8Array(size).fill(0x20, 12, 12 + padded);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC), 0);
  view.setUint32(4, MODEL_FORMAT, true);
  view.setUint32(8, padded, true);
  bytes.set(json, 12);
  let at = 12 + padded;
  for (const table of tables) {
    bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.length), at);
    at += table.length;
  }
  return bytes;
}

let installed: Model | null = null;

/**
 * Gives this isolate its weights. Called once where a program begins: only the entry knows how its
 * platform reads a binary module.
 */
export function installModel(bytes: ArrayBuffer): void {
  installed = readModel(bytes);
}

/** The weights. Throws where none were installed: a scan then counts as failed, not as clean. */
export function theModel(): Model {
  if (installed === null) throw new Error("no weights are installed");
  return installed;
}

/** The confidence at a logit. */
export function calibrated(knots: readonly Knot[], logit: number): number {
  const [first] = knots;
  if (first === undefined) return 0;
  let [lowLogit, lowConfidence] = first;
  if (logit <= lowLogit) return lowConfidence;
  for (const [atLogit, confidence] of knots) {
    if (logit <= atLogit) {
      const share = (logit - lowLogit) / (atLogit - lowLogit);
      return lowConfidence + share * (confidence - lowConfidence);
    }
    [lowLogit, lowConfidence] = [atLogit, confidence];
  }
  return lowConfidence;
}
