// Text out of a PDF by pdf.js: what its pages say, invisible text and text beside the page included,
// and what is written in its annotations and form fields. Text in pictures is not read.
import { LIMITS } from "../domain/limits.ts";
import { err, ok } from "../domain/result.ts";
import { loadPdfjs } from "../pdfjs.ts";
import type { DocumentReading, DocumentText } from "./document.ts";
import { measurePdf } from "./pdf-bounds.ts";

/** Reads a PDF, page by page. */
export async function readPdf(bytes: Uint8Array): Promise<DocumentReading> {
  const measured = measurePdf(bytes);
  if (!measured.ok) return measured;
  try {
    const pdfjs = await loadPdfjs();
    const task = pdfjs.getDocument({
      // A copy: it takes the bytes away from whoever hands them over.
      data: new Uint8Array(bytes),
      // Without these it would compile code, add fonts to a page, or fetch them.
      isEvalSupported: false,
      disableFontFace: true,
      useSystemFonts: true,
      verbosity: pdfjs.VerbosityLevel.ERRORS,
    });
    try {
      return await readPages(await task.promise);
    } finally {
      await task.destroy();
    }
  } catch (error) {
    // pdf.js throws on what it cannot read. An error of ours would be no reason to stop either.
    const { name } = error as { readonly name?: unknown };
    return err(name === "PasswordException" ? "encrypted" : "unreadable");
  }
}

type Pdf = import("unpdf/pdfjs").PDFDocumentProxy;
type Page = import("unpdf/pdfjs").PDFPageProxy;

async function readPages(pdf: Pdf): Promise<DocumentReading> {
  if (pdf.numPages > LIMITS.documentPagesMax) return err("too-large");
  const texts: DocumentText[] = [];
  let charsLeft: number = LIMITS.documentCharsMax;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const shown = await shownText(page, charsLeft);
    if (shown === null) return err("too-large");
    const text = `${shown}\n${annotationText(await page.getAnnotations())}`.trim();
    charsLeft -= text.length;
    if (charsLeft < 0) return err("too-large");
    if (text !== "") texts.push({ path: `page ${number}`, text });
    page.cleanup();
  }
  return ok(texts);
}

/** A piece of text as pdf.js gives it; marks of structure have no `str`. */
interface TextItem {
  readonly str?: string;
  readonly hasEOL?: boolean;
}

/** The text that a page shows; null if it is longer than `charsMax`: a form may be drawn for ever. */
async function shownText(page: Page, charsMax: number): Promise<string | null> {
  const stream = page.streamTextContent() as ReadableStream<{ readonly items: TextItem[] }>;
  const reader = stream.getReader();
  const parts: string[] = [];
  let chars = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts.join("");
    for (const { str, hasEOL } of value.items) {
      if (str === undefined) continue;
      chars += str.length + 1;
      parts.push(hasEOL ? `${str}\n` : str);
    }
    if (chars > charsMax) {
      await reader.cancel(new Error("too large"));
      return null;
    }
  }
}

/** What annotations and form fields say, a line each. */
function annotationText(annotations: readonly unknown[]): string {
  const lines: string[] = [];
  for (const annotation of annotations) {
    const { contentsObj, titleObj, fieldValue, alternativeText, url } = annotation as Readonly<
      Record<string, unknown>
    >;
    for (const value of [contentsObj, titleObj]) {
      const { str } = (value ?? {}) as { readonly str?: unknown };
      if (typeof str === "string") lines.push(str);
    }
    const values: readonly unknown[] = Array.isArray(fieldValue) ? fieldValue : [fieldValue];
    for (const value of [...values, alternativeText, url]) {
      if (typeof value === "string") lines.push(value);
    }
  }
  return lines.join("\n");
}
