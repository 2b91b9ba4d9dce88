// The forms in which one text of an argument can be read: as it stands, and as what runs it may
// decode it, layer by layer.
import type { MappedText } from "../offset-map.ts";
import { alone, inPlace, type Edit } from "../views/edits.ts";
import { byteStretches } from "./argument-bytes.ts";
import { unescaped } from "./argument-escapes.ts";
import { plainText } from "./argument-plain.ts";
import { ENCODINGS, RUN, SPACES, surveyArgument } from "./argument-survey.ts";

/** One form of a text, and the way back. */
export interface TextView {
  readonly text: string;
  /** What the survey says of it. */
  readonly signs: number;
  /** What was undone, outermost first; empty for the text as it stands. */
  readonly decoding: readonly string[];
  /** What was decoded, as a range of the text as it stands. */
  readonly start: number;
  readonly end: number;
  /** Null for the text as it stands. */
  readonly mapped: MappedText | null;
}

/** Encodings inside each other: a fourth is not seen, and whoever decodes so often is at fault. */
const LAYERS_MAX = 3;
/** Forms of one text beside the text itself. */
const VIEWS_MAX = 6;
/** Stretches of bytes that are read each by itself; those after them are read together. */
const STRETCHES_ALONE = 2;
/** Characters of all forms together: those of the text so many times, and some. */
const CHARS_FACTOR = 3;
const CHARS_SPARE = 4_096;

const NOTHING: readonly string[] = [];

/** A text as it stands. */
export function asItStands(text: string): TextView {
  const signs = surveyArgument(text);
  return { text, signs, decoding: NOTHING, start: 0, end: text.length, mapped: null };
}

/**
 * The forms of a text, that as it stands first. A `program` (a query, a command, code) is read
 * decoded only where all of it is encoded: what runs it decodes nothing, and programs are full of
 * texts for others. Linear in the text's length; never throws.
 */
export function textViews(text: string, isProgram: boolean): readonly TextView[] {
  const asIs = asItStands(text);
  const flags = asIs.signs;
  if ((flags & ENCODINGS) === 0) return [asIs];
  const views = [asIs];
  let room = text.length * CHARS_FACTOR + CHARS_SPARE;
  // Breadth first: what is hidden once comes before what is hidden thrice.
  for (let at = 0; at < views.length && views.length <= VIEWS_MAX; at += 1) {
    const view = views[at] ?? asIs;
    if (depthOf(view) === LAYERS_MAX) break;
    for (const one of layerOf(view, isProgram)) {
      room -= one.text.length;
      if (room < 0 || views.length > VIEWS_MAX) return views;
      if (!views.some((known) => known.text === one.text)) views.push(one);
    }
  }
  return views;
}

const depths = new WeakMap<TextView, number>();

function depthOf(view: TextView): number {
  return depths.get(view) ?? 0;
}

/** What one layer of decoding makes of a form. */
function* layerOf(view: TextView, isProgram: boolean): Generator<TextView> {
  const { text, signs: flags } = view;
  const isOneWord = (flags & SPACES) === 0;
  const read = isProgram && !isOneWord ? null : unescaped(text, flags);
  let whole = view;
  if (read !== null) {
    const { edits, decoding } = read;
    const mapped = inPlace(text, edits, text.length);
    whole = child(view, { mapped, decoding, start: startOf(edits), end: endOf(edits) });
    yield whole;
  }
  // Of the same layer: what is written `%u02bc` is meant as an apostrophe.
  const plain = plainText(whole.text, whole.signs);
  if (plain !== null) {
    const made = { mapped: plain, decoding: ["unicode"], start: 0, end: whole.text.length };
    yield child(whole, made, read === null ? 1 : 0);
  }
  if ((flags & RUN) === 0) return;
  const stretches = byteStretches(text);
  const isAll = stretches.length === 1 && isWhole(text, stretches[0]?.edits ?? []);
  if (isProgram && !isAll) return;
  for (const { edits, name } of stretches.slice(0, STRETCHES_ALONE))
    yield decoded(view, edits, name);
  const others = stretches.slice(STRETCHES_ALONE);
  if (others.length > 0) {
    const edits = others.flatMap((one) => one.edits);
    yield decoded(view, edits, others[0]?.name ?? "base64");
  }
}

function decoded(view: TextView, edits: readonly Edit[], name: string): TextView {
  const mapped = alone(edits, view.text.length, view.text.length);
  return child(view, { mapped, decoding: [name], start: startOf(edits), end: endOf(edits) });
}

function startOf(edits: readonly Edit[]): number {
  return edits[0]?.start ?? 0;
}

function endOf(edits: readonly Edit[]): number {
  return edits.at(-1)?.end ?? 0;
}

/** Padding and blanks aside. */
const BESIDE = /^[\s"'=]{0,16}$/;

function isWhole(text: string, edits: readonly Edit[]): boolean {
  const after = text.slice(endOf(edits), endOf(edits) + 17);
  return BESIDE.test(text.slice(0, startOf(edits))) && BESIDE.test(after);
}

/** A form made of a form, on the way back to the text as it stands. */
function child(
  of: TextView,
  made: {
    readonly mapped: MappedText;
    readonly decoding: readonly string[];
    readonly start: number;
    readonly end: number;
  },
  layers = 1,
): TextView {
  const view: TextView = {
    text: made.mapped.text,
    signs: surveyArgument(made.mapped.text),
    decoding: [...of.decoding, ...made.decoding],
    start: of.mapped === null ? made.start : of.mapped.start(made.start),
    end: of.mapped === null ? made.end : of.mapped.end(made.end),
    mapped: of.mapped === null ? made.mapped : through(of.mapped, made.mapped),
  };
  depths.set(view, depthOf(of) + layers);
  return view;
}

/** The way back over two texts. */
export function through(outer: MappedText, inner: MappedText): MappedText {
  return {
    text: inner.text,
    start: (index) => outer.start(inner.start(index)),
    end: (index) => outer.end(inner.end(index)),
  };
}
