// The PDF library, 500 KB gzipped, as a module of its own: evaluated when a first PDF comes, not
// when an isolate starts. `pdfjs.mjs` is written by `scripts/pdfjs.ts`. Wrangler uploads it beside
// the bundle (`wrangler.toml`) and leaves the specifier below as it is written, so it must be right
// both from this file and from the bundle: this is why both stand here and not in a room.

/** Loads pdf.js. Each caller gets a promise of its own; the module is evaluated once. */
export function loadPdfjs(): Promise<typeof import("./pdfjs.mjs")> {
  return import("./pdfjs.mjs");
}
