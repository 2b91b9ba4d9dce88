// Text out of Office packages: OOXML (ECMA-376) and OpenDocument. Every part that is XML is read,
// whatever its name: which part is the document is told in places that can lie. Pictures, fonts
// and embedded files are not.
import { LIMITS } from "../domain/limits.ts";
import { err, ok } from "../domain/result.ts";
import type { DocumentReading, DocumentText } from "./document.ts";
import { unpackEntry, zipEntries } from "./zip.ts";
import { decodeXml, looksLikeMarkup, xmlText } from "./xml-text.ts";

/** What makes an archive a document: the first for OOXML, the second for OpenDocument. */
const PACKAGE_ENTRIES = new Set(["[Content_Types].xml", "content.xml"]);

/** Names of parts as Office programs give them. Others could hold a secret, and are numbered. */
const KNOWN_NAME = new RegExp(
  [
    String.raw`^word/(?:document|(?:header|footer)\d{0,4}|comments|footnotes|endnotes)\.xml$`,
    String.raw`^xl/(?:sharedStrings|workbook|worksheets/sheet\d{1,4}|comments/?\d{0,4})\.xml$`,
    String.raw`^ppt/(?:slides/slide|notesSlides/notesSlide|comments/comment)\d{1,4}\.xml$`,
    String.raw`^docProps/(?:app|core|custom)\.xml$`,
    String.raw`^(?:content|styles|meta)\.xml$`,
  ].join("|"),
);

/** Reads a package; an archive that is not a document is `unreadable`. */
export function readPackage(bytes: Uint8Array): DocumentReading {
  const entries = zipEntries(bytes);
  if (!entries.ok) return entries;
  if (!entries.value.some(({ name }) => PACKAGE_ENTRIES.has(name))) return err("unreadable");
  const texts: DocumentText[] = [];
  let bytesLeft: number = LIMITS.documentInflatedBytesMax;
  let charsLeft: number = LIMITS.documentCharsMax;
  for (const [index, entry] of entries.value.entries()) {
    const room = Math.min(bytesLeft, LIMITS.documentEntryBytesMax);
    const unpacked = unpackEntry(entry, room, looksLikeMarkup);
    if (!unpacked.ok) return unpacked;
    const { bytes: part, size } = unpacked.value;
    bytesLeft -= size;
    if (part === null) continue;
    const markup = decodeXml(part);
    const text = markup === null ? null : xmlText(markup);
    if (text === null) return err("unreadable");
    charsLeft -= text.length;
    if (charsLeft < 0) return err("too-large");
    const path = KNOWN_NAME.test(entry.name) ? entry.name : `part ${index + 1}`;
    if (text !== "") texts.push({ path, text });
  }
  return ok(texts);
}
