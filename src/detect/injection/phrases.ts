// Makes detectors out of lists of phrases, matched on the plain form of the text. Whether a phrase
// is said or only mentioned is `mention.ts`' to tell.
import type { Finding, Severity } from "../../domain/finding.ts";
import type { Segment, SegmentKind } from "../../domain/segment.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import { normalize, type NormalizedText } from "../normalize.ts";
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
      const plain = plainForm(segment);
      const said = saidIn(family, plain, segment.kind);
      if (said.length === 0) return [];
      const weight = weights[segment.kind] ?? 0;
      return surest(
        said.map((range) => {
          const confidence = range.confidence * weight * mentionWeight(plain.text, range);
          return phraseFinding({ family, segment, plain, range, confidence });
        }),
      );
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

/** The last text that was asked about: detectors ask about one after the other, and a map of all
 * that still live costs the garbage collector more than it saves. */
let indexed: { readonly plain: NormalizedText; readonly words: WordIndex } | null = null;

/** The words of a text, listed once however many groups ask. */
function wordsOf(plain: NormalizedText): WordIndex {
  if (indexed?.plain !== plain) indexed = { plain, words: indexWords(plain.text) };
  return indexed.words;
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

/** The last segment that was asked about; as with `indexed`. */
let normalized: { readonly segment: Segment; readonly plain: NormalizedText } | null = null;

/** The plain form of a segment, made once however many detectors ask. */
export function plainForm(segment: Segment): NormalizedText {
  if (normalized?.segment !== segment) normalized = { segment, plain: normalize(segment.text) };
  return normalized.plain;
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
    confidence: Math.round(found.confidence * 100) / 100,
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
    if (!kept.some((other) => one.start < other.end && other.start < one.end)) kept.push(one);
  }
  return kept;
}
