// What an exchange hears and makes: the newest of it, within bounds.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import type { Segment, SegmentKind } from "../../src/domain/segment.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";
import { openFlowMemory } from "../../src/inspection/flow-memory.ts";

const said = (text: string, kind: SegmentKind = "tool_result"): Segment => ({
  text,
  kind,
  direction: kind === "output" ? "output" : "input",
  path: "p",
});

const call = (id: string, given = "{}"): ToolCall => ({
  id,
  name: "send",
  kind: "json",
  arguments: given,
  path: "c",
  argumentsPath: "c.arguments",
});

describe("a memory", () => {
  it("keeps what people, developers and tools say, and not what the model says now", () => {
    const memory = openFlowMemory();
    memory.heard([said("a", "user"), said("b", "system"), said("c"), said("d", "document")]);
    memory.heard([said("e", "output"), said("f", "tool_definition"), said("")]);
    expect(memory.texts.map(({ text }) => text)).toEqual(["a", "b", "c", "d"]);
  });

  it("keeps a call once that is told twice, and all that have no id", () => {
    const memory = openFlowMemory();
    memory.made([call("1"), call("2")]);
    memory.made([call("2"), call("3"), call(""), call("")]);
    expect(memory.calls.map(({ id }) => id)).toEqual(["1", "2", "3", "", ""]);
  });

  it("lets the oldest go where characters are more than fit, and what never fits", () => {
    const memory = openFlowMemory();
    const half = "x".repeat(LIMITS.flowCharsMax / 2);
    memory.heard([said(`1${half}`.slice(1)), said(half)]);
    expect(memory.texts).toHaveLength(2);
    memory.heard([said("y")]);
    expect(memory.texts.map(({ text }) => text.length)).toEqual([half.length, 1]);
    memory.heard([said("z".repeat(LIMITS.flowCharsMax + 1))]);
    expect(memory.texts).toHaveLength(2);
  });

  it("lets the oldest go where things are more than fit", () => {
    const memory = openFlowMemory();
    const many = Array.from({ length: LIMITS.flowThingsMax + 1 }, (_, index) => said(`${index}`));
    memory.heard(many.slice(0, -1));
    expect(memory.texts).toHaveLength(LIMITS.flowThingsMax);
    memory.heard(many.slice(-1));
    expect(memory.texts).toHaveLength(LIMITS.flowThingsMax);
    expect(memory.texts[0]?.text).toBe("1");
  });
});
