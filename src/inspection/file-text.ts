// Plain text of any length, in windows. Where a window ends depends on the bytes alone, so however
// they are chunked, the same is found. Credentials and personal data are found across windows;
// phrases are looked for in each window together with the end of the one before.
import { movedFinding, type Finding } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import {
  BY_PATTERNS,
  readsWhole,
  scanFamilies,
  textRules,
  type ScanPlan,
} from "../detect/scan-families.ts";
import { createStreamScan } from "../detect/stream-scan.ts";
import { byStart, type Span } from "../policy/redact.ts";
import { decodeWindow, redactWindow, type DecodedWindow } from "./file-bytes.ts";
import type { FileJudge } from "./file-judge.ts";
import type { Encoding } from "./file-kind.ts";
import { otherReadings } from "./file-readings.ts";
import { planOf } from "./scan-plan.ts";

/** A run of text. */
export interface TextRun {
  /** Takes bytes; those that may leave now are added to `out`. */
  feed(bytes: Uint8Array, out: Uint8Array[]): void;
  end(out: Uint8Array[]): void;
}

/** How a text is to be read. */
export interface TextForm {
  readonly encoding: Encoding;
  /** Tags are stripped for a second reading. */
  readonly isMarkup: boolean;
}

/** A window that has not left yet. */
interface Held extends DecodedWindow {
  readonly bytes: Uint8Array;
  /** Offset of its text in the run. */
  readonly start: number;
  readonly line: number;
}

const WINDOW = LIMITS.fileWindowBytes;
const LF = 0x0a;

/** Starts a run. Memory is two windows and the longest match of a rule. */
export function createTextRun(file: FileJudge, form: TextForm): TextRun {
  const { policy, direction } = file;
  const enforced = policy.enforced[direction];
  const noted = policy.noted[direction];
  const acting = createStreamScan(textRules(planOf(enforced)), file.path);
  const noting = createStreamScan(textRules(planOf(noted)), file.path);
  const phrases = new Set([...enforced.families].filter(readsWhole));
  const allPhrases = new Set([...enforced.families, ...noted.families].filter(readsWhole));
  let isNoting = true;
  let buffer = new Uint8Array(0);
  let filled = 0;
  let chars = 0;
  let overlap = "";
  let held: Held[] = [];
  let spans: Span[] = [];
  /** What phrases the window before held, so that a second reading does not tell them again. */
  let told: ReadonlySet<string> = new Set();

  function feed(bytes: Uint8Array, out: Uint8Array[]): void {
    for (let from = 0; from < bytes.length && file.stop === null;) {
      reserve(bytes.length - from);
      const piece = bytes.subarray(from, from + buffer.length - filled);
      buffer.set(piece, filled);
      filled += piece.length;
      from += piece.length;
      if (filled < WINDOW) return;
      const cut = windowEnd(buffer, form.encoding);
      take(buffer.slice(0, cut), false, out);
      buffer.copyWithin(0, cut, filled);
      filled -= cut;
    }
  }

  /** A short text needs no whole window. */
  function reserve(more: number): void {
    const needed = Math.min(WINDOW, filled + more);
    if (needed <= buffer.length) return;
    const larger = new Uint8Array(Math.min(WINDOW, Math.max(needed, 2 * buffer.length)));
    larger.set(buffer.subarray(0, filled));
    buffer = larger;
  }

  function end(out: Uint8Array[]): void {
    if (file.stop === null) take(buffer.slice(0, filled), true, out);
    filled = 0;
  }

  function take(bytes: Uint8Array, isLast: boolean, out: Uint8Array[]): void {
    const window: Held = {
      ...decodeWindow(bytes, form.encoding),
      bytes,
      start: chars,
      line: file.line,
    };
    const { text } = window;
    held.push(window);
    chars += text.length;
    file.line += countLines(text, text.length);
    judgePhrases(window);
    if (file.stop === null) judgeRules(text, isLast);
    if (file.stop === null) release(out);
  }

  function judgeRules(text: string, isLast: boolean): void {
    isNoting &&= file.takesNotes;
    const found = isLast ? acting.end(text) : acting.push(text);
    const alsoFound = !isNoting ? [] : isLast ? noting.end(text) : noting.push(text);
    const findings = [...found, ...alsoFound];
    if (findings.length === 0) return;
    const placed = createPlacer();
    const places = new Map(findings.map((finding) => [placed(finding), finding] as const));
    const whole = heldText();
    const base = held[0]?.start ?? 0;
    const { decision } = file.judge([...places.keys()], [], (finding) => {
      const { start, end: to } = places.get(finding) ?? finding;
      return whole.slice(start - base, to - base);
    });
    if (decision.redactions.length === 0) return;
    const asked = new Set(decision.redactions.map(keyOf));
    const labels = new Map(decision.redactions.map((span) => [keyOf(span), span.label]));
    const own = [...places].flatMap(([place, { start, end: to }]) =>
      asked.has(keyOf(place)) ? [{ start, end: to, label: labels.get(keyOf(place)) ?? "" }] : [],
    );
    spans = [...spans, ...own].toSorted(byStart);
  }

  /** Tells findings by their own line, with offsets in that line. */
  function createPlacer(): (finding: Finding) => Finding {
    const [first] = held;
    const base = first?.start ?? 0;
    const text = heldText();
    const breaks = lineBreaks(text);
    return (finding) => {
      const at = finding.start - base;
      const before = countBelow(breaks, at);
      const lineStart = before === 0 ? 0 : (breaks[before - 1] ?? 0) + 1;
      const column = file.hasLines ? at - lineStart : at;
      const path = file.place((first?.line ?? 1) + before);
      return movedFinding(finding, { by: column - finding.start, path });
    };
  }

  function heldText(): string {
    return held.map(({ text }) => text).join("");
  }

  /** Looks for phrases in a window and the end of the one before. */
  function judgePhrases(window: Held): void {
    const plan: ScanPlan = {
      families: file.takesNotes ? allPhrases : phrases,
      content: null,
      distrusted: policy.scans[direction].distrusted,
    };
    if (plan.families.size === 0) return;
    const text = overlap + window.text;
    const { path, kind } = file;
    const isFirst = overlap === "";
    const scanned = scanFamilies({ text, kind, direction, path }, plan);
    const sliced = ({ start, end: to }: Finding) => text.slice(start, to);
    const firstLine = window.line - countLines(overlap, overlap.length);
    const before = overlap.length;
    const fresh = scanned.findings.filter(
      (finding) => finding.end > before && (isFirst || isSureEnough(finding)),
    );
    const findings = new Map(
      fresh.map((finding) => {
        const line = firstLine + countLines(text, finding.start);
        const at = file.hasLines ? text.lastIndexOf("\n", finding.start - 1) + 1 : 0;
        const moved = movedFinding(finding, { by: -at, path: file.place(line) });
        return [moved, sliced(finding)] as const;
      }),
    );
    const now = new Set(scanned.findings.map((finding) => toldKey(finding, sliced(finding))));
    for (const reading of otherReadings(window, text, form.isMarkup)) {
      const again = scanFamilies({ text: reading, kind, direction, path }, plan, BY_PATTERNS);
      for (const finding of again.findings) {
        const matched = reading.slice(finding.start, finding.end);
        const key = toldKey(finding, matched);
        if (now.has(key) || told.has(key)) continue;
        now.add(key);
        findings.set({ ...finding, path: file.place(window.line) }, matched);
      }
    }
    told = now;
    overlap = text.slice(-LIMITS.fileOverlapChars);
    if (findings.size === 0 && scanned.failed.length === 0) return;
    file.judge([...findings.keys()], scanned.failed, (finding) => findings.get(finding) ?? "");
  }

  function release(out: Uint8Array[]): void {
    const count = held.findIndex((window) => window.start + window.text.length > acting.decided);
    const leaving = held.splice(0, count < 0 ? held.length : count);
    for (const window of leaving) {
      const isClean = !spans.some(({ start }) => start < window.start + window.text.length);
      out.push(isClean ? window.bytes : redactWindow(window.bytes, window, window.start, spans));
    }
    const released = leaving.at(-1);
    if (released === undefined || spans.length === 0) return;
    spans = spans.filter((span) => span.end > released.start + released.text.length);
  }

  return { feed, end };
}

function toldKey(finding: Finding, matched: string): string {
  return `${finding.detector} ${matched.toLowerCase().replaceAll(/\s+/g, " ")}`;
}

function keyOf({ path, start, end }: { path: string; start: number; end: number }): string {
  return `${start} ${end} ${path}`;
}

/** Where the line feeds of a text stand. */
function lineBreaks(text: string): readonly number[] {
  const breaks: number[] = [];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) breaks.push(at);
  return breaks;
}

/** How many of sorted numbers are below one. */
function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Line feeds before an offset. */
function countLines(text: string, before: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < before; at = text.indexOf("\n", at + 1)) {
    count += 1;
  }
  return count;
}

/** Where a full window ends: after a line if one ends in its second half, else after a character. */
function windowEnd(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding !== "utf-8") {
    // Not between the halves of a pair.
    const high = bytes[encoding === "utf-16le" ? WINDOW - 1 : WINDOW - 2] ?? 0;
    return (high & 0xfc) === 0xd8 ? WINDOW - 2 : WINDOW;
  }
  const line = bytes.lastIndexOf(LF);
  if (line >= WINDOW / 2) return line + 1;
  let end = WINDOW;
  // Back to the first byte of the last character; more continuations than three are not UTF-8.
  while (end > WINDOW - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  return ((bytes[end - 1] ?? 0) & 0xc0) === 0xc0 ? end - 1 : WINDOW;
}

/** Whether a finding in a window after the first counts. */
function isSureEnough({ layer, confidence }: Finding): boolean {
  return layer !== "classifier" || confidence >= LIMITS.fileLaterConfidence;
}
