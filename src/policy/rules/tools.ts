// Rules about which tools are declared and called, and for whom.
import { declaredNames, isDeclared } from "../../domain/declared-tool.ts";
import type { Situation } from "../situation.ts";
import { compileGlobs, optionalGlobs } from "../glob.ts";
import { READS_CALLS, type Match, type RuleMeaning, type RuleOf } from "./rule.ts";

/** Which tools may be called, and where the rule says so, declared. */
export function compileToolAccess(rule: RuleOf<"tool_access">): RuleMeaning {
  const isAllowed = optionalGlobs(rule.allowed_tools, true);
  const isDenied = optionalGlobs(rule.denied_tools, false);
  const isExcepted = optionalGlobs(rule.except_tools, false);
  const readsDeclared = rule.declared === true;
  function isForbidden(name: string): boolean {
    return !isExcepted(name) && (isDenied(name) || !isAllowed(name));
  }
  return {
    ...READS_CALLS,
    readsRequest: readsDeclared,
    judge({ calls, isRequest }, situation) {
      const declared =
        readsDeclared && isRequest === true ? declaredMatches(situation, isForbidden) : [];
      const called = calls
        .filter(({ name }) => isForbidden(name))
        .map((call) => ({ subject: call, detector: "tool_access", path: call.path }));
      return [...declared, ...called];
    },
  };
}

function declaredMatches(
  { tools, hasMoreTools }: Situation,
  isForbidden: (name: string) => boolean,
): readonly Match[] {
  // What is not read could be anything.
  const unread = hasMoreTools ? [{ name: "", path: "tools" }] : [];
  return tools
    .flatMap((tool) => declaredNames(tool).map((name) => ({ name, path: tool.path })))
    .filter(({ name }) => isForbidden(name))
    .concat(unread)
    .map(({ path }) => ({ subject: "request", detector: "tool_access", path }));
}

/** Calls of functions that the request did not declare. */
export function compileUndeclaredTools(_rule: RuleOf<"undeclared_tools">): RuleMeaning {
  return {
    ...READS_CALLS,
    judge({ calls }, { tools, body }) {
      // A request that goes on from stored state (a run, a conversation) need not repeat its tools.
      if (body === null || tools.length === 0) return [];
      return calls
        .filter(({ name }) => !isDeclared(tools, name))
        .map((call) => ({ subject: call, detector: "undeclared_tools", path: call.path }));
    },
  };
}

/** Who may have a tool called. */
export function compileAuthorization(rule: RuleOf<"authorization">): RuleMeaning {
  const isMeant = compileGlobs(rule.tools);
  const isUser = optionalGlobs(rule.allowed_users, false);
  const isRole = optionalGlobs(rule.allowed_roles, false);
  return {
    ...READS_CALLS,
    judge({ calls }, { user }) {
      const mayCall = (user.id !== null && isUser(user.id)) || user.roles.some(isRole);
      if (mayCall) return [];
      return calls
        .filter(({ name }) => isMeant(name))
        .map((call) => ({ subject: call, detector: "authorization", path: call.path }));
    },
  };
}
