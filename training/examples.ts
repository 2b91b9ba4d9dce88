// From rows to what is learned from: features of every form of a text, through the very code that
// the gateway runs, with what the patterns see.
import { judgedViews } from "../src/detect/injection/classifier/classifier.ts";
import { BLOCK_WORDS, BUCKETS, featuresOf } from "../src/detect/injection/classifier/features.ts";
import type { HeadName } from "../src/detect/injection/classifier/model.ts";
import { tokenize } from "../src/detect/injection/classifier/tokens.ts";
import { patternFindings } from "../src/detect/injection/layers.ts";
import { INJECTION_DETECTORS } from "../src/detect/registry.ts";
import { viewsOf, type TextView } from "../src/detect/views/views.ts";
import type { Finding } from "../src/domain/finding.ts";
import type { Segment, SegmentKind } from "../src/domain/segment.ts";
import type { TextFeatures } from "./linear.ts";
import type { Row } from "./row.ts";

/** A row, ready to learn from. */
export interface Example {
  readonly row: Row;
  readonly label: 0 | 1;
  readonly head: HeadName;
  readonly weight: number;
  /** Of the text as it stands first, then of its decoded forms; only of those that are judged. */
  readonly forms: readonly TextFeatures[];
  /** The first form is the text as it stands, and others decode it. */
  readonly isEncoded: boolean;
  readonly patterns: readonly Finding[];
}

/** What a gateway would take a row for. A system prompt counts as a user's where it must be judged. */
export function segmentOf({ role, text }: Row): Segment {
  const kind: SegmentKind = role === "tool" ? "tool_result" : "user";
  return { text, kind, direction: "input", path: "text" };
}

/** The head that judges a row. */
export function headOf({ role }: Row): HeadName {
  return role === "tool" ? "tool" : "user";
}

/** The example of a row, which counts by `weight`. */
export function exampleOf(row: Row, weight: number): Example {
  const views = judgedViews(viewsOf(row.text));
  return {
    row,
    label: row.label,
    head: headOf(row),
    weight,
    forms: views.map((view) => featuresOfView(view)),
    isEncoded: views.length > 1 && views[0]?.decoded === null,
    patterns: patternFindings(segmentOf(row), INJECTION_DETECTORS),
  };
}

const stamps = new Uint32Array(BUCKETS);
let stamp = 0;

function featuresOfView({ plain: { text } }: TextView): TextFeatures {
  const tokens = tokenize(text);
  const wordStart = new Uint32Array(tokens.count + 1);
  const blocks: Uint16Array[] = [];
  let count = 0;
  for (let first = 0; first < tokens.count; first += BLOCK_WORDS) {
    const block = featuresOf(text, tokens, first);
    const words = Math.min(BLOCK_WORDS, tokens.count - first);
    for (let word = 0; word <= words; word += 1) {
      wordStart[first + word] = count + (block.starts[word] ?? 0);
    }
    blocks.push(block.buckets.slice(0, block.count));
    count += block.count;
  }
  const [only] = blocks;
  const byWord = blocks.length === 1 && only !== undefined ? only : joined(blocks, count);
  return { whole: distinctOf(byWord), byWord, wordStart };
}

function joined(blocks: readonly Uint16Array[], count: number): Uint16Array {
  const all = new Uint16Array(count);
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}

function distinctOf(buckets: Uint16Array): Uint16Array {
  const distinct = new Uint16Array(buckets.length);
  let count = 0;
  stamp += 1;
  for (const bucket of buckets) {
    if (stamps[bucket] === stamp) continue;
    stamps[bucket] = stamp;
    distinct[count] = bucket;
    count += 1;
  }
  return distinct.slice(0, count);
}
