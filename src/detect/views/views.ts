// The forms in which a text can be read: as it stands, and as it stands behind an encoding or a
// disguise. Whatever is seen in a form points at the original.
import type { DecodedView } from "../../domain/finding.ts";
import { normalize, type NormalizedText } from "../normalize.ts";
import type { MappedText } from "../offset-map.ts";
import { DECODERS, type Decoder, type Encoded } from "./decoders.ts";
import { alone, inPlace, reachesAll, type Edit } from "./edits.ts";
import { mayHideChannels, overrideEdits, selectorEdits, tagEdits } from "./hidden-channels.ts";
import { readsAsText } from "./plausible.ts";
import { survey, type Survey } from "./survey.ts";
import { VIEW_LIMITS } from "./limits.ts";

/** One form of a text. */
export interface TextView {
  /** The form in plain letters; its offsets lead back to the original text, whatever was decoded. */
  readonly plain: NormalizedText;
  /** What was decoded, and where it stood; null for the text as it stands. */
  readonly decoded: DecodedView | null;
  /**
   * All of it stands in another form as language, and by itself it is none: base64, letters spaced
   * out. Nothing is to be learnt from how it looks.
   */
  readonly isReplaced: boolean;
}

/** A text that is still to be decoded, and the way back to the original. */
interface Layer extends Encoded {
  readonly plain: NormalizedText;
  readonly decoding: readonly string[];
  /** Which of the views it is; -1: none. */
  readonly view: number;
}

/**
 * The forms of a text: first the text as it stands, then what could be decoded, what is hidden
 * first, at most `VIEW_LIMITS.viewsMax` in all. Ordinary text has one. Never throws; linear in the
 * length of the text. Not remembered: whoever asks again waits again.
 */
export function viewsOf(text: string): readonly TextView[] {
  const plain = normalize(text);
  const views: TextView[] = [{ plain, decoded: null, isReplaced: false }];
  const surveyed = survey(plain.cased);
  const isCarrier = plain.hasInvisible && mayHideChannels(text);
  if (!isCarrier && !DECODERS.some((decoder) => decoder.may(surveyed))) return views;
  decodeInto(views, { text, plain, surveyed, isCarrier });
  return views;
}

interface Sent {
  readonly text: string;
  readonly plain: NormalizedText;
  readonly surveyed: Survey;
  readonly isCarrier: boolean;
}

function decodeInto(views: TextView[], { text, plain, surveyed, isCarrier }: Sent): void {
  const seen = new Set([plain.text]);
  let charsLeft = Math.min(
    VIEW_LIMITS.decodedCharsMax,
    text.length * VIEW_LIMITS.decodedFactor + VIEW_LIMITS.decodedCharsMin,
  );
  /** Layers that are still to be decoded, those nearest the original first. */
  const layers: Layer[] = [];

  /** Room for one more view, in characters; 0 when there is none. */
  function room(): number {
    return views.length < VIEW_LIMITS.viewsMax ? Math.min(VIEW_LIMITS.viewCharsMax, charsLeft) : 0;
  }

  /** Shows what was made of a layer; `isShown` is false for what is only a step on the way. */
  function show(from: Layer, name: string, made: Shown): void {
    const { mapped, edits, isShown } = made;
    const form = composed(from.plain, mapped);
    charsLeft -= form.cased.length;
    if (seen.has(form.text)) return;
    seen.add(form.text);
    const decoding = [...from.decoding, name];
    const start = from.plain.originalStart(edits[0]?.start ?? 0);
    const end = from.plain.originalEnd(Math.max(...edits.slice(-1).map((edit) => edit.end), 0));
    const own = survey(form.cased);
    if (isShown) {
      views.push({ plain: form, decoded: { decoding, start, end }, isReplaced: false });
      const origin = views[from.view];
      if (origin !== undefined && made.isWhole && isClearer(own, from.survey)) {
        views[from.view] = { ...origin, isReplaced: true };
      }
    }
    if (decoding.length < VIEW_LIMITS.depthMax && made.isLayer) {
      // What is no language yet stands for the layer that it was made of.
      const step = made.isWhole ? from.view : -1;
      layers.push(layerOf(form, decoding, own, isShown ? views.length - 1 : step));
    }
  }

  /** What one decoder makes of a layer. */
  function decode(layer: Layer, decoder: Decoder): void {
    const charsMax = room();
    if (charsMax === 0) return;
    const edits = decoder.edits({ ...layer, charsMax });
    if (edits.length === 0) return;
    const isAlone = decoder.shows === "alone";
    const mapped = isAlone
      ? alone(edits, charsMax, layer.text.length)
      : inPlace(layer.text, edits, charsMax);
    if (decoder.isWorth?.({ encoded: layer, edits, text: mapped.text }) === false) return;
    if (!isAlone) {
      const isWhole = mapped.text.length < charsMax && reachesAll(layer.text, edits);
      show(layer, decoder.name, { mapped, edits, isShown: true, isLayer: true, isWhole });
      return;
    }
    const own = survey(mapped.text);
    const isShown = decoder.isWorth !== undefined || readsAsText(mapped.text, own);
    const isWhole = mapped.text.length < charsMax && covers(edits) * 10 > layer.text.length * 9;
    show(layer, decoder.name, { mapped, edits, isShown, isLayer: true, isWhole });
    // What it says in its place: by itself it may be half a sentence.
    if (!isShown || decoder.isWorth || isWhole || room() === 0) return;
    const around = inPlace(layer.text, edits, room());
    show(layer, decoder.name, {
      mapped: around,
      edits,
      isShown: true,
      isLayer: false,
      isWhole: around.text.length < room() && reachesAll(layer.text, edits),
    });
  }

  if (isCarrier) {
    // Their offsets are those of the text as it was sent.
    const sent = layerOf(verbatim(text), [], surveyed, -1);
    for (const [name, edits] of [
      ["tags", tagEdits(text)],
      ["variation-selectors", selectorEdits(text, room())],
      ["bidi-override", overrideEdits(text)],
    ] as const) {
      if (edits.length === 0 || room() === 0) continue;
      const mapped = alone(edits, room(), text.length);
      show(sent, name, { mapped, edits, isShown: true, isLayer: true, isWhole: false });
    }
  }
  layers.push(layerOf(plain, [], surveyed, 0));
  for (let layer = layers.shift(); layer !== undefined; layer = layers.shift()) {
    for (const decoder of DECODERS) {
      if (decoder.may(layer.survey)) decode(layer, decoder);
    }
  }
}

/** What was made of a layer. */
interface Shown {
  readonly mapped: MappedText;
  readonly edits: readonly Edit[];
  readonly isShown: boolean;
  /** It may be decoded further. */
  readonly isLayer: boolean;
  /** It holds all of the layer, decoded or as it was. */
  readonly isWhole: boolean;
}

/** Characters that edits stand for, with the signs between numbers that go on. */
function covers(edits: readonly Edit[]): number {
  let covered = 0;
  let before = 0;
  for (const { start, end, continues } of edits) {
    covered += end - (continues === true && start - before < GAP_CHARS ? before : start);
    before = end;
  }
  return covered;
}

const GAP_CHARS = 4;

/** Words of the vocabulary that must be gained, and how many for each that was there before. */
const GAINED_MIN = 3;
/** Letters by themselves in a row that are no list. */
const SINGLES_MIN = 8;

/** Whether a form has a quarter more known words, and reads as language. */
function isClearer(form: Survey, before: Survey): boolean {
  const known = form.common + form.telling;
  const knownBefore = before.common + before.telling;
  const isLanguage = known * 2 >= form.words || form.others * 3 > form.letters;
  const signs = signsIn(before);
  if (isLanguage && signs * 2 >= before.words && signsIn(form) * 3 < signs) return true;
  if (isLanguage && before.singles >= SINGLES_MIN && form.singles * 2 < before.singles) return true;
  const gained = known + form.others - (knownBefore + before.others) * 1.25;
  return isLanguage && gained >= GAINED_MIN;
}

/** Signs of ASCII, of which a text has fewer than half as many as words. */
function signsIn({ counts, others }: Survey): number {
  let signs = others;
  for (let code = 0x21; code < 0x7f; code += 1) {
    if (code < 0x30 || code > 0x39) signs += counts[code] ?? 0;
  }
  return signs;
}

function layerOf(
  plain: NormalizedText,
  decoding: readonly string[],
  own: Survey,
  view: number,
): Layer {
  return {
    text: plain.cased,
    survey: own,
    charsMax: 0,
    blanksAt: (index) => plain.originalEnd(index + 1) - plain.originalStart(index),
    plain,
    decoding,
    view,
  };
}

/** A text whose offsets are its own. */
function verbatim(text: string): NormalizedText {
  return {
    text,
    cased: text,
    hasInvisible: false,
    originalStart: (index) => index,
    originalEnd: (index) => index,
  };
}

/** The plain form of a decoded text, with the offsets of the original. */
function composed(from: NormalizedText, { text, start, end }: MappedText): NormalizedText {
  const plain = normalize(text);
  return {
    text: plain.text,
    cased: plain.cased,
    hasInvisible: plain.hasInvisible,
    originalStart: (index) => from.originalStart(start(plain.originalStart(index))),
    originalEnd: (index) => from.originalEnd(end(plain.originalEnd(index))),
  };
}
