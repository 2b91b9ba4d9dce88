// Tells what a file is by its first bytes. What its sender calls it is only a hint: it decides
// between kinds that the bytes leave open, never against them.
import { latin1 } from "./bytes.ts";
import type { DocumentKind } from "./document.ts";

/** How far pdf.js and others look for a PDF's header. */
const PDF_HEADER_WITHIN = 1_024;
/** How much of a package is searched for the names of its first entries. */
const ENTRY_NAMES_WITHIN = 4_096;

/** Folders and types as they stand at the head of a package, and what they mean. */
const PACKAGE_MARKS: readonly (readonly [string, DocumentKind])[] = [
  ["application/vnd.oasis.opendocument.text", "odt"],
  ["application/vnd.oasis.opendocument.spreadsheet", "ods"],
  ["application/vnd.oasis.opendocument.presentation", "odp"],
  ["word/", "docx"],
  ["xl/", "xlsx"],
  ["ppt/", "pptx"],
];

/** Endings of names and media types (IANA) that tell packages apart. */
const HINTS: readonly (readonly [RegExp, DocumentKind])[] = [
  [/\.doc[xm]$|wordprocessingml/i, "docx"],
  [/\.xls[xm]$|spreadsheetml/i, "xlsx"],
  [/\.pp[ts][xm]$|presentationml/i, "pptx"],
  [/\.odt$|opendocument\.text/i, "odt"],
  [/\.ods$|opendocument\.spreadsheet/i, "ods"],
  [/\.odp$|opendocument\.presentation/i, "odp"],
];

/**
 * The kind of a document, or null for everything else: text, media, unknown bytes. `head` is the
 * beginning of the file, 4 KiB or all of it.
 */
export function documentKind(
  head: Uint8Array,
  name: string | null,
  type: string | null,
): DocumentKind | null {
  const text = latin1(head.subarray(0, ENTRY_NAMES_WITHIN));
  // Local file header; a package without entries begins with its end (APPNOTE 4.3.7, 4.3.16).
  if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
    return packageKind(text, name ?? "", type ?? "");
  }
  // Compound File Binary, [MS-CFB] 2.2.
  if (text.startsWith("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) return "ole";
  return text.slice(0, PDF_HEADER_WITHIN).includes("%PDF-") ? "pdf" : null;
}

function packageKind(text: string, name: string, type: string): DocumentKind {
  const mark = PACKAGE_MARKS.find(([sign]) => text.includes(sign));
  if (mark !== undefined) return mark[1];
  return HINTS.find(([pattern]) => pattern.test(name) || pattern.test(type))?.[1] ?? "zip";
}
