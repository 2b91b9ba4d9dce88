// What a session remembers, and that it forgets what was not asked for longest.
import { describe, expect, it } from "vitest";
import { createRunMemory, DIGEST_CHARS } from "../../src/durable-objects/run-memory.ts";

const digest = (name: string) => name.padEnd(DIGEST_CHARS, "-");
const digests = (names: string) => Array.from(names, digest).join("");

describe("a memory of runs", () => {
  it("knows what it was told, each digest by itself", () => {
    const memory = createRunMemory(8);
    expect(memory.recognise(digests("ab"))).toBe("00");
    memory.learn(digests("bd"));
    expect(memory.recognise(digests("abcdb"))).toBe("01011");
    expect(memory.recognise("")).toBe("");
  });

  it("does not know a digest that only begins like one, or lies across two", () => {
    const memory = createRunMemory(8);
    memory.learn(digests("ab"));
    expect(memory.recognise("a".padEnd(DIGEST_CHARS, "+"))).toBe("0");
    expect(memory.recognise(digests("ab").slice(1, 1 + DIGEST_CHARS))).toBe("0");
    expect(memory.recognise(digest("a").slice(1))).toBe("");
  });

  it("keeps as many as it may, and forgets what was not used for longest", () => {
    const memory = createRunMemory(3);
    memory.learn(digests("abc"));
    expect(memory.recognise(digests("abc"))).toBe("111");
    expect(memory.recognise(digest("a"))).toBe("1");
    memory.learn(digest("d"));
    expect(memory.recognise(digests("abcd"))).toBe("1011");
    // Learning again is using.
    memory.learn(digests("ac"));
    memory.learn(digest("e"));
    expect(memory.recognise(digests("acde"))).toBe("1101");
  });

  it("keeps the end of what is more than it may keep", () => {
    const memory = createRunMemory(2);
    memory.learn(digests("abcde"));
    expect(memory.recognise(digests("abcde"))).toBe("00011");
  });
});
