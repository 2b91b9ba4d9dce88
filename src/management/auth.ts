// The door of the management API: one bootstrap token from a secret. Members and roles come later;
// without the secret the API is closed, never open.
import type { Problem } from "./problem.ts";

/** A shorter token could be guessed; 32 characters of hex are 128 bits. */
const TOKEN_CHARS_MIN = 32;
const BEARER = /^Bearer +(\S+) *$/i;
const encoder = new TextEncoder();

/** Null if the `Authorization` header carries the admin token, else why it does not open. */
export async function checkAdmin(
  configured: string | undefined,
  authorization: string | undefined,
): Promise<Problem | null> {
  if (configured === undefined || configured.length < TOKEN_CHARS_MIN) {
    return {
      reason: "closed",
      message: `The management API is closed: set the secret EDGEWARDEN_ADMIN_TOKEN to at least ${TOKEN_CHARS_MIN} characters.`,
    };
  }
  const presented = BEARER.exec(authorization ?? "")?.[1] ?? "";
  return (await isSame(presented, configured)) ? null : { reason: "unauthorized" };
}

/** Compares two texts in a time that tells neither their content nor their length. */
async function isSame(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([digest(a), digest(b)]);
  return crypto.subtle.timingSafeEqual(left, right);
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", encoder.encode(text));
}
