// From measures of a text to one logit and one confidence: what patterns saw and what weights say,
// weighed against each other as the weights say.
import type { Finding } from "../../../domain/finding.ts";
import { NOT_ODD, oddestStretch, type Oddity } from "./fluency.ts";
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

/** One word or two are a name, a choice or a value of a field, and order nothing. */
const WORDS_MIN = 3;

/** In texts of fewer words, those that are words of a language are counted. */
const FEW_WORDS = 12;
/** A word of letters alone; in scripts without blanks any of their letters. */
const LETTERED =
  /(?<![\p{L}\p{M}\p{N}_])\p{L}[\p{L}\p{M}]{1,40}(?![\p{L}\p{N}_])|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;

/**
 * Whether a text is too short to order anything: few words, or few among codes and pieces of keys,
 * of which the weights know nothing.
 */
function saysTooLittle(plain: string, { words }: Measures): boolean {
  if (words < WORDS_MIN) return true;
  if (words >= FEW_WORDS) return false;
  LETTERED.lastIndex = 0;
  for (let count = 0; count < WORDS_MIN; count += 1) if (!LETTERED.test(plain)) return true;
  return false;
}

/** Judges one form of a text with one head. Pure; linear in the text's length. */
export function judgeForm(model: Model, head: Head, form: Form): Judged {
  const measures = measure(form.plain, head);
  const { oddity: table, oddityScale } = model;
  const isOddityAsked = form.original !== null && head.cues.odd > 0;
  const oddity = isOddityAsked ? oddestStretch(form.original, table, oddityScale) : NOT_ODD;
  const cues = cuesOf(form, measures, oddity);
  const logit = CUES.reduce((sum, cue) => sum + head.cues[cue] * cues[cue], head.bias);
  const confidence = saysTooLittle(form.plain, measures) ? 0 : calibrated(head.calibration, logit);
  return { logit, confidence, measures, oddity };
}

/** A logit beyond this adds nothing: one measure alone is never believed without end. */
const LOGIT_MAX = 20;
/** From here on a stretch is odd, in bits: fewer than one ordinary text in 500 reads so. */
const ODD_BITS = 0.7;
const ODD_BITS_MAX = 3;
/** A pattern that is as sure as this stops a text by itself. */
const STRONG_PATTERN = 0.8;

/** The measures as numbers that weigh. */
function cuesOf(
  { patterns }: Pick<Form, "patterns">,
  { whole, window }: Measures,
  oddity: Oddity,
): Record<Cue, number> {
  const surest = patterns.reduce((most, { confidence }) => Math.max(most, confidence), 0);
  return {
    whole: clamp(whole, LOGIT_MAX),
    window: clamp(window, LOGIT_MAX),
    odd: Math.min(ODD_BITS_MAX, Math.max(0, oddity.bits - ODD_BITS)),
    pattern: surest,
    strongPattern: surest >= STRONG_PATTERN ? 1 : 0,
  };
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
