// Rules about a request's own parameters: bounds, forced values, what must and must not be there.
import { judgeRequestParameters } from "../request-parameters.ts";
import { PLAIN, type Match, type RuleMeaning, type RuleOf } from "./rule.ts";

/** Requests that make a model answer; others of the same surfaces read, count and label. */
const ASKS =
  /^\/v1\/(?:chat\/completions|responses|completions|threads\/(?:[^/]+\/)?runs|realtime(?:\/.*)?|live(?:\/.*)?)\/?$/;

/** What a request's parameters may be. */
export function compileRequestParameters(rule: RuleOf<"request_parameters">): RuleMeaning {
  return {
    ...PLAIN,
    readsRequest: true,
    judge({ isRequest }, situation) {
      const { body, bodyText, endpoint, path: at, tools } = situation;
      if (isRequest !== true || body === null || !ASKS.test(at)) return [];
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
