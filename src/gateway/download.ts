// A file on its way to the client through inspection. A block is an error as long as nothing has
// left; after that the connection is cut, because a clean end would pass a part off as the whole.
import { concat } from "../openai/sse.ts";
import type { Ending } from "../inspection/account.ts";
import {
  copyRest,
  CUT_OFF,
  openPipe,
  readHead,
  toldLength,
  type ConduitEnd,
  type HeldHead,
} from "./conduit.ts";
import type { Delivery } from "./deliver.ts";
import { mayRedact, type FileStop } from "../inspection/file-judge.ts";
import { createFileInspection, type FileInspection } from "../inspection/inspect-file.ts";
import { REFUSALS } from "../inspection/refusal.ts";

/** How a download begins: with all of it, with a stream, or with an error of ours. */
export type Download =
  | { readonly kind: "whole"; readonly bytes: Uint8Array }
  | { readonly kind: "stream"; readonly readable: ReadableStream<Uint8Array> }
  | { readonly kind: "error"; readonly response: Response };

/** Starts to deliver a file. The exchange is settled unless the file is whole. */
export async function download(
  delivery: Delivery,
  body: ReadableStream<Uint8Array>,
): Promise<Download> {
  const { account, policy, response, abort, watch } = delivery;
  const inspection = inspectDownload(delivery);
  const reader = body.getReader({ mode: "byob" });
  const source = { reader, inspection };
  const head = await readHead(source).catch(() => null);
  noteInspection(delivery, inspection);
  if (head === null || inspection.stop !== null) {
    abort.abort();
    return { kind: "error", response: await stopped(delivery, head, inspection.stop) };
  }
  if (head.isWhole) return { kind: "whole", bytes: head.bytes };
  watch.heard();
  const pipe = openPipe(mayRedact(policy, "output") ? null : toldLength(response.headers));
  const writer = pipe.writable.getWriter();
  const sink = {
    write(bytes: Uint8Array) {
      watch.heard();
      return writer.write(bytes);
    },
    close: () => writer.close(),
  };
  const done = copyRest(source, head.bytes, sink).then(async (end) => {
    if (end !== "complete") await writer.abort(CUT_OFF).catch(() => undefined);
    abort.abort();
    noteInspection(delivery, inspection);
    delivery.settle(endingOf(delivery, end, inspection.stop));
  });
  delivery.waitUntil(done);
  account.inspected("response", "inspected");
  return { kind: "stream", readable: pipe.readable };
}

/** The same for bytes that are there already: a text in the place of JSON. */
export async function inspectWholeText(delivery: Delivery, bytes: Uint8Array): Promise<Download> {
  const inspection = inspectDownload(delivery);
  const parts = [inspection.feed(bytes), await inspection.end()];
  noteInspection(delivery, inspection);
  if (inspection.stop !== null) {
    return { kind: "error", response: await stopped(delivery, null, inspection.stop) };
  }
  return { kind: "whole", bytes: concat(parts) };
}

function inspectDownload({ policy, account, response }: Delivery): FileInspection {
  const disposition = response.headers.get("content-disposition") ?? "";
  return createFileInspection({
    policy,
    account,
    direction: "output",
    kind: "output",
    path: "file",
    hasLines: true,
    isFixed: false,
    filename: /filename="?([^";]{1,255})/i.exec(disposition)?.[1] ?? null,
    contentType: response.headers.get("content-type"),
  });
}

function noteInspection({ account }: Delivery, inspection: FileInspection): void {
  account.inspected("response", inspection.hasUninspected ? "uninspected" : "inspected");
}

/** The error in the place of a file that is not delivered. */
async function stopped(
  delivery: Delivery,
  head: HeldHead | null,
  stop: FileStop | null,
): Promise<Response> {
  if (stop?.kind === "blocked") return delivery.block();
  if (stop !== null) return delivery.refuse(stop.refusal, stop.outcome);
  const isGone = head === null && delivery.request.signal.aborted;
  return delivery.refuse(REFUSALS.upstreamBroken, isGone ? "client_gone" : "upstream_error");
}

function endingOf({ request, response }: Delivery, end: ConduitEnd, stop: FileStop | null): Ending {
  const { status } = response;
  switch (end) {
    case "complete":
      return { outcome: "complete", status };
    case "sink_gone":
      return { outcome: "client_gone", status };
    case "source_gone":
      // A client that leaves takes the upstream with it, and either may be noticed first.
      if (request.signal.aborted) return { outcome: "client_gone", status };
      return { outcome: "upstream_error", status, error: REFUSALS.upstreamBroken.code };
    case "failed":
      return { outcome: "gateway_error", status, error: REFUSALS.inspectionFailed.code };
    case "stopped":
      return stop?.kind === "refused"
        ? { outcome: stop.outcome, status, error: stop.refusal.code }
        : { outcome: "blocked", status, error: "policy_violation" };
  }
}
