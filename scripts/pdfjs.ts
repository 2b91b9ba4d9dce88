// Writes `src/pdfjs.mjs`: the build of pdf.js that unpdf keeps for runtimes without a DOM, with two
// changes that its interface does not offer. Wrangler runs this before it bundles (`wrangler.toml`),
// Vitest when it starts.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LIMITS } from "../src/domain/limits.ts";

const TARGET = join(import.meta.dirname, "../src/pdfjs.mjs");

interface Change {
  readonly why: string;
  readonly from: string;
  readonly to: string;
}

const CHANGES: readonly Change[] = [
  {
    why: "text outside of the page's box is skipped, which is where injections hide",
    from: "sink:a,viewBox:this.view",
    to: "sink:a,viewBox:[-1e9,-1e9,1e9,1e9]",
  },
  {
    why: "a stream decodes without bound",
    from: "ensureBuffer(e){const n=this.buffer;",
    to: `ensureBuffer(e){if(e>${LIMITS.pdfStreamBytesMax})throw new Error("The stream is too large.");const n=this.buffer;`,
  },
];

/**
 * Writes the module where it is not there as it should be. Throws if a change does not fit exactly
 * once, which a new version of unpdf can bring about.
 */
export function writePdfjs(): void {
  const source = readFileSync(fileURLToPath(import.meta.resolve("unpdf/pdfjs")), "utf8");
  const changed = CHANGES.reduce((text, { why, from, to }) => {
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`pdf.js has changed; no longer mended: ${why}`);
    return parts.join(to);
  }, source);
  // Whoever watches the folder is not woken for nothing.
  if (existsSync(TARGET) && readFileSync(TARGET, "utf8") === changed) return;
  writeFileSync(TARGET, changed);
}

if (import.meta.main) writePdfjs();
