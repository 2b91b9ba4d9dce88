// One text to learn from, as `shared/data/injection/SOURCES.md` describes it.

/** Where a gateway would see the text. */
export type Role = "user" | "tool" | "system";

/** One text with what it is. */
export interface Row {
  readonly text: string;
  /** 1: an attack. */
  readonly label: 0 | 1;
  /** `direct`, `jailbreak`, `indirect`, `extraction`, `obfuscated`, `benign`, `benign_hard`, ... */
  readonly kind: string;
  readonly role: Role;
  /** ISO 639-1, or `mixed`. */
  readonly lang: string;
  readonly source: string;
  readonly licence: string;
}

/** Ordinary texts of the training data, for generators to build on and to hide things in. */
export interface TextPools {
  /** What people ask, short and long. */
  readonly questions: readonly string[];
  /** Documents: prose, documentation, code. */
  readonly documents: readonly string[];
  /** What tools returned. */
  readonly toolOutputs: readonly string[];
}

/** Makes rows out of chance. `count` is how many at most. */
export type Generator = (
  random: import("./random.ts").Random,
  pools: TextPools,
  count: number,
) => readonly Row[];
