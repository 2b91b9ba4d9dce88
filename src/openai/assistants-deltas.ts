// The deltas of an Assistants stream, as clients add them up: strings are put behind each other,
// entries of arrays go by their `index` (openai-node `AssistantStream.accumulateDelta`, 7.55). So
// each string leaf of a delta is a piece of the text at the same place of the whole.
import { indexPath, keyPath } from "../domain/json-path.ts";
import { isObject } from "./protocol.ts";

/** A string in a delta. */
export interface DeltaLeaf {
  /** Where it stands in the event. */
  readonly path: string;
  /** Where it goes in the whole. */
  readonly place: string;
  readonly text: string;
}

/** Members that are replaced instead of added up, or that name things. */
const NOT_TEXT = new Set(["index", "type", "id", "object", "role", "file_id"]);

/** Deepest real ones are the quotes of annotations, at 5. */
const DEPTH_MAX = 16;

/** Where a value of a delta stands, and where it goes. */
export type DeltaPlace = Pick<DeltaLeaf, "path" | "place">;

/** Lists the non-empty strings of a delta's value; null where it is nested too deeply to say. */
export function deltaLeaves(value: unknown, at: DeltaPlace): readonly DeltaLeaf[] | null {
  const leaves: DeltaLeaf[] = [];
  return addLeaves(leaves, value, at, DEPTH_MAX) ? leaves : null;
}

/** The place of an entry of an array: by its index, else where it stands. */
export function entryPlace(entry: unknown, position: number, at: DeltaPlace): DeltaPlace {
  const index = isObject(entry) ? entry["index"] : undefined;
  const isIndex = typeof index === "number" && Number.isSafeInteger(index) && index >= 0;
  return {
    path: indexPath(at.path, position),
    place: indexPath(at.place, isIndex ? index : position),
  };
}

function addLeaves(leaves: DeltaLeaf[], value: unknown, at: DeltaPlace, depth: number): boolean {
  if (typeof value === "string") {
    if (value !== "") leaves.push({ ...at, text: value });
    return true;
  }
  if (depth === 0) return false;
  if (Array.isArray(value)) {
    return value.every((entry, position) =>
      addLeaves(leaves, entry, entryPlace(entry, position, at), depth - 1),
    );
  }
  if (!isObject(value)) return true;
  return Object.entries(value).every(
    ([key, member]) =>
      NOT_TEXT.has(key) || addLeaves(leaves, member, memberPlace(at, key), depth - 1),
  );
}

/** The place of a member. */
export function memberPlace(at: DeltaPlace, key: string): DeltaPlace {
  return { path: keyPath(at.path, key), place: keyPath(at.place, key) };
}
