// Leaves calls out of Chat Completions, whole and in pieces. What stays is as it was, but for three
// things that would not be true without them: indexes, `finish_reason`, and log probabilities,
// which repeat a call's tokens on some servers.
import { editJson } from "../domain/json-edit.ts";
import { indexPath } from "../domain/json-path.ts";
import {
  arrayOf,
  isObject,
  parseObject,
  type CallDropper,
  type CallDrops,
  type JsonObject,
  type ReadCall,
} from "./protocol.ts";

export const chatDrops: CallDrops = { fromAnswer, createDropper };

/** What a choice has left. */
interface Left {
  readonly calls: boolean;
  readonly functionCall: boolean;
}

/**
 * A whole answer's JSON text without the calls at these paths (`choices[0].message.tool_calls[1]`,
 * `choices[0].message.function_call`).
 */
function fromAnswer(data: string, paths: ReadonlySet<string>): string {
  const edits = new Map<string, string | null>();
  const choices = arrayOf(parseObject(data)?.["choices"]);
  for (const [position, choice] of choices.entries()) {
    if (!isObject(choice) || !isObject(choice["message"])) continue;
    const path = indexPath("choices", position);
    const { tool_calls, function_call } = choice["message"];
    const callsPath = `${path}.message.tool_calls`;
    const legacyPath = `${path}.message.function_call`;
    const entries = arrayOf(tool_calls);
    const places = entries.map((_, index) => indexPath(callsPath, index));
    const cut = places.filter((place) => paths.has(place));
    const isLegacyCut = paths.has(legacyPath);
    if (cut.length === 0 && !isLegacyCut) continue;
    const left = {
      calls: entries.some((entry, index) => isObject(entry) && !paths.has(places[index] ?? "")),
      functionCall: isObject(function_call) && !isLegacyCut,
    };
    for (const place of cut) edits.set(place, null);
    if (cut.length > 0 && !left.calls) edits.set(callsPath, null);
    if (isLegacyCut) edits.set(legacyPath, null);
    editChoice(edits, { path, choice, left });
  }
  return editJson(data, edits);
}

/** Corrects what a choice says beside its calls. */
function editChoice(
  edits: Map<string, string | null>,
  at: { readonly path: string; readonly choice: JsonObject; readonly left: Left },
): void {
  const { path, choice, left } = at;
  if (choice["logprobs"]) edits.set(`${path}.logprobs`, "null");
  const reason = finishReason(choice["finish_reason"], left);
  if (reason !== null) edits.set(`${path}.finish_reason`, JSON.stringify(reason));
}

/** Why a choice has finished if calls were its reason and they are gone; null where it is true. */
function finishReason(told: unknown, left: Left): string | null {
  if (told === "tool_calls" && !left.calls) return left.functionCall ? "function_call" : "stop";
  if (told === "function_call" && !left.functionCall) return left.calls ? "tool_calls" : "stop";
  return null;
}

/** A choice some of whose calls are dropped. */
interface ThinnedChoice {
  readonly dropped: Set<string>;
  /** New indexes of the calls that stay, by their old ones: accumulators make arrays of them. */
  readonly slots: Map<number, number>;
  left: Left;
}

/** Starts on a stream. Its memory is that of the calls of choices that lost some. */
function createDropper(): CallDropper {
  const thinned = new Map<number, ThinnedChoice>();

  function drop(calls: readonly ReadCall[], dropped: readonly ReadCall[]): boolean {
    for (const { key } of dropped) {
      const { choice } = placeOf(key);
      const known = thinned.get(choice) ?? newThinned();
      known.dropped.add(key);
      thinned.set(choice, known);
    }
    for (const [choice, one] of thinned) {
      const own = calls.filter(({ key }) => placeOf(key).choice === choice);
      const kept = own.filter(({ key }) => !one.dropped.has(key)).map(({ key }) => placeOf(key));
      const slots = kept.flatMap(({ slot }) => slot ?? []).toSorted((a, b) => a - b);
      for (const slot of slots) newSlot(one, slot);
      one.left = {
        calls: one.slots.size > 0,
        functionCall: kept.some(({ slot }) => slot === null),
      };
    }
    return true;
  }

  function rewrite(data: string): string | null {
    const body = parseObject(data);
    if (body === null) return data;
    const edits = new Map<string, string | null>();
    const choices = arrayOf(body["choices"]);
    let emptied = 0;
    for (const [position, choice] of choices.entries()) {
      if (!isObject(choice)) continue;
      const index = typeof choice["index"] === "number" ? choice["index"] : position;
      const one = thinned.get(index);
      if (one === undefined) continue;
      const path = indexPath("choices", position);
      if (editDelta(edits, { path, index, choice, one })) emptied += 1;
    }
    if (emptied > 0 && emptied === choices.length && !body["usage"] && !body["error"]) return null;
    return editJson(data, edits);
  }

  return { drop, rewrite };
}

function newThinned(): ThinnedChoice {
  return { dropped: new Set(), slots: new Map(), left: { calls: false, functionCall: false } };
}

function newSlot(one: ThinnedChoice, slot: number): number {
  const known = one.slots.get(slot) ?? one.slots.size;
  one.slots.set(slot, known);
  return known;
}

/** The choice and the index of a call, from the key that `chat-stream.ts` gave it. */
function placeOf(key: string): { readonly choice: number; readonly slot: number | null } {
  const dot = key.lastIndexOf(".");
  const slot = key.slice(dot + 1);
  return { choice: Number(key.slice(0, dot)), slot: slot === "fc" ? null : Number(slot) };
}

/** Takes the dropped calls out of a choice's delta; true if nothing is left of the choice. */
function editDelta(
  edits: Map<string, string | null>,
  at: {
    readonly path: string;
    readonly index: number;
    readonly choice: JsonObject;
    readonly one: ThinnedChoice;
  },
): boolean {
  const { path, index, choice, one } = at;
  const delta = isObject(choice["delta"]) ? choice["delta"] : {};
  const callsPath = `${path}.delta.tool_calls`;
  const entries = arrayOf(delta["tool_calls"]);
  const cut = new Set<string>();
  for (const [position, entry] of entries.entries()) {
    if (!isObject(entry) || typeof entry["index"] !== "number") continue;
    const slot = entry["index"];
    const place = indexPath(callsPath, position);
    if (one.dropped.has(`${index}.${slot}`)) cut.add(place);
    else if (newSlot(one, slot) !== slot) edits.set(`${place}.index`, String(newSlot(one, slot)));
  }
  const isAll = cut.size > 0 && cut.size === entries.length;
  for (const place of isAll ? [callsPath] : cut) edits.set(place, null);
  const isLegacyCut = isObject(delta["function_call"]) && one.dropped.has(`${index}.fc`);
  if (isLegacyCut) edits.set(`${path}.delta.function_call`, null);
  const isCut = cut.size > 0 || isLegacyCut;
  const { logprobs, finish_reason } = choice;
  editChoice(edits, {
    path,
    choice: { finish_reason, ...(isCut && { logprobs }) },
    left: one.left,
  });
  if (!isCut || choice["finish_reason"] || choice["text"] || choice["message"]) return false;
  return Object.entries(delta).every(
    ([key, value]) =>
      (key === "tool_calls" && isAll) ||
      (key === "function_call" && isLegacyCut) ||
      value === null ||
      value === "",
  );
}
