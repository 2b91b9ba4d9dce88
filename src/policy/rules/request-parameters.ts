// Rules about a request's own parameters: bounds, forced values, what must and must not be there.
import { judgeRequestParameters } from "../request-parameters.ts";
import type { Situation } from "../situation.ts";
import { PLAIN, type Match, type RuleMeaning, type RuleOf } from "./rule.ts";

/** Surfaces whose requests make a model answer. */
const ANSWERED = new Set(["chat.completions", "responses", "completions", "runs", "threads"]);

/** Connections configure their sessions piece by piece: each piece is judged. */
const CONFIGURED = new Set(["realtime", "live"]);

/** Members that only a request for an answer has; others of the same surface read and label. */
const ASKS = ["messages", "input", "prompt", "assistant_id", "previous_response_id"];

/** What a request's parameters may be. */
export function compileRequestParameters(rule: RuleOf<"request_parameters">): RuleMeaning {
  return {
    ...PLAIN,
    readsRequest: true,
    judge({ isRequest }, situation) {
      const { body, bodyText, endpoint, tools } = situation;
      if (isRequest !== true || body === null || !asksForAnswer(situation)) return [];
      const request = { body, text: bodyText ?? "{}", surface: endpoint, tools };
      const { violations, edits } = judgeRequestParameters(rule, request);
      return violations.map(({ path, problem, isMended }, index): Match => {
        const match = {
          subject: "request",
          detector: `request_parameters.${problem}`,
          path,
          isStuck: !isMended,
        } as const;
        // The edits put all of it right together.
        return index === 0 && edits.length > 0 ? { ...match, edits } : match;
      });
    },
  };
}

function asksForAnswer({ endpoint, method, body }: Situation): boolean {
  if (CONFIGURED.has(endpoint)) return true;
  if (!ANSWERED.has(endpoint) || body === null) return false;
  return method !== "GET" && ASKS.some((member) => Object.hasOwn(body, member));
}
