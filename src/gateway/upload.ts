// An upload on its way through inspection to the upstream. Its beginning is judged before the
// upstream is called; after that, each piece before it is sent. When it is stopped, the call is
// aborted first: an upstream must never take what it got for the whole.
import type { Result } from "../domain/result.ts";
import { drain } from "./body.ts";
import {
  copyRest,
  CUT_OFF,
  openPipe,
  readHead,
  type ConduitEnd,
  type HeldHead,
} from "./conduit.ts";
import type { FileStop } from "../inspection/file-judge.ts";
import type { ByteInspection } from "../inspection/inspect-file.ts";
import { REFUSALS, type Refusal } from "../inspection/refusal.ts";
import type { UpstreamAnswer } from "./upstream.ts";

/** What is uploaded. */
export interface UploadBody {
  readonly body: ReadableStream<Uint8Array> | null;
  readonly inspection: ByteInspection;
  /** Its length where that is known and nothing in it can be rewritten; else null. */
  readonly length: number | null;
}

/** How a call is made. */
export interface UploadCall {
  call(body: ReadableStream<Uint8Array>): Promise<Result<UpstreamAnswer, Refusal>>;
  /** Aborts the call. */
  readonly abort: AbortController;
  waitUntil(promise: Promise<unknown>): void;
}

/** How an upload went. */
export type Sent =
  | { readonly ended: "answered"; readonly answer: Result<UpstreamAnswer, Refusal> }
  /** Nothing of an answer may be used. Without a stop, its client has left, or we have failed. */
  | { readonly ended: "stopped"; readonly stop: FileStop | null };

/** An upload. */
export interface Upload {
  /** The beginning, inspected; null if the client leaves before it is there. */
  readHead(): Promise<HeldHead | null>;
  /** Sends the beginning and the rest. */
  send(call: UploadCall): Promise<Sent>;
  /** Reads what is left, up to a bound: a client that is still sending reads no answer. */
  drain(): Promise<void>;
  readonly hasUninspected: boolean;
}

/** Opens an upload; nothing is read yet. */
export function openUpload({ body, inspection, length }: UploadBody): Upload {
  const stream = body ?? new Response(new Uint8Array()).body;
  if (stream === null) throw new Error("invariant: a response with a body has one");
  const reader = stream.getReader({ mode: "byob" });
  const source = { reader, inspection };
  let held: Uint8Array = new Uint8Array();

  async function send(context: UploadCall): Promise<Sent> {
    const pipe = openPipe(length);
    const writer = pipe.writable.getWriter();
    // Where the upstream has answered, nobody reads what is still written: a write would never end.
    const dropping = Promise.withResolvers<never>();
    dropping.promise.catch(() => undefined);
    const sink = {
      write: (bytes: Uint8Array) => Promise.race([writer.write(bytes), dropping.promise]),
      close: () => Promise.race([writer.close(), dropping.promise]),
    };
    const copying = copyRest(source, held, sink);
    held = new Uint8Array();
    const answering = context.call(pipe.readable);
    const early = await Promise.race([answering, copying]);
    if (typeof early !== "string" && isFinal(early)) {
      // The upstream has made up its mind without the rest; the client must get rid of it all the same.
      dropping.reject(CUT_OFF);
      context.waitUntil(copying.then(drainQuietly));
      return { ended: "answered", answer: early };
    }
    const end = await copying;
    if (end === "complete") return { ended: "answered", answer: await answering };
    if (end === "sink_gone") {
      // It answers or it fails: in either case it wants no more.
      const answer = await answering;
      await drainQuietly();
      return { ended: "answered", answer };
    }
    return stop(end);

    /** Aborts before anything else, and makes sure that no answer is left hanging. */
    async function stop(why: ConduitEnd): Promise<Sent> {
      context.abort.abort();
      await writer.abort(CUT_OFF).catch(() => undefined);
      const answer = await answering;
      if (answer.ok) await answer.value.response.body?.cancel().catch(() => undefined);
      if (why !== "source_gone") await drainQuietly();
      return { ended: "stopped", stop: why === "failed" ? FAILED : inspection.stop };
    }
  }

  async function drainQuietly(): Promise<void> {
    // A client that leaves now leaves nothing to be read.
    await drain(reader).catch(() => undefined);
  }

  return {
    async readHead() {
      try {
        const head = await readHead(source);
        held = head.bytes;
        return head;
      } catch {
        // The client has left, or its connection broke.
        return null;
      }
    },
    send,
    drain: drainQuietly,
    get hasUninspected() {
      return inspection.hasUninspected;
    },
  };
}

const FAILED: FileStop = {
  kind: "refused",
  refusal: REFUSALS.inspectionFailed,
  outcome: "gateway_error",
};

/** Whether an answer that came before the whole body can stand: a refusal can, a success waits. */
function isFinal(answer: Result<UpstreamAnswer, Refusal>): boolean {
  return !answer.ok || answer.value.response.status >= 400;
}
