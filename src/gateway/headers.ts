// Which headers travel on, in both directions.

/** Headers of one connection (RFC 9110 section 7.6.1), and those that the transport writes. */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Headers of the client's way to us, which say nothing to an upstream. */
const OWN_WAY = [
  "host",
  "accept-encoding",
  "content-length",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "cf-ew-via",
  "cf-ipcountry",
  "cf-ray",
  "cf-visitor",
  "cf-worker",
  "cdn-loop",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "true-client-ip",
];

/** The WebSocket handshake of one hop (RFC 6455 section 4.1); its subprotocols travel on. */
const HANDSHAKE = ["key", "version", "extensions", "accept"].map((name) => `sec-websocket-${name}`);

/** Ours, in requests and in replies. */
const OURS = ["key", "agent", "session", "user", "metadata", "request-id", "decision", "rules"].map(
  (name) => `x-edgewarden-${name}`,
);

// Deleted by name from a native copy: going through all headers in JavaScript costs more.
const NOT_FORWARDED = [...HOP_BY_HOP, ...OWN_WAY, ...OURS, ...HANDSHAKE];
const NOT_REPLIED = [...HOP_BY_HOP, ...OURS, ...HANDSHAKE, "content-length"];

/** Whether a request asks for a WebSocket. */
export function isUpgrade({ headers }: Request): boolean {
  return headers.get("upgrade")?.toLowerCase() === "websocket";
}

/**
 * The request's headers as the upstream gets them. Credentials are the caller's business: see
 * `upstream.ts`. `accept-encoding` is `identity`, so that no answer comes compressed.
 */
export function forwardHeaders(from: Headers): Headers {
  const headers = new Headers(from);
  for (const name of NOT_FORWARDED) headers.delete(name);
  dropConnectionOptions(headers, from);
  headers.set("accept-encoding", "identity");
  return headers;
}

/**
 * The upstream's headers as the client gets them. Length and encoding are dropped: the runtime has
 * decoded the body and writes its own.
 */
export function replyHeaders(from: Headers): Headers {
  const headers = new Headers(from);
  for (const name of NOT_REPLIED) headers.delete(name);
  // What the runtime does not decode stays encoded, and the client must be told.
  if (/^(?:identity|gzip|br)$/i.test(headers.get("content-encoding")?.trim() ?? "")) {
    headers.delete("content-encoding");
  }
  dropConnectionOptions(headers, from);
  return headers;
}

/** Drops headers that a `connection` header declares to be of this hop only. */
function dropConnectionOptions(headers: Headers, from: Headers): void {
  for (const name of from.get("connection")?.split(",") ?? []) {
    // What is not a header name cannot be the name of a header.
    if (/^[\w-]+$/.test(name.trim())) headers.delete(name.trim());
  }
}
