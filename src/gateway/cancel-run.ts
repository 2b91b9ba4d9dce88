// A run that policy blocks goes on at the upstream without its client: it works or waits for calls
// that nobody will answer, and its thread takes no new message until it expires (after ten minutes,
// says OpenAI's documentation of runs). So it is cancelled there. Nobody waits for that, and where
// it fails the run expires by itself.
import { parseObject, type JsonObject, type Protocol } from "../openai/protocol.ts";
import type { Surface } from "../openai/surface.ts";
import { callUpstream, type UpstreamCall } from "./upstream.ts";

/** Operations whose answer is one run: made, looked at, changed, or given what it waited for. */
const ONE_RUN = /^\/threads\/(?:runs|[^/]+\/runs(?:\/[^/]+(?:\/submit_tool_outputs)?)?)\/?$/;

/** States in which a run can be cancelled. */
const GOES_ON = new Set<unknown>(["queued", "in_progress", "requires_action"]);

/** Ids as they may stand in a path; what an upstream calls its runs is its own word. */
const ID = /^[\w-]{1,128}$/;

/** Until the cancellation is given up. */
const TIMEOUT_MS = 10_000;

/** Watches the answer to one call for the run that it is about. */
export interface RunWatch {
  /** The surface that the answer is to be read by. */
  readonly surface: Surface;
  /** Cancels the run at the upstream; null where the answer has told none. Never rejects. */
  cancel(): Promise<void> | null;
}

/** Watches the answer to `call`. Answers of other surfaces are left alone. */
export function watchRun(call: UpstreamCall, surface: Surface): RunWatch {
  if (!ONE_RUN.test(call.path)) return { surface, cancel: () => null };
  let path: string | null = null;
  const note = (body: JsonObject | null): void => {
    path ??= body === null ? null : cancelPath(body);
  };
  const { protocol } = surface;
  const watched: Protocol = {
    ...protocol,
    readAnswer(body) {
      note(body);
      return protocol.readAnswer(body);
    },
    createStreamReader() {
      const reader = protocol.createStreamReader();
      return {
        ...reader,
        read(frame) {
          // One of the first events of a stream is its run; after it nothing is parsed twice.
          if (path === null && frame.data?.includes('"thread.run"')) note(parseObject(frame.data));
          return reader.read(frame);
        },
      };
    },
  };
  return {
    surface: { ...surface, protocol: watched },
    // Where it fails, the run expires by itself.
    cancel: () => (path === null ? null : cancelAt(call, path).catch(() => undefined)),
  };
}

/** Where the run of an answer is cancelled; null where there is none that goes on. */
function cancelPath(body: JsonObject): string | null {
  const { id, thread_id: thread, object, status } = body;
  if (object !== "thread.run" || !GOES_ON.has(status)) return null;
  if (typeof id !== "string" || typeof thread !== "string") return null;
  return ID.test(id) && ID.test(thread) ? `/threads/${thread}/runs/${id}/cancel` : null;
}

/** Sends the cancellation to the upstream that has the run, as the same caller. */
async function cancelAt(call: UpstreamCall, path: string): Promise<void> {
  const headers = new Headers(call.request.headers);
  // They are of the request whose answer was blocked.
  for (const name of ["content-type", "idempotency-key"]) headers.delete(name);
  const request = new Request(call.request.url, { method: "POST", headers });
  // Azure needs it in every request; the rest of the query was for the other operation.
  const version = new URLSearchParams(call.query).get("api-version");
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  const answer = await callUpstream({
    ...call,
    request,
    path,
    query: version === null ? "" : `?api-version=${encodeURIComponent(version)}`,
    body: undefined,
    fallback: null,
    abort,
    isLate: () => true,
  });
  // What the upstream says to it changes nothing.
  if (answer.ok) await answer.value.response.body?.cancel();
  clearTimeout(timer);
}
