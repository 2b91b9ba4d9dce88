// `direction` as other dialects write it: who speaks (`tool_result`, `file`), or a list of both kinds
// of words. Ours says which way the text travels in `direction` and who speaks in `on`.
import * as z from "zod";
import type { Direction, SegmentKind } from "../domain/segment.ts";

/** What a word stands for; `on` is null where it is everybody who speaks that way. */
interface Meaning {
  readonly directions: readonly Direction[];
  readonly on: readonly SegmentKind[] | null;
}

/** Rune (docs/policies) has the first five; the others are the words of `on` and of plain speech. */
export const DIRECTION_WORDS: Readonly<Record<string, Meaning>> = {
  input: { directions: ["input"], on: null },
  output: { directions: ["output"], on: null },
  both: { directions: ["input", "output"], on: null },
  tool_call: { directions: ["output"], on: ["tool_argument"] },
  tool_result: { directions: ["input"], on: ["tool_result"] },
  tool_definition: { directions: ["input"], on: ["tool_definition"] },
  file: { directions: ["input"], on: ["document"] },
  document: { directions: ["input"], on: ["document"] },
  system: { directions: ["input"], on: ["system"] },
  user: { directions: ["input"], on: ["user"] },
  request: { directions: ["input"], on: null },
  response: { directions: ["output"], on: null },
};

/** Everybody who speaks that way. */
const SPEAKERS: Readonly<Record<Direction, readonly SegmentKind[]>> = {
  input: ["system", "user", "assistant", "document", "tool_result", "tool_definition"],
  output: ["output", "tool_argument"],
};

/**
 * What a rule's `direction` becomes; null where it stays as it is, because it is in our words
 * already or in nobody's. Rules that judge calls need none, and lose one that says nothing else.
 */
export function translateDirection(
  rule: Readonly<Record<string, unknown>>,
  shape: Readonly<Record<string, z.core.$ZodType>>,
): { direction?: string; on?: readonly string[] } | null {
  const said = rule["direction"];
  const words: readonly unknown[] = Array.isArray(said) ? said : [said];
  const meanings = words.map((word) =>
    typeof word === "string" && Object.hasOwn(DIRECTION_WORDS, word)
      ? DIRECTION_WORDS[word]
      : undefined,
  );
  if (said === undefined || meanings.length === 0 || "on" in rule) return null;
  const known = meanings.filter((meaning) => meaning !== undefined);
  if (known.length < meanings.length) return null;
  if (!("direction" in shape)) return judgesCalls(shape, known) ? {} : null;
  const direction = directionOf(known);
  if (direction === said || !takes(shape["direction"], direction)) return null;
  const on = speakersOf(known);
  return on === null ? { direction } : { direction, on };
}

function judgesCalls(
  shape: Readonly<Record<string, unknown>>,
  meanings: readonly Meaning[],
): boolean {
  const isOfCalls = ["tools", "allowed_tools", "source", "forbidden"].some((key) => key in shape);
  return isOfCalls && meanings.every(({ directions }) => directions.includes("output"));
}

function directionOf(meanings: readonly Meaning[]): "input" | "output" | "both" {
  const all = new Set(meanings.flatMap(({ directions }) => directions));
  if (all.size > 1) return "both";
  return all.has("output") ? "output" : "input";
}

/** Null where the direction alone says it. */
function speakersOf(meanings: readonly Meaning[]): readonly SegmentKind[] | null {
  const whole = new Set(meanings.flatMap(({ on, directions }) => (on === null ? directions : [])));
  const isSaid = meanings.every(({ directions }) => directions.every((way) => whole.has(way)));
  if (isSaid) return null;
  const named = meanings.flatMap(({ on }) => on ?? []);
  return [...new Set([...[...whole].flatMap((way) => SPEAKERS[way]), ...named])];
}

function takes(schema: z.core.$ZodType | undefined, direction: string): boolean {
  return schema !== undefined && z.safeParse(schema, direction).success;
}
