// Leaves calls out of Responses, whole and in pieces: a call's item with every event that tells of
// it. Items behind it move up. `sequence_number` keeps its gaps: a client that resumes the stream
// (`starting_after`) names the upstream's numbers.
import { editJson } from "../domain/json-edit.ts";
import { indexPath } from "../domain/json-path.ts";
import {
  arrayOf,
  isObject,
  parseObject,
  textOf,
  type CallDropper,
  type CallDrops,
  type JsonObject,
  type ReadCall,
} from "./protocol.ts";
import { readCallItem } from "./responses-calls.ts";
import { itemKey } from "./responses-stream.ts";

export const responsesDrops: CallDrops = { fromAnswer, createDropper };

/** A whole answer's JSON text without the items at these paths (`output[2]`). */
function fromAnswer(data: string, paths: ReadonlySet<string>): string {
  return editJson(data, new Map([...paths].map((path) => [path, null])));
}

/** Starts on a stream. Its memory is that of the calls. */
function createDropper(): CallDropper {
  const dropped = new Set<string>();
  /** Where the dropped calls stood in the output. */
  const places = new Set<number>();
  /** Keys of calls by their ids, which is all that the output in a response tells of them. */
  const keys = new Map<string, string>();

  function drop(calls: readonly ReadCall[], gone: readonly ReadCall[]): boolean {
    // A call without id and place has the key of all events that have none.
    if (gone.some(({ key }) => key === itemKey({}))) return false;
    for (const { id, key } of calls) keys.set(id, keys.get(id) ?? key);
    for (const { key, path } of gone) {
      dropped.add(key);
      const [, place] = /^output\[(\d+)\]$/.exec(path) ?? [];
      if (place !== undefined) places.add(Number(place));
    }
    return true;
  }

  function rewrite(data: string): string | null {
    const event = parseObject(data);
    if (event === null) return data;
    const edits = new Map<string, string | null>();
    const { response, output_index } = event;
    if (isDropped(event)) {
      // An event that tells of the whole response besides is not the call's own.
      if (!isObject(response)) return null;
      edits.set("item", null);
    }
    if (isObject(response)) {
      for (const path of droppedItems(response)) edits.set(path, null);
    }
    if (typeof output_index === "number") {
      const before = [...places].filter((place) => place < output_index).length;
      if (before > 0) edits.set("output_index", String(output_index - before));
    }
    return editJson(data, edits);
  }

  function isDropped(event: JsonObject): boolean {
    const { item, item_id, output_index } = event;
    const told = isObject(item) ? (item["id"] ?? item_id) : item_id;
    if (dropped.has(itemKey(event)) || dropped.has(itemKey({ ...event, item_id: told }))) {
      return true;
    }
    return textOf(told) === null && typeof output_index === "number" && places.has(output_index);
  }

  function droppedItems(response: JsonObject): string[] {
    return arrayOf(response["output"]).flatMap((item, index) => {
      const path = indexPath("response.output", index);
      const call = isObject(item) ? readCallItem(path, item) : null;
      return call !== null && dropped.has(keys.get(call.id) ?? `output:${path}`) ? [path] : [];
    });
  }

  return { drop, rewrite };
}
