// Objects and streams of the Assistants API as upstreams send them (shapes of openai-node 7.55).
import { cut, type CallPlan, type Sent } from "./stream-builder.ts";

/** A call that the client has answered. */
export interface AnsweredCall extends CallPlan {
  readonly output: string;
}

/** What one stream of a run tells, in this order. */
export interface RunPlan {
  /** Calls of the turn before, as the stream after `submit_tool_outputs` tells them first. */
  readonly answered?: readonly AnsweredCall[];
  /** Code that the upstream runs itself. */
  readonly code?: { readonly input: string; readonly logs: string };
  readonly text?: string;
  readonly refusal?: string;
  /** Calls that the run waits for. */
  readonly calls?: readonly CallPlan[];
  /** Sizes of the deltas, over and over. */
  readonly sizes: readonly number[];
}

const THREAD = "thread_1";
const RUN = "run_1";
const WHERE = { thread_id: THREAD, run_id: RUN, assistant_id: "asst_1" };

/** A run; `members` over those of one that has just begun. */
export function run(members: Readonly<Record<string, unknown>> = {}): object {
  return {
    id: RUN,
    object: "thread.run",
    created_at: 1,
    assistant_id: "asst_1",
    thread_id: THREAD,
    status: "queued",
    started_at: null,
    expires_at: 600,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    required_action: null,
    last_error: null,
    model: "m",
    instructions: "Be kind.",
    tools: [{ type: "code_interpreter" }],
    metadata: {},
    usage: null,
    ...members,
  };
}

/** A run that waits for calls. */
export function waitingRun(calls: readonly CallPlan[]): object {
  return run({
    status: "requires_action",
    required_action: {
      type: "submit_tool_outputs",
      submit_tool_outputs: { tool_calls: calls.map((call, index) => wireCall(call, index)) },
    },
  });
}

/** A call as a run and a run step tell it. */
export function wireCall(call: CallPlan, index: number, more: object = {}): object {
  const { name, arguments: text } = call;
  return { id: `call_${index}`, type: "function", function: { name, arguments: text, ...more } };
}

/** A message of the assistant. */
export function message(content: readonly object[], status = "completed"): object {
  return {
    id: "msg_1",
    object: "thread.message",
    created_at: 1,
    ...WHERE,
    role: "assistant",
    status,
    attachments: [],
    metadata: {},
    content,
  };
}

/** A run step. */
export function step(id: string, details: object, status = "completed"): object {
  const { type } = details as { readonly type: string };
  return {
    id,
    object: "thread.run.step",
    created_at: 1,
    ...WHERE,
    type,
    status,
    step_details: details,
    last_error: null,
    usage: null,
  };
}

/** Details of a step of tool calls. */
export function toolCalls(calls: readonly object[]): object {
  return { type: "tool_calls", tool_calls: calls };
}

/** A code interpreter's call. */
export function codeCall(id: string, input: string, logs: string): object {
  return {
    id,
    type: "code_interpreter",
    code_interpreter: { input, outputs: [{ type: "logs", logs }] },
  };
}

/** The events of one stream, `done` at the end. */
export function runEvents(plan: RunPlan): Sent[] {
  const { calls = [] } = plan;
  const usage = { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 };
  return [
    ...answeredEvents(plan),
    sent("thread.run.created", run()),
    sent("thread.run.in_progress", run({ status: "in_progress" })),
    ...codeEvents(plan),
    ...messageEvents(plan),
    ...callEvents(plan),
    calls.length > 0
      ? sent("thread.run.requires_action", waitingRun(calls))
      : sent("thread.run.completed", run({ status: "completed", usage })),
    { event: "done", data: "[DONE]" },
  ];
}

/** One event. */
export function sent(event: string, data: unknown): Sent {
  return { event, data };
}

/** The delta of a step's call. */
export function callDelta(stepId: string, entry: object): Sent {
  return sent("thread.run.step.delta", {
    id: stepId,
    object: "thread.run.step.delta",
    delta: { step_details: toolCalls([entry]) },
  });
}

/** The delta of a message's part. */
export function partDelta(part: object, id = "msg_1"): Sent {
  return sent("thread.message.delta", {
    id,
    object: "thread.message.delta",
    delta: { content: [part] },
  });
}

function answeredEvents({ answered = [] }: RunPlan): Sent[] {
  if (answered.length === 0) return [];
  const calls = answered.map((call, index) => ({
    ...wireCall(call, index, { output: call.output }),
    id: `call_old_${index}`,
  }));
  return [sent("thread.run.step.completed", step("step_old", toolCalls(calls)))];
}

function codeEvents({ code, sizes }: RunPlan): Sent[] {
  if (code === undefined) return [];
  const head = { index: 0, id: "call_code", type: "code_interpreter" };
  return [
    ...begun("step_code", toolCalls([])),
    callDelta("step_code", { ...head, code_interpreter: { input: "", outputs: [] } }),
    ...cut(code.input, sizes).map((input) =>
      callDelta("step_code", { index: 0, type: "code_interpreter", code_interpreter: { input } }),
    ),
    callDelta("step_code", {
      index: 0,
      type: "code_interpreter",
      code_interpreter: { outputs: [{ index: 0, type: "logs", logs: code.logs }] },
    }),
    sent(
      "thread.run.step.completed",
      step("step_code", toolCalls([codeCall("call_code", code.input, code.logs)])),
    ),
  ];
}

function messageEvents({ text, refusal, sizes }: RunPlan): Sent[] {
  if (text === undefined) return [];
  const details = { type: "message_creation", message_creation: { message_id: "msg_1" } };
  const parts = [
    { type: "text", text: { value: text, annotations: [] } },
    ...(refusal === undefined ? [] : [{ type: "refusal", refusal }]),
  ];
  return [
    ...begun("step_message", details),
    sent("thread.message.created", message([], "in_progress")),
    sent("thread.message.in_progress", message([], "in_progress")),
    ...cut(text, sizes).map((value, at) =>
      partDelta({ index: 0, type: "text", text: { value, ...(at === 0 && { annotations: [] }) } }),
    ),
    ...cut(refusal ?? "", sizes).map((piece) =>
      partDelta({ index: 1, type: "refusal", refusal: piece }),
    ),
    sent("thread.message.completed", message(parts)),
    sent("thread.run.step.completed", step("step_message", details)),
  ];
}

function callEvents({ calls = [], sizes }: RunPlan): Sent[] {
  if (calls.length === 0) return [];
  return [
    ...begun("step_calls", toolCalls([])),
    ...calls.flatMap((call, index) => [
      callDelta("step_calls", {
        index,
        ...wireCall({ ...call, arguments: "" }, index, { output: null }),
      }),
      ...cut(call.arguments, sizes).map((piece) =>
        callDelta("step_calls", { index, type: "function", function: { arguments: piece } }),
      ),
    ]),
  ];
}

function begun(id: string, details: object): Sent[] {
  return [
    sent("thread.run.step.created", step(id, details, "in_progress")),
    sent("thread.run.step.in_progress", step(id, details, "in_progress")),
  ];
}
