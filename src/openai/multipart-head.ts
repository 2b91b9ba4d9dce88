// The header block of one part of a form, and the boundary in the type of the whole. Whatever two
// servers could read differently is a problem, not a guess. It reads no bodies.
import { err, ok, type Result } from "../domain/result.ts";

/** Why a form cannot be read in one way only. */
export type MultipartProblem =
  | "boundary"
  | "preamble"
  | "headers"
  | "headers-too-long"
  | "disposition"
  | "transfer-encoding"
  | "nested"
  | "charset"
  | "too-many-parts"
  | "duplicate-file"
  | "length"
  | "delimiter"
  | "epilogue"
  | "unclosed";

/** What a part says of itself. */
export interface PartHead {
  readonly name: string;
  /** Null for a plain field. */
  readonly filename: string | null;
  /** Lower case, with its parameters; null where the part names none. */
  readonly contentType: string | null;
  /** Some clients say how long a part is; servers that believe it must not be misled. */
  readonly contentLength: number | null;
}

/** RFC 2046 section 5.1.1: 1 to 70 characters of this set, and no blank at the end. */
const BOUNDARY = /^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/;
/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const TOKEN_AT = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
// oxlint-disable-next-line no-control-regex -- what a header must not hold
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/** The boundary that a content type names. */
export function readBoundary(contentType: string): Result<string, MultipartProblem> {
  const parameters = readParameters(contentType, /^\s*multipart\/form-data\s*(?=;|$)/i);
  const boundary = parameters?.get("boundary");
  // RFC 2231 would let a boundary come in pieces or encoded; no client of this API does that.
  const isOdd = [...(parameters?.keys() ?? [])].some((name) => name.startsWith("boundary*"));
  if (boundary === undefined || isOdd || !BOUNDARY.test(boundary)) return err("boundary");
  return ok(boundary);
}

/** Reads a part's header lines, without the empty line that ends them. */
export function readPartHead(block: string): Result<PartHead, MultipartProblem> {
  const headers = new Map<string, string>();
  for (const line of block.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    // A folded line begins with a blank, and so has no name that is a token.
    if (!TOKEN.test(name) || CONTROL.test(line)) return err("headers");
    if (headers.has(name)) return err("headers");
    headers.set(name, line.slice(colon + 1).trim());
  }
  const disposition = readDisposition(headers.get("content-disposition") ?? "");
  if (disposition === null) return err("disposition");
  const encoding = headers.get("content-transfer-encoding")?.toLowerCase() ?? "binary";
  if (!/^(?:binary|7bit|8bit)$/.test(encoding)) return err("transfer-encoding");
  if (headers.has("content-encoding")) return err("transfer-encoding");
  const contentType = headers.get("content-type")?.toLowerCase() ?? null;
  if (contentType?.startsWith("multipart/")) return err("nested");
  const { name, filename } = disposition;
  // How a field is decoded must not depend on what another field or its own type says.
  if (name === "_charset_") return err("charset");
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/.exec(contentType ?? "")?.[1];
  if (filename === null && charset !== undefined && !/^(?:utf-?8|us-ascii)$/.test(charset)) {
    return err("charset");
  }
  const length = headers.get("content-length");
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return err("length");
  return ok({
    name,
    filename,
    contentType,
    contentLength: length === undefined ? null : Number(length),
  });
}

function readDisposition(value: string): Pick<PartHead, "name" | "filename"> | null {
  const parameters = readParameters(value, /^form-data\s*(?=;|$)/i);
  const name = parameters?.get("name");
  if (parameters === null || name === undefined) return null;
  for (const parameter of parameters.keys()) {
    // RFC 7578 section 4.2 forbids the extended form; of the file's name it is in use all the same.
    if (parameter.includes("*") && parameter !== "filename*") return null;
  }
  const plain = parameters.get("filename") ?? null;
  const extended = parameters.get("filename*");
  if (extended === undefined) return { name, filename: plain };
  const decoded = decodeExtended(extended);
  if (decoded === null || (plain !== null && plain !== decoded)) return null;
  return { name, filename: decoded };
}

/** The parameters of a header value by lower-case name; null where they are not well formed. */
function readParameters(value: string, start: RegExp): Map<string, string> | null {
  let at = start.exec(value)?.[0].length;
  if (at === undefined) return null;
  const parameters = new Map<string, string>();
  for (;;) {
    at = skipBlanks(value, at);
    if (at >= value.length) return parameters;
    if (value[at] !== ";") return null;
    at = skipBlanks(value, at + 1);
    // A semicolon at the end says nothing.
    if (at >= value.length) return parameters;
    const name = tokenAt(value, at);
    at += name.length;
    if (name === "" || value[at] !== "=") return null;
    at += 1;
    const said = value[at] === '"' ? quotedAt(value, at) : tokenAt(value, at);
    if (said === null || said === "") return null;
    const key = name.toLowerCase();
    if (parameters.has(key)) return null;
    parameters.set(key, value[at] === '"' ? said.slice(1, -1) : said);
    at += said.length;
  }
}

/**
 * A quoted string, quotes included. A backslash stands for itself, as browsers send it; before a
 * quote it could also mean that the string goes on, and that is refused.
 */
function quotedAt(value: string, at: number): string | null {
  const end = value.indexOf('"', at + 1);
  if (end < 0 || value[end - 1] === "\\") return null;
  return value.slice(at, end + 1);
}

function tokenAt(value: string, at: number): string {
  TOKEN_AT.lastIndex = at;
  return TOKEN_AT.exec(value)?.[0] ?? "";
}

function skipBlanks(value: string, from: number): number {
  let at = from;
  while (value[at] === " " || value[at] === "\t") at += 1;
  return at;
}

/** RFC 8187: charset, language, percent-encoded text. */
function decodeExtended(value: string): string | null {
  const parts = /^utf-8'[A-Za-z0-9-]{0,35}'(.*)$/i.exec(value);
  if (parts === null) return null;
  try {
    return decodeURIComponent(parts[1] ?? "");
  } catch {
    // It throws on sequences that are not UTF-8; that is the answer.
    return null;
  }
}
