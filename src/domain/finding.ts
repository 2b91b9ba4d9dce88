// What a detector reports. Findings carry the matched text in memory only; what is recorded is
// made by `recordFinding`, which has no field for it.
import type { DeclaredReading, SegmentKind } from "./segment.ts";

/** How bad it would be if the finding is true. */
export type Severity = "info" | "low" | "medium" | "high" | "critical";

/** Severities from least to worst; the index is the rank. */
export const SEVERITIES: readonly Severity[] = ["info", "low", "medium", "high", "critical"];

/** The families of detectors; a detector's id begins with its family and a dot. */
export type Family =
  | "injection"
  | "arguments"
  | "pii"
  | "secrets"
  | "exfiltration"
  | "chains"
  | "content";

/**
 * What saw it: `pattern`, phrases and shapes that are written down (L1); `classifier`, weights that
 * were learned (L2); `judge`, a model that was asked (L3).
 */
export type DetectionLayer = "pattern" | "classifier" | "judge";

/** A half-open range of UTF-16 offsets into a text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** How a text had to be read before something was seen in it. */
export interface DecodedView extends TextRange {
  /** What was undone, outermost first: `["base64", "rot13"]`. */
  readonly decoding: readonly string[];
}

/** One thing that a detector saw in one segment. */
export interface Finding {
  /** Dotted and stable: `secrets.openai-key` lives in `detect/secrets`. */
  readonly detector: string;
  /** What kind of thing: `prompt_injection`, `sql_destructive`, `CREDIT_CARD`, `SECRET`, ... */
  readonly category: string;
  readonly severity: Severity;
  /** 0 to 1: how sure the detector is that this is what its category says. */
  readonly confidence: number;
  /** UTF-16 offsets into the segment's text, half-open. */
  readonly start: number;
  readonly end: number;
  /**
   * The segment's path; of what stands in a string inside an argument that is JSON the path of that
   * string, as if the argument were the object: `arguments.body.items[0].sql`.
   */
  readonly path: string;
  /** The segment's path where `path` leads further inside: offsets count in the text there. */
  readonly within?: string;
  /** Who speaks in the segment; absent where the scan did not know. */
  readonly kind?: SegmentKind;
  /** What saw it; absent: a pattern. */
  readonly layer?: DetectionLayer;
  /** Where it stands only in a decoded form: what was decoded, and where that stands in the text. */
  readonly view?: DecodedView;
  /** The words that weighed most, as ranges of the segment's text; absent: all of `start` to `end`. */
  readonly words?: readonly TextRange[];
  /** Of an argument: how it was read. Absent where nothing tells what it holds. */
  readonly declared?: DeclaredReading;
}

/** The family of a finding, read off its detector id. */
export function familyOf(finding: Pick<Finding, "detector">): string {
  const dot = finding.detector.indexOf(".");
  return dot < 0 ? finding.detector : finding.detector.slice(0, dot);
}

/** A finding whose text stands elsewhere: `by` characters further on, at `path`. */
export function movedFinding(
  finding: Finding,
  { by, path }: { readonly by: number; readonly path: string },
): Finding {
  const { view, words } = finding;
  return {
    ...finding,
    ...moved(finding, by),
    path,
    ...(view && { view: { ...view, ...moved(view, by) } }),
    ...(words && { words: words.map((word) => moved(word, by)) }),
  };
}

function moved({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}

/** A range as events keep it. */
export interface RecordedRange {
  readonly start: number;
  readonly length: number;
}

/** What an event keeps of a finding: kind, place, length and a keyed fingerprint, never text. */
export interface RecordedFinding {
  readonly detector: string;
  readonly category: string;
  readonly severity: Severity;
  readonly confidence: number;
  readonly direction: "input" | "output";
  readonly path: string;
  /** As in `Finding`. */
  readonly within?: string;
  readonly start: number;
  readonly length: number;
  /**
   * First 16 hex digits of HMAC-SHA-256 of the matched text under the tenant's key. Absent where the
   * policy keeps none.
   */
  readonly fingerprint?: string;
  /** Who speaks in the text; absent where nobody knows, and in events of before it was recorded. */
  readonly kind?: SegmentKind;
  /** What saw it; absent: a pattern. */
  readonly layer?: DetectionLayer;
  /** What was decoded, and where that stands; at most `LIMITS.findingDecodingsMax` decodings. */
  readonly view?: RecordedRange & Pick<DecodedView, "decoding">;
  /** The words that weighed most; at most `LIMITS.findingWordsMax`. */
  readonly words?: readonly RecordedRange[];
  /** Of an argument: how it was read. */
  readonly declared?: DeclaredReading;
}
