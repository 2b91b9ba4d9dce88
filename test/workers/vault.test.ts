// Secrets at rest, gateway keys, and the cache of the hot path.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createFreshCache, type CacheContext } from "../../src/storage/fresh-cache.ts";
import {
  createGatewayKey,
  hashSecret,
  looksLikeGatewayKey,
  parseGatewayKey,
} from "../../src/storage/gateway-key.ts";
import {
  fingerprint,
  masterKeys,
  openSecret,
  runDigests,
  sealedWith,
  sealSecret,
} from "../../src/storage/vault.ts";

const KEY = (letter: string): string => btoa(letter.repeat(32));
const OLD = `k1:${KEY("a")}`;
const BOTH = `k2:${KEY("b")},k1:${KEY("a")}`;
const NEW = `k2:${KEY("b")}`;
const NAME = { tenant: "acme", name: "upstream/openai" };
const SECRET = `sk-${"x".repeat(40)}é`;

function flipped(text: string): string {
  return (text.startsWith("A") ? "B" : "A") + text.slice(1);
}

describe("a sealed secret", () => {
  it("opens as what was sealed, and tells nothing", async () => {
    const master = await masterKeys(BOTH);
    for (const text of ["", SECRET, "🙂".repeat(1_000)]) {
      const sealed = await sealSecret(master, NAME, text);
      expect(sealed).toMatch(/^k2\.[\w-]{16}\.[\w-]+$/);
      expect(await openSecret(master, NAME, sealed)).toBe(text);
    }
  });

  it("is another each time", async () => {
    const master = await masterKeys(BOTH);
    const sealed = await Promise.all(
      Array.from({ length: 20 }, () => sealSecret(master, NAME, SECRET)),
    );
    expect(new Set(sealed).size).toBe(20);
  });

  it.each([
    ["another tenant", { tenant: "other", name: NAME.name }],
    ["another name", { tenant: NAME.tenant, name: "upstream/azure" }],
    ["a tenant and name that join to the same", { tenant: "acme|upstream", name: "openai" }],
  ])("does not open for %s", async (_, of) => {
    const master = await masterKeys(BOTH);
    expect(await openSecret(master, of, await sealSecret(master, NAME, SECRET))).toBeNull();
  });

  it("does not open when anything in it is changed", async () => {
    const master = await masterKeys(BOTH);
    const sealed = await sealSecret(master, NAME, SECRET);
    const [kid = "", iv = "", cipher = ""] = sealed.split(".");
    for (const changed of [
      `k1.${iv}.${cipher}`,
      `k9.${iv}.${cipher}`,
      `${kid}.${flipped(iv)}.${cipher}`,
      `${kid}.${iv}.${flipped(cipher)}`,
      `${kid}.${iv}.${cipher.slice(0, -4)}`,
      `${kid}.${iv}`,
      `${kid}..`,
      `${kid}.!!.!!`,
      "",
      "plain",
    ]) {
      expect(await openSecret(master, NAME, changed)).toBeNull();
    }
  });

  it("opens after a rotation, under its old key, and new ones take the new", async () => {
    const sealed = await sealSecret(await masterKeys(OLD), NAME, SECRET);
    expect(sealedWith(sealed)).toBe("k1");
    const rotated = await masterKeys(BOTH);
    expect(await openSecret(rotated, NAME, sealed)).toBe(SECRET);
    const again = await sealSecret(rotated, NAME, SECRET);
    expect(sealedWith(again)).toBe("k2");
    const retired = await masterKeys(NEW);
    expect(await openSecret(retired, NAME, again)).toBe(SECRET);
    expect(await openSecret(retired, NAME, sealed)).toBeNull();
  });
});

describe("a fingerprint", () => {
  it("is the same for the same text, through a rotation", async () => {
    const before = await fingerprint(await masterKeys(OLD), "acme", SECRET);
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(await fingerprint(await masterKeys(OLD), "acme", SECRET)).toBe(before);
    expect(await fingerprint(await masterKeys(BOTH), "acme", SECRET)).toBe(before);
  });

  it("differs by text, by tenant and by master key", async () => {
    const master = await masterKeys(BOTH);
    const all = await Promise.all([
      fingerprint(master, "acme", SECRET),
      fingerprint(master, "acme", `${SECRET} `),
      fingerprint(master, "other", SECRET),
      fingerprint(await masterKeys(NEW), "acme", SECRET),
    ]);
    expect(new Set(all).size).toBe(4);
  });
});

describe("the digest of a run", () => {
  it("is 96 bits, and the same for the same text", async () => {
    const master = await masterKeys(BOTH);
    const digests = await runDigests(master, "acme", ["one", "two", "one", ""]);
    for (const digest of digests) expect(digest).toMatch(/^[\w-]{16}$/);
    expect(new Set(digests).size).toBe(3);
    expect(digests[2]).toBe(digests[0]);
    expect(await runDigests(await masterKeys(NEW), "acme", ["one"])).toEqual([digests[0]]);
  });

  it("differs by tenant and by master key, and is no fingerprint", async () => {
    const master = await masterKeys(BOTH);
    const [one = ""] = await runDigests(master, "acme", [SECRET]);
    expect(await runDigests(master, "other", [SECRET])).not.toEqual([one]);
    expect(await runDigests(await masterKeys(OLD), "acme", [SECRET])).not.toEqual([one]);
    const hex = Array.from(atob(one.replaceAll("-", "+").replaceAll("_", "/")), (byte) =>
      byte.charCodeAt(0).toString(16).padStart(2, "0"),
    ).join("");
    expect(hex.startsWith(await fingerprint(await masterKeys(NEW), "acme", SECRET))).toBe(false);
  });
});

describe("master keys", () => {
  it.each([
    ["nothing", ""],
    ["no kid", KEY("a")],
    ["no key", "k1:"],
    ["31 bytes", `k1:${btoa("a".repeat(31))}`],
    ["33 bytes", `k1:${btoa("a".repeat(33))}`],
    ["no base64", "k1:!!!!"],
    ["a kid in capitals", `K1:${KEY("a")}`],
    ["a kid with a dot", `k.1:${KEY("a")}`],
    ["a comma at the end", `${OLD},`],
    ["a second one that is wrong", `${OLD},k2:short`],
  ])("of %s throw", async (_, text) => {
    await expect(masterKeys(text)).rejects.toThrow("EDGEWARDEN_MASTER_KEYS");
  });

  it("say the format when they throw, and never the key", async () => {
    const wrong = btoa("topsecret");
    await expect(masterKeys(`k1:${wrong}`)).rejects.not.toThrow(wrong);
  });

  it("are taken with spaces between them, the first one current", async () => {
    const { current, keys } = await masterKeys(` k2:${KEY("b")} , k1:${KEY("a")} `);
    expect(current).toBe("k2");
    expect([...keys.keys()]).toEqual(["k2", "k1"]);
    expect((await masterKeys(env.EDGEWARDEN_MASTER_KEYS)).current).toBe("k2");
  });
});

describe("a gateway key", () => {
  it("is read as what was made", async () => {
    const { id, text, secretHash } = await createGatewayKey();
    const parsed = parseGatewayKey(text);
    expect(parsed?.id).toBe(id);
    expect(await hashSecret(parsed?.secret ?? "")).toBe(secretHash);
    expect(secretHash).toMatch(/^[0-9a-f]{64}$/);
    expect(text).toHaveLength(3 + 12 + 1 + 43);
  });

  it("is another each time, from the whole alphabet", async () => {
    const keys = await Promise.all(Array.from({ length: 300 }, () => createGatewayKey()));
    expect(new Set(keys.map(({ id }) => id)).size).toBe(300);
    expect(new Set(keys.flatMap(({ id }) => id.split(""))).size).toBe(32);
  });

  it.each([
    "",
    "ew_",
    "sk-x",
    `ew_${"a".repeat(12)}_${"x".repeat(42)}`,
    `ew_${"a".repeat(12)}_${"x".repeat(44)}`,
    `ew_${"a".repeat(11)}_${"x".repeat(43)}`,
    `ew_${"A".repeat(12)}_${"x".repeat(43)}`,
    `ew_${"a".repeat(12)}_${"x".repeat(42)}=`,
    ` ew_${"a".repeat(12)}_${"x".repeat(43)}`,
    `ew_${"a".repeat(12)}_${"x".repeat(43)}\n`,
  ])("is not %j", (text) => {
    expect(parseGatewayKey(text)).toBeNull();
  });

  it("is told from other keys by its first letters", () => {
    expect(looksLikeGatewayKey("ew_broken")).toBe(true);
    expect(looksLikeGatewayKey("sk-ew_")).toBe(false);
  });
});

describe("the cache", () => {
  const FRESHNESS = { softMs: 10, hardMs: 100 };

  /** A cache, a clock that is set by hand, and a source that counts its loads. */
  function setUp(entriesMax = 10) {
    const cache = createFreshCache<string>(FRESHNESS, entriesMax);
    const pending: Promise<unknown>[] = [];
    const state = { loads: 0, fails: false };
    const get = (key: string, now: number): Promise<string> => {
      const context: CacheContext = { now, waitUntil: (promise) => void pending.push(promise) };
      return cache.get(key, () => load(key), context);
    };
    const load = (key: string): Promise<string> => {
      state.loads += 1;
      return state.fails
        ? Promise.reject(new Error("down"))
        : Promise.resolve(`${key}${state.loads}`);
    };
    const settle = (): Promise<unknown> => Promise.all(pending.splice(0));
    return { get, state, settle, pending };
  }

  it("loads once while the entry is fresh", async () => {
    const { get, state, pending } = setUp();
    expect(await get("a", 0)).toBe("a1");
    expect(await get("a", 9)).toBe("a1");
    expect(state.loads).toBe(1);
    expect(pending).toHaveLength(0);
  });

  it("refreshes in the background at the soft limit, once", async () => {
    const { get, state, settle } = setUp();
    await get("a", 0);
    expect(await Promise.all([get("a", 10), get("a", 11)])).toEqual(["a1", "a1"]);
    await settle();
    expect(state.loads).toBe(2);
    expect(await get("a", 12)).toBe("a2");
    expect(await get("a", 19)).toBe("a2");
    expect(state.loads).toBe(2);
  });

  it("loads anew at the hard limit, and not before", async () => {
    const { get, state } = setUp();
    await get("a", 0);
    expect(await get("a", 99)).toBe("a1");
    const other = setUp();
    await other.get("a", 0);
    expect(await other.get("a", 100)).toBe("a2");
    expect(state.loads).toBe(2);
  });

  it("uses the entry while refreshing fails, tries again, and rejects at the hard limit", async () => {
    const { get, state, settle } = setUp();
    await get("a", 0);
    state.fails = true;
    expect(await get("a", 20)).toBe("a1");
    await settle();
    expect(await get("a", 30)).toBe("a1");
    await settle();
    expect(state.loads).toBe(3);
    await expect(get("a", 100)).rejects.toThrow("down");
    state.fails = false;
    expect(await get("a", 101)).toBe("a5");
  });

  it("keeps no failure", async () => {
    const { get, state } = setUp();
    state.fails = true;
    await expect(get("a", 0)).rejects.toThrow("down");
    state.fails = false;
    expect(await get("a", 0)).toBe("a2");
  });

  it("keeps a bounded number of entries and drops the oldest", async () => {
    const { get, state } = setUp(2);
    await get("a", 0);
    await get("b", 1);
    await get("c", 2);
    expect(await get("b", 3)).toBe("b2");
    expect(await get("c", 3)).toBe("c3");
    expect(await get("a", 3)).toBe("a4");
    expect(state.loads).toBe(4);
  });

  it("keeps the entries of different keys apart", async () => {
    const { get } = setUp();
    expect([await get("a", 0), await get("b", 0), await get("a", 1)]).toEqual(["a1", "b2", "a1"]);
  });
});
