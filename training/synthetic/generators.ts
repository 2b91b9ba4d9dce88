// Every generator of synthetic rows, with how many it makes.
import type { Generator } from "../row.ts";
import { USER_GENERATORS } from "./user-generators.ts";

/** A generator and its share. */
export interface GeneratorEntry {
  readonly name: string;
  readonly rows: number;
  readonly generate: Generator;
}

/** In the order in which they run; each gets a seed of its own, so that one never moves another. */
export const GENERATORS: readonly GeneratorEntry[] = [...USER_GENERATORS];
