// Finds the row of the surface table that a request falls under.
import { fields } from "./fields.ts";
import type { Protocol } from "./protocol.ts";
import { SURFACE_TABLE, type Reader, type Row } from "./surface-table.ts";

/** The part of the API that a request is for. */
export interface Surface {
  /** For example `chat.completions`; `other` where the path is not known. */
  readonly name: string;
  /** `any` where the path is not known: JSON is read, forms are read, all else passes. */
  readonly request: Reader | "any";
  readonly answer: Reader | "any";
  /** Reads the JSON and the events of both directions. */
  readonly protocol: Protocol;
}

interface Entry {
  readonly step: string;
  readonly method: string;
  readonly path: RegExp;
  readonly surface: Surface;
}

/** The rows by the first step of their path. */
const ENTRIES: ReadonlyMap<string, readonly Entry[]> = Map.groupBy(
  SURFACE_TABLE.map(toEntry),
  ({ step }) => step,
);

function toEntry(row: Row): Entry {
  const pattern = row.path.replaceAll("**", ".+").replaceAll("{id}", "[^/]+");
  const { name, protocol, request, answer } = row;
  return {
    step: firstStep(row.path),
    method: row.method,
    path: new RegExp(`^${pattern}/?$`),
    surface: { name, protocol, request: request.reader, answer: answer.reader },
  };
}

/**
 * What servers read in more than one way: an escaped slash may end a step, an empty step may count.
 * Such a path is never taken for one that carries nothing.
 */
const ODD_PATH = /%2f|%5c|%2e|%25|\\|\/\//i;

/** The surface of a request; `path` is what follows `/v1`. */
export function surfaceOf(method: string, path: string): Surface {
  const step = firstStep(path);
  const asked = method === "HEAD" ? "GET" : method;
  const found = ODD_PATH.test(path)
    ? undefined
    : ENTRIES.get(step)?.find(
        (entry) => (entry.method === "*" || entry.method === asked) && entry.path.test(path),
      );
  if (found) return found.surface;
  const name = /^[a-z_]{1,32}$/.test(step) ? step : "other";
  return { name, request: "any", answer: "any", protocol: fields };
}

/** The surface of a name such as `responses`: the one that a body is posted to, if there is one. */
export function surfaceNamed(name: string): Surface | null {
  const named = [...ENTRIES.values()].flat().filter(({ surface }) => surface.name === name);
  const posted = named.find(
    ({ method, surface }) => method === "POST" && surface.request === "json",
  );
  return (posted ?? named[0])?.surface ?? null;
}

function firstStep(path: string): string {
  return path.split("/", 2)[1] ?? "";
}
