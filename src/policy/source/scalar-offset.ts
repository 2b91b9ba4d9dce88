// From a place in a text to its place in the YAML that it was written in, so that an error in a
// condition or a pattern points at the very character.
import { Scalar } from "yaml";

/** The scalar, and the document's text. */
interface Written {
  readonly scalar: Scalar;
  readonly text: string;
}

/**
 * Where the character at `offset` of a scalar's value stands in the document, in UTF-16 units. Null
 * where it cannot be told: texts over several lines that YAML folds.
 */
export function offsetInSource({ scalar, text }: Written, offset: number): number | null {
  const [start, end] = scalar.range ?? [0, 0];
  const raw = text.slice(start, end);
  const { type } = scalar;
  if (type !== Scalar.BLOCK_LITERAL && raw.includes("\n")) return null;
  switch (type) {
    case Scalar.PLAIN:
      return offset <= raw.length ? start + offset : null;
    case Scalar.QUOTE_SINGLE:
      return inQuotes({ raw, start, offset, unit: /''|[^]/gy });
    case Scalar.QUOTE_DOUBLE:
      return inQuotes({ raw, start, offset, unit: DOUBLE_QUOTED });
    case Scalar.BLOCK_LITERAL:
      return inLiteral({ raw, start, offset });
    case Scalar.BLOCK_FOLDED:
    case undefined:
      break;
  }
  return null;
}

/** One character, or one escape: YAML 1.2.2, section 5.7. */
const DOUBLE_QUOTED = /\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\[^]|[^]/gy;

/** Walks what stands between the quotes, unit by unit. */
function inQuotes(of: {
  readonly raw: string;
  readonly start: number;
  readonly offset: number;
  readonly unit: RegExp;
}): number | null {
  const { raw, start, offset, unit } = of;
  let said = 0;
  for (const { 0: written, index } of raw.slice(1, -1).matchAll(unit)) {
    if (said >= offset) return start + 1 + index;
    // Only an escape of eight digits may stand for a pair of surrogates.
    said += /^\\U000[1-9a-fA-F]|^\\U0010/.test(written) ? 2 : 1;
  }
  return said >= offset ? start + Math.max(1, raw.length - 1) : null;
}

/** Lines of a literal keep everything but the indentation of the first. */
function inLiteral(of: {
  readonly raw: string;
  readonly start: number;
  readonly offset: number;
}): number | null {
  const { raw, start, offset } = of;
  const [header = "", ...lines] = raw.split("\n");
  // With an indentation indicator the first line does not tell.
  if (/^\|[+-]?\d/.test(header)) return null;
  const first = lines.find((line) => line.trim() !== "");
  const indent = /^ */.exec(first ?? "")?.[0].length ?? 0;
  let said = 0;
  let at = start + header.length + 1;
  for (const line of lines) {
    const length = Math.max(0, line.length - indent);
    if (offset <= said + length) return at + Math.min(indent, line.length) + (offset - said);
    said += length + 1;
    at += line.length + 1;
  }
  return null;
}
