// What the rules about data on its way out are written with.
import type { Severity } from "../../domain/finding.ts";
import { chars, literal, sequence, type Pattern, type TextRule } from "../text-rule.ts";

/** What kind of thing a finding is. */
type ExfiltrationCategory =
  | "markdown_image"
  | "html_image"
  | "link_with_data"
  | "outbound_command"
  | "outbound_message"
  | "spreadsheet_formula"
  | "active_link"
  | "hidden_text"
  | "terminal_escape";

/** A rule as it is written: most stand beside anything. */
type RuleSource = Omit<TextRule, "notBefore" | "notAfter" | "category"> & {
  readonly category: ExfiltrationCategory;
  readonly severity: Severity;
  readonly notBefore?: string;
  readonly notAfter?: string;
};

/** A rule of the family. */
export function rule(source: RuleSource): TextRule {
  // An empty class stands beside anything.
  return { notBefore: "", notAfter: "", ...source };
}

/** A word in either case. */
export function anyCase(text: string): Pattern {
  return sequence(
    ...Array.from(text, (char) => {
      const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
      return lower === upper ? literal(char) : chars(`${lower}${upper}`, 1);
    }),
  );
}

/** What may stand around an address. */
export const BLANKS = chars("\\s", 0, 4);
