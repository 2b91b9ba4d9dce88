// One file while it streams, in either direction. Pure: bytes in, bytes out. It decides what kind of
// file this is and hands it to who can read that; what nobody can read is the policy's choice.
import { LIMITS } from "../domain/limits.ts";
import { readDocument } from "../documents/read-document.ts";
import { concat } from "../openai/sse.ts";
import { openFile, type FileContext, type FileStop } from "./file-judge.ts";
import { fileKind, type FileHints, type FileKind, type TextKind } from "./file-kind.ts";
import { createRecords } from "./file-records.ts";
import { createTextRun, type TextRun } from "./file-text.ts";
import { blockInstead, inspectTexts } from "./inspect.ts";
import { REFUSALS } from "./refusal.ts";

/** What a file's inspection works for. */
export interface InspectedFile extends FileContext, FileHints {
  /** Asked before it passes unread; where it says no, the account knows which rule does not let it. */
  mayPassUnread?(): boolean;
}

/** Bytes being inspected on their way. */
export interface ByteInspection {
  /** Takes bytes, returns those that may leave now. */
  feed(chunk: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** No more will come: what is left leaves, or `stop` says why it does not. */
  end(): Promise<Uint8Array>;
  /** Nothing more may leave. Null while it goes on. */
  readonly stop: FileStop | null;
  /** Whether something passed that no detector read. */
  readonly hasUninspected: boolean;
}

/** A file being inspected. */
export interface FileInspection extends ByteInspection {
  feed(chunk: Uint8Array): Uint8Array;
}

/** Starts the inspection of one file. */
export function createFileInspection(context: InspectedFile): FileInspection {
  const file = openFile(context);
  /** The first bytes, until the kind is known; a document, until it is whole. */
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let reader: TextRun | null = null;
  let document: Document | null = null;
  let hasUninspected = false;

  function feed(chunk: Uint8Array): Uint8Array {
    if (file.stop !== null || chunk.length === 0) return EMPTY;
    if (reader !== null) return read(reader, chunk);
    if (hasUninspected) return chunk.slice();
    gathered.push(chunk.slice());
    gatheredBytes += chunk.length;
    if (document !== null) {
      return gatheredBytes > LIMITS.documentBytesMax ? passUnread(document) : EMPTY;
    }
    return gatheredBytes < LIMITS.fileHeadBytesMax ? EMPTY : begin(false);
  }

  async function end(): Promise<Uint8Array> {
    if (file.stop !== null) return EMPTY;
    const parts: Uint8Array[] = [];
    if (reader === null && document === null && !hasUninspected) parts.push(begin(true));
    if (document !== null) parts.push(await readWhole(document));
    if (reader !== null && file.stop === null) reader.end(parts);
    return file.stop === null ? concat(parts) : EMPTY;
  }

  function read(by: TextRun, bytes: Uint8Array): Uint8Array {
    const out: Uint8Array[] = [];
    by.feed(bytes, out);
    return out.length === 1 ? (out[0] ?? EMPTY) : concat(out);
  }

  /** Decides the kind by the same bytes, however they came. */
  function begin(isWhole: boolean): Uint8Array {
    const bytes = concat(gathered);
    const isShort = isWhole && bytes.length <= LIMITS.fileHeadBytesMax;
    const kind = fileKind(bytes.subarray(0, LIMITS.fileHeadBytesMax), context, isShort);
    switch (kind.kind) {
      case "opaque":
        return passUnread(null);
      case "document":
        document = kind;
        return bytes.length > LIMITS.documentBytesMax ? passUnread(kind) : EMPTY;
      case "records":
      case "json":
      case "text":
        return readAs(kind);
    }
  }

  /** Reads what has come, and all that will, as text. */
  function readAs(kind: TextKind): Uint8Array {
    const bytes = concat(gathered);
    gathered = [];
    reader =
      kind.kind === "text"
        ? createTextRun(file, kind)
        : createRecords(file, kind.kind === "json" ? "whole" : "lines");
    return read(reader, bytes);
  }

  /** What no detector reads passes as it is, unless the policy does not let it. */
  function passUnread(unread: Document | null): Uint8Array {
    document = null;
    // A text may begin like a document: then its words are all that it says.
    if (unread?.text && !unread.isSure) return readAs(unread.text);
    if (context.policy.forbidsUninspected) {
      gathered = [];
      const refusal = {
        ...REFUSALS.uninspectedFile,
        message: `${named(context.filename)} cannot be inspected, and the policy does not let it pass.`,
        param: context.path,
      };
      file.halt({ kind: "refused", refusal, outcome: "refused" });
      return EMPTY;
    }
    if (context.mayPassUnread?.() === false) {
      gathered = [];
      file.halt({ kind: "blocked" });
      return EMPTY;
    }
    hasUninspected = true;
    if (unread?.text) return readAs(unread.text);
    const bytes = concat(gathered);
    gathered = [];
    return bytes;
  }

  async function readWhole(whole: Document): Promise<Uint8Array> {
    const bytes = concat(gathered);
    const texts = await readDocument(whole.format, bytes);
    if (!texts.ok) return passUnread(whole);
    const { kind, direction, policy, account } = context;
    const segments = texts.value.map(({ path, text }) => ({
      text,
      kind,
      direction,
      path: `${context.path}[${path}]`,
    }));
    const verdict = inspectTexts(policy, account, segments);
    // A document is not rewritten: what must not pass, blocks.
    const isStuck = verdict.decision.redactions.length > 0;
    file.accept(isStuck ? blockInstead(account, verdict) : verdict);
    gathered = [];
    return file.stop === null ? bytes : EMPTY;
  }

  return {
    feed,
    end,
    get stop() {
      return file.stop;
    },
    get hasUninspected() {
      return hasUninspected;
    },
  };
}

type Document = Extract<FileKind, { readonly kind: "document" }>;

const EMPTY = new Uint8Array();

/** A file as an error names it: enough to know it by, and nothing that breaks a line. */
function named(filename: string | null): string {
  if (filename === null) return "This file";
  return `The file ${JSON.stringify(filename.slice(0, 128))}`;
}
