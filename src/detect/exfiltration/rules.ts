// Text that carries data out when it is rendered.
import type { TextRule } from "../text-rule.ts";

/** The rules, with hosts (globs) to which links and images may carry data. */
export function exfiltrationRules(_allowedHosts: readonly string[]): readonly TextRule[] {
  return [];
}
