// Runs: what a session remembers by. The law: what lies before and after a change, or after what
// was dropped, keeps its runs; and two runs have one text only if they are the same.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { historyRuns, runText, type Run } from "../../src/domain/history-runs.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import type { Segment, SegmentKind } from "../../src/domain/segment.ts";

const UNDER = { detectors: "1", agent: "bot", policy: "p1" };

const kinds = fc.constantFrom<SegmentKind>("system", "user", "assistant", "tool_result");
const lengths = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.constantFrom(16, 7, 9));
/** Lengths of which some end a run; letters that say which segment it is. */
const histories = fc
  .array(fc.record({ kind: kinds, chars: lengths }), {
    minLength: 1,
    maxLength: 120,
  })
  .map((items) => items.map(({ kind, chars }, index) => segment(index, kind, chars)));

function segment(index: number, kind: SegmentKind, chars: number): Segment {
  const text = String(index).padStart(chars, "x").slice(-chars);
  return { kind, direction: "input", path: `messages[${index}].content`, text };
}

function textsOf(segments: readonly Segment[]): string[] {
  return historyRuns(segments).runs.map((run) => runText(UNDER, segments, run));
}

const covers = (runs: readonly Run[]) =>
  runs.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));

describe("runs", () => {
  it("cover every segment once, in order, and are short", () => {
    fc.assert(
      fc.property(histories, (segments) => {
        const { runs } = historyRuns(segments);
        expect(covers(runs)).toEqual([...segments.keys()]);
        for (const { from, to } of runs) expect(to - from).toBeLessThanOrEqual(32);
      }),
    );
  });

  it("that are complete stay when messages are added", () => {
    fc.assert(
      fc.property(histories, fc.nat(), (segments, at) => {
        const before = textsOf(segments.slice(0, at % segments.length));
        expect(textsOf(segments).slice(0, -1)).toEqual(expect.arrayContaining(before.slice(0, -1)));
      }),
    );
  });

  it("after a cut stay when the oldest messages are dropped", () => {
    fc.assert(
      fc.property(histories, fc.nat(), (segments, drop) => {
        const left = segments.slice(drop % segments.length);
        const cut = left.findIndex(({ text }) => text.length % 16 === 0) + 1;
        fc.pre(cut > 0 && cut < left.length);
        // Where 32 segments have no cut among them, runs end by number, and that may shift.
        fc.pre(segments.every((_, at) => hasCut(segments.slice(at, at + 32))));
        const expected = textsOf(left.slice(cut));
        expect(textsOf(left).slice(-expected.length)).toEqual(expected);
        expect(textsOf(segments)).toEqual(expect.arrayContaining(expected));
      }),
    );
  });

  it("other than that of a changed message stay as they are", () => {
    fc.assert(
      fc.property(histories, fc.nat(), (segments, at) => {
        const index = at % segments.length;
        const old = segments[index];
        if (old === undefined) return;
        const changed = segments.with(index, { ...old, text: "y".repeat(old.text.length) });
        const { runs } = historyRuns(segments);
        const [before, after] = [textsOf(segments), textsOf(changed)];
        for (const [run, { from, to }] of runs.entries()) {
          const holdsIt = from <= index && index < to;
          expect(before[run] === after[run]).toBe(!holdsIt);
        }
      }),
    );
  });

  it("end after a long text, and where the definitions of tools begin and end", () => {
    const segments = [
      segment(0, "system", 2_047),
      segment(1, "user", 2_049),
      segment(2, "user", 5),
      segment(3, "tool_definition", 5),
      segment(4, "tool_definition", 7),
      segment(5, "user", 9),
    ];
    expect(historyRuns(segments).runs).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 3 },
      { from: 3, to: 5 },
      { from: 5, to: 6 },
    ]);
  });

  it("are no more than are looked up", () => {
    const segments = Array.from({ length: LIMITS.historyRunsMax + 1 }, (_, index) =>
      segment(index, "user", 16),
    );
    expect(historyRuns(segments.slice(1)).runs).toHaveLength(LIMITS.historyRunsMax);
    expect(historyRuns(segments).runs).toHaveLength(LIMITS.historyRunsMax);
    expect(historyRuns(segments).runs.at(-1)?.to).toBe(LIMITS.historyRunsMax);
  });
});

describe("the head of the last run", () => {
  const talk = (kindsInOrder: string): Segment[] =>
    Array.from(kindsInOrder, (letter, index) =>
      segment(index, letter === "a" ? "assistant" : letter === "t" ? "tool_result" : "user", 5),
    );

  it("is the run as it was before the last turn", () => {
    const before = talk("uauatat");
    const now = talk("uauatataat");
    const { head } = historyRuns(now);
    expect(head).toEqual({ from: 0, to: 7 });
    expect(runText(UNDER, now, head ?? { from: 0, to: 0 })).toBe(textsOf(before)[0]);
  });

  it("is absent where the model has not spoken, or a run begins with its words", () => {
    expect(historyRuns(talk("uuu")).head).toBeNull();
    const [first, ...rest] = talk("uau");
    if (first === undefined) throw new Error("no message");
    expect(historyRuns([{ ...first, text: "x".repeat(16) }, ...rest]).head).toBeNull();
    expect(historyRuns(talk("aau")).head).toBeNull();
    expect(historyRuns([]).head).toBeNull();
  });
});

describe("the text of a run", () => {
  /** Material that runs into each other where fields are not told apart. */
  const parts = fc.constantFrom("", "a", "1:", "-", "\\", "\ud800", "\udfff", "\ufffd", "é", '"');
  const words = fc.array(parts, { maxLength: 4 }).map((all) => all.join(""));
  const segments = fc.array(
    fc.record(
      {
        kind: kinds,
        direction: fc.constantFrom("input" as const, "output" as const),
        path: fc.constantFrom("a", "b"),
        text: words,
        tool: words,
        parameter: words,
      },
      { requiredKeys: ["kind", "direction", "path", "text"] },
    ),
    { maxLength: 3 },
  );
  const sides = fc.record({ agent: words, policy: words, segments });
  const bytes = ({
    agent,
    policy,
    segments: all,
  }: {
    agent: string;
    policy: string;
    segments: Segment[];
  }) =>
    Buffer.from(
      runText({ detectors: "1", agent, policy }, all, { from: 0, to: all.length }),
      "utf8",
    ).toString("hex");
  /** A segment without its path; absent and empty members are two things. */
  const readable = ({ segments: all }: { readonly segments: readonly Segment[] }) =>
    JSON.stringify(
      all.map(({ kind, direction, tool, parameter, text }) => [
        kind,
        direction,
        tool === undefined ? [] : [tool],
        parameter === undefined ? [] : [parameter],
        text,
      ]),
    );

  it("is the same, as bytes, only for what inspection cannot tell apart", () => {
    fc.assert(
      fc.property(sides, sides, (one, other) => {
        const isSame =
          one.agent === other.agent &&
          one.policy === other.policy &&
          readable(one) === readable(other);
        expect(bytes(one) === bytes(other)).toBe(isSame);
      }),
      { numRuns: 2_000 },
    );
  });

  it("tells one lone surrogate from another and from the replacement character", () => {
    const texts = ["\ud800", "\ud801", "\ufffd", '"\\ud800"', String.raw`\ud800`];
    const all = texts.map((text) => bytes({ agent: "", policy: "", segments: [withText(text)] }));
    expect(new Set(all).size).toBe(texts.length);
  });

  it("changes with the detectors' version", () => {
    const all = [withText("a")];
    const run = { from: 0, to: 1 };
    expect(runText(UNDER, all, run)).not.toBe(runText({ ...UNDER, detectors: "2" }, all, run));
  });

  function withText(text: string): Segment {
    return { kind: "user", direction: "input", path: "a", text };
  }
});

function hasCut(segments: readonly Segment[]): boolean {
  return segments.length < 32 || segments.some(({ text }) => text.length % 16 === 0);
}
