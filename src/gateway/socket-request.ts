// The request for a WebSocket as browsers can make it: without headers. What they put into
// subprotocols and the query is moved to where every other request has it.
import { isUpgrade } from "./headers.ts";

/** OpenAI's own way for browsers to send a key, and the account that it is used for. */
const FROM_PROTOCOL: readonly (readonly [prefix: string, header: string])[] = [
  ["openai-insecure-api-key.", "authorization"],
  ["openai-organization.", "openai-organization"],
  ["openai-project.", "openai-project"],
];

/** Query parameters that stand for the headers `x-edgewarden-...`; a header wins. */
const FROM_QUERY = ["agent", "session", "user"] as const;

/**
 * The same request with a key, an account, an agent, a session and a user in headers. Nothing of
 * it stays in the URL or the subprotocols, so that nothing of it travels on. What asks for no
 * WebSocket is returned as it is.
 */
export function readSocketRequest(request: Request): Request {
  if (!isUpgrade(request)) return request;
  const headers = new Headers(request.headers);
  const url = new URL(request.url);
  for (const name of FROM_QUERY) {
    const value = url.searchParams.get(`edgewarden-${name}`);
    if (value === null) continue;
    const header = `x-edgewarden-${name}`;
    if (!headers.has(header)) setHeader(headers, header, value);
  }
  // Parameters are cut out of the text: serialising them anew would change the others.
  url.search = url.search.replaceAll(/(?<=[?&])edgewarden-(?:agent|session|user)=[^&]*&?/g, "");
  if (/[&?]$/.test(url.search)) url.search = url.search.slice(0, -1);
  const rest = takeProtocols(headers);
  if (rest.length > 0) headers.set("sec-websocket-protocol", rest.join(", "));
  else headers.delete("sec-websocket-protocol");
  return new Request(url, { method: request.method, headers, signal: request.signal });
}

/** Moves what stands in subprotocols to headers; the subprotocols that are left. */
function takeProtocols(headers: Headers): readonly string[] {
  return offeredProtocols(headers).filter((protocol) => {
    const found = FROM_PROTOCOL.find(([prefix]) => protocol.startsWith(prefix));
    if (found === undefined) return true;
    const [prefix, header] = found;
    const value = protocol.slice(prefix.length);
    if (!headers.has(header)) {
      setHeader(headers, header, header === "authorization" ? `Bearer ${value}` : value);
    }
    return false;
  });
}

/** The subprotocols that a client offers, in its order. */
export function offeredProtocols(headers: Headers): readonly string[] {
  const told = headers.get("sec-websocket-protocol") ?? "";
  return told
    .split(",")
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol !== "");
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    // A value that no header can hold is as good as none; agents and sessions are checked later.
    headers.set(name, "?");
  }
}
