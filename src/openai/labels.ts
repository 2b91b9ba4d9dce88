// Tells which strings of a message nobody reads as text: ids, states, opaque tokens and media. A
// member is passed over only where its name says so and its value looks the part, so that words in
// an `id` are read all the same.

/** Members that hold ids, states, settings and tokens. Names that end in `id` or `ids` are too. */
const LABELS = new Set([
  "object",
  "type",
  "role",
  "status",
  "model",
  "execution",
  "finish_reason",
  "phase",
  "detail",
  "mode",
  "ttl",
  "format",
  "system_fingerprint",
  "fingerprint",
  "service_tier",
  "obfuscation",
  "created_by",
  "user",
  "safety_identifier",
  "prompt_cache_key",
  "conversation",
  "signature",
  "client_secret",
  "secret",
  "encoding_format",
  "tool_choice",
  "server_label",
]);

/** Members that hold base64 or what is enciphered, and nothing else. */
const OPAQUE = new Set(["b64_json", "partial_image_b64", "embedding", "encrypted_content"]);

/** Members that hold media in some places and words in others: short ones are words. */
const MEDIA = new Set(["data", "audio", "result"]);
/** Shorter base64 without padding may as well be a word or a key. */
const MEDIA_CHARS_MIN = 256;

const ID_NAME = /(?:^|_)ids?$/;
/** One word of visible ASCII. */
const WORD = /^[\x21-\x7e]{0,512}$/;
const BASE64 = /^[\w+/=-]*$/;
const MEDIA_URL =
  /^data:(?:image|audio|video)\/[\w.+-]{1,64}(?:;[\w=.+-]{1,64}){0,4};base64,[\w+/=-]*$/i;
/** A file in base64: what is in it is read by who decodes it. */
const FILE_URL = /^(?:data:[^,\s]{0,256};base64,)?[\w+/=-]*$/i;

/**
 * Members that hold credentials whose purpose is to be sent to the server of a tool: no model reads
 * them, and a redaction would break them.
 */
const CREDENTIALS = new Set(["authorization", "headers", "domain_secrets"]);

/** Objects whose members the caller names: there a name says nothing about the value. */
const FREE = new Set([
  "metadata",
  "variables",
  "state_variables",
  "attributes",
  "properties",
  "$defs",
  "definitions",
  "arguments",
]);

/** Whether the members of the object under this name are named by the caller. */
export function isFree(name: string): boolean {
  return FREE.has(name);
}

/** Whether a member of a tool definition holds a credential for the tool's server. */
export function isCredential(name: string): boolean {
  return CREDENTIALS.has(name);
}

/** Whether a string is text to somebody; `name` is the nearest member's, null in a free object. */
export function isText(name: string | null, value: string): boolean {
  if (value === "" || isMediaUrl(value)) return false;
  if (name === null) return true;
  if (LABELS.has(name) || ID_NAME.test(name)) return !WORD.test(value);
  if (OPAQUE.has(name)) return !BASE64.test(value);
  if (MEDIA.has(name)) {
    return !BASE64.test(value) || (value.length < MEDIA_CHARS_MIN && !value.endsWith("="));
  }
  if (name === "file_data") return !FILE_URL.test(value);
  return true;
}

/** A picture or sound in the URL itself. Inline text and what is not base64 is none. */
function isMediaUrl(value: string): boolean {
  return value.startsWith("data:") && MEDIA_URL.test(value);
}

/** A name of letters alone, in which no detector can find anything. */
const PLAIN = /^[A-Za-z_$.-]{0,24}$/;

/** Whether a name (of a tool, a parameter, a choice) says nothing but itself. */
export function isPlainName(value: string): boolean {
  return PLAIN.test(value);
}

const PLAIN_KEY = /^[\w$./:-]{0,64}$/;

/** The same for names of members, which hold numbers too. */
export function isPlainKey(value: string): boolean {
  return PLAIN_KEY.test(value);
}
