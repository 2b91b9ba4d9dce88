// Text out of a document, whatever its kind. It says what a document says, hidden text included;
// what that means is for others.
import { LIMITS } from "../domain/limits.ts";
import { err } from "../domain/result.ts";
import type { DocumentKind, DocumentReading } from "./document.ts";
import { readPackage } from "./package.ts";
import { readPdf } from "./pdf.ts";

/**
 * The texts of a document, at most `LIMITS.documentCharsMax` characters of them; a document with
 * more is `too-large`, never read in part. Any bytes may come: it does not reject.
 */
export async function readDocument(
  kind: DocumentKind,
  bytes: Uint8Array,
): Promise<DocumentReading> {
  if (bytes.length > LIMITS.documentBytesMax) return err("too-large");
  switch (kind) {
    case "pdf":
      return readPdf(bytes);
    case "docx":
    case "xlsx":
    case "pptx":
    case "odt":
    case "ods":
    case "odp":
    case "zip":
      return readPackage(bytes);
    case "ole":
      return err(isEncryptedPackage(bytes) ? "encrypted" : "unreadable");
  }
}

/** Office wraps an encrypted package into a stream of this name ([MS-OFFCRYPTO] 2.3.4.4). */
function isEncryptedPackage(bytes: Uint8Array): boolean {
  const name = new TextEncoder().encode("EncryptedPackage".split("").join("\0"));
  const last = bytes.length - name.length;
  for (let at = bytes.indexOf(E); at >= 0 && at <= last; at = bytes.indexOf(E, at + 1)) {
    if (name.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}

const E = 0x45;
