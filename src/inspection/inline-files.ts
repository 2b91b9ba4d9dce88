// The files inside a JSON request: decoded, read, and given to inspection as segments; written
// again where the policy redacts. What cannot be read is recorded, and the policy rules on it.
import { documentKind } from "../documents/document-kind.ts";
import { readDocument } from "../documents/read-document.ts";
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Segment } from "../domain/segment.ts";
import { inlineFiles, type InlineFile } from "../openai/inline-files.ts";
import type { JsonObject, RequestFacts } from "../openai/protocol.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";
import { decodeText } from "./decode-text.ts";
import { headOfInlineData, readInlineData } from "./inline-data.ts";
import { blockInstead, type Verdict } from "./inspect.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";

/** The files of one request, read. */
export interface InlineFiles {
  /** All segments of the request, those of its files among them. */
  readonly segments: readonly Segment[];
  /** How a new text of a file is put into the request, by the file's path. */
  readonly writers: ReadonlyMap<string, (text: string) => string>;
  /** Paths of segments that cannot be rewritten. */
  readonly fixed: ReadonlySet<string>;
  /** Paths of the files that could not be read. */
  readonly unread: ReadonlySet<string>;
  /** The worst that happened: something was malformed, or could not be read. */
  readonly inspection: "inspected" | "uninspected" | "degraded";
}

/** What one file came to. */
interface FileReading {
  readonly segments: readonly Segment[];
  /** Present where the one segment can be rewritten. */
  readonly write?: (text: string) => string;
  readonly inspection: InlineFiles["inspection"];
}

const UNREAD: FileReading = { segments: [], inspection: "uninspected" };

/**
 * Reads the files of a request; null where it has none. Refuses what the policy refuses: malformed
 * data where it fails closed, unreadable files where nothing uninspected may pass.
 */
export async function readInlineFiles(
  policy: AgentPolicy,
  body: JsonObject,
  { segments, hasFiles }: Pick<RequestFacts, "segments" | "hasFiles">,
): Promise<Result<InlineFiles | null, Refusal>> {
  if (!hasFiles) return ok(null);
  const found = inlineFiles(body, LIMITS.inlineFilesMax);
  if (found === null) return err(REFUSALS.tooManyFiles);
  if (found.length === 0) return ok(null);
  const own: Segment[] = [];
  const writers = new Map<string, (text: string) => string>();
  const fixed = new Set<string>();
  const readPaths = new Set<string>();
  const unread = new Set<string>();
  const inspectedPaths = new Set(segments.map(({ path }) => path));
  let documentsLeft: number = LIMITS.inlineDocumentsMax;
  let inspection: InlineFiles["inspection"] = "inspected";
  for (const file of found) {
    const reading = await readFile(file, () => (documentsLeft -= 1) >= 0);
    if (documentsLeft < 0) return err(REFUSALS.tooManyFiles);
    inspection = worseInspection(inspection, reading.inspection);
    const refusal = refusalOf(policy, reading.inspection);
    if (refusal !== null) return err({ ...refusal, param: file.path });
    if (reading.inspection !== "degraded") readPaths.add(file.path);
    if (reading.inspection !== "inspected") unread.add(file.path);
    // Some protocols give the name as a text of their own.
    if (file.name !== null && !inspectedPaths.has(file.name.path)) {
      own.push(segmentAt(file.name.path, file.name.text));
    }
    own.push(...reading.segments);
    if (reading.write !== undefined) writers.set(file.path, reading.write);
    else for (const { path } of reading.segments) fixed.add(path);
  }
  // Where a protocol gave the encoded data as a text, the file itself takes its place.
  const others = segments.filter(({ path }) => !readPaths.has(path));
  return ok({ segments: [...others, ...own], writers, fixed, unread, inspection });
}

function refusalOf(policy: AgentPolicy, how: InlineFiles["inspection"]): Refusal | null {
  switch (how) {
    case "inspected":
      return null;
    case "uninspected":
      return policy.forbidsUninspected ? REFUSALS.uninspectedFile : null;
    case "degraded":
      return policy.failsClosed ? REFUSALS.malformedFile : null;
  }
}

const FROM_MILDEST = ["inspected", "uninspected", "degraded"] as const;

/** The worse of two ways in which parts of a request were inspected. */
export function worseInspection(
  a: InlineFiles["inspection"],
  b: InlineFiles["inspection"],
): InlineFiles["inspection"] {
  return FROM_MILDEST.indexOf(a) >= FROM_MILDEST.indexOf(b) ? a : b;
}

/** Media types whose data are decoded only where they begin like something else. */
const MEDIA = /^(?:image|audio|video)\//;

/** Reads one file. `mayUnpack` is asked before a document is read. */
async function readFile(file: InlineFile, mayUnpack: () => boolean): Promise<FileReading> {
  if (file.isMedia) return UNREAD;
  const told = /^\s*data:\s*([^;,]{1,128})/i.exec(file.data.slice(0, 256))?.[1] ?? null;
  const head = headOfInlineData(file.data);
  const kind = documentKind(head, file.name?.text ?? null, told);
  const isMedia = told !== null && MEDIA.test(told.toLowerCase());
  if (isMedia && kind === null && decodeText(head) === null) return UNREAD;
  const data = readInlineData(file.data);
  if (!data.ok) return { segments: [], inspection: "degraded" };
  const { bytes, rewritten } = data.value;
  if (kind !== null) {
    if (!mayUnpack()) return UNREAD;
    const read = await readDocument(kind, bytes);
    if (read.ok) {
      const segments = read.value.map(({ path, text }) => segmentAt(`${file.path}#${path}`, text));
      return { segments, inspection: "inspected" };
    }
  }
  const text = decodeText(bytes);
  if (text === null) return UNREAD;
  return {
    segments: text.text === "" ? [] : [segmentAt(file.path, text.text)],
    ...(text.isUtf8 && { write: (other) => rewritten(new TextEncoder().encode(other)) }),
    // A document that could not be read may say more than its bytes do as text.
    inspection: kind === null ? "inspected" : "uninspected",
  };
}

function segmentAt(path: string, text: string): Segment {
  return { text, kind: "document", direction: "input", path };
}

/** A document cannot be written anew: what was to be redacted in it, blocks. */
export function blockFixedFiles(files: InlineFiles, account: Account, verdict: Verdict): Verdict {
  const isStuck = verdict.decision.redactions.some(({ path }) => files.fixed.has(path));
  return isStuck ? blockInstead(account, verdict) : verdict;
}

/** New values for the request: the texts of files in the form in which the files came. */
export function rewriteFiles(
  files: InlineFiles,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    [...texts].map(([path, text]) => [path, files.writers.get(path)?.(text) ?? text] as const),
  );
}
