// Rules about what a request declares to the model: hosted tools, MCP servers, how many tools, and
// whether they are still the ones that were pinned.
import type { DeclaredTool } from "../../domain/declared-tool.ts";
import { compileGlobs, optionalGlobs, type NameTest } from "../glob.ts";
import type { Situation } from "../situation.ts";
import { ambiguousMembers, TOOL_MEMBERS } from "./ambiguous-members.ts";
import { PLAIN, type Match, type RuleMeaning, type RuleOf } from "./rule.ts";

type ToolDefinitions = RuleOf<"tool_definitions">;

/** Tells whether something is wrong with a declared tool. */
type ToolTest = (tool: DeclaredTool, situation: Situation) => boolean;

/** What a request may declare. */
export function compileToolDefinitions(rule: ToolDefinitions): RuleMeaning {
  const tests = [
    forbiddenNames(rule),
    requiredStrictness(rule),
    pinnedTools(rule),
    changedTools(rule),
  ].filter((test) => test !== null);
  const approves = approvalTest(rule);
  const max = rule.max_tools ?? Infinity;
  return {
    ...PLAIN,
    readsRequest: true,
    needsHashes: rule.pins !== undefined || rule.changed_in_session === true,
    needsView: rule.changed_in_session === true,
    judge({ isRequest }, situation) {
      if (isRequest !== true) return [];
      const { tools, hasMoreTools } = situation;
      const wrong = tools.filter((tool) => tests.some((isWrong) => isWrong(tool, situation)));
      return [
        // What is not read could be anything.
        ...(hasMoreTools || countOf(tools) > max ? [definitionMatch("tools")] : []),
        ...ambiguousMembers(situation, TOOL_MEMBERS).map(({ path }) => definitionMatch(path)),
        ...wrong.map(({ path }) => definitionMatch(path)),
        ...(approves === null ? [] : tools.flatMap((tool) => approvalMatch(tool, approves))),
      ];
    },
  };
}

/** How many are declared: one that may be read in two ways is one. */
function countOf(tools: readonly DeclaredTool[]): number {
  return new Set(tools.map(({ path }) => path)).size;
}

function definitionMatch(path: string): Match {
  return { subject: "request", detector: "tool_definitions", path, isStuck: true };
}

/** Names that may not be declared, of hosted tools and of MCP servers each. */
function forbiddenNames(rule: ToolDefinitions): ToolTest | null {
  const hosted = forbids(rule.hosted_allowed, rule.hosted_denied);
  const servers = forbids(rule.mcp_servers_allowed, rule.mcp_servers_denied);
  if (hosted === null && servers === null) return null;
  return ({ kind, name, type, server, serverUrl, connectorId }) => {
    if (kind === "hosted") return hosted?.({ names: [name, type], addresses: [] }) === true;
    if (kind !== "mcp") return false;
    return servers?.({ names: [server ?? name, connectorId], addresses: [serverUrl] }) === true;
  };
}

/** What something goes by. */
interface Known {
  /** What it is called. The client may call it anything. */
  readonly names: readonly (string | null)[];
  /** Where it is. */
  readonly addresses: readonly (string | null)[];
}

/** What reads like an address is no name: it would be allowed by the address that it is not at. */
const LIKE_ADDRESS = /[/:]/;

/**
 * Whether something that goes by several names is forbidden: one that is denied is enough, and one
 * that is allowed.
 */
function forbids(
  allowed: readonly string[] | undefined,
  denied: readonly string[] | undefined,
): ((known: Known) => boolean) | null {
  if (allowed === undefined && denied === undefined) return null;
  const isAllowed = allowed ? compileGlobs(allowed) : null;
  const isDenied = optionalGlobs(denied, false);
  return ({ names, addresses }) => {
    const known = [...names, ...addresses].filter((name) => name !== null);
    if (known.some(isDenied)) return true;
    const vouched = [...names.filter((name) => !LIKE_ADDRESS.test(name ?? "")), ...addresses];
    return isAllowed !== null && !vouched.some((name) => name !== null && isAllowed(name));
  };
}

function requiredStrictness(rule: ToolDefinitions): ToolTest | null {
  if (rule.require_strict !== true) return null;
  return ({ kind, strict }) => kind === "function" && strict !== true;
}

function pinnedTools({ pins, unpinned }: ToolDefinitions): ToolTest | null {
  if (pins === undefined) return null;
  const deniesOthers = unpinned === "deny";
  return ({ name, path }, { toolHashes }) => {
    // A name is the client's own word: `__proto__` has no pin.
    if (!Object.hasOwn(pins, name)) return deniesOthers;
    return toolHashes.get(path) !== pins[name];
  };
}

function changedTools(rule: ToolDefinitions): ToolTest | null {
  if (rule.changed_in_session !== true) return null;
  return ({ name, path }, { toolHashes, view }) => {
    const first = view?.toolHashes;
    return (
      first !== undefined && Object.hasOwn(first, name) && first[name] !== toolHashes.get(path)
    );
  };
}

/** Tells the servers whose tools must ask for approval; null where the rule speaks of none. */
function approvalTest(rule: ToolDefinitions): NameTest | null {
  if (rule.mcp_require_approval === undefined) return null;
  return optionalGlobs(rule.mcp_servers, true);
}

function approvalMatch(tool: DeclaredTool, approves: NameTest): readonly Match[] {
  const isServer = tool.kind === "mcp" && tool.type === "mcp";
  if (!isServer || tool.requireApproval === "always") return [];
  if (!approves(tool.server ?? tool.name)) return [];
  const edits = [{ path: `${tool.path}.require_approval`, value: "always" }];
  return [{ ...definitionMatch(`${tool.path}.require_approval`), isStuck: false, edits }];
}
