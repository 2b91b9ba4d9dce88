// Which kind of file this is: by its first bytes, with its name and type as hints. A name can lie,
// so a hint never makes a file less inspected than its bytes would.
import { latin1 } from "../documents/bytes.ts";
import { documentKind } from "../documents/document-kind.ts";
import type { DocumentKind } from "../documents/document.ts";

/** How a file is read. */
export type FileKind =
  | { readonly kind: "text"; readonly encoding: Encoding; readonly isMarkup: boolean }
  /** JSON, a record a line. */
  | { readonly kind: "records" }
  /** One JSON value. */
  | { readonly kind: "json" }
  /** A document; `text` is how it is read where it cannot be read as one. */
  | {
      readonly kind: "document";
      readonly format: DocumentKind;
      readonly text: TextKind | null;
      /** It begins as only a document does. */
      readonly isSure: boolean;
    }
  | { readonly kind: "opaque" };

/** A kind that is read while it streams. */
export type TextKind = Extract<FileKind, { readonly kind: "text" | "records" | "json" }>;

/** How a text's characters are written. Bytes that are not UTF-8 are read as Windows-1252, too. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** What a sender says of a file. */
export interface FileHints {
  readonly filename: string | null;
  readonly contentType: string | null;
}

const TEXT_NAME =
  /\.(?:c|cc|cfg|conf|cpp|cs|css|csv|env|eml|go|h|hpp|htm|html|ini|java|js|json|jsonl|jsx|log|md|markdown|ndjson|php|pl|properties|ps1|py|rb|rs|rst|rtf|sh|sql|srt|svg|swift|tex|toml|ts|tsv|tsx|txt|vtt|xhtml|xml|yaml|yml)$/i;
const TEXT_TYPE =
  /^\s*(?:text\/|application\/(?:[\w.-]+\+)?(?:csv|json|jsonl|javascript|sql|x-ndjson|x-sh|xml|yaml|x-yaml|typescript)\b|image\/svg)/i;
const MARKUP = /\.(?:htm|html|xhtml|xml|svg)$|html|xml|svg/i;
const MARKUP_START = /^\s*<(?:!doctype|html|head|body|\?xml|svg|!--)/i;

/** First bytes of what holds no plain text: archives, media, programs, databases. */
const OPAQUE_MAGIC: readonly string[] = [
  "\x89PNG",
  "\xff\xd8\xff",
  "GIF8",
  "RIFF",
  "OggS",
  "fLaC",
  "ID3",
  "\x1f\x8b",
  "\x28\xb5\x2f\xfd",
  "7z\xbc\xaf",
  "Rar!",
  "BZh",
  "\xfd7zXZ",
  "\xd0\xcf\x11\xe0",
  "\x7fELF",
  "SQLite format 3",
  "PAR1",
  "II*\0",
  "MM\0*",
  "\x1aE\xdf\xa3",
];

/** Decides by a file's first bytes; `isWhole` where they are all of it. */
export function fileKind(head: Uint8Array, hints: FileHints, isWhole: boolean): FileKind {
  const kind = plainKind(head, hints, isWhole);
  const format = documentKind(head, hints.filename, hints.contentType);
  if (format === null) return kind;
  const otherwise = kind.kind === "opaque" ? null : kind;
  // Readers of PDF look for its first line further on, where a text may speak of one.
  const isSure = format !== "pdf" || latin1(head.subarray(0, 5)) === "%PDF-";
  return { kind: "document", format, text: otherwise, isSure };
}

function plainKind(
  head: Uint8Array,
  hints: FileHints,
  isWhole: boolean,
): TextKind | { readonly kind: "opaque" } {
  const start = String.fromCharCode(...head.subarray(0, 16));
  const isSaidText =
    TEXT_NAME.test(hints.filename ?? "") || TEXT_TYPE.test(hints.contentType ?? "");
  if (start.startsWith("\xff\xfe")) return text("utf-16le", hints, "");
  if (start.startsWith("\xfe\xff")) return text("utf-16be", hints, "");
  const utf8 = decodeHead(head, isWhole);
  // A sentence may begin like a picture; no picture reads like a sentence.
  const isKnown = OPAQUE_MAGIC.some((magic) => start.startsWith(magic));
  if (isKnown && !isSaidText && utf8 === null) return { kind: "opaque" };
  if (utf8 === null && !isSaidText && !looksLikeText(head)) return { kind: "opaque" };
  return textKind(utf8 ?? new TextDecoder().decode(head), hints, isWhole);
}

function textKind(head: string, hints: FileHints, isWhole: boolean): TextKind {
  if (/\.(?:jsonl|ndjson)$/i.test(hints.filename ?? "")) return { kind: "records" };
  // A part of an upload may begin in the middle of a line: the second one tells as much.
  const lines = head.replace(/^\uFEFF/, "").split("\n");
  const complete = isWhole ? lines : lines.slice(0, -1);
  if (complete.slice(0, 2).some(isJson)) return { kind: "records" };
  const first = lines[0]?.trimStart() ?? "";
  if (/^[[{]/.test(first) || (first === "" && /^\s*[[{]/.test(head))) {
    // A first line longer than what was looked at: it may be all there is, or the first of many.
    return complete.length === 0 ? { kind: "records" } : { kind: "json" };
  }
  return text("utf-8", hints, head);
}

function text(encoding: Encoding, hints: FileHints, head: string): TextKind {
  const { filename, contentType } = hints;
  const isMarkup =
    MARKUP.test(filename ?? "") || MARKUP.test(contentType ?? "") || MARKUP_START.test(head);
  return { kind: "text", encoding, isMarkup };
}

function isJson(line: string): boolean {
  if (!/^\s*[[{]/.test(line)) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    // Not JSON; that is the answer.
    return false;
  }
}

/** The head as UTF-8 without NUL; null if it is not. Characters cut at either end are not held against it. */
function decodeHead(head: Uint8Array, isWhole: boolean): string | null {
  let from = 0;
  while (from < 3 && ((head[from] ?? 0) & 0xc0) === 0x80) from += 1;
  if (head.includes(0)) return null;
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const decoded = decoder.decode(head.subarray(from), { stream: true });
    if (isWhole) decoder.decode();
    return decoded;
  } catch {
    // A part may also end in the middle of a character.
    return isWhole ? decodeHead(head.subarray(from, -1 * cutBytes(head)), false) : null;
  }
}

/** Bytes of a character that is cut at the end, at least one: the caller knows that it is not whole. */
function cutBytes(bytes: Uint8Array): number {
  let count = 1;
  while (count < 4 && ((bytes.at(-count) ?? 0) & 0xc0) === 0x80) count += 1;
  return count;
}

/** Text in an old one-byte encoding, or with a stray byte: hardly any control characters. */
function looksLikeText(head: Uint8Array): boolean {
  let controls = 0;
  for (const byte of head) {
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) controls += 1;
  }
  return controls * 100 <= head.length;
}
