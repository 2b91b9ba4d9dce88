// Drives streams through an inspection, as the gateway does, and gives them to the official SDK.
import OpenAI from "openai";
import type { ExchangeEvent } from "../../src/domain/event.ts";
import { openAccount } from "../../src/inspection/account.ts";
import { createStreamInspection, type StreamEnd } from "../../src/inspection/inspect-stream.ts";
import type { JsonObject, Protocol } from "../../src/openai/protocol.ts";
import { concat } from "../../src/openai/sse.ts";
import type { AgentPolicy } from "../../src/policy/agent-policy.ts";
import { headOf } from "../settled-event.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What an inspection came to. */
export interface Outcome {
  readonly text: string;
  readonly ended: StreamEnd | null;
  readonly error: string | null;
  readonly event: ExchangeEvent;
}

export interface Scene {
  readonly policy: AgentPolicy;
  readonly protocol: Protocol;
  /** The request that is answered; absent: a plain one. */
  readonly request?: JsonObject;
}

/** Starts an inspection. */
export function start({ policy, protocol, request = {} }: Scene) {
  const shape = protocol.substitutes?.shapeOf(request) ?? null;
  const account = openAccount({
    head: headOf({
      agent: "agent",
      surface: protocol.name,
      path: "/v1/x",
      model: null,
      streamed: true,
    }),
    key: null,
    mode: policy.mode,
    policy: null,
    endUser: null,
  });
  return { account, inspection: createStreamInspection({ policy, account, protocol, shape }) };
}

/** Runs chunks through an inspection; the only place that drives one to its end. */
export async function run(
  scene: Scene,
  chunks: readonly Uint8Array[],
  how: "end" | "fail" = "end",
): Promise<Outcome> {
  const { account, inspection } = start(scene);
  const out: Uint8Array[] = [];
  for (const chunk of chunks) {
    out.push(inspection.feed(chunk).slice());
    // Callers use a chunk's buffer again: what was in it must not matter any more.
    chunk.fill(0x58);
  }
  out.push(how === "end" ? inspection.end() : inspection.fail());
  account.close({ outcome: "complete", status: 200 }, 1);
  return {
    text: decoder.decode(concat(out)),
    ended: inspection.ended,
    error: inspection.error,
    event: await account.toEvent((text) => Promise.resolve(text)),
  };
}

/** Runs a text as one chunk. */
export function whole(scene: Scene, text: string, how: "end" | "fail" = "end"): Promise<Outcome> {
  return run(scene, [encoder.encode(text)], how);
}

/** The SDK as it meets an event stream, or an answer of another type. */
export function client(sent: string, type = "text/event-stream"): OpenAI {
  return new OpenAI({
    apiKey: "k",
    maxRetries: 0,
    fetch: () =>
      Promise.resolve(
        new Response(sent, {
          headers: { "content-type": type },
        }),
      ),
  });
}
