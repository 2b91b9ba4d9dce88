// Which part of the API a request is for, and by which protocol it is inspected. A surface without
// a protocol passes byte for byte, and its event says that it was not inspected.
import { chat } from "./chat.ts";
import type { Protocol } from "./protocol.ts";
import { responses } from "./responses.ts";

/** A part of the API. */
export interface Surface {
  /** For example `chat.completions`; `other` where the path is not known. */
  readonly name: string;
  /** How request and answer are read; null where they are not. */
  readonly protocol: Protocol | null;
}

interface Row extends Surface {
  readonly method: string;
  readonly path: RegExp;
}

const ROWS: readonly Row[] = [
  row("POST", "/chat/completions", "chat.completions", chat),
  row("GET", "/chat/completions/{id}", "chat.completions", chat),
  row("POST", "/responses", "responses", responses),
  row("GET", "/responses/{id}", "responses", responses),
  row("POST", "/responses/{id}/cancel", "responses", responses),
];

function row(method: string, template: string, name: string, protocol: Protocol): Row {
  const path = new RegExp(`^${template.replaceAll("{id}", "[^/]+")}/?$`);
  return { method, path, name, protocol };
}

/** The surface of a request; `path` is what follows `/v1`. */
export function surfaceOf(method: string, path: string): Surface {
  const found = ROWS.find((entry) => entry.method === method && entry.path.test(path));
  if (found) return found;
  const [, family = "other"] = path.split("/", 2);
  return { name: /^[a-z_]{1,32}$/.test(family) ? family : "other", protocol: null };
}
