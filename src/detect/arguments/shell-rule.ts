// The form of the tables of what commands do: a program, an expression over its arguments, and what
// it means when both fit.
import type { Severity } from "../../domain/finding.ts";

/** What can be said of a command. */
export type ShellCategory =
  | "shell_destructive"
  | "download_and_run"
  | "reverse_shell"
  | "shell_exfiltration"
  | "credential_access"
  | "persistence"
  | "obfuscation"
  | "privilege_escalation"
  | "defense_evasion"
  | "command_injection";

/** What a command was found to do. */
export interface Verdict {
  readonly category: ShellCategory;
  readonly confidence: number;
}

/** How bad each is if it is true. */
export const SEVERITY_OF: Readonly<Record<ShellCategory, Severity>> = {
  shell_destructive: "critical",
  download_and_run: "critical",
  reverse_shell: "critical",
  shell_exfiltration: "critical",
  credential_access: "high",
  persistence: "high",
  obfuscation: "high",
  privilege_escalation: "high",
  defense_evasion: "high",
  command_injection: "critical",
};

/**
 * Programs (separated by spaces), what their arguments must fit, and the meaning. The arguments are
 * expanded words with one space between them, one before the first and one after the last.
 */
export type ProgramRule = readonly [
  programs: string,
  is: RegExp | null,
  category: ShellCategory,
  confidence: number,
];

/** Rules by the program that they are about. */
export function byProgram(
  rules: readonly ProgramRule[],
): ReadonlyMap<string, readonly ProgramRule[]> {
  const table = new Map<string, ProgramRule[]>();
  for (const rule of rules) {
    for (const program of rule[0].split(" ")) {
      const known = table.get(program);
      if (known === undefined) table.set(program, [rule]);
      else known.push(rule);
    }
  }
  return table;
}
