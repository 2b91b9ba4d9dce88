// Rules about which tools are declared and called, and for whom.
import { declaredNames, isDeclared } from "../../domain/declared-tool.ts";
import type { Situation } from "../situation.ts";
import { compileGlobs, optionalGlobs } from "../glob.ts";
import { ambiguousMembers, TOOL_MEMBERS } from "./ambiguous-members.ts";
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
  situation: Situation,
  isForbidden: (name: string) => boolean,
): readonly Match[] {
  const { tools, hasMoreTools } = situation;
  // What is not read, or not by every server, could be anything.
  const unread = [
    ...(hasMoreTools ? [{ name: "", path: "tools" }] : []),
    ...ambiguousMembers(situation, TOOL_MEMBERS).map(({ path }) => ({ name: "", path })),
  ];
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
    judge({ calls }, situation) {
      const { tools } = situation;
      if (tools.length === 0 && mayHaveOthers(situation)) return [];
      return calls
        .filter(({ name }) => !isDeclared(tools, name))
        .map((call) => ({ subject: call, detector: "undeclared_tools", path: call.path }));
    },
  };
}

/** Requests that say all that their answer comes from, unless they name something stored. */
const SAYS_ALL = /^\/v1\/(?:chat\/completions|responses)\/?$/;
/** Members by which a response goes on from what is stored, tools and all. */
const STORED = ["previous_response_id", "conversation", "prompt"];

/**
 * Whether a request that declares no tools may have some all the same: those of the run, the
 * conversation or the session that it goes on from.
 */
export function mayHaveOthers({ body, method, path }: Situation): boolean {
  if (body === null || method !== "POST" || !SAYS_ALL.test(path)) return true;
  return STORED.some((member) => body[member] !== undefined && body[member] !== null);
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
