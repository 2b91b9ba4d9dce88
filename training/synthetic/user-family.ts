// Turns two ways of writing, one of attacks and one of their mirrors, into rows.
import type { Random } from "../random.ts";
import type { Generator, Role, Row, TextPools } from "../row.ts";
import { worn } from "./user-surface.ts";

/** What a family writes with. */
export interface Desk {
  readonly random: Random;
  readonly pools: TextPools;
  /** An ordinary question or task of at most 400 chars. */
  question(): string;
  /** A piece of an ordinary document, cut at a line or a space, of at most `charsMax`. */
  passage(charsMax: number): string;
}

/** A text, with what differs from its family's usual. */
export interface Draft {
  readonly text: string;
  readonly kind?: string;
  readonly lang?: string;
  readonly role?: Role;
  /** Whether it stays as it is: code, gibberish, system prompts. */
  readonly asIs?: boolean;
}

/** A family: attacks and their mirror images. */
export interface Family {
  readonly name: string;
  /** What attacks are; mirrors are `benign_hard` unless the draft says otherwise. */
  readonly kind: string;
  readonly attack?: (desk: Desk) => string | Draft;
  readonly mirror: (desk: Desk) => string | Draft;
}

/** Bounds of every row, in chars: shorter says nothing, longer is another window of the same. */
export const CHARS_MIN = 3;
export const CHARS_MAX = 4_000;

const QUESTION_CHARS_MAX = 400;

/**
 * A generator for the family: attacks and mirrors in equal number (mirrors only without `attack`),
 * no text twice, in the order of chance. It gives up a little short where a family runs dry.
 */
export function generatorOf(family: Family): Generator {
  return (random, pools, count) => {
    const desk = deskOf(random, pools);
    const { attack } = family;
    const attacks = attack === undefined ? 0 : Math.floor(count / 2);
    const seen = new Set<string>();
    const rows: Row[] = [];
    if (attack !== undefined) {
      rows.push(...written({ family, desk, seen, count: attacks, label: 1, write: attack }));
    }
    rows.push(
      ...written({ family, desk, seen, count: count - attacks, label: 0, write: family.mirror }),
    );
    return random.shuffled(rows);
  };
}

interface Order {
  readonly family: Family;
  readonly desk: Desk;
  readonly seen: Set<string>;
  readonly count: number;
  readonly label: 0 | 1;
  readonly write: (desk: Desk) => string | Draft;
}

function written(order: Order): Row[] {
  const { family, desk, seen, count, label, write } = order;
  const rows: Row[] = [];
  for (let tries = 0; tries < count * 4 && rows.length < count; tries += 1) {
    const made = write(desk);
    const draft: Draft = typeof made === "string" ? { text: made } : made;
    const text = (draft.asIs === true ? draft.text : worn(desk.random, draft.text)).slice(
      0,
      CHARS_MAX,
    );
    if (text.length < CHARS_MIN || seen.has(text)) continue;
    seen.add(text);
    rows.push({
      text,
      label,
      kind: draft.kind ?? (label === 1 ? family.kind : "benign_hard"),
      role: draft.role ?? "user",
      lang: draft.lang ?? "en",
      source: `synthetic user-${family.name}`,
      licence: "CC0 (own)",
    });
  }
  return rows;
}

function deskOf(random: Random, pools: TextPools): Desk {
  const questions = pools.questions.filter((text) => text.length <= QUESTION_CHARS_MAX);
  return {
    random,
    pools,
    question: () => random.pick(questions).trim(),
    passage: (charsMax) => passageOf(random, pools.documents, charsMax),
  };
}

function passageOf(random: Random, documents: readonly string[], charsMax: number): string {
  const text = random.pick(documents);
  if (text.length <= charsMax) return text.trim();
  const start = text.indexOf(" ", random.below(text.length - charsMax));
  const end = text.lastIndexOf(" ", start + charsMax);
  return text.slice(Math.max(start, 0), end > start ? end : start + charsMax).trim();
}
