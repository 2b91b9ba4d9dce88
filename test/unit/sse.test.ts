// Cutting a byte stream into events: nothing is lost, nothing depends on the chunks, and what is
// read is what the standard says.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSseSplitter, encodeSse, rewriteSse, type SseFrame } from "../../src/openai/sse.ts";
import { cutBytes } from "./stream-builder.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** What a client reads of an event. */
interface Read {
  readonly event: string;
  readonly data: string;
}

/**
 * The reference: WHATWG HTML section 9.2.6, "interpreting an event stream", as written there, over
 * the whole text at once. Unlike a browser it also dispatches what is left at the end, as the SDKs do.
 */
function interpret(text: string): Read[] {
  const events: Read[] = [];
  let event = "";
  let data: string | null = null;
  const dispatch = (): void => {
    if (data !== null) events.push({ event, data });
    event = "";
    data = null;
  };
  for (const line of `${text}\n`.match(/[^\r\n]*(?:\r\n|\r|\n)/g) ?? []) {
    const content = line.replace(/[\r\n]+$/, "");
    if (content === "") {
      dispatch();
      continue;
    }
    const colon = content.indexOf(":");
    if (colon === 0) continue;
    const field = colon < 0 ? content : content.slice(0, colon);
    let value = colon < 0 ? "" : content.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (field === "event") event = value;
    if (field === "data") data = data === null ? value : `${data}\n${value}`;
  }
  dispatch();
  return events;
}

function split(chunks: readonly Uint8Array[], bytesMax = 1 << 20): SseFrame[] {
  const splitter = createSseSplitter(bytesMax);
  const frames: SseFrame[] = [];
  const copy = (frame: SseFrame): void => {
    frames.push({ ...frame, bytes: frame.bytes.slice() });
  };
  for (const chunk of chunks) {
    splitter.push(chunk).forEach(copy);
    chunk.fill(0x21);
  }
  const last = splitter.end();
  if (last !== null) copy(last);
  return frames;
}

function toReads(frames: readonly SseFrame[]): Read[] {
  return frames.flatMap(({ event, data }) => (data === null ? [] : [{ event: event ?? "", data }]));
}

function textOf(frames: readonly SseFrame[]): string {
  return frames.map(({ bytes }) => decoder.decode(bytes)).join("");
}

const newline = fc.constantFrom("\n", "\n", "\r\n", "\r");
const line = fc.oneof(
  fc.constantFrom(
    "",
    "data: one",
    "data:two",
    "data:  three",
    "data",
    "data:",
    "data: [DONE]",
    'data: {"a":"é🙂"}',
    "event: error",
    "event:x",
    "event",
    "id: 7",
    "retry: 10",
    ": comment",
    ":",
    "unknown: y",
    " data: indented",
    "Data: upper",
    "data : spaced",
    "dataset: no",
    "\u2028data: no line end",
    "data: x\u000bdata: y",
    "data: \uFEFFinside",
  ),
  fc
    .string({ unit: "grapheme", maxLength: 8 })
    .map((text) => text.replaceAll(/[\r\n]|^\uFEFF/g, "")),
);
const texts = fc
  .array(fc.tuple(line, newline, fc.constantFrom("", "", "\n", "\r\n", "\r")), { maxLength: 14 })
  .map((lines) => lines.flat().join(""));
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

describe("the splitter", () => {
  it("keeps every byte, and reads the same for any chunking", () => {
    fc.assert(
      fc.property(texts, fc.string(), sizes, (head, tail, sizesOf) => {
        const bytes = encoder.encode(head + tail.replaceAll("\uFEFF", ""));
        const one = split([bytes.slice()]);
        expect(textOf(one)).toBe(decoder.decode(bytes));
        expect(split(cutBytes(bytes, sizesOf))).toEqual(one);
        expect(split(cutBytes(bytes, [1]))).toEqual(one);
      }),
      { numRuns: 3_000 },
    );
  });

  it("keeps bytes that are not UTF-8", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), sizes, (noise, sizesOf) => {
        const bytes = Uint8Array.from([...encoder.encode("data: "), ...noise, 0x0a, 0x0a]);
        const frames = split(cutBytes(bytes, sizesOf));
        expect(frames.flatMap((frame) => [...frame.bytes])).toEqual([...bytes]);
        expect(frames).toEqual(split([bytes.slice()]));
      }),
    );
  });

  it("reads what the standard reads", () => {
    fc.assert(
      fc.property(texts, sizes, (text, sizesOf) => {
        expect(toReads(split(cutBytes(encoder.encode(text), sizesOf)))).toEqual(interpret(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each<[string, readonly (readonly [string | null, string | null])[]]>([
    ["data: a\n\n", [[null, "a"]]],
    ["data: a\ndata: b\n\n", [[null, "a\nb"]]],
    ["event: e\ndata: a\n\n", [["e", "a"]]],
    [
      "data: a\r\rdata: b\r\r",
      [
        [null, "a"],
        [null, "b"],
      ],
    ],
    [
      "data: a\r\n\r\ndata: b\n\n",
      [
        [null, "a"],
        [null, "b"],
      ],
    ],
    [
      ": hold\n\ndata: a\n\n",
      [
        [null, null],
        [null, "a"],
      ],
    ],
    [
      "\n\n",
      [
        [null, null],
        [null, null],
      ],
    ],
    ["data: a", [[null, "a"]]],
    ["data\n\n", [[null, ""]]],
    ["event: a\nevent: b\ndata: x\n\n", [["b", "x"]]],
    ["", []],
  ])("cuts %j", (text, expected) => {
    const frames = split([encoder.encode(text)]);
    expect(frames.map(({ event, data }) => [event, data])).toEqual(expected);
  });

  it.each([
    ["\uFEFFdata: a\n\n", "a"],
    [": x\n\uFEFFdata: a\n\n", "a"],
    ["data: a\r\uFEFFdata: b\r\r", "a\nb"],
  ])("reads behind a byte order mark, and says that clients do not agree: %j", (text, data) => {
    expect(split([encoder.encode(text)])).toMatchObject([{ data, isAmbiguous: true }]);
  });

  it("says nothing of a mark inside a line", () => {
    const [frame] = split([encoder.encode("data: \uFEFFa\n\n")]);
    expect(frame).toMatchObject({ data: "\uFEFFa", isAmbiguous: false });
  });
});

describe("a too long event", () => {
  const MAX = 40;

  function overflowOf(chunks: readonly Uint8Array[]): { frames: string; rest: string | null } {
    const splitter = createSseSplitter(MAX);
    let frames = "";
    let rest: string | null = null;
    for (const chunk of chunks) {
      const pushed = splitter.push(chunk);
      frames += textOf(pushed);
      if (rest !== null) {
        rest += decoder.decode(chunk);
      } else if (splitter.overflow !== null) {
        rest = decoder.decode(splitter.overflow);
      }
    }
    return { frames, rest };
  }

  it.each([
    [MAX - 1, false],
    [MAX, false],
    [MAX + 1, true],
  ])("of %i bytes with its line ends is refused: %s", (bytes, isRefused) => {
    const event = `data: ${"x".repeat(bytes - 8)}\n\n`;
    expect(event).toHaveLength(bytes);
    for (const size of [1, 7, 1_000]) {
      const { rest } = overflowOf(cutBytes(encoder.encode(event), [size]));
      expect(rest !== null).toBe(isRefused);
    }
  });

  it("is refused at the same place for any chunking, with all that follows kept", () => {
    const event = fc
      .integer({ min: 1, max: MAX + 8 })
      .map((length) => `data: ${"x".repeat(length)}\n\n`);
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), sizes, (events, sizesOf) => {
        const text = events.join("");
        const at = events.findIndex(({ length }) => length > MAX);
        const before = at < 0 ? text : events.slice(0, at).join("");
        const { frames, rest } = overflowOf(cutBytes(encoder.encode(text), sizesOf));
        expect(frames).toBe(before);
        expect(rest).toBe(at < 0 ? null : text.slice(before.length));
      }),
    );
  });

  it("costs a chunk of one byte no more than its byte", () => {
    const splitter = createSseSplitter(4 << 20);
    const byte = encoder.encode("x");
    const start = performance.now();
    for (let index = 0; index < 1 << 20; index += 1) splitter.push(byte);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(splitter.end()?.bytes.length).toBe(1 << 20);
  });
});

describe("writing", () => {
  it("encodes an event that reads as it was", () => {
    expect(decoder.decode(encodeSse("error", "{}"))).toBe("event: error\ndata: {}\n\n");
    expect(decoder.decode(encodeSse(null, "[DONE]"))).toBe("data: [DONE]\n\n");
  });

  it("replaces an event's data and keeps its other fields", () => {
    const cases: [string, string, string][] = [
      ["data: a\n\n", "b", "data: b\n\n"],
      ["event: e\r\nid: 7\r\ndata: a\r\n\r\n", "b", "event: e\nid: 7\ndata: b\n\n"],
      [": c\ndata: a\nretry: 5\ndata: b\n\n", "n", ": c\ndata: n\nretry: 5\n\n"],
      ["data:a", "b", "data: b\n\n"],
      ["data: a\n\n", "b\nc", "data: b\ndata: c\n\n"],
      ["data\n\n", "b", "data: b\n\n"],
    ];
    for (const [from, data, to] of cases) {
      expect(decoder.decode(rewriteSse(encoder.encode(from), data))).toBe(to);
    }
  });

  it("replaces any event's data by any other", () => {
    fc.assert(
      fc.property(texts, fc.string({ unit: "grapheme" }), (text, data) => {
        const clean = data.replaceAll(/[\r\n]/g, "");
        for (const frame of split([encoder.encode(text)])) {
          if (frame.data === null) continue;
          const [read, ...more] = split([rewriteSse(frame.bytes, clean)]);
          expect(more).toEqual([]);
          expect(read).toMatchObject({ event: frame.event, data: clean });
        }
      }),
    );
  });
});
