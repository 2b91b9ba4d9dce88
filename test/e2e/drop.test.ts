// Parallel calls of which one is forbidden, as the official SDK meets them: under `drop` the good
// one is executed and the bad one was never there; under `block` none is executed.
import { APIError } from "openai";
import { describe, expect, it } from "vitest";
import type { Script } from "./scripted-upstream.ts";
import { useStack, type Scene } from "./stack.ts";
import { model } from "./wire.ts";

const stack = useStack();

function policy(blockedCalls: "block" | "drop"): string {
  return `version: "1.0"
defaults: { blocked_calls: ${blockedCalls} }
rules:
  - { name: no-payments, scanner: tool_access, denied_tools: [send_money], action: block }
  - { name: no-payloads, scanner: arguments, action: block }
`;
}

const TEXT = "Let me see. ";
/** The good one stands between two bad ones. */
const CALLS = [
  { name: "send_money", args: '{"to":"mallory"}' },
  { name: "search", args: '{"q":"refunds"}' },
  { name: "search", args: '{"sql":"DROP TABLE mallory"}' },
];
const HELLO = [{ role: "user" as const, content: "Hello there, how are you today?" }];
const CHAT = { model: "m", messages: HELLO };
const RESPONSES = { model: "m", input: "Hello there, how are you today?" };

/** Calls once, and answers what the tools said. */
const twoTurns: Script = (call) =>
  call.body.includes('"role":"tool"')
    ? model({ text: "Found it." })(call)
    : model({ text: TEXT, calls: CALLS })(call);

/** Tools that write down what they were called with. */
function tools() {
  const ran: string[] = [];
  const made = ["send_money", "search"].map((name) => ({
    type: "function" as const,
    function: {
      name,
      description: "A tool",
      parameters: { type: "object", properties: {} },
      function: (args: string) => {
        ran.push(`${name} ${args}`);
        return "done";
      },
    },
  }));
  return { ran, tools: made };
}

/** The calls that a client of each surface would execute, and why the answer has ended. */
const ASKS: Readonly<Record<string, (scene: Scene) => Promise<readonly unknown[]>>> = {
  "chat.completions": async (scene) => {
    const { choices } = await scene.client().chat.completions.create(CHAT);
    return [choices[0]?.finish_reason, choices[0]?.message.content, callsOf(choices[0])];
  },
  "chat.completions.stream": async (scene) => {
    const stream = scene.client().chat.completions.stream(CHAT);
    const done: unknown[] = [];
    stream.on("tool_calls.function.arguments.done", ({ name, index, arguments: args }) =>
      done.push([name, index, args]),
    );
    const { choices } = await stream.finalChatCompletion();
    expect(done).toEqual([["search", 0, CALLS[1]?.args]]);
    return [choices[0]?.finish_reason, choices[0]?.message.content, callsOf(choices[0])];
  },
  responses: async (scene) => {
    const { status, output, output_text } = await scene.client().responses.create(RESPONSES);
    return [status, output_text, functionsOf(output)];
  },
  "responses.stream": async (scene) => {
    const stream = scene.client().responses.stream(RESPONSES);
    const done: unknown[] = [];
    stream.on("response.function_call_arguments.delta", ({ snapshot }) => done.push(snapshot));
    const { status, output, output_text } = await stream.finalResponse();
    expect(done.at(-1)).toBe(CALLS[1]?.args);
    return [status, output_text, functionsOf(output)];
  },
};

function callsOf(choice: { readonly message: { readonly tool_calls?: unknown } } | undefined) {
  const calls = (choice?.message.tool_calls ?? []) as readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  return calls.map(({ id, function: { name, arguments: args } }) => [id, name, args]);
}

function functionsOf(output: readonly object[]): readonly unknown[] {
  return output.flatMap((item) =>
    "call_id" in item && "name" in item && "arguments" in item
      ? [[item.call_id, item.name, item.arguments]]
      : [],
  );
}

describe.concurrent("under drop", () => {
  it.each(Object.entries(ASKS))("only the good call is there: %s", async (name, ask) => {
    const scene = await stack.scene(model({ text: TEXT, calls: CALLS }), {
      policy: policy("drop"),
    });
    const reason = name.startsWith("chat") ? "tool_calls" : "completed";
    expect(await ask(scene)).toEqual([reason, TEXT, [["call_1", "search", CALLS[1]?.args]]]);
    const [event] = await scene.events();
    expect(event).toMatchObject({
      outcome: "complete",
      action: "block",
      status: 200,
      error: null,
      dropped_calls: 2,
      tool_calls: ["send_money", "search", "search"],
    });
    expect(new Set(event?.reasons.map(({ rule }) => rule))).toEqual(
      new Set(["no-payments", "no-payloads"]),
    );
  });

  it.each([false, true])("runTools runs only the good call (streamed: %s)", async (stream) => {
    const scene = await stack.scene(twoTurns, { policy: policy("drop") });
    const { ran, tools: made } = tools();
    const answer = await scene
      .client()
      .chat.completions.runTools({ ...CHAT, stream: stream as false, tools: made })
      .finalContent();
    expect([answer, ran]).toEqual(["Found it.", [`search ${CALLS[1]?.args}`]]);
  });

  it.each([false, true])("an answer without calls is left of bad ones (%s)", async (stream) => {
    const calls = CALLS.filter(({ args }) => args.includes("mallory"));
    const scene = await stack.scene(model({ text: TEXT, calls }), { policy: policy("drop") });
    const { ran, tools: made } = tools();
    const runner = scene
      .client()
      .chat.completions.runTools({ ...CHAT, stream: stream as false, tools: made });
    expect([await runner.finalContent(), ran]).toEqual([TEXT, []]);
    const message = await runner.finalMessage();
    expect(message.tool_calls ?? []).toEqual([]);
  });

  it("no byte of a bad call is sent, and the header tells of the block", async () => {
    const scene = await stack.scene(model({ text: TEXT, calls: CALLS }), {
      policy: policy("drop"),
    });
    for (const path of ["/chat/completions", "/responses"]) {
      for (const stream of [false, true]) {
        const response = await scene.post(path, { ...CHAT, ...RESPONSES, stream });
        const text = await response.text();
        expect(text).toContain('"search"');
        expect(text).not.toMatch(/mallory|send_money|DROP|call_0|call_2|fc_0|fc_2/);
        if (stream) continue;
        // A stream's headers leave before its calls are known.
        expect(response.headers.get("x-edgewarden-decision")).toBe("block");
      }
    }
  });
});

describe.concurrent("under block", () => {
  it.each(Object.entries(ASKS))("no call is there: %s", async (_, ask) => {
    const scene = await stack.scene(model({ text: TEXT, calls: CALLS }), {
      policy: policy("block"),
    });
    const error: unknown = await ask(scene).catch((raised: unknown) => raised);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: "policy_violation" });
    expect(await scene.events()).toMatchObject([
      { outcome: "blocked", action: "block", error: "policy_violation", dropped_calls: 0 },
    ]);
  });

  it.each([false, true])("runTools runs nothing (streamed: %s)", async (stream) => {
    const scene = await stack.scene(twoTurns, { policy: policy("block") });
    const { ran, tools: made } = tools();
    const error: unknown = await scene
      .client()
      .chat.completions.runTools({ ...CHAT, stream: stream as false, tools: made })
      .finalContent()
      .catch((raised: unknown) => raised);
    expect(error).toMatchObject({ code: "policy_violation" });
    expect(ran).toEqual([]);
    expect(scene.seen).toHaveLength(1);
  });
});
