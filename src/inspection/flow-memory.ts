// What one exchange has heard and made, beside what its request says, as far as rules about the flow
// of data ask for it: what hosted tools returned in an answer, and on a connection all that was said
// and called on it. In memory only; what a session remembers is made of it.
import { LIMITS } from "../domain/limits.ts";
import type { Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";

/** The memory of one exchange. */
export interface FlowMemory {
  /** Notes what was said by anybody but the model now. The oldest of it goes where room is short. */
  heard(segments: readonly Segment[]): void;
  /** Notes calls that the client gets. */
  made(calls: readonly ToolCall[]): void;
  /** Oldest first. */
  readonly texts: readonly Segment[];
  readonly calls: readonly ToolCall[];
}

/** Opens the memory of one exchange; it takes nothing until it is told something. */
export function openFlowMemory(): FlowMemory {
  const texts = createShelf<Segment>(({ text }) => text.length);
  const calls = createShelf<ToolCall>((call) => call.name.length + call.arguments.length);
  return {
    heard: (segments) => texts.put(segments.filter(isHeard)),
    made(more) {
      // Some streams tell a call again.
      const known = new Set(calls.things.map(({ id }) => id));
      calls.put(more.filter(({ id }) => id === "" || !known.has(id)));
    },
    get texts() {
      return texts.things;
    },
    get calls() {
      return calls.things;
    },
  };
}

/** What the model says now is no source, and no declaration of a tool is. */
function isHeard({ kind, text }: Segment): boolean {
  return kind !== "output" && kind !== "tool_definition" && kind !== "tool_argument" && text !== "";
}

/** Keeps the newest things whose sizes together are in bounds. */
function createShelf<T>(sizeOf: (thing: T) => number) {
  let things: T[] = [];
  let size = 0;
  return {
    put(more: readonly T[]): void {
      for (const thing of more) {
        const own = sizeOf(thing);
        if (own > LIMITS.flowCharsMax) continue;
        things.push(thing);
        size += own;
      }
      if (size <= LIMITS.flowCharsMax && things.length <= LIMITS.flowThingsMax) return;
      let dropped = 0;
      while (size > LIMITS.flowCharsMax || things.length - dropped > LIMITS.flowThingsMax) {
        const oldest = things[dropped];
        if (oldest === undefined) break;
        size -= sizeOf(oldest);
        dropped += 1;
      }
      things = things.slice(dropped);
    },
    get things(): readonly T[] {
      return things;
    },
  };
}
