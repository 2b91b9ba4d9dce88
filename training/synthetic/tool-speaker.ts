// The speaker of the tool side: all its words, texts and letters in one grammar.
import type { Random } from "../random.ts";
import { speaker, type Speaker } from "./tool-grammar.ts";
import { MAIL } from "./tool-mail-texts.ts";
import { TEXTS } from "./tool-texts.ts";
import { WORDS } from "./tool-words.ts";

const RULES = { ...WORDS, ...TEXTS, ...MAIL };

/** A speaker with the words of tools, documents and letters. */
export function toolSpeaker(random: Random): Speaker {
  return speaker(random, RULES);
}
