// Makes detectors out of lists of phrases, matched on the plain form of the text and on what can be
// decoded of it. Whether a phrase is said or only mentioned is `mention.ts`' to tell.
import type { DecodedView, Finding, Severity } from "../../domain/finding.ts";
import type { Segment, SegmentKind } from "../../domain/segment.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import type { NormalizedText } from "../normalize.ts";
import { viewsOf, type TextView } from "../views/views.ts";
import { indexWords, leadWords, wordsWith, type LeadWords, type WordIndex } from "./lead-index.ts";
import { mentionWeight } from "./mention.ts";

/**
 * Phrases that begin alike. The lead is searched for once, the rest only where a lead stands, so
 * that many phrases cost little more than one.
 */
export interface PhraseGroup {
  /** Global. Its first capture, where it has one, is what stands before the lead and belongs to it. */
  readonly lead: RegExp;
  /** Words at which it can begin, and the lead for one place; null: it is searched for. */
  readonly words: { readonly lead: LeadWords; readonly at: RegExp } | null;
  readonly rests: readonly Rest[];
  /** Words of which one follows a lead closely, or it is not worth trying; absent: nothing is known. */
  readonly object?: LeadWords | null;
  /** It begins with letters beyond the Latin ones: texts without any are not searched. */
  readonly isBeyondLatin?: boolean;
}

/** How a phrase goes on after its lead. */
export interface Rest {
  /** Sticky. */
  readonly words: RegExp;
  /** 0 to 1, for the phrase said outright in a user message. */
  readonly confidence: number;
}

/** What a family of phrases needs to become a detector. */
export interface PhraseFamily {
  readonly meta: DetectorMeta;
  readonly category: "prompt_injection" | "jailbreak";
  readonly severity: Severity;
  /** The phrases, or a way to find them where they weigh one another. */
  readonly phrases:
    | readonly PhraseGroup[]
    | ((plain: NormalizedText, kind: SegmentKind) => readonly SaidPhrase[]);
  /** Weight of each kind of segment; a kind that is absent is not read. Default `KIND_WEIGHTS`. */
  readonly kindWeights?: KindWeights;
}

export type KindWeights = Readonly<Partial<Record<SegmentKind, number>>>;

/**
 * Never `system`, `assistant` or `output`: developers write such sentences on purpose, and models
 * repeat them. Arguments of tool calls are written by the model itself, often to quote.
 */
export const KIND_WEIGHTS: KindWeights = {
  user: 1,
  document: 1,
  tool_result: 1,
  tool_definition: 1,
  tool_argument: 0.7,
};

/** Matches kept of one group in one segment; a text that repeats a phrase is no worse for it. */
const MATCHES_PER_GROUP = 64;

/**
 * Phrases that begin with `lead`, at the start of a word unless `lead` is an expression. In both
 * parts a space stands for one blank, which in plain text is any run of white space.
 */
export function group(lead: string | RegExp, ...rests: readonly Rest[]): PhraseGroup {
  if (typeof lead !== "string") return { lead, words: null, rests };
  const source = `(?:${withBlanks(lead)})`;
  const begins = leadWords(`(?:${lead})(?:${rests.map(({ words }) => words.source).join("|")})`);
  const words = begins === null ? null : { lead: begins, at: new RegExp(source, "y") };
  return { lead: new RegExp(`\\b${source}`, "g"), words, rests };
}

/**
 * The same where something stands right before the lead, such as the bracket of a tag. It is a part
 * of what is found; its expression is short, and captures nothing.
 */
export function groupAfter(before: string, lead: string, ...rests: readonly Rest[]): PhraseGroup {
  const one = group(lead, ...rests);
  const source = `(?<=(${withBlanks(before)}))(?:${withBlanks(lead)})`;
  const words = one.words && { lead: one.words.lead, at: new RegExp(source, "y") };
  return { ...one, lead: new RegExp(`\\b${source}`, "g"), words };
}

/**
 * The same with a lead that is common, as "what is" and "write a" are: it is tried only where one of
 * these words follows within `OBJECT_CHARS`. They must cover what every rest can hold.
 */
export function groupOf(object: string, lead: string, ...rests: readonly Rest[]): PhraseGroup {
  return { ...group(lead, ...rests), object: leadWords(object) };
}

/** No lead is further from its object; what is further apart is not found. */
const OBJECT_CHARS = 200;

/** Phrases in scripts without Latin letters, all of one confidence; a space stands for any blank. */
export function groupBeyond(words: string, confidence: number): PhraseGroup {
  return {
    lead: new RegExp(`(?:${withBlanks(words)})`, "g"),
    words: null,
    rests: [{ words: /(?:)/y, confidence }],
    isBeyondLatin: true,
  };
}

/** The rest of a phrase, up to the end of a word. It says its own blank after the lead. */
export function rest(words: string, confidence: number): Rest {
  return { words: new RegExp(`(?:${withBlanks(words)})(?![a-z0-9_])`, "y"), confidence };
}

function withBlanks(words: string): string {
  return words.replaceAll(" ", String.raw`\s`);
}

/** A detector that reports the phrases of a family, the surest first where they overlap. */
export function phraseDetector(family: PhraseFamily): Detector {
  const weights = family.kindWeights ?? KIND_WEIGHTS;
  return {
    meta: family.meta,
    applies: (segment) => weights[segment.kind] !== undefined,
    inspect(segment) {
      const weight = weights[segment.kind] ?? 0;
      return inspectViews(segment, (plain) => {
        const said = saidIn(family, plain, segment.kind);
        if (said.length === 0) return [];
        return said.map((range) => {
          const confidence = range.confidence * weight * mentionWeight(plain.text, range);
          return phraseFinding({ family, segment, plain, range, confidence });
        });
      });
    },
  };
}

function saidIn(
  { phrases }: PhraseFamily,
  plain: NormalizedText,
  kind: SegmentKind,
): readonly SaidPhrase[] {
  return typeof phrases === "function" ? phrases(plain, kind) : findAll(phrases, plain);
}

/** The phrases of a group in plain text; where several rests fit one lead, the surest. */
export function findPhrases(one: PhraseGroup, plain: NormalizedText): readonly SaidPhrase[] {
  return findAmong(one, plain.text, wordsOf(plain));
}

function findAmong(one: PhraseGroup, text: string, index: WordIndex): readonly SaidPhrase[] {
  const { words } = one;
  if (words !== null) {
    const starts = beforeObjects(one, wordsWith(index, words.lead), index);
    return starts.length === 0 ? NO_PHRASES : tryWords(one, { at: words.at, starts }, text);
  }
  if (one.isBeyondLatin === true && !index.isBeyondLatin) return NO_PHRASES;
  return search(one, text);
}

/** The places that an object follows closely. */
function beforeObjects(
  { object }: PhraseGroup,
  starts: readonly number[],
  index: WordIndex,
): readonly number[] {
  if (!object || starts.length === 0) return starts;
  const objects = wordsWith(index, object);
  let next = 0;
  return objects.length === 0
    ? objects
    : starts.filter((start) => {
        while ((objects[next] ?? Infinity) < start) next += 1;
        return (objects[next] ?? Infinity) - start <= OBJECT_CHARS;
      });
}

function search({ lead, rests }: PhraseGroup, text: string): SaidPhrase[] {
  const said: SaidPhrase[] = [];
  lead.lastIndex = 0;
  for (let found = lead.exec(text); found !== null; found = lead.exec(text)) {
    const best = surestRest(rests, text, lead.lastIndex);
    if (best === undefined) {
      lead.lastIndex = found.index + 1;
      continue;
    }
    said.push({ start: found.index - (found[1]?.length ?? 0), ...best });
    if (said.length === MATCHES_PER_GROUP) break;
  }
  return said;
}

const NO_PHRASES: readonly SaidPhrase[] = [];

/** The same, only where a word begins like the lead. */
function tryWords(
  { rests }: PhraseGroup,
  { at, starts }: { readonly at: RegExp; readonly starts: readonly number[] },
  text: string,
): readonly SaidPhrase[] {
  const said: SaidPhrase[] = [];
  let from = 0;
  for (const start of starts) {
    at.lastIndex = start;
    // Leads of phrases do not overlap: a word inside the one before is a part of it.
    const found = start < from ? null : at.exec(text);
    if (found === null) continue;
    const best = surestRest(rests, text, at.lastIndex);
    if (best === undefined) continue;
    from = at.lastIndex;
    said.push({ start: start - (found[1]?.length ?? 0), ...best });
    if (said.length === MATCHES_PER_GROUP) break;
  }
  return said;
}

/**
 * The last segment that was asked about, its views, and the words of each: detectors ask about one
 * segment after the other, and a map of all that still live costs the garbage collector more than it
 * saves.
 */
let known: {
  readonly segment: Segment;
  readonly views: readonly TextView[];
  readonly words: (WordIndex | undefined)[];
} | null = null;

/** The forms in which a segment can be read, the text as it stands first; made once, whoever asks. */
export function segmentViews(segment: Segment): readonly TextView[] {
  if (known?.segment !== segment) known = { segment, views: viewsOf(segment.text), words: [] };
  return known.views;
}

/** The words of a text, listed once however many groups ask. */
function wordsOf(plain: NormalizedText): WordIndex {
  const at = known?.views.findIndex((view) => view.plain === plain) ?? -1;
  if (known === null || at < 0) return indexWords(plain.text);
  return (known.words[at] ??= indexWords(plain.text));
}

function surestRest(
  rests: readonly Rest[],
  text: string,
  from: number,
): Omit<SaidPhrase, "start"> | undefined {
  let best: Omit<SaidPhrase, "start"> | undefined;
  for (const { words, confidence } of rests) {
    if (best !== undefined && best.confidence >= confidence) continue;
    words.lastIndex = from;
    if (words.test(text)) best = { end: words.lastIndex, confidence };
  }
  return best;
}

/** The phrases of several groups. */
export function findAll(groups: readonly PhraseGroup[], plain: NormalizedText): SaidPhrase[] {
  const said: SaidPhrase[] = [];
  const index = wordsOf(plain);
  for (const one of groups) {
    const own = findAmong(one, plain.text, index);
    if (own.length > 0) said.push(...own);
  }
  return said;
}

/** A phrase found in plain text. */
export interface SaidPhrase extends Range {
  readonly confidence: number;
}

/** A half-open range of the plain text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * What `inspect` finds in every form of the segment, the surest where findings overlap. A phrase that
 * stands in the text as it is counts from there; one that only a decoded form shows carries the view.
 */
export function inspectViews(
  segment: Segment,
  inspect: (plain: NormalizedText) => readonly Finding[],
): readonly Finding[] {
  const [asItStands, ...decoded] = segmentViews(segment);
  const open = asItStands === undefined ? NO_FINDINGS : inspect(asItStands.plain);
  if (decoded.length === 0) return surest(open);
  const hidden = decoded.flatMap(({ plain, decoded: view }) => {
    if (view === null) return [];
    return inspect(plain)
      .filter(
        (one) => !open.some((other) => overlap(one, other) && other.confidence >= one.confidence),
      )
      .map((one) => ({
        ...one,
        confidence: hiddenConfidence(segment, one.confidence, view),
        view,
      }));
  });
  return surest([...open, ...hidden]);
}

const NO_FINDINGS: readonly Finding[] = [];

function overlap(one: Range, other: Range): boolean {
  return one.start < other.end && other.start < one.end;
}

/** Ways to write that nobody takes by chance; a typing error or a tag in a word may be one. */
const BY_CHANCE = new Set([
  "typos",
  "tags-in-words",
  "marks-in-words",
  "broken-words",
  "joined-words",
  "no-spaces",
  "hidden-markup",
  "escapes",
  "percent",
  "entities",
  "concatenation",
  "reversed-word-order",
]);

/** How far around an encoded stretch talk is looked for. */
const SHOWN_CHARS = 120;

/** Talk of attacks around an encoded stretch: an example is shown. */
const SHOWN =
  /\b(?:prompt.injections?|injection attacks?|jailbreaks?|jailbreaking|attacks?|attackers?|malicious|detects?|detection|filters?|guardrails?|example of|for example|obfuscat(?:ed|ion)|encodings?)\b/i;

/**
 * Who encodes a phrase means it: half of the doubt goes. Less than that where the encoding stands in
 * talk about attacks, as in a manual.
 */
function hiddenConfidence(
  { text }: Segment,
  confidence: number,
  { decoding, start, end }: DecodedView,
): number {
  const around = `${text.slice(Math.max(0, start - SHOWN_CHARS), start)} ${text.slice(end, end + SHOWN_CHARS)}`;
  if (SHOWN.test(around)) return rounded(confidence * 0.7);
  if (decoding.every((one) => BY_CHANCE.has(one))) return confidence;
  return rounded(1 - (1 - confidence) / 2);
}

function rounded(confidence: number): number {
  return Math.round(confidence * 100) / 100;
}

/** A finding at a range of the plain text, pointing at the original. */
export function phraseFinding(found: {
  readonly family: Pick<PhraseFamily, "meta" | "category" | "severity">;
  readonly segment: Segment;
  readonly plain: NormalizedText;
  readonly range: Range;
  readonly confidence: number;
}): Finding {
  return {
    detector: found.family.meta.id,
    category: found.family.category,
    severity: found.family.severity,
    confidence: rounded(found.confidence),
    start: found.plain.originalStart(found.range.start),
    end: found.plain.originalEnd(found.range.end),
    path: found.segment.path,
  };
}

/** Of findings that overlap, the surest; of equals, the longest. */
export function surest(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const kept: Finding[] = [];
  const bySureness = findings.toSorted(
    (a, b) => b.confidence - a.confidence || b.end - b.start - (a.end - a.start),
  );
  for (const one of bySureness) {
    if (!kept.some((other) => overlap(one, other))) kept.push(one);
  }
  return kept;
}
