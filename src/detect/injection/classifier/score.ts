// From measures of a text to one logit and one confidence: what patterns saw and what weights say,
// weighed against each other as training found best.
import type { Finding } from "../../../domain/finding.ts";
import { LEAST_ODD, oddestStretch, type Oddity } from "./fluency.ts";
import { measure, type Measures } from "./measure.ts";
import { calibrated, CUES, type Cue, type Head, type Model } from "./model.ts";

/** What one form of a text comes to. */
export interface Judged {
  readonly logit: number;
  /** 0 to 1, on the scale of policies: 0.8 is the point `medium`. */
  readonly confidence: number;
  readonly measures: Measures;
  readonly oddity: Oddity;
}

/** One form of a text. */
export interface Form {
  /** In plain letters. */
  readonly plain: string;
  /** As it stands, case and all; null where only the plain form is known. */
  readonly original: string | null;
  /** What patterns found in it. */
  readonly patterns: readonly Finding[];
}

/** Judges one form of a text with one head. Pure; linear in the text's length. */
export function judgeForm(model: Model, head: Head, form: Form): Judged {
  const measures = measure(form.plain, head);
  const { oddity: table, oddityScale } = model;
  const oddity =
    form.original === null
      ? { bits: LEAST_ODD, start: 0, end: 0 }
      : oddestStretch(form.original, table, oddityScale);
  const cues = cuesOf(form, measures, oddity);
  const logit = CUES.reduce((sum, cue) => sum + head.cues[cue] * cues[cue], head.bias);
  return { logit, confidence: calibrated(head.calibration, logit), measures, oddity };
}

/** Logits and bits beyond these add nothing: one measure alone is never believed without end. */
const LOGIT_MAX = 20;
/** From here on a stretch is odd, and very odd, in bits. */
const ODD_BITS = 0;
const VERY_ODD_BITS = 1;
const STRONG_PATTERN = 0.8;

/** The measures as numbers that weigh. Training sees texts through the same function. */
export function cuesOf(
  { patterns }: Pick<Form, "patterns">,
  { whole, window, words }: Measures,
  oddity: Oddity,
): Record<Cue, number> {
  const surest = patterns.reduce((most, { confidence }) => Math.max(most, confidence), 0);
  return {
    whole: clamp(whole, LOGIT_MAX),
    window: clamp(window, LOGIT_MAX),
    odd: clamp(Math.max(0, oddity.bits - ODD_BITS), 4),
    veryOdd: clamp(Math.max(0, oddity.bits - VERY_ODD_BITS), 4),
    pattern: surest,
    strongPattern: surest >= STRONG_PATTERN ? 1 : 0,
    patternKinds: Math.min(4, new Set(patterns.map(({ detector }) => detector)).size),
    long: Math.min(1, words / 500),
    short: words < 6 ? 1 : 0,
  };
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
