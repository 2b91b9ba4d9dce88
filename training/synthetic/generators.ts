// Every generator of synthetic rows, with how many it makes.
import type { Generator } from "../row.ts";
import { USER_GENERATORS } from "./user-generators.ts";
import { toolMail } from "./tool-mail.ts";
import { toolMessages } from "./tool-messages.ts";
import { toolOverrides } from "./tool-overrides.ts";
import { toolPlain } from "./tool-plain.ts";

/** A generator and its share. */
export interface GeneratorEntry {
  readonly name: string;
  readonly rows: number;
  readonly generate: Generator;
}

/** In the order in which they run; each gets a seed by its name, so that one never moves another. */
export const GENERATORS: readonly GeneratorEntry[] = [
  ...USER_GENERATORS,
  { name: "tool-plain", rows: 7000, generate: toolPlain },
  { name: "tool-overrides", rows: 4000, generate: toolOverrides },
  { name: "tool-messages", rows: 4000, generate: toolMessages },
  { name: "tool-mail", rows: 4500, generate: toolMail },
];
