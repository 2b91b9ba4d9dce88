// On whose behalf an exchange is: the end user's id, and what the tenant's own service says of them.
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { arrayOf, isObject, parseObject, textOf, type JsonObject } from "../openai/protocol.ts";
import { commonFacts } from "../openai/request-facts.ts";
import type { EndUser } from "../policy/situation.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";

/** What a request says of its end user. */
export interface EndUserFacts {
  /** From `x-edgewarden-user`, an ephemeral key, or the body. */
  readonly id: string | null;
  /** `x-edgewarden-metadata`, or null. */
  readonly header: string | null;
  /** The request's JSON, whose `metadata` serves where the header is absent. */
  readonly body: JsonObject | null;
}

/**
 * Reads the end user. `x-edgewarden-metadata` is a JSON object, as it is or in base64; `roles` in it
 * is a list, or a text with commas. All of it is what the caller says, who holds a gateway key.
 */
export function readEndUser({ id, header, body }: EndUserFacts): Result<EndUser, Refusal> {
  if (header === null) return ok(endUserOf(id, bodyMetadata(body)));
  if (header.length > LIMITS.metadataCharsMax) return err(REFUSALS.invalidMetadata);
  const claims = parseObject(header.trim().startsWith("{") ? header : decodeBase64(header));
  if (claims === null) return err(REFUSALS.invalidMetadata);
  return ok({ ...endUserOf(id, claims), isTold: true });
}

/** The end user of one request of a connection: what the handshake has left open, its body says. */
export function endUserIn(body: JsonObject, known: EndUser): EndUser {
  const id = known.id ?? commonFacts(body).endUser;
  return known.isTold === true ? { ...known, id } : endUserOf(id, bodyMetadata(body));
}

function endUserOf(id: string | null, claims: JsonObject): EndUser {
  const { roles } = claims;
  const named = typeof roles === "string" ? roles.split(",") : arrayOf(roles);
  return {
    id,
    claims,
    roles: named.flatMap((role) => textOf(typeof role === "string" ? role.trim() : role) ?? []),
  };
}

function bodyMetadata(body: JsonObject | null): JsonObject {
  const metadata = body?.["metadata"];
  return isObject(metadata) ? metadata : {};
}

/** Text in base64, with either alphabet; empty where it is none. */
function decodeBase64(text: string): string {
  try {
    const bytes = atob(text.trim().replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
  } catch {
    // Not base64: the caller refuses what is no JSON object.
    return "";
  }
}
