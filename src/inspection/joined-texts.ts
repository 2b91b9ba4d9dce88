// Orders that are split over messages: each piece is harmless, and the model reads them as one. The
// short texts that stand last in a request are read joined as well, by who speaks; what is found
// across their borders is told of the pieces that it lies in. It scans nothing by itself.
import type { Finding, TextRange } from "../domain/finding.ts";
import type { Segment, SegmentKind } from "../domain/segment.ts";

/** Pieces that are read joined, each shorter than this, and all of them together with what joins
 * them. Who splits an order makes it short; long texts are judged by themselves. */
const PIECES_MAX = 8;
const PIECE_CHARS_MAX = 1_024;
const JOINED_CHARS_MAX = 4_096;

/** Speakers whose texts are joined, each with their own: a user's with a user's. */
const SPLITTERS: readonly SegmentKind[] = ["user", "tool_result"];

/** Looks for phrases of injections in a text in which somebody speaks. */
export type ScanText = (text: string, kind: SegmentKind) => readonly Finding[];

/** What is read joined. */
export interface Joinable {
  /** All texts of a request, in order. */
  readonly segments: readonly Segment[];
  /** Those of them that were not inspected before. */
  readonly fresh: ReadonlySet<Segment>;
}

/** What was found across the borders of pieces. */
export interface JoinedFinding {
  /** Of each piece its part, at its place there. */
  readonly parts: readonly Finding[];
  readonly confidence: number;
  /** The pieces that it lies in, as one text. */
  readonly text: string;
}

/**
 * Findings that lie in two pieces or more, one of them fresh, and are surer than what any of these
 * shows by itself. Costs nothing where nothing is fresh, and at most two scans of `JOINED_CHARS_MAX`
 * for each kind of speaker where nothing is found.
 */
export function findJoined(of: Joinable, scan: ScanText): readonly JoinedFinding[] {
  return SPLITTERS.flatMap((kind) => {
    const pieces = lastPieces(of.segments, kind);
    if (pieces.length < 2 || !pieces.some((piece) => of.fresh.has(piece))) return [];
    return findAcross(pieces, of.fresh, (text) => scan(text, kind));
  });
}

/** The short texts of one speaker that come last, whatever others say between them. */
function lastPieces(segments: readonly Segment[], kind: SegmentKind): readonly Segment[] {
  const pieces: Segment[] = [];
  let chars = 0;
  for (let at = segments.length - 1; at >= 0 && pieces.length < PIECES_MAX; at -= 1) {
    const segment = segments[at];
    if (segment === undefined || segment.kind !== kind || segment.isFixed === true) continue;
    chars += segment.text.length + 1;
    if (segment.text.length >= PIECE_CHARS_MAX || chars > JOINED_CHARS_MAX) break;
    pieces.push(segment);
  }
  return pieces.toReversed();
}

function findAcross(
  pieces: readonly Segment[],
  fresh: ReadonlySet<Segment>,
  scan: (text: string) => readonly Finding[],
): readonly JoinedFinding[] {
  /** What a piece shows by itself, which is asked only where something was found across. */
  const alone = new Map<Segment, number>();
  const shownBy = (piece: Segment): number => {
    const known = alone.get(piece) ?? surest(scan(piece.text));
    alone.set(piece, known);
    return known;
  };
  const found = new Map<string, JoinedFinding>();
  for (const joined of readings(pieces)) {
    for (const finding of scan(joined.text)) {
      const parts = partsOf(finding, joined);
      const own = parts.map(({ piece }) => piece);
      if (own.length < 2 || !own.some((piece) => fresh.has(piece))) continue;
      if (own.some((piece) => shownBy(piece) >= finding.confidence)) continue;
      const key = `${finding.detector} ${own.map(({ path }) => path).join(" ")}`;
      if ((found.get(key)?.confidence ?? 0) >= finding.confidence) continue;
      found.set(key, {
        parts: parts.map((part) => partOf(finding, part)),
        confidence: finding.confidence,
        text: own.map(({ text }) => text).join("\n"),
      });
    }
  }
  return [...found.values()];
}

function surest(findings: readonly Finding[]): number {
  return findings.reduce((most, { confidence }) => Math.max(most, confidence), 0);
}

/** Pieces as one text. */
interface Joined {
  readonly text: string;
  readonly pieces: readonly Segment[];
  /** Where each of them begins. */
  readonly starts: readonly number[];
}

const WORD_ENDS = /[\p{L}\p{N}]$/u;
const WORD_GOES_ON = /^[\p{Ll}\p{N}]/u;

/** The pieces with a line break between them; and, where a word may have been cut, without. */
function readings(pieces: readonly Segment[]): readonly Joined[] {
  const isCut = pieces.map(
    ({ text }, at) => WORD_GOES_ON.test(text) && WORD_ENDS.test(pieces[at - 1]?.text ?? ""),
  );
  const apart = joinedBy(pieces, () => "\n");
  return isCut.includes(true)
    ? [apart, joinedBy(pieces, (at) => (isCut[at] === true ? "" : "\n"))]
    : [apart];
}

function joinedBy(pieces: readonly Segment[], before: (at: number) => string): Joined {
  const starts: number[] = [];
  let text = "";
  for (const [at, piece] of pieces.entries()) {
    if (at > 0) text += before(at);
    starts.push(text.length);
    text += piece.text;
  }
  return { text, pieces, starts };
}

/** The part of a range that lies in one piece. */
interface Part extends TextRange {
  readonly piece: Segment;
  /** Where the piece begins in the joined text. */
  readonly base: number;
}

function partsOf(range: TextRange, { pieces, starts }: Joined): readonly Part[] {
  return pieces.flatMap((piece, at): Part[] => {
    const base = starts[at] ?? 0;
    const within = clipped(range, { base, length: piece.text.length });
    return within === null ? [] : [{ piece, base, ...within }];
  });
}

/** A range of the joined text as one of a piece; null where it does not reach into it. */
function clipped(
  range: TextRange,
  { base, length }: { readonly base: number; readonly length: number },
): TextRange | null {
  const start = Math.max(0, range.start - base);
  const end = Math.min(length, range.end - base);
  return start < end ? { start, end } : null;
}

/** A finding of the joined text as one of a piece, which says that it stands only in the joined one. */
function partOf(finding: Finding, { piece, base, start, end }: Part): Finding {
  const { view, words: all, ...rest } = finding;
  const { path, kind, text } = piece;
  const words = all?.flatMap((word) => clipped(word, { base, length: text.length }) ?? []) ?? [];
  return {
    ...rest,
    start,
    end,
    path,
    kind,
    view: { decoding: ["joined", ...(view?.decoding ?? [])], start, end },
    ...(words.length > 0 && { words }),
  };
}
