// The second layer (L2): learned weights over words, pieces of words and ideas, with what the
// patterns of the first layer saw. It judges what people say with one head and what documents and
// tools hold with another: an instruction is the one's right and the other's lie.
import type { Finding, TextRange } from "../../../domain/finding.ts";
import { LIMITS } from "../../../domain/limits.ts";
import type { Segment, SegmentKind } from "../../../domain/segment.ts";
import type { TextView } from "../../views/views.ts";
import type { DetectorMeta } from "../../detector.ts";
import { heaviestWords, logitOf } from "./measure.ts";
import { theModel, type HeadName, type Model } from "./model.ts";
import { judgeForm, type Judged } from "./score.ts";

const META: DetectorMeta = {
  id: "injection.classifier",
  finds: "Attempts to take the model over, by weights that were learned from examples.",
  source: "training/MODEL_CARD.md",
};

/**
 * The head for each kind of segment; a kind that is absent is not judged. Arguments are written by
 * the model, often to quote; what it says is judged where it acts.
 */
const HEADS: Readonly<Partial<Record<SegmentKind, HeadName>>> = {
  user: "user",
  document: "tool",
  tool_result: "tool",
  tool_definition: "tool",
};

/**
 * Whether a segment is one that is judged. A few characters say nothing, and what is no text, read
 * as if it were one, nothing either; phrases are looked for in it all the same.
 */
export function isJudged({ kind, text }: Segment): boolean {
  const head = HEADS[kind];
  if (head === undefined || text.length < LIMITS.classifiedCharsMin) return false;
  return head === "user" || !isBinary(text);
}

/** How much of a text is looked at, and the share of its characters that no text has. */
const BINARY_SAMPLE_CHARS = 2_048;
const BINARY_SHARE = 0.1;

/** Whether a text is bytes of something else: control characters, and what could not be decoded. */
function isBinary(text: string): boolean {
  const chars = Math.min(text.length, BINARY_SAMPLE_CHARS);
  let odd = 0;
  for (let at = 0; at < chars; at += 1) {
    const code = text.charCodeAt(at);
    const isControl = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d;
    if (isControl || (code >= 0x7f && code <= 0x9f) || code === 0xfffd) odd += 1;
  }
  return odd > chars * BINARY_SHARE;
}

/** What the weights make of a segment. */
export interface Classified {
  /** 0 to 1, of the form that looks worst; 0 for a segment that is not judged. */
  readonly confidence: number;
  /** At most one: of that form, where it is worth a word. */
  readonly findings: readonly Finding[];
}

const NOT_JUDGED: Classified = { confidence: 0, findings: [] };

/** A form, judged. */
interface JudgedForm {
  readonly view: TextView;
  readonly judged: Judged;
}

/**
 * Judges a segment in all its forms. `patterns` is what the first layer found in it. Throws where no
 * weights are installed.
 */
export function classify(
  segment: Segment,
  views: readonly TextView[],
  patterns: readonly Finding[],
): Classified {
  const name = HEADS[segment.kind];
  if (name === undefined || !isJudged(segment)) return NOT_JUDGED;
  const model = theModel();
  const forms = judgedViews(views).map((view) => {
    const original = view.decoded === null ? segment.text : null;
    const form = { plain: view.plain.text, original, patterns };
    return { view, judged: judgeForm(model, model.heads[name], form) };
  });
  const worst = forms.reduce<JudgedForm | null>(
    (most, form) =>
      most === null || form.judged.confidence > most.judged.confidence ? form : most,
    null,
  );
  if (worst === null) return NOT_JUDGED;
  const { confidence } = worst.judged;
  if (confidence < LIMITS.weakestFinding) return { confidence, findings: [] };
  return { confidence, findings: [findingOf(model, segment, worst)] };
}

/**
 * The forms that are judged: a text that is all code, and says something when it is decoded, is
 * judged by that.
 */
export function judgedViews(views: readonly TextView[]): readonly TextView[] {
  return views.some(({ isReplaced }) => isReplaced)
    ? views.filter(({ isReplaced }) => !isReplaced)
    : views;
}

/** Words that a finding names. */
const WORDS_MAX = 5;

function findingOf(model: Model, segment: Segment, { view, judged }: JudgedForm): Finding {
  const { plain, decoded } = view;
  const head = model.heads[HEADS[segment.kind] ?? "user"];
  const words = heaviestWords(plain.text, head, WORDS_MAX)
    .map(({ start, end }) => ({
      start: plain.originalStart(start),
      end: plain.originalEnd(end),
    }))
    .filter(({ start, end }) => end > start)
    .toSorted((a, b) => a.start - b.start);
  const isJailbreak = HEADS[segment.kind] === "user" && logitOf(plain.text, model.jailbreak) > 0;
  return {
    detector: META.id,
    category: isJailbreak ? "jailbreak" : "prompt_injection",
    severity: "high",
    confidence: Math.round(judged.confidence * 10_000) / 10_000,
    ...rangeOf(segment.text, words, judged),
    path: segment.path,
    layer: "classifier",
    ...(decoded !== null && { view: decoded }),
    ...(words.length > 0 && { words }),
  };
}

/** The odd stretch where there is one; else from the first of the words to the last. */
function rangeOf(text: string, words: readonly TextRange[], { oddity }: Judged): TextRange {
  if (oddity.bits > 0) return { start: oddity.start, end: oddity.end };
  const [first] = words;
  if (first === undefined) return { start: 0, end: text.length };
  return { start: first.start, end: Math.max(...words.map(({ end }) => end)) };
}
