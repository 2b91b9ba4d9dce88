// The facts of an exchange as the rules of a policy know them. What only some rules ask for is read
// when the first of them does.
import { toolFingerprintText } from "../domain/declared-tool.ts";
import type { SessionView } from "../domain/session-view.ts";
import type { SystemPrompt } from "../domain/system-prompt.ts";
import { readDeclaredTools } from "../openai/declared-tools.ts";
import { pastCalls as readPastCalls } from "../openai/past-calls.ts";
import type { JsonObject, RequestFacts } from "../openai/protocol.ts";
import { canaryPlace } from "./canary.ts";
import { sentFiles } from "./sent-files.ts";
import type { EndUser, Situation } from "../policy/situation.ts";
import type { ExchangeHead } from "../domain/event.ts";

/** What a situation is made of. */
export interface SituationFacts {
  readonly head: ExchangeHead;
  readonly user: EndUser;
  readonly key: string | null;
  readonly tier: number | null;
  readonly body: { readonly json: JsonObject; readonly text: string } | null;
  readonly facts: RequestFacts | null;
  /** See `Situation`; absent where no rule needs them. */
  readonly toolHashes?: ReadonlyMap<string, string>;
  /** The token that is added to the system prompt; absent where none is. */
  readonly canary?: string | null;
  /** Paths of files in the body that no detector could read. */
  readonly unreadFiles?: ReadonlySet<string> | undefined;
}

/** The situation of one exchange; `view` is null until its session has answered. */
export function situationOf(of: SituationFacts, view: SessionView | null = null): Situation {
  const { head, user, key, tier, body, facts, toolHashes = NO_HASHES } = of;
  const json = body?.json ?? {};
  const tools = once(() => readDeclaredTools(json));
  const pastCalls = once(() => readPastCalls(json).calls.map((call) => ({ ...call, at: null })));
  const sources = once(() =>
    (facts?.segments ?? []).filter(({ kind }) => kind !== "tool_definition"),
  );
  const { unreadFiles: unread = new Set<string>() } = of;
  const files = once(() =>
    body === null ? [] : sentFiles(json, { endpoint: head.surface, unread }),
  );
  const systemPrompt = once(() => systemPromptOf(head.path, facts, of.canary ?? null));
  return {
    id: head.id,
    at: head.at,
    agent: { id: head.agent, tier },
    user,
    key,
    model: head.model,
    endpoint: head.surface,
    method: head.method,
    path: head.path,
    body: body?.json ?? null,
    bodyText: body?.text ?? null,
    get tools() {
      return tools().tools;
    },
    get hasMoreTools() {
      return tools().isCut;
    },
    toolHashes,
    get files() {
      return files();
    },
    session: head.session,
    view,
    get systemPrompt() {
      return systemPrompt();
    },
    get sources() {
      return sources();
    },
    get pastCalls() {
      return pastCalls();
    },
    previous: facts?.previous ?? null,
  };
}

/** What developers say in a request; null where they say nothing. */
export function systemPromptOf(
  path: string,
  facts: RequestFacts | null,
  canary: string | null,
): SystemPrompt | null {
  const own = (facts?.segments ?? []).filter(({ kind }) => kind === "system");
  if (own.length === 0) return null;
  const texts = own.map(({ text }) => text);
  const canaryAt = canary === null ? null : canaryPlace(path, own);
  return { texts, canary: canaryAt === null ? null : canary, canaryAt };
}

const NO_HASHES: ReadonlyMap<string, string> = new Map();

/** Digests of the tools that a body declares, by path; `hash` gives SHA-256 in hex. */
export async function hashTools(
  body: JsonObject | null,
  hash: (text: string) => Promise<string>,
): Promise<ReadonlyMap<string, string>> {
  const { tools } = readDeclaredTools(body ?? {});
  const hashes = tools.map(
    async (tool) => [tool.path, await hash(toolFingerprintText(tool))] as const,
  );
  return new Map(await Promise.all(hashes));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
