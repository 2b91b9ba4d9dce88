// What a file is by its first bytes alone, whatever it is called. It names kinds; who may send them
// is for rules to say.
import { latin1 } from "../documents/bytes.ts";
import { documentKind } from "../documents/document-kind.ts";
import { fileKind, type FileHints } from "./file-kind.ts";

/** First bytes and the extension of what begins with them, at an offset. */
const SIGNATURES: readonly (readonly [sign: string, kind: string, at?: number])[] = [
  ["\x89PNG\r\n\x1a\n", "png"],
  ["\xff\xd8\xff", "jpg"],
  ["GIF87a", "gif"],
  ["GIF89a", "gif"],
  ["WEBP", "webp", 8],
  ["WAVE", "wav", 8],
  ["AVI ", "avi", 8],
  ["BM", "bmp"],
  ["II*\0", "tiff"],
  ["MM\0*", "tiff"],
  ["ftyp", "mp4", 4],
  ["\x1aE\xdf\xa3", "webm"],
  ["OggS", "ogg"],
  ["fLaC", "flac"],
  ["ID3", "mp3"],
  ["\xff\xfb", "mp3"],
  ["\x1f\x8b", "gz"],
  ["\x28\xb5\x2f\xfd", "zst"],
  ["7z\xbc\xaf\x27\x1c", "7z"],
  ["Rar!\x1a\x07", "rar"],
  ["BZh", "bz2"],
  ["\xfd7zXZ\0", "xz"],
  ["ustar", "tar", 257],
  ["MZ", "exe"],
  ["\x7fELF", "elf"],
  ["\xca\xfe\xba\xbe", "class"],
  ["SQLite format 3\0", "sqlite"],
  ["PAR1", "parquet"],
];

/**
 * The kinds that a file's first bytes speak for, as extensions; `text` for what reads as text. More
 * than one where readers would not agree; empty where nothing is known of such bytes. `isWhole` where
 * they are all of it.
 */
export function contentsOf(head: Uint8Array, hints: FileHints, isWhole: boolean): string[] {
  if (head.length === 0) return [];
  const document = documentKind(head, hints.filename, hints.contentType);
  // The name alone would make a text of any bytes.
  const plain = fileKind(head, NO_HINTS, isWhole);
  const isText =
    plain.kind === "document" ? plain.text !== null && !plain.isSure : plain.kind !== "opaque";
  const signed = isText ? null : signatureOf(head);
  return [document, signed, isText ? "text" : null].filter((kind) => kind !== null);
}

const NO_HINTS: FileHints = { filename: null, contentType: null };

function signatureOf(head: Uint8Array): string | null {
  const start = latin1(head.subarray(0, 512));
  return SIGNATURES.find(([sign, , at = 0]) => start.startsWith(sign, at))?.[1] ?? null;
}
