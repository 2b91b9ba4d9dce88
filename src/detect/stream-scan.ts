// What scans a text that arrives in pieces, and several of them as one. For every way of cutting the
// same text the findings are the same, and everything before `decided` can be let go: no match that
// begins there can still appear or change.
import type { Finding } from "../domain/finding.ts";

/** A scan in progress. Offsets are UTF-16 units from the start of the whole text. */
export interface StreamScan {
  /** Adds text. Returns findings that are now certain, in order of their start. */
  push(text: string): readonly Finding[];
  /** Ends the text, after a last piece: what was waiting for more is decided now. */
  end(text?: string): readonly Finding[];
  /** Everything before this offset is decided. */
  readonly decided: number;
  /** Length of the text so far. */
  readonly length: number;
}

/** What can scan streams: a set of text rules, a pattern or a list of words of a policy. */
export interface StreamScanner {
  /** Starts the scan of one text; `path` is told in its findings. */
  open(path: string): StreamScan;
  /** Whether anything may be found in a whole text: one quick pass that lets most texts go. */
  readonly gate: { test(text: string): boolean };
  /** The most that a scan holds back, in UTF-16 units, beyond one for a right neighbour. */
  readonly longest: number;
}

/** Starts a scan with all of several scanners: text is decided once all of them have decided it. */
export function createStreamScan(scanners: readonly StreamScanner[], path: string): StreamScan {
  const [first, ...others] = scanners.map((scanner) => scanner.open(path));
  if (first === undefined) return createInstantScan(() => NONE);
  if (others.length === 0) return first;
  const scans = [first, ...others];

  function collect(each: (scan: StreamScan) => readonly Finding[]): readonly Finding[] {
    const found = scans.map(each).filter((findings) => findings.length > 0);
    return found.length < 2 ? (found[0] ?? NONE) : found.flat().toSorted(byPlace);
  }

  return {
    push: (text) => collect((scan) => scan.push(text)),
    end: (text = "") => collect((scan) => scan.end(text)),
    get decided() {
      return scans.reduce((least, scan) => Math.min(least, scan.decided), first.length);
    },
    get length() {
      return first.length;
    },
  };
}

const NONE: readonly Finding[] = [];

/**
 * Starts a scan for which nothing waits: everything is decided as it comes. `findAt` is told the
 * length of the text so far, once for each piece.
 */
export function createInstantScan(findAt: (length: number) => readonly Finding[]): StreamScan {
  let length = 0;
  function take(text: string): readonly Finding[] {
    length += text.length;
    return findAt(length);
  }
  return {
    push: take,
    end: (text = "") => take(text),
    get decided() {
      return length;
    },
    get length() {
      return length;
    },
  };
}

/** How much of a whole text is scanned at a time: what a hostile one costs in memory is bounded. */
const PIECE_CHARS = 1 << 16;

/**
 * Scans a whole text: the same findings as any stream of its pieces. It stops once there are more
 * than `findingsMax`, and then gives more than so many.
 */
export function scanWhole(
  scanners: readonly StreamScanner[],
  text: string,
  path: string,
  findingsMax = Infinity,
): readonly Finding[] {
  const asked = scanners.filter(({ gate }) => gate.test(text));
  if (asked.length === 0) return NONE;
  const scan = createStreamScan(asked, path);
  if (text.length <= PIECE_CHARS) return scan.end(text);
  const findings: Finding[] = [];
  for (let at = 0; at < text.length; at += PIECE_CHARS) {
    findings.push(...scan.push(text.slice(at, at + PIECE_CHARS)));
    if (findings.length > findingsMax) return findings;
  }
  return [...findings, ...scan.end()];
}

/** Orders findings by their start, wider ones first. */
export function byPlace(a: Finding, b: Finding): number {
  if (a.start !== b.start) return a.start - b.start;
  if (a.end !== b.end) return b.end - a.end;
  return a.detector < b.detector ? -1 : 1;
}
