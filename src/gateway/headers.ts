// Which headers travel on, in both directions.

/** Headers of one connection (RFC 9110 section 7.6.1), and those that the transport writes. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Headers of the client's way to us, which say nothing to an upstream. */
const OWN_WAY = new Set([
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
]);

const OURS = "x-edgewarden-";

/**
 * The request's headers as the upstream gets them. Credentials are the caller's business: see
 * `upstream.ts`. `accept-encoding` is `identity`, so that no answer comes compressed.
 */
export function forwardHeaders(from: Headers): Headers {
  const headers = new Headers();
  const dropped = connectionOptions(from);
  for (const [name, value] of from) {
    if (HOP_BY_HOP.has(name) || OWN_WAY.has(name) || dropped.has(name)) continue;
    if (name.startsWith(OURS)) continue;
    headers.append(name, value);
  }
  headers.set("accept-encoding", "identity");
  return headers;
}

/**
 * The upstream's headers as the client gets them. Length and encoding are dropped: the runtime has
 * decoded the body and writes its own.
 */
export function replyHeaders(from: Headers): Headers {
  const headers = new Headers();
  const dropped = connectionOptions(from);
  for (const [name, value] of from) {
    if (HOP_BY_HOP.has(name) || dropped.has(name) || name.startsWith(OURS)) continue;
    if (name === "content-encoding" || name === "content-length") continue;
    headers.append(name, value);
  }
  return headers;
}

/** Header names that a `connection` header declares to be of this hop only. */
function connectionOptions(headers: Headers): ReadonlySet<string> {
  const value = headers.get("connection");
  if (value === null) return new Set();
  return new Set(value.split(",").map((name) => name.trim().toLowerCase()));
}
