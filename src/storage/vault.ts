// Secrets at rest and keyed hashes, both under keys derived per tenant from the Worker's master
// keys. HKDF-SHA-256 (RFC 5869) derives, AES-256-GCM encrypts with the tenant and the secret's name
// as additional data, so a ciphertext moved to another tenant or name does not decrypt.
import { invariant } from "../domain/result.ts";
import { base64Decode, base64UrlEncode, hexEncode } from "./encoding.ts";

const IV_BYTES = 12;
const encoder = new TextEncoder();

/** The master keys by id; the first encrypts, all decrypt. That is how keys are rotated. */
export interface MasterKeys {
  readonly current: string;
  readonly keys: ReadonlyMap<string, CryptoKey>;
}

/** Derived keys of one isolate: the same few tenants come again and again. Keys, not promises of
 * keys: what waits for another request's promise runs in that request's context. */
const derived = new Map<string, CryptoKey>();
const DERIVED_MAX = 2_000;

let parsed: { readonly text: string; readonly keys: MasterKeys } | null = null;

/**
 * Parses `EDGEWARDEN_MASTER_KEYS`: `kid:base64[,kid:base64...]`, 32 bytes each.
 * Throws if it is malformed: a gateway without its master key must not start serving.
 */
export async function masterKeys(text: string): Promise<MasterKeys> {
  if (parsed?.text === text) return parsed.keys;
  const keys = await importMasterKeys(text);
  parsed = { text, keys };
  return keys;
}

async function importMasterKeys(text: string): Promise<MasterKeys> {
  const keys = new Map<string, CryptoKey>();
  for (const entry of text.split(",")) {
    const [kid = "", encoded = ""] = entry.trim().split(":", 2);
    const bytes = base64Decode(encoded);
    invariant(
      /^[a-z0-9-]{1,16}$/.test(kid) && bytes?.length === 32,
      "EDGEWARDEN_MASTER_KEYS is kid:base64-of-32-bytes, comma separated",
    );
    keys.set(kid, await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]));
  }
  const current = keys.keys().next().value;
  invariant(current !== undefined, "EDGEWARDEN_MASTER_KEYS holds no key");
  return { current, keys };
}

/** What a secret belongs to. */
export interface SecretName {
  readonly tenant: string;
  /** For example `upstream/openai`. */
  readonly name: string;
}

/** Encrypts a secret under the tenant's current key: `kid.iv.ciphertext`, base64url. */
export async function sealSecret(
  master: MasterKeys,
  of: SecretName,
  plaintext: string,
): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await tenantKey(master, { kid: master.current, tenant: of.tenant, use: "vault" });
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: encoder.encode(`${of.tenant}|${of.name}`) },
    key,
    encoder.encode(plaintext),
  );
  return `${master.current}.${base64UrlEncode(iv)}.${base64UrlEncode(new Uint8Array(sealed))}`;
}

/** Decrypts what `sealSecret` made; null if the key is gone or the text was changed or moved. */
export async function openSecret(
  master: MasterKeys,
  of: SecretName,
  sealed: string,
): Promise<string | null> {
  const [kid = "", ivText = "", cipherText = ""] = sealed.split(".", 3);
  const iv = base64Decode(ivText);
  const cipher = base64Decode(cipherText);
  if (!master.keys.has(kid) || !iv || !cipher) return null;
  const key = await tenantKey(master, { kid, tenant: of.tenant, use: "vault" });
  try {
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv, additionalData: encoder.encode(`${of.tenant}|${of.name}`) },
      key,
      cipher,
    );
    return new TextDecoder().decode(plain);
  } catch {
    // AES-GCM rejects with an OperationError for every kind of mismatch; there is nothing to tell.
    return null;
  }
}

/** Which master key a sealed secret was made with. */
export function sealedWith(sealed: string): string {
  return sealed.split(".", 1)[0] ?? "";
}

/** First 16 hex digits of HMAC-SHA-256 of the text under the tenant's fingerprint key. The key
 * comes from the oldest master key listed last, so that rotating the first keeps fingerprints. */
export async function fingerprint(
  master: MasterKeys,
  tenant: string,
  text: string,
): Promise<string> {
  const kid = [...master.keys.keys()].at(-1) ?? master.current;
  const key = await tenantKey(master, { kid, tenant, use: "fingerprint" });
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(text));
  return hexEncode(new Uint8Array(mac, 0, 8));
}

/** Bytes that are kept of a run's digest: 96 bits. To pass as one of 4,096 known runs takes about
 * 2^84 tries, each of them a request. */
const RUN_DIGEST_BYTES = 12;

/** HMAC-SHA-256 of each text under the tenant's key for histories, cut short: 16 base64url
 * characters each. Under the current master key: a rotation makes sessions forget, no more. */
export async function runDigests(
  master: MasterKeys,
  tenant: string,
  texts: readonly string[],
): Promise<string[]> {
  const key = await tenantKey(master, { kid: master.current, tenant, use: "history" });
  const macs = await Promise.all(
    texts.map((text) => crypto.subtle.sign("HMAC", key, encoder.encode(text))),
  );
  return macs.map((mac) => base64UrlEncode(new Uint8Array(mac, 0, RUN_DIGEST_BYTES)));
}

/** The tenant's key for `keyedHash`. Under the current master key, as the digests of runs are. */
export async function hashKey(master: MasterKeys, tenant: string): Promise<Uint8Array> {
  const key = await tenantKey(master, { kid: master.current, tenant, use: "conversation" });
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode("keyed hash"));
  return new Uint8Array(mac, 0, HASH_KEY_BYTES);
}

const HASH_KEY_BYTES = 16;

/**
 * The tenant's secret for alerts: `ewa_` and 32 bytes in base64url. Receivers check signatures with
 * it. It comes from the master key listed last, so that rotating the first keeps it.
 */
export async function alertSecret(master: MasterKeys, tenant: string): Promise<string> {
  const kid = [...master.keys.keys()].at(-1) ?? master.current;
  const key = await tenantKey(master, { kid, tenant, use: "alert" });
  const raw = await crypto.subtle.exportKey("raw", key);
  invariant(raw instanceof ArrayBuffer, "a raw key is exported as bytes");
  return `ewa_${base64UrlEncode(new Uint8Array(raw))}`;
}

/** HMAC-SHA-256 of a text under the characters of the tenant's secret for alerts, in hex. */
export async function signAlert(master: MasterKeys, tenant: string, text: string): Promise<string> {
  const secret = encoder.encode(await alertSecret(master, tenant));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(text));
  return hexEncode(new Uint8Array(mac));
}

interface KeyUse {
  readonly kid: string;
  readonly tenant: string;
  readonly use: "vault" | "fingerprint" | "history" | "alert" | "conversation";
}

async function tenantKey(master: MasterKeys, of: KeyUse): Promise<CryptoKey> {
  const id = `${of.use}|${of.kid}|${of.tenant}`;
  const known = derived.get(id);
  if (known) return known;
  if (derived.size >= DERIVED_MAX) derived.clear();
  const key = await deriveTenantKey(master, of);
  derived.set(id, key);
  return key;
}

function deriveTenantKey(master: MasterKeys, of: KeyUse): Promise<CryptoKey> {
  const base = master.keys.get(of.kid);
  invariant(base !== undefined, "the caller checks that the master key exists");
  const parameters = {
    name: "HKDF",
    hash: "SHA-256",
    salt: encoder.encode("edgewarden"),
    info: encoder.encode(`${of.use}|${of.tenant}`),
  };
  return of.use === "vault"
    ? crypto.subtle.deriveKey(parameters, base, { name: "AES-GCM", length: 256 }, false, [
        "encrypt",
        "decrypt",
      ])
    : crypto.subtle.deriveKey(
        parameters,
        base,
        { name: "HMAC", hash: "SHA-256", length: 256 },
        // Receivers of alerts need their key; nobody needs the others.
        of.use === "alert",
        ["sign"],
      );
}
