// Which rules hold on a connection, from one event to the next. A client asks on it for one response
// after another, with models and tools that the handshake did not know: each request is judged by
// the rules that are for it, and all else by those for whatever was asked so far. It judges nothing.
import type { ParameterEdit } from "../domain/decision.ts";
import { declaredNames, type DeclaredTool } from "../domain/declared-tool.ts";
import { jsonAt } from "../domain/json-at.ts";
import { LIMITS } from "../domain/limits.ts";
import { readDeclaredTools } from "../openai/declared-tools.ts";
import { pastCalls } from "../openai/past-calls.ts";
import { textOf } from "../openai/protocol.ts";
import type { SentRequest, SocketProtocol } from "../openai/socket-protocol.ts";
import { rebind, type AgentPolicy } from "../policy/agent-policy.ts";
import type { Situation } from "../policy/situation.ts";
import { endUserIn } from "./end-user.ts";

/** One request of an event, with the rules that are for it. */
export interface BoundRequest {
  readonly request: SentRequest;
  readonly policy: AgentPolicy;
}

/** A client's event, and what it asks. */
export interface AskingEvent {
  /** The event as it was sent. */
  readonly text: string;
  /** Empty for an event that only says something. */
  readonly requests: readonly SentRequest[];
  /** Digests of the tools that each of them declares; absent where no rule needs them. */
  readonly toolHashes?: readonly ReadonlyMap<string, string>[];
}

/** A client's event with the rules that are for it. */
export interface BoundEvent {
  /** By what its texts are inspected. */
  readonly policy: AgentPolicy;
  /** Empty for an event that only says something. */
  readonly requests: readonly BoundRequest[];
}

/** The rules of one connection. */
export interface SocketPolicy {
  /** By what answers are judged, and whatever is said beside requests. */
  readonly now: AgentPolicy;
  /** Finds the rules for a client's event. Changes nothing: the event may be refused. */
  bind(event: AskingEvent): BoundEvent;
  /** A request is sent on, with these edits: what follows is judged with it. */
  sent(request: BoundRequest, edits: readonly ParameterEdit[]): void;
  /** The upstream has told the model of the session. */
  told(model: string): void;
}

/**
 * Opens a connection, whose policy is the one that its handshake was bound to.
 *
 * An answer does not say to which request it belongs in a way that can be relied on: responses run
 * side by side, and a request that the upstream refuses changes nothing. So answers are held to the
 * rules for every model that was asked for on the connection, and know every tool that was declared.
 * Where a session's model is unknown, rules for any model hold until the upstream tells it.
 */
export function createSocketPolicy(handshake: AgentPolicy, protocol: SocketProtocol): SocketPolicy {
  const { situation: opened } = handshake;
  const isUnknown = opened.model === null && !protocol.hasSession;
  const models = new Set<string | null>(isUnknown ? [] : [opened.model]);
  /** Every tool that was declared, by the names of its calls; the latest ones. */
  const declared = new Map<string, DeclaredTool>();
  /** The model and tools of a request that names none itself. */
  let model = opened.model;
  let declaration: Declaration = opened;
  let now = handshake;
  remember(opened.tools);

  function modelsSoFar(): readonly (string | null)[] {
    if (models.size === 0) return [null];
    return models.size > LIMITS.socketModelsMax ? [null] : [...models];
  }

  function situationOf(event: AskingEvent, index: number, { path, body }: SentRequest): Situation {
    const { tools, isCut } = readDeclaredTools(body);
    const isDeclaring = tools.length > 0 || Object.hasOwn(body, "tools");
    const toolHashes = event.toolHashes?.[index] ?? NO_HASHES;
    const own = { tools, hasMoreTools: isCut, toolHashes };
    const { tools: known, hasMoreTools, toolHashes: hashes } = isDeclaring ? own : declaration;
    return {
      ...opened,
      user: endUserIn(body, opened.user),
      body,
      bodyText: jsonAt(event.text, path),
      model: textOf(body["model"]) ?? model,
      tools: known,
      hasMoreTools,
      toolHashes: hashes,
      pastCalls: pastCalls(body).calls.map((call) => ({ ...call, at: null })),
      previous: textOf(body["previous_response_id"]),
    };
  }

  function modelsOf({ body }: SentRequest): readonly (string | null)[] {
    const own = textOf(body["model"]);
    if (own === null) return modelsSoFar();
    // What a session's client wishes may be refused: until it is told, the model is any of these.
    return protocol.hasSession ? [own, ...modelsSoFar()] : [own];
  }

  function remember(more: readonly DeclaredTool[]): void {
    for (const tool of more) {
      const key = declaredNames(tool).join("\n");
      declared.delete(key);
      declared.set(key, tool);
    }
    for (const key of declared.keys()) {
      if (declared.size <= LIMITS.declaredToolsMax) break;
      declared.delete(key);
    }
  }

  return {
    get now() {
      return now;
    },
    bind(event) {
      const { requests } = event;
      const bound = requests.map((request, index) => ({
        request,
        policy: rebind(handshake, situationOf(event, index, request), modelsOf(request)),
      }));
      const [first] = bound;
      if (first === undefined) return { policy: now, requests: [] };
      if (bound.length === 1) return { policy: first.policy, requests: bound };
      // Which of them the upstream goes by is not known: the texts are held to the rules for all.
      const all = [...new Set(requests.flatMap(modelsOf))];
      return { policy: rebind(handshake, first.policy.situation, all), requests: bound };
    },
    sent({ request, policy }, edits) {
      const { situation } = policy;
      const set = edits.findLast(({ path }) => path === "model");
      const asked = set === undefined ? textOf(request.body["model"]) : textOf(set.value);
      if (asked !== null && models.size <= LIMITS.socketModelsMax) models.add(asked);
      if (asked === null && models.size === 0) models.add(null);
      if (request.isOfSession) {
        model = asked ?? model;
        declaration = situation;
      }
      remember(situation.tools);
      const known = [...declared.values()];
      now = rebind(handshake, { ...situation, model: asked ?? model, tools: known }, modelsSoFar());
    },
    told(name) {
      if (name === model && models.has(name) && !models.has(null)) return;
      model = name;
      models.delete(null);
      if (models.size <= LIMITS.socketModelsMax) models.add(name);
      now = rebind(handshake, { ...now.situation, model }, modelsSoFar());
    },
  };
}

/** What was declared, as far as rules ask for it. */
type Declaration = Pick<Situation, "tools" | "hasMoreTools" | "toolHashes">;

const NO_HASHES: ReadonlyMap<string, string> = new Map();
