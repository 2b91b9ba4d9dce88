// From rows to what is learned from: features of every form of a text, through the very code that
// the gateway runs, with what the patterns see and how odd the text reads.
import { judgedViews } from "../src/detect/injection/classifier/classifier.ts";
import { BUCKETS, eachFeature } from "../src/detect/injection/classifier/features.ts";
import { eachKind } from "../src/detect/injection/classifier/fluency.ts";
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
  /** The fold in which it is held out. */
  readonly fold: number;
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

/** The example of a row; `weight` and `fold` are what the caller makes of its source. */
export function exampleOf(
  row: Row,
  of: { readonly weight: number; readonly fold: number },
): Example {
  const views = judgedViews(viewsOf(row.text));
  return {
    row,
    label: row.label,
    head: headOf(row),
    ...of,
    forms: views.map((view) => featuresOf(view)),
    isEncoded: views.length > 1 && views[0]?.decoded === null,
    patterns: patternFindings(segmentOf(row), INJECTION_DETECTORS),
  };
}

const stamps = new Uint32Array(BUCKETS);
let stamp = 0;
let all = new Uint16Array(1 << 16);
let distinct = new Uint16Array(1 << 16);

function featuresOf({ plain: { text } }: TextView): TextFeatures {
  const tokens = tokenize(text);
  const wordStart = new Uint32Array(tokens.count + 1);
  stamp += 1;
  let count = 0;
  let different = 0;
  eachFeature(
    text,
    tokens,
    (bucket) => {
      if (count === all.length) [all, distinct] = [grown(all), grown(distinct)];
      all[count] = bucket;
      count += 1;
      if (stamps[bucket] === stamp) return;
      stamps[bucket] = stamp;
      distinct[different] = bucket;
      different += 1;
    },
    (index) => {
      wordStart[index] = count;
    },
  );
  wordStart[tokens.count] = count;
  return { whole: distinct.slice(0, different), byWord: all.slice(0, count), wordStart };
}

function grown(from: Uint16Array): Uint16Array<ArrayBuffer> {
  const to = new Uint16Array(from.length * 2);
  to.set(from);
  return to;
}

/** How many words and signs a text has, as `fluency.ts` counts them. */
export function kindsIn(text: string): number {
  let count = 0;
  eachKind(text, () => {
    count += 1;
  });
  return count;
}
