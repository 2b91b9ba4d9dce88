// An upstream that answers as a test says, chunk by chunk, and remembers what reached it. The first
// segment of a path names the scene, the rest is the API path.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it reached the upstream, and how its answer went. */
export interface Exchange {
  readonly method: string;
  /** Path and query after the scene's own segment. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** What has come of the body. */
  readonly body: Buffer;
  /** Whether the body came whole. */
  readonly isComplete: boolean;
  /** Whether the request broke off before its body was whole. */
  readonly isBroken: boolean;
  /** Whether the other side closed before the answer was finished. */
  readonly isCancelled: boolean;
  /** Bytes of the answer that have left this process. */
  readonly bytesSent: number;
}

/** A request to be answered. */
export interface Call extends Exchange {
  readonly response: ServerResponse;
  /** Sends status and headers. */
  head(status: number, headers?: Readonly<Record<string, string>>): void;
  /** Sends the head of an event stream. */
  stream(headers?: Readonly<Record<string, string>>): void;
  /** Writes one chunk and waits until the socket has it; false if the other side is gone. */
  write(chunk: string | Uint8Array): Promise<boolean>;
  end(): void;
  /** Cuts the connection. */
  cut(): void;
  /** Sends a whole JSON answer; text goes as it is. */
  json(body: unknown, status?: number, headers?: Readonly<Record<string, string>>): void;
  /** Resolves when the other side has closed before the end of the answer. */
  readonly cancelled: Promise<void>;
}

/** Answers one request, once its body is whole. */
export type Script = (call: Call) => void | Promise<void>;

/** A scripted upstream that listens. */
export interface ScriptedUpstream {
  readonly url: string;
  /** Adds a scene; returns its journal. */
  scene(name: string, script: Script): readonly Exchange[];
  stop(): Promise<void>;
}

/** Starts one on a free port. */
export async function scriptedUpstream(): Promise<ScriptedUpstream> {
  const scenes = new Map<string, { readonly script: Script; readonly seen: Exchange[] }>();
  const server = createServer((request, response) => {
    const [, name = "", rest = ""] = /^\/([^/?]+)(.*)$/.exec(request.url ?? "") ?? [];
    const scene = scenes.get(name);
    if (scene === undefined) {
      response.writeHead(404).end("no such scene");
      return;
    }
    const chunks: Buffer[] = [];
    const gone = Promise.withResolvers<void>();
    const state = { isComplete: false, isBroken: false, isCancelled: false, bytesSent: 0 };
    const call: Call = {
      method: request.method ?? "",
      url: rest.replace(/^\/v1/, ""),
      headers: request.headers,
      get body() {
        return Buffer.concat(chunks);
      },
      get isComplete() {
        return state.isComplete;
      },
      get isBroken() {
        return state.isBroken;
      },
      get isCancelled() {
        return state.isCancelled;
      },
      get bytesSent() {
        return state.bytesSent;
      },
      response,
      head: (status, headers = {}) => {
        response.writeHead(status, headers);
        response.flushHeaders();
      },
      stream: (headers = {}) =>
        call.head(200, { "content-type": "text/event-stream; charset=utf-8", ...headers }),
      write: (chunk) =>
        new Promise((resolve) => {
          if (response.destroyed || state.isCancelled) {
            resolve(false);
            return;
          }
          const size = typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk.length;
          void gone.promise.then(() => resolve(false));
          response.write(chunk, (error) => {
            if (!error) state.bytesSent += size;
            resolve(!error);
          });
        }),
      end: () => void response.end(),
      cut: () => void response.destroy(),
      json: (body, status = 200, headers = {}) => {
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      },
      cancelled: gone.promise,
    };
    scene.seen.push(call);
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {
      state.isBroken = true;
    });
    request.on("end", () => {
      state.isComplete = request.complete;
      if (!request.complete) return;
      Promise.resolve(scene.script(call)).catch((error: unknown) => {
        console.error("A script failed:", error);
        response.destroy();
      });
    });
    response.on("error", () => undefined);
    response.on("close", () => {
      if (!request.complete) state.isBroken = true;
      if (response.writableFinished) return;
      state.isCancelled = true;
      gone.resolve();
    });
  });
  // Idle connections are the gateway's to close: a race between the two would fail a test.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    scene(name, script) {
      const seen: Exchange[] = [];
      scenes.set(name, { script, seen });
      return seen;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
