// The words of this room: what a document is, and what reading one can come to.
import type { Result } from "../domain/result.ts";

/**
 * A format that text can be read out of. `zip` is a package that its first bytes do not tell
 * further; `ole` is the container of encrypted Office files and of those before 2007.
 */
export type DocumentKind = "pdf" | "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "zip" | "ole";

/** The text of one place of a document: a part of a package, a page. */
export interface DocumentText {
  /** For example `word/document.xml` or `page 3`. Never a name that the document chose. */
  readonly path: string;
  readonly text: string;
}

/**
 * Why a document gave no text.
 *
 * - `unreadable`: damaged, of a format that we do not read, or made to be read in two ways.
 * - `encrypted`: it has a password, even an empty one.
 * - `too-large`: it is, or becomes when unpacked, more than `LIMITS` allow.
 */
export type DocumentFailure = "unreadable" | "encrypted" | "too-large";

/** What reading a document came to. */
export type DocumentReading = Result<readonly DocumentText[], DocumentFailure>;
