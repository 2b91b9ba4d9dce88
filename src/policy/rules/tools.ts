// Rules about which tools are declared and called, and for whom.
import { declaredNames, isDeclared } from "../../domain/declared-tool.ts";
import type { Situation } from "../situation.ts";
import { compileGlobs } from "../glob.ts";
import { PLAIN, type Match, type RuleMeaning, type RuleOf } from "./rule.ts";

const NEVER = () => false;

/** Which tools may be called, and where the rule says so, declared. */
export function compileToolAccess(rule: RuleOf<"tool_access">): RuleMeaning {
  const isAllowed = rule.allowed_tools ? compileGlobs(rule.allowed_tools) : null;
  const isDenied = rule.denied_tools ? compileGlobs(rule.denied_tools) : NEVER;
  const isExcepted = rule.except_tools ? compileGlobs(rule.except_tools) : NEVER;
  const readsDeclared = rule.declared === true;
  function isForbidden(name: string): boolean {
    if (isExcepted(name)) return false;
    return isDenied(name) || (isAllowed !== null && !isAllowed(name));
  }
  return {
    ...PLAIN,
    directions: ["output"],
    readsCalls: true,
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
    ...PLAIN,
    directions: ["output"],
    readsCalls: true,
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
  const isUser = rule.allowed_users ? compileGlobs(rule.allowed_users) : NEVER;
  const isRole = rule.allowed_roles ? compileGlobs(rule.allowed_roles) : NEVER;
  return {
    ...PLAIN,
    directions: ["output"],
    readsCalls: true,
    judge({ calls }, { user }) {
      const mayCall = (user.id !== null && isUser(user.id)) || user.roles.some(isRole);
      if (mayCall) return [];
      return calls
        .filter(({ name }) => isMeant(name))
        .map((call) => ({ subject: call, detector: "authorization", path: call.path }));
    },
  };
}
