// What a test of WebSockets stands on: an upstream that says what a test scripts, message by
// message, and TLS in front of the gateway, without which the official SDK does not connect.
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { generate } from "selfsigned";
import { WebSocketServer, type WebSocket } from "ws";

/** One connection as it reached the upstream. */
export interface Connection {
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly socket: WebSocket;
  /** Text messages that came, in order. */
  readonly received: readonly string[];
  /** How the other side closed; null while it has not. */
  readonly closed: { readonly code: number; readonly reason: string } | null;
  send(event: unknown): void;
}

/** What a scene does with its connections and its messages. */
export interface SocketScript {
  open?(connection: Connection): void;
  message?(connection: Connection, event: { readonly type?: string }): void;
  /** Answers the handshake with this status and body instead of a socket. */
  readonly refuse?: { readonly status: number; readonly body: string };
  /** Answers plain HTTP requests of the scene. */
  http?(request: IncomingMessage, body: string): unknown;
}

/** A scripted upstream that listens. */
export interface ScriptedSockets {
  /** Adds a scene; its base URL and its journal. */
  scene(
    name: string,
    script: SocketScript,
  ): { readonly baseUrl: string; readonly seen: readonly Connection[] };
  stop(): Promise<void>;
}

/** Starts one on a free port. */
export async function scriptedSockets(): Promise<ScriptedSockets> {
  const scenes = new Map<string, { readonly script: SocketScript; readonly seen: Connection[] }>();
  const sceneOf = (request: IncomingMessage) =>
    scenes.get(/^\/([^/?]+)/.exec(request.url ?? "")?.[1] ?? "");
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = sceneOf(request)?.script.http?.(request, Buffer.concat(chunks).toString());
      response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer ?? null));
    });
  });
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has("realtime") ? "realtime" : false),
  });
  server.on("upgrade", (request, raw, head) => {
    const scene = sceneOf(request);
    const refuse = scene?.script.refuse;
    if (scene === undefined || refuse !== undefined) {
      const { status, body } = refuse ?? { status: 404, body: "" };
      raw.end(
        `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    sockets.handleUpgrade(request, raw, head, (socket) => serve(scene, request, socket));
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    scene(name, script) {
      const seen: Connection[] = [];
      scenes.set(name, { script, seen });
      return { baseUrl: `${url}/${name}/v1`, seen };
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serve(
  { script, seen }: { readonly script: SocketScript; readonly seen: Connection[] },
  request: IncomingMessage,
  socket: WebSocket,
): void {
  const received: string[] = [];
  let closed: Connection["closed"] = null;
  const connection: Connection = {
    url: (request.url ?? "").replace(/^\/[^/]+\/v1/, ""),
    headers: request.headers,
    socket,
    received,
    get closed() {
      return closed;
    },
    send: (event) => socket.send(typeof event === "string" ? event : JSON.stringify(event)),
  };
  seen.push(connection);
  socket.on("error", () => undefined);
  socket.on("close", (code, reason) => {
    closed = { code, reason: reason.toString() };
  });
  socket.on("message", (data: Buffer) => {
    const text = data.toString();
    received.push(text);
    let event: { readonly type?: string } = {};
    try {
      event = JSON.parse(text) as { readonly type?: string };
    } catch {
      // What is not JSON is in the journal, and no script answers it.
    }
    script.message?.(connection, event);
  });
  script.open?.(connection);
}

/** TLS in front of a port, with a certificate made for it. */
export interface TlsFront {
  readonly port: number;
  /** The certificate, for clients that are to trust it. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** Starts one that ends TLS and passes the bytes on. */
export async function tlsFront(port: number): Promise<TlsFront> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    extensions: [
      { name: "basicConstraints", cA: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  const server = createTlsServer({ cert, key }, (outer) => {
    const inner = connect(port, "127.0.0.1");
    outer.pipe(inner).pipe(outer);
    outer.on("error", () => inner.destroy());
    inner.on("error", () => outer.destroy());
    outer.on("close", () => inner.destroy());
    inner.on("close", () => outer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ca: cert,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
