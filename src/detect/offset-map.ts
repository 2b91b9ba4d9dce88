// Text made out of another text, and the way back: every character of the new text knows which
// stretch of the old one it came from.

/** A text and where each of its characters came from. Offsets never run backwards. */
export interface MappedText {
  readonly text: string;
  /** Where the source of the character at `index` begins; `index` may equal `text.length`. */
  readonly start: (index: number) => number;
  /** Where the source of the text before `index` ends (half-open, like `slice`). */
  readonly end: (index: number) => number;
}

/**
 * Adds a piece and the stretch of the source that it came from; an empty one leaves no trace.
 * `step` is how many characters of the source carry one of the piece: 1 is verbatim, 2 pairs of hex
 * digits, 4/3 base64; 0 is a piece that can only be mapped as a whole.
 */
export type Put = (piece: string, start: number, end: number, step: number) => void;

/** Puts a text together piece by piece, in the order of the source. */
export interface MapBuilder {
  /** Characters put so far. */
  readonly length: number;
  readonly put: Put;
  /** The text; `sourceChars` is how long the source is. */
  finish(sourceChars: number): MappedText;
}

/** Thirds do not add up exactly. */
const ROUNDING = 1e-6;

/** Starts a text. Linear in what is put; looking an offset up takes the logarithm of the pieces. */
export function openMap(): MapBuilder {
  const starts: number[] = [];
  const sourceStarts: number[] = [];
  const sourceEnds: number[] = [];
  const steps: number[] = [];
  // Joined once: a string that grows piece by piece is slow to read.
  const parts: string[] = [];
  let chars = 0;

  /** The last piece that begins at or before `index`. */
  function pieceAt(index: number): number {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  return {
    get length() {
      return chars;
    },
    put(piece, start, end, step) {
      if (piece === "") return;
      parts.push(piece);
      const last = starts.length - 1;
      // Verbatim after verbatim is one piece.
      if (
        step === 1 &&
        steps[last] === 1 &&
        sourceEnds[last] === start &&
        start - (sourceStarts[last] ?? 0) === chars - (starts[last] ?? 0) &&
        end - start === piece.length
      ) {
        sourceEnds[last] = end;
        chars += piece.length;
        return;
      }
      starts.push(chars);
      sourceStarts.push(start);
      sourceEnds.push(end);
      steps.push(step);
      chars += piece.length;
    },
    finish(sourceChars) {
      return {
        text: parts.join(""),
        start(index) {
          if (index >= chars) return sourceChars;
          const piece = pieceAt(index);
          const inside = (index - (starts[piece] ?? 0)) * (steps[piece] ?? 0);
          return (sourceStarts[piece] ?? 0) + Math.floor(inside + ROUNDING);
        },
        end(index) {
          if (index <= 0) return 0;
          const piece = pieceAt(index - 1);
          const step = steps[piece] ?? 0;
          const end = sourceEnds[piece] ?? 0;
          if (step === 0) return end;
          const inside = Math.ceil((index - (starts[piece] ?? 0)) * step - ROUNDING);
          return Math.min(end, (sourceStarts[piece] ?? 0) + inside);
        },
      };
    },
  };
}
