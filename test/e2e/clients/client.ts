// What the tests of clients ask of every client, whatever SDK it is made with: run a task as an
// agent does, execute the tools that the model calls, and say what came of it.
import * as z from "zod";
import type { Scene } from "../stack.ts";

/** The model that clients name; some guess from it what it can do. */
export const MODEL = "gpt-4o-mini";

/** How many turns an agent takes before it gives up. */
export const TURNS_MAX = 4;

/** A tool of an agent, with one argument of type string. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** Name of the argument. */
  readonly argument: string;
  run(value: string): string;
}

/** What an agent is to do. */
export interface Task {
  readonly scene: Scene;
  readonly prompt: string;
  readonly tools: readonly Tool[];
  /** Takes each piece of text as the client hands it out, where the client streams. */
  hear(text: string): void;
}

/** What came of a task: the model's last answer. */
export interface Answer {
  readonly text: string;
  /** Why the model ended, in the client's own word; null where the client does not tell. */
  readonly finish: string | null;
  readonly usage: { readonly input: number; readonly output: number } | null;
}

/** What a client lets its user know of a block. */
export interface Block {
  readonly code: string;
  readonly requestId: string;
}

/** One way to use one SDK. */
export interface Client {
  readonly name: string;
  readonly api: "chat" | "responses";
  readonly isStreamed: boolean;
  /** The client's word for an answer that ended by itself. */
  readonly finish: string | null;
  run(task: Task): Promise<Answer>;
  /** Reads the gateway's word out of the error that `run` raised; throws where it is not there. */
  blockOf(error: unknown): Block;
}

/** The schema of a tool's arguments. */
export function schemaOf({ argument }: Tool) {
  return z.object({ [argument]: z.string() });
}

/** The same as JSON Schema. */
export function jsonSchemaOf({ argument }: Tool) {
  return {
    type: "object" as const,
    properties: { [argument]: { type: "string" as const } },
    required: [argument],
    additionalProperties: false as const,
  };
}

/** Executes a call as an application does that trusts the model. */
export function execute(task: Task, name: string, args: string): string {
  return executeParsed(task, name, JSON.parse(args));
}

/** The same with arguments that the SDK has parsed. */
export function executeParsed({ tools }: Task, name: string, args: unknown): string {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(`The model called ${name}, which is no tool`);
  return runTool(tool, args);
}

/** Runs one tool. */
export function runTool(tool: Tool, args: unknown): string {
  return tool.run(schemaOf(tool).parse(args)[tool.argument] ?? "");
}

/** The request id that a block's message ends with: where the message is all that a client keeps. */
export function idInMessage(message: string): string {
  return /Request id: ([0-9a-f-]{36})/.exec(message)?.[1] ?? "";
}
