// The rows of the tool side: their source and their bounds.
import type { Row } from "../row.ts";

/** Characters of a row at most; longer texts teach nothing that windows do not show. */
export const ROW_CHARS_MAX = 8000;

/** A planted instruction. `family` names the generator. */
export function attackRow(family: string, text: string, lang = "en"): Row {
  return row({ family, text, label: 1, kind: "indirect", lang });
}

/** What belongs where it stands. */
export function benignRow(family: string, text: string, lang = "en"): Row {
  return row({ family, text, label: 0, kind: "benign_tool_output", lang });
}

function row(of: {
  readonly family: string;
  readonly text: string;
  readonly label: 0 | 1;
  readonly kind: string;
  readonly lang: string;
}): Row {
  const { family, text, label, kind, lang } = of;
  return {
    text: bounded(text),
    label,
    kind,
    role: "tool",
    lang,
    source: `synthetic tool-${family}`,
    licence: "CC0 (own)",
  };
}

/** Never half of a character. */
function bounded(text: string): string {
  return text.length <= ROW_CHARS_MAX ? text : text.slice(0, ROW_CHARS_MAX).toWellFormed();
}
