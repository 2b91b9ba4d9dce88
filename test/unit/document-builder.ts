// Documents made at run time: packages by fflate, PDFs by hand. As small as programs accept them.
import { strToU8, zipSync, zlibSync } from "fflate";

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';

/** A package of the given parts; texts are UTF-8. */
export function packageOf(parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries = Object.entries(parts).map(([name, part]) => [
    name,
    typeof part === "string" ? strToU8(part) : part,
  ]);
  return zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>);
}

/** An OOXML package: the list of types and the given parts. */
export function ooxml(parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  return packageOf({ "[Content_Types].xml": TYPES, ...parts });
}

/** A DOCX with one paragraph a line; a line is one run or several. */
export function docx(...lines: readonly (string | readonly string[])[]): Uint8Array {
  const paragraphs = lines.map((line) => {
    const runs = [line].flat().map((run) => `<w:r><w:t xml:space="preserve">${run}</w:t></w:r>`);
    return `<w:p>${runs.join("\n  ")}</w:p>`;
  });
  const body = `<w:document ${W}><w:body>${paragraphs.join("\n")}</w:body></w:document>`;
  return ooxml({ "word/document.xml": `<?xml version="1.0" encoding="UTF-8"?>${body}` });
}

/** How a PDF differs from a plain one. */
export interface PdfOptions {
  /** Deflates the pages. */
  readonly deflated?: boolean;
  /** Members added to the dictionary of each page's content. */
  readonly contentMembers?: string;
  /** Members added to the trailer. */
  readonly trailerMembers?: string;
  /** The bytes of every page's content, in the place of its text. */
  readonly content?: Uint8Array;
  /** What an annotation of the first page says. */
  readonly note?: string;
}

/** A PDF with one line of text a page. */
export function pdf(pages: readonly string[], options: PdfOptions = {}): Uint8Array {
  const objects: Uint8Array[] = [];
  const add = (object: string | Uint8Array) => objects.push(bytesOf(object));
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(" ");
  const note = 4 + pages.length * 2;
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  for (const [index, text] of pages.entries()) {
    const annotations = options.note !== undefined && index === 0 ? `/Annots [${note} 0 R]` : "";
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + index * 2} 0 R ${annotations} /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    const plain = options.content ?? strToU8(`BT /F1 12 Tf 72 720 Td (${text}) Tj ET`, true);
    const data = options.deflated ? zlibSync(plain) : plain;
    const filter = options.deflated ? "/Filter /FlateDecode" : "";
    add(
      join([
        `<< /Length ${data.length} ${filter} ${options.contentMembers ?? ""} >>\nstream\n`,
        data,
        "\nendstream",
      ]),
    );
  }
  if (options.note !== undefined) {
    add(`<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (${options.note}) >>`);
  }
  return withTable(objects, options.trailerMembers ?? "");
}

function withTable(objects: readonly Uint8Array[], trailer: string): Uint8Array {
  const parts: Uint8Array[] = [bytesOf("%PDF-1.4\n")];
  let at = parts[0]?.length ?? 0;
  const offsets = objects.map((object, index) => {
    const offset = at;
    const part = join([`${index + 1} 0 obj\n`, object, "\nendobj\n"]);
    parts.push(part);
    at += part.length;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  parts.push(
    bytesOf(
      `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join("")}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF`,
    ),
  );
  return join(parts);
}

function join(parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map(bytesOf));
}

function bytesOf(part: string | Uint8Array): Uint8Array {
  return typeof part === "string" ? strToU8(part, true) : part;
}
