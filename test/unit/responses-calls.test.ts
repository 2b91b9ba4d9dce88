// Calls of the Responses API that come in other words than function calls do.
import { describe, expect, it } from "vitest";
import { responses } from "../../src/openai/responses.ts";
import type { FrameReading, StreamReader } from "../../src/openai/protocol.ts";

function readAll(events: readonly object[]): readonly FrameReading[] {
  const reader: StreamReader = responses.createStreamReader();
  return events.map((event) => {
    const data = JSON.stringify(event);
    const bytes = new TextEncoder().encode(`data: ${data}\n\n`);
    return reader.read({ bytes, event: null, data, isAmbiguous: false });
  });
}

const SHELL = {
  id: "sh_0",
  call_id: "c",
  type: "shell_call",
  status: "completed",
  action: { commands: ["ls -l", 'echo "hi"'] },
};
const added = (item: object) => ({ type: "response.output_item.added", output_index: 0, item });
const done = (item: object) => ({ type: "response.output_item.done", output_index: 0, item });
const completed = (...output: object[]) => ({
  type: "response.completed",
  response: { id: "r", output },
});
const command = (index: number, text: string) => ({
  type: "response.shell_call_command.done",
  output_index: 0,
  command_index: index,
  command: text,
});
const delta = {
  type: "response.shell_call_command.delta",
  output_index: 0,
  command_index: 0,
  delta: "ls",
};

describe("a shell's commands, told by their place in the output", () => {
  it("are those of the item at that place", () => {
    const readings = readAll([
      added({ ...SHELL, action: { commands: [] } }),
      delta,
      command(0, "ls -l"),
      command(1, 'echo "hi"'),
      done(SHELL),
      completed(SHELL),
    ]);
    expect(readings.map(({ problem }) => problem)).toEqual(readings.map(() => null));
    expect(readings.at(-1)?.calls).toMatchObject([{ name: "shell", path: "output[0]" }]);
    expect(readings.every(({ opensCall }) => opensCall)).toBe(true);
  });

  it("may come before their item", () => {
    const readings = readAll([delta, command(0, "ls -l"), done(SHELL), completed(SHELL)]);
    expect(readings.at(-1)).toMatchObject({ problem: null, calls: [{ name: "shell" }] });
  });

  it("are a problem where the item says another", () => {
    const readings = readAll([added(SHELL), command(0, "rm -rf /"), done(SHELL), completed(SHELL)]);
    expect(readings.at(-1)?.problem).toBe("a call's tellings disagree");
  });

  it("are a problem where no item completes them", () => {
    expect(readAll([delta, completed()]).at(-1)?.problem).toMatch(/never completed/);
  });
});

describe("a kind of call that nobody knows", () => {
  const item = { id: "t_0", type: "teleport_call", status: "completed", target: "the moon" };

  it("is held from its first event, with all that is told of it", () => {
    const readings = readAll([
      added({ ...item, target: "" }),
      { type: "response.teleport_call.delta", item_id: "t_0", output_index: 0, delta: "the moon" },
      done(item),
      completed(item),
    ]);
    expect(readings.map(({ opensCall }) => opensCall)).toEqual([true, true, true, true]);
    expect(readings.at(-1)).toMatchObject({ problem: null, calls: [{ name: "teleport" }] });
  });

  it("is not what a hosted tool did", () => {
    const hosted = ["web_search", "file_search", "code_interpreter", "mcp", "multi_agent"];
    for (const type of hosted.map((name) => `${name}_call`)) {
      const [reading] = readAll([done({ id: "h", type, arguments: "{}" })]);
      expect(reading).toMatchObject({ opensCall: false, calls: null });
    }
  });
});

describe("the id of a response", () => {
  it("is told by the first event that has it, and by a whole answer", () => {
    const [first] = readAll([{ type: "response.created", response: { id: "resp_9", output: [] } }]);
    expect(first?.id).toBe("resp_9");
    expect(responses.readAnswer({ id: "resp_9", output: [] }).id).toBe("resp_9");
  });

  it("that a request goes on from is a fact of it", () => {
    const read = responses.readRequest({ previous_response_id: "resp_8", input: "x" });
    expect(read).toMatchObject({ ok: true, value: { previous: "resp_8" } });
  });
});
