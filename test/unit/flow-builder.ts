// Builds what the judge of data flow is told, out of little conversations.
import type { FlowFacts, FlowSource } from "../../src/detect/chains/flow.ts";
import type { FlowSketch } from "../../src/domain/data-flow.ts";
import type { DeclaredTool } from "../../src/domain/declared-tool.ts";
import { keyedHash } from "../../src/domain/keyed-hash.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";

/** One call of a conversation, and what came of it. */
export interface Made {
  readonly tool: string;
  readonly with?: unknown;
  readonly result?: string;
}

/** A conversation up to the calls that are judged. */
export interface Talk {
  readonly system?: string;
  readonly user?: string;
  readonly document?: string;
  /** What the model said before the user's last word, and that word. */
  readonly said?: string;
  readonly answer?: string;
  readonly before?: readonly Made[];
  readonly calls: readonly Made[];
  readonly own?: readonly string[];
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly tools?: readonly DeclaredTool[];
  readonly sketch?: FlowSketch;
}

const KEY = Uint8Array.from({ length: 16 }, (_, index) => index);

export function callsOf({ calls }: Talk): readonly ToolCall[] {
  return calls.map(({ tool, with: given = {} }, index) => ({
    id: `call_${index}`,
    name: tool,
    kind: "json",
    arguments: typeof given === "string" ? given : JSON.stringify(given),
    path: `calls[${index}]`,
    argumentsPath: `calls[${index}].arguments`,
  }));
}

export function factsOf(talk: Talk): FlowFacts {
  const { before = [], labels = {} } = talk;
  return {
    sources: [
      ...said("system", talk.system),
      ...said("user", talk.user),
      ...said("document", talk.document),
      ...before.flatMap(({ tool, result }): readonly FlowSource[] =>
        result === undefined ? [] : [{ kind: "tool_result", text: result, tool }],
      ),
      ...said("assistant", talk.said),
      ...said("user", talk.answer),
    ],
    pastCalls: before.map(({ tool, with: given = {} }) => ({
      name: tool,
      arguments: JSON.stringify(given),
    })),
    tools: talk.tools ?? [],
    labelled: (tool) => labels[tool] ?? [],
    ownDomains: talk.own ?? [],
    sketch: talk.sketch ?? null,
    digest: (text) => keyedHash(KEY, text),
  };
}

function said(kind: FlowSource["kind"], text: string | undefined): readonly FlowSource[] {
  return text === undefined ? [] : [{ kind, text }];
}
