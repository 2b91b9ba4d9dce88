// Everything that an argument can be read as: its text as it stands and decoded, and where one of
// these is JSON, each string in it, which has a name of its own and may be encoded once more.
import { joinPaths } from "../../domain/json-path.ts";
import { LIMITS } from "../../domain/limits.ts";
import type { Segment } from "../../domain/segment.ts";
import type { MappedText } from "../offset-map.ts";
import type { Reading } from "./argument-detector.ts";
import { ENCODINGS, surveyArgument } from "./argument-survey.ts";
import { asItStands, textViews, through, type TextView } from "./argument-views.ts";
import { declaredReading, type DeclaredAs } from "./declared.ts";
import { literalText, mayBeJson, readNested } from "./nested-json.ts";
import { marksOf } from "./payload-gate.ts";

/** One form of an argument, what it is taken to hold, and the way back. */
export interface ArgumentForm extends Reading {
  /** What the survey says of its text (`surveyArgument`). */
  readonly signs: number;
  /** Marks of payloads in its text (`marksOf`). */
  readonly marks: number;
  readonly declared: DeclaredAs;
  /** Path of the string that it is a form of; below the argument's own where that is JSON. */
  readonly path: string;
  /** All that was undone to read it so, JSON included. */
  readonly undone: readonly string[];
  /** What was decoded, as a range of the argument. */
  readonly start: number;
  readonly end: number;
  /** Null for the argument as it stands. */
  readonly mapped: MappedText | null;
}

/** JSON in JSON. Two are common; four are somebody who hides. */
const NESTING_MAX = 4;
/** Characters of all forms together: those of the argument so many times, and some. */
const CHARS_FACTOR = 8;
const CHARS_SPARE = 16_384;

/**
 * Strings inside one argument that are decoded. Those behind them are read as they stand, and decoded
 * with the text that they stand in.
 */
const DECODED_MAX = 256;

/**
 * The forms of an argument: first its text as it stands. Those of the last segment are remembered,
 * because every detector asks. Linear in the text's length; never throws.
 */
export function argumentForms(segment: Segment): readonly ArgumentForm[] {
  if (segment !== lastSegment) {
    lastForms = formsOf(segment);
    lastSegment = segment;
  }
  return lastForms;
}

let lastSegment: Segment | null = null;
let lastForms: readonly ArgumentForm[] = [];

/** A string that is to be read: the argument, or one inside it. */
interface Leaf {
  readonly segment: Segment;
  readonly undone: readonly string[];
  readonly decoding: readonly string[];
  readonly nesting: number;
  readonly start: number;
  readonly end: number;
  readonly mapped: MappedText | null;
}

function formsOf(segment: Segment): readonly ArgumentForm[] {
  const { text, path } = segment;
  const signs = surveyArgument(text);
  if ((signs & ENCODINGS) === 0 && !mayBeJson(text)) {
    const declared = declaredReading(segment);
    return [
      {
        text,
        signs,
        marks: marksOf(text),
        decoding: NOTHING,
        undone: NOTHING,
        declared,
        path,
        start: 0,
        end: text.length,
        mapped: null,
      },
    ];
  }
  const forms: ArgumentForm[] = [];
  const leaves: Leaf[] = [
    { segment, undone: [], decoding: [], nesting: 0, start: 0, end: text.length, mapped: null },
  ];
  let room = text.length * CHARS_FACTOR + CHARS_SPARE;
  let decoded = 0;
  for (let at = 0; at < leaves.length; at += 1) {
    const leaf = leaves[at];
    if (leaf === undefined) break;
    const declared = declaredReading(leaf.segment);
    const isProgram = PROGRAMS.has(declared.content);
    const views =
      decoded > DECODED_MAX
        ? [asItStands(leaf.segment.text)]
        : textViews(leaf.segment.text, isProgram);
    if (views.length > 1) decoded += 1;
    let isNested = leaf.nesting === NESTING_MAX;
    for (const view of views) {
      room -= view.text.length;
      if (room < 0) return forms;
      const form = formOf(leaf, view, declared);
      forms.push(form);
      // The strings of JSON that needs no decoding are decoded one by one.
      const nested = isNested ? [] : nestedIn(leaf, form, leaves.length);
      for (const one of nested) leaves.push(one);
      isNested ||= nested.length > 0 && view.mapped === null;
    }
  }
  return forms;
}

const NOTHING: readonly string[] = [];

const PROGRAMS: ReadonlySet<string> = new Set(["sql", "shell", "code"]);

function formOf(leaf: Leaf, view: TextView, declared: DeclaredAs): ArgumentForm {
  const { mapped } = view;
  return {
    text: view.text,
    signs: view.signs,
    marks: marksOf(view.text),
    decoding: joined(leaf.decoding, view.decoding),
    undone: joined(leaf.undone, view.decoding),
    declared,
    path: leaf.segment.path,
    mapped:
      leaf.mapped === null || mapped === null
        ? (mapped ?? leaf.mapped)
        : through(leaf.mapped, mapped),
    // What a leaf was decoded from stands around what its own form was.
    start: leaf.mapped === null ? view.start : leaf.start,
    end: leaf.mapped === null ? view.end : leaf.end,
  };
}

function joined(outer: readonly string[], inner: readonly string[]): readonly string[] {
  return inner.length === 0 ? outer : [...outer, ...inner];
}

/** The strings of a form that is JSON; `known` is how many leaves there are already. */
function nestedIn(leaf: Leaf, form: ArgumentForm, count: number): readonly Leaf[] {
  const read = readNested(form.text);
  if (read === null) return [];
  const { parameter, declaredWithin, tool, kind, direction, declared, declaredBy } = leaf.segment;
  const origin = {
    kind,
    direction,
    ...(tool !== undefined && { tool }),
    ...(declaredWithin !== undefined && { declaredWithin }),
  };
  // What is said of a list is said of each text in it; what is said of an object, of none.
  const inherited = {
    ...origin,
    ...(parameter !== undefined && { parameter }),
    ...(declared !== undefined && { declared }),
    ...(declaredBy !== undefined && { declaredBy }),
  };
  const undone = [...form.undone, "json"];
  return read.strings.slice(0, Math.max(0, LIMITS.argumentLeavesMax - count)).map((string) => {
    const { key } = string;
    const literal = literalText(form.text, string);
    const mapped = form.mapped === null ? literal : through(form.mapped, literal);
    const { text } = literal;
    const path = joinPaths(form.path, string.path);
    const told = key === null ? undefined : declaredWithin?.(key, text);
    const plain: Segment =
      key === null ? { ...inherited, text, path } : { ...origin, text, path, parameter: key };
    const start = mapped.start(0);
    return {
      segment:
        told === undefined ? plain : { ...plain, declared: told.content, declaredBy: told.by },
      undone,
      decoding: form.decoding,
      nesting: leaf.nesting + 1,
      start,
      end: Math.max(mapped.end(text.length), start),
      mapped,
    };
  });
}
