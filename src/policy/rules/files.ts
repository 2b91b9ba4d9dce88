// Rules about the files of a request: what they are, what they are for, how large they may be, and
// whether anybody can read them.
import { claimedTypes, type TypeNames } from "../../domain/file-type.ts";
import { optionalGlobs } from "../glob.ts";
import type { SentFile } from "../situation.ts";
import { requestMatch } from "./request.ts";
import { PLAIN, type RuleMeaning, type RuleOf } from "./rule.ts";

/** Which files may be sent: those of the request, or those that the evidence names one by one. */
export function compileFiles(rule: RuleOf<"files">): RuleMeaning {
  const isForbiddenType = compileTypes(rule);
  const isPurpose = optionalGlobs(rule.purposes, true);
  function isMatched(file: SentFile): boolean {
    if (rule.unscannable === true && file.isUnread) return true;
    if (rule.max_bytes !== undefined && (file.bytes ?? 0) > rule.max_bytes) return true;
    if (file.purpose !== null && !isPurpose(file.purpose)) return true;
    return isForbiddenType(file);
  }
  return {
    ...PLAIN,
    readsRequest: true,
    judge({ isRequest, files }, situation) {
      const judged = files ?? (isRequest === true ? situation.files : []);
      return judged.filter(isMatched).map(({ path }) => requestMatch("files", path));
    },
  };
}

/**
 * Tells whether a file is of a type that it must not be. It is denied where one of its claims is, and
 * allowed only where all of them are: what its name hides, its bytes may tell.
 */
function compileTypes(rule: RuleOf<"files">): (file: SentFile) => boolean {
  const { types_allowed: allowed, types_denied: denied } = rule;
  if (allowed === undefined && denied === undefined) return () => false;
  const isAllowed = optionalGlobs(lowered(allowed), true);
  const isDenied = optionalGlobs(lowered(denied), false);
  return (file) => {
    const claims = claimedTypes(file);
    if (claims.length === 0) return isDenied(UNKNOWN) || (!file.isReference && !isAllowed(UNKNOWN));
    return claims.some((names: TypeNames) => names.some(isDenied) || !names.some(isAllowed));
  };
}

/** How rules name a file of which nothing tells what it is. */
const UNKNOWN = "unknown";

function lowered(types: readonly string[] | undefined): string[] | undefined {
  return types?.map((type) => type.toLowerCase());
}
