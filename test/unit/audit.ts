// Audits what is read: a sample is a message of the API whose strings say as what each of them is
// to be read. They are replaced by words that occur nowhere else, and looked for in what came out.
import { expect } from "vitest";
import type { Segment } from "../../src/domain/segment.ts";
import type { ToolCall } from "../../src/domain/tool-call.ts";

/**
 * What a string of a sample can say: a segment's kind; `call`, if it is judged as (part of) a call;
 * or `- reason`, if nobody reads it.
 */
const KINDS = new Set([
  "system",
  "user",
  "assistant",
  "tool_result",
  "tool_definition",
  "output",
  "call",
]);

/** Members that make a message what it is: their values stay. */
const STRUCTURE = new Set(["type", "role", "object", "execution"]);

/** A string of a sample. */
interface Canary {
  readonly path: string;
  readonly says: string;
  readonly text: string;
}

/** What a protocol read. */
export interface Reading {
  readonly texts: readonly Segment[];
  readonly calls: readonly ToolCall[];
}

/** A sample with its canaries in place. */
export function plant(sample: unknown): { readonly value: unknown; readonly canaries: Canary[] } {
  const canaries: Canary[] = [];

  function replaced(value: unknown, path: string, key: string): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => replaced(item, `${path}[${index}]`, key));
    }
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [
          name,
          replaced(item, `${path}.${name}`, name),
        ]),
      );
    }
    if (typeof value !== "string" || STRUCTURE.has(key)) return value;
    const isUnread = value.startsWith("- ");
    if (!isUnread && !KINDS.has(value)) throw new Error(`${path} says "${value}"`);
    // Words where there should be words, one word where there should be an id or media.
    const text = isUnread ? `x${canaries.length}x=` : `what stands at number ${canaries.length}.`;
    canaries.push({ path, says: value, text });
    return text;
  }

  const value = replaced(sample, "", "");
  expect(canaries.length).toBeGreaterThan(0);
  return { value, canaries };
}

/** As what each canary was read, in the words of the sample: what it says, if all is well. */
export function verify(canaries: readonly Canary[], { texts, calls }: Reading): void {
  const found = canaries.map(({ path, text, says }) => {
    const kinds = texts
      .filter((segment) => segment.text.includes(text))
      // In an answer, what was on its way to the model is read as on its way to the client, too.
      .map(({ kind, direction }) => (direction === "output" ? "output" : kind));
    // An id may well be part of what is judged as a call; what counts is that nobody reads it.
    const isCalled =
      !says.startsWith("- ") &&
      calls.some((call) => `${call.name}${call.arguments}`.includes(text));
    const read = [...new Set([...kinds, ...(isCalled ? ["call"] : [])])];
    const told = read.filter((kind, _, all) => kind !== "output" || all.length === 1);
    return `${path}: ${told.join("+") || (says.startsWith("- ") ? says : "nobody reads it")}`;
  });
  expect(found).toEqual(canaries.map(({ path, says }) => `${path}: ${says}`));
}
