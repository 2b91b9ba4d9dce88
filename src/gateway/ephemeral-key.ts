// Ephemeral keys of the gateway: what a browser gets in the place of the upstream's own (`ek_...`),
// so that it can connect through the gateway and nowhere else. Nothing is stored: the key holds, sealed
// under the tenant's vault key, whom it speaks for and the credential that it stands for.
import { AGENT_ID, SESSION_ID, TENANT_ID } from "../domain/limits.ts";
import { isObject, parseObject, textOf } from "../openai/protocol.ts";
import { openSecret, sealSecret, type MasterKeys } from "../storage/vault.ts";

/** What an ephemeral key says. */
export interface EphemeralKey {
  readonly tenant: string;
  readonly agent: string;
  readonly session: string | null;
  readonly endUser: string | null;
  /** Id of the gateway key with which it was made. */
  readonly key: string;
  /** Name of the upstream that gave the credential; null: OpenAI itself. */
  readonly upstream: string | null;
  /** The upstream's ephemeral key. */
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** `ew_ek_<tenant>.<sealed>`: all characters may stand in a subprotocol (RFC 6455 section 4.1). */
const PREFIX = "ew_ek_";

/** The secret's name in the vault: a ciphertext of another purpose does not open as a key. */
const NAME = "ephemeral";

/** Longest key that is opened. Real ones are under 1 KB; upstream keys are some 40 characters. */
const KEY_CHARS_MAX = 8_192;

/** Whether a text is meant to be an ephemeral key of the gateway. */
export function isEphemeralKey(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** Seals a key. */
export async function sealEphemeralKey(master: MasterKeys, of: EphemeralKey): Promise<string> {
  const { tenant } = of;
  const sealed = await sealSecret(master, { tenant, name: NAME }, JSON.stringify(of));
  return `${PREFIX}${tenant}.${sealed}`;
}

/** Opens a key; null if it was changed, made by another gateway, or is over. */
export async function openEphemeralKey(
  master: MasterKeys,
  text: string,
  now: number,
): Promise<EphemeralKey | null> {
  if (text.length > KEY_CHARS_MAX) return null;
  const [tenant = "", ...rest] = text.slice(PREFIX.length).split(".");
  if (!TENANT_ID.test(tenant) || rest.length !== 3) return null;
  const opened = await openSecret(master, { tenant, name: NAME }, rest.join("."));
  const read = opened === null ? null : readKey(opened);
  return read !== null && read.tenant === tenant && read.expiresAt > now ? read : null;
}

/** Reads what was sealed. It is our own word, but of a version that may be older than this one. */
function readKey(json: string): EphemeralKey | null {
  const read = parseObject(json);
  if (!isObject(read)) return null;
  const { expiresAt } = read;
  const [tenant, agent, key, value] = ["tenant", "agent", "key", "value"].map((name) =>
    textOf(read[name]),
  );
  if (!tenant || !agent || !key || !value || typeof expiresAt !== "number") return null;
  const session = textOf(read["session"]);
  if (!AGENT_ID.test(agent) || (session !== null && !SESSION_ID.test(session))) return null;
  return {
    tenant,
    agent,
    key,
    value,
    session,
    endUser: textOf(read["endUser"]),
    upstream: textOf(read["upstream"]),
    expiresAt,
  };
}
