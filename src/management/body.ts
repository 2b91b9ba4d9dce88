// Reads a management request's body under a cap, as JSON or as the text of a policy.
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { loadPolicy } from "../policy/load.ts";
import type { Problem } from "./problem.ts";

const JSON_TYPES = ["application/json"];
const YAML_TYPES = [
  "application/yaml",
  "application/x-yaml",
  "text/yaml",
  "text/x-yaml",
  "text/plain",
];

/** How a body may come. */
export type BodyForm =
  /** A JSON document. */
  | "json"
  /** A JSON document, or YAML text that stands for `{ source: text }`. */
  | "json-or-source";

/** The media types of a form, the usual one first; a body without a type is taken as that. */
export function mediaTypes(form: BodyForm): readonly string[] {
  return form === "json" ? JSON_TYPES : [...YAML_TYPES, ...JSON_TYPES];
}

/** Reads the body as data that is still to be validated. Reads no more than the cap allows. */
export async function readBody(
  request: Request,
  form: BodyForm,
): Promise<Result<unknown, Problem>> {
  const types = mediaTypes(form);
  const type = mediaType(request) ?? types[0] ?? "";
  const encoding = request.headers.get("content-encoding") ?? "identity";
  // Workers do not decode request bodies: a compressed one would be read as it came.
  if (!types.includes(type) || encoding.toLowerCase() !== "identity") {
    return err({ reason: "media-type", expected: types });
  }
  const isJson = JSON_TYPES.includes(type);
  const bytes = await readCapped(request, LIMITS.managementBodyBytesMax);
  if (bytes === null) {
    if (!isJson) return err(oversizedPolicy());
    return err({ reason: "too-large", bytesMax: LIMITS.managementBodyBytesMax });
  }
  if (!isJson) return readSource(bytes);
  const text = decode(bytes);
  if (text === null) return err(invalid("The body is not valid UTF-8."));
  return parse(text);
}

/** A policy's text. What no text is, is a mistake in a policy like any other. */
function readSource(bytes: Uint8Array): Result<unknown, Problem> {
  const source = decode(bytes);
  if (source !== null) return ok({ source });
  const loaded = loadPolicy(bytes);
  return err({ reason: "policy-invalid", errors: loaded.ok ? [] : loaded.error });
}

function oversizedPolicy(): Problem {
  const message = `a policy has at most ${LIMITS.policyBytesMax} bytes`;
  return { reason: "policy-invalid", errors: [{ message, path: "", line: 1, column: 1 }] };
}

function mediaType(request: Request): string | null {
  const header = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  return header === undefined || header === "" ? null : header;
}

/** The whole body, or null if it is larger than the cap. */
async function readCapped(request: Request, bytesMax: number): Promise<Uint8Array | null> {
  // A stated length is believed only when it says that reading is pointless.
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > bytesMax) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    // A fatal decoder throws a TypeError for any byte that is not UTF-8; that is the answer.
    return null;
  }
}

function parse(text: string): Result<unknown, Problem> {
  try {
    return ok(JSON.parse(text));
  } catch {
    // The parser's message quotes the text, which may hold a secret.
    return err(invalid("The body is not valid JSON."));
  }
}

function invalid(message: string): Problem {
  return { reason: "invalid", message, param: null };
}
