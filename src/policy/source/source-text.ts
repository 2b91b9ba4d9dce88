// A policy's source as text: its size, its encoding, the characters it may hold, and where in it an
// offset is. What the text says is `read-yaml.ts`'s business.
import { LIMITS } from "../../domain/limits.ts";
import { err, ok, type Result } from "../../domain/result.ts";

/** A place in a source: both from 1, the column in UTF-16 units, as editors count. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a source before it is read as YAML. */
export interface TextFault extends Place {
  readonly message: string;
}

const FIRST: Place = { line: 1, column: 1 };

/** The source as text without a byte order mark, or why it is none. Never throws. */
export function sourceText(source: string | Uint8Array): Result<string, readonly TextFault[]> {
  // A character is at least one byte, so an enormous text is refused without being encoded.
  if (source.length > LIMITS.policyBytesMax) return err([TOO_LARGE]);
  const decoded = typeof source === "string" ? ok(source) : decode(source);
  if (!decoded.ok) return decoded;
  const text = decoded.value.startsWith("\uFEFF") ? decoded.value.slice(1) : decoded.value;
  if (typeof source === "string" && new TextEncoder().encode(text).length > LIMITS.policyBytesMax) {
    return err([TOO_LARGE]);
  }
  return checkCharacters(text);
}

const TOO_LARGE: TextFault = {
  ...FIRST,
  message: `a policy has at most ${LIMITS.policyBytesMax} bytes`,
};

function decode(bytes: Uint8Array): Result<string, readonly TextFault[]> {
  if (isText(bytes)) return ok(new TextDecoder().decode(bytes));
  // The longest beginning that is text, by halves: the byte after it is the faulty one.
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isText(bytes.subarray(0, middle), { isBeginning: true })) valid = middle;
    else invalid = middle;
  }
  const before = new TextDecoder().decode(bytes.subarray(0, valid), { stream: true });
  const message = "the text is not UTF-8";
  return err([{ ...placeIn(lineStarts(before), before.length), message }]);
}

function isText(bytes: Uint8Array, { isBeginning = false } = {}): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, {
      stream: isBeginning,
    });
    return true;
  } catch {
    // A TypeError is how the platform says that these bytes are no UTF-8.
    return false;
  }
}

/**
 * What YAML 1.2.2 (section 5.1) does not let stand in a text: control characters and halves of
 * characters. The byte order mark is left out as well: inside a text it is only ever a trick.
 */
const UNPRINTABLE =
  /[^\t\n\r\u{20}-\u{7E}\u{85}\u{A0}-\u{D7FF}\u{E000}-\u{FEFE}\u{FF00}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function checkCharacters(text: string): Result<string, readonly TextFault[]> {
  const starts = lineStarts(text);
  const faults: TextFault[] = [];
  for (const match of text.matchAll(UNPRINTABLE)) {
    if (faults.length === LIMITS.policyErrorsMax) break;
    const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    const message = `the character U+${code} cannot stand in a policy`;
    faults.push({ ...placeIn(starts, match.index), message });
  }
  return faults.length === 0 ? ok(text) : err(faults);
}

/** Where the lines of a text begin. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The place of an offset, by the starts of the lines. */
export function placeIn(starts: readonly number[], offset: number): Place {
  let line = 0;
  let after = starts.length;
  while (after - line > 1) {
    const middle = (line + after) >> 1;
    if ((starts[middle] ?? 0) <= offset) line = middle;
    else after = middle;
  }
  return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
}
