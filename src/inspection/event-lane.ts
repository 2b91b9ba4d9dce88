// The events of one response, or of one item, on their way to the client: a queue that lets go of
// what nothing holds any more, in the order it came. It judges nothing.
import { spliceJsonStrings } from "../domain/json-text.ts";
import type { CallSite } from "../openai/protocol.ts";
import type { TextChannel } from "./text-channel.ts";

/** A piece of a text in an event. */
export interface HeldPiece {
  readonly channel: TextChannel;
  readonly path: string;
  readonly text: string;
  readonly start: number;
}

/** An event that has not left yet. */
export interface Held {
  readonly text: string;
  readonly pieces: readonly HeldPiece[];
  callSites: readonly CallSite[];
  /** Waits for the judgement of its calls. */
  waitsForCalls: boolean;
  /** The text that it speaks. */
  readonly speaks: TextChannel | null;
  /** New texts by path in the event's JSON. */
  readonly edits: Map<string, string>;
}

/** Events that keep their order among themselves. */
export interface Lane {
  /** Null: the lane of one event that stands for itself. */
  readonly key: string | null;
  readonly queue: readonly Held[];
  readonly channels: Map<string, TextChannel>;
  /** Names of the channels that silence ends. */
  readonly endless: Set<string>;
  /** A response is in progress. */
  isOpen: boolean;
  push(held: Held): void;
  /** The events at the head that nothing holds any more, as they leave; all of them at the end. */
  release(isOver: boolean): readonly string[];
  /** Drops events from the first that waits for its calls: they will never be judged. */
  dropWaiting(): void;
  /** Drops all events. */
  drop(): void;
}

/** What the lanes of one connection share. */
export interface LaneContext {
  /** Whether sound waits for all of its transcript, or only for the first of it. */
  readonly waitsForWhole: boolean;
  /** Characters that are held, in all lanes together. */
  readonly held: { chars: number };
  withoutEchoes(data: string): string;
}

/** Starts a lane. */
export function createLane(key: string | null, context: LaneContext): Lane {
  const queue: Held[] = [];

  function letGo(gone: readonly Held[]): void {
    for (const { text, pieces } of gone) {
      context.held.chars -= text.length;
      for (const { channel, start, text: piece } of pieces) channel.release(start + piece.length);
    }
  }

  function isUndecided({ pieces, speaks }: Held): boolean {
    if (pieces.some(({ channel, start, text }) => start + text.length > channel.decided)) {
      return true;
    }
    if (speaks === null || speaks.isEnded) return false;
    // Sound may run ahead of its transcript; it does not leave before any of it was read.
    return context.waitsForWhole || speaks.decided === 0;
  }

  /** An event as it leaves: its own text, or that with what was redacted in it. */
  function write(held: Held): string {
    for (const { channel, path, text, start } of held.pieces) {
      const redacted = channel.redact(text, start);
      if (redacted !== text) held.edits.set(path, redacted);
    }
    if (held.edits.size === 0) return held.text;
    return context.withoutEchoes(spliceJsonStrings(held.text, held.edits));
  }

  return {
    key,
    queue,
    channels: new Map(),
    endless: new Set(),
    isOpen: false,
    push(held) {
      queue.push(held);
      context.held.chars += held.text.length;
    },
    release(isOver) {
      const texts: string[] = [];
      let count = 0;
      for (const held of queue) {
        if (held.waitsForCalls || (!isOver && isUndecided(held))) break;
        count += 1;
        // What was redacted in the transcript would be heard all the same.
        if (held.speaks?.isRedacted !== true) texts.push(write(held));
      }
      if (count > 0) letGo(queue.splice(0, count));
      return texts;
    },
    dropWaiting() {
      const first = queue.findIndex(({ waitsForCalls }) => waitsForCalls);
      if (first >= 0) letGo(queue.splice(first));
    },
    drop: () => letGo(queue.splice(0)),
  };
}

/** Gives a call new arguments in every event that tells them: whole, or all in the first delta. */
export function rewriteCall(events: readonly Held[], key: string, text: string): void {
  let isTold = false;
  for (const { callSites, edits } of events) {
    for (const site of callSites) {
      if (site.callKey !== key) continue;
      edits.set(site.path, site.part === "delta" && isTold ? "" : text);
      if (site.part === "delta") isTold = true;
    }
  }
}
