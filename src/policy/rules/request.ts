// Rules about a request as a whole: model, endpoint, the state of its session. Files: `files.ts`.
import type { Suspicion } from "../../domain/conversation-score.ts";
import { injectionScore } from "../../domain/session-view.ts";
import { optionalGlobs, type NameTest } from "../glob.ts";
import { durationMs } from "../schema/values.ts";
import type { Situation } from "../situation.ts";
import { ambiguousMembers } from "./ambiguous-members.ts";
import { PLAIN, type Match, type RuleMeaning, type RuleOf } from "./rule.ts";

const READS_REQUEST = { ...PLAIN, readsRequest: true } as const;

/**
 * Which models may be asked. A request that names none is not judged. One that names two, of which a
 * server may read the other, is as good as forbidden; where the rule rewrites, one is left.
 */
export function compileModels(rule: RuleOf<"models">): RuleMeaning {
  const isForbidden = forbids(rule);
  const { use } = rule;
  return {
    ...READS_REQUEST,
    judge({ isRequest }, situation) {
      const { model } = situation;
      if (isRequest !== true) return [];
      const isWrong = model !== null && isForbidden(model);
      const others = ambiguousMembers(situation, ["model"]);
      if (!isWrong && others.length === 0) return [];
      const odd = others.filter(({ isOddCase }) => isOddCase);
      const edits = [
        ...(model === null ? [] : [{ path: "model", value: isWrong ? use : model }]),
        ...odd.map(({ path }) => ({ path, value: undefined })),
      ];
      const path = isWrong ? "model" : (others[0]?.path ?? "model");
      return [{ ...requestMatch("models", path), ...(use !== undefined && { edits }) }];
    },
  };
}

/** Which parts of the API may be used. */
export function compileEndpointAccess(rule: RuleOf<"endpoint_access">): RuleMeaning {
  const isAllowed = optionalGlobs(rule.allow, true);
  const isDenied = optionalGlobs(rule.deny, false);
  return {
    ...READS_REQUEST,
    judge({ isRequest }, { endpoint, method }) {
      if (isRequest !== true) return [];
      const names = [endpoint, `${method} ${endpoint}`];
      const isForbidden = names.some(isDenied) || !names.some(isAllowed);
      return isForbidden ? [requestMatch("endpoint_access", "")] : [];
    },
  };
}

function forbids(rule: {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}): NameTest {
  const isAllowed = optionalGlobs(rule.allow, true);
  const isDenied = optionalGlobs(rule.deny, false);
  return (name) => isDenied(name) || !isAllowed(name);
}

/** What a session may become. */
export function compileSession(rule: RuleOf<"session">): RuleMeaning {
  const maxAgeMs = rule.max_age === undefined ? Infinity : durationMs(rule.max_age);
  return {
    ...READS_REQUEST,
    needsView: true,
    judge({ isRequest, suspicions = [] }, situation) {
      if (isRequest !== true) return [];
      return isPast(rule, maxAgeMs, situation) || isSuspicious(rule, situation, suspicions)
        ? [requestMatch("session", "")]
        : [];
    },
  };
}

function isPast(rule: RuleOf<"session">, maxAgeMs: number, situation: Situation): boolean {
  const { session, view, at, previous, model } = situation;
  if (session === null) return rule.required === true;
  if (view === null) return false;
  return (
    at - view.startedAt > maxAgeMs ||
    view.turns >= (rule.max_turns ?? Infinity) ||
    view.tokens >= (rule.max_tokens ?? Infinity) ||
    view.flags >= (rule.quarantine_after_flags ?? Infinity) ||
    (rule.blocked_response === true &&
      previous !== null &&
      view.blockedResponses.includes(previous)) ||
    (rule.model_change === true &&
      view.firstModel !== null &&
      model !== null &&
      model !== view.firstModel)
  );
}

/** Whether the conversation, with what the request adds to it, is too likely an attack. */
function isSuspicious(
  { injection_score: most }: RuleOf<"session">,
  { view }: Situation,
  suspicions: readonly Suspicion[],
): boolean {
  return most !== undefined && view !== null && injectionScore(view, suspicions) >= most;
}

/** Something about the request as a whole, at a path of its body. */
export function requestMatch(detector: string, path: string): Match {
  return { subject: "request", detector, path };
}
