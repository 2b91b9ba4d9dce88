// Who has said a value: the user, the developer, a document, a tool, or the model itself in earlier
// turns. Texts are put in order once; each value is then looked for as it is, at word boundaries.
import type { FlowSketch } from "../../domain/data-flow.ts";
import type { Destination } from "./call-values.ts";
import type { FlowSource } from "./flow.ts";

/** Where a value stands. */
export interface Told {
  /** In words of the user or of the developer, now or earlier in the session. */
  readonly byPeople: boolean;
  /** The model told it, and the user has answered since: then it was there to be seen. */
  readonly wasShown: boolean;
  /** Tools in whose results it stands; a result of an unknown tool counts as the empty name. */
  readonly byTools: readonly string[];
  /** In a document that was attached or retrieved. */
  readonly byDocument: boolean;
  /** People spoke of whom it belongs to: `dora@site.example` where they said "Dora". */
  readonly isMeant: boolean;
  /** The session remembers it from a result, and knows no more. */
  readonly wasTold: boolean;
}

/** The texts of a conversation, ready to be asked. */
export interface Said {
  readonly told: (value: string, digest?: string | null) => Told;
  readonly toldPlace: (place: Destination, digest: string | null) => Told;
  /** All that people said; empty where no user speaks: then what they said is told elsewhere. */
  readonly people: readonly string[];
  /** All results of tools, as they came. */
  readonly results: readonly FlowSource[];
}

/**
 * Characters of a conversation that are searched: people's first, then what is newest. A context of a
 * million tokens is 4 MB; searching takes 1 ms a MB and value.
 */
const SEARCHED_CHARS_MAX = 2 * 1024 * 1024;

/** Characters that are searched for one response, all values together: 100 ms or so. */
const LOOKED_CHARS_MAX = 256 * 1024 * 1024;

const NOT_TOLD: Told = {
  byPeople: false,
  wasShown: false,
  byTools: [],
  byDocument: false,
  isMeant: false,
  wasTold: false,
};

/** Puts the texts in order. Nothing is lowered or searched before the first question. */
export function whoSaid(sources: readonly FlowSource[], sketch: FlowSketch | null): Said {
  const kept = within(sources);
  const lastUser = kept.findLastIndex(({ kind }) => kind === "user");
  let lowered: readonly string[] | null = null;
  const named = new Set(sketch?.named);
  const toldBefore = new Set(sketch?.told);

  const chars = kept.reduce((sum, { text }) => sum + text.length, 0);
  let looked = 0;

  function find(isIn: (text: string) => boolean, digests: readonly (string | null)[]): Told {
    // Beyond the bound nothing more is found: a response with so many values has other reasons.
    if (looked > LOOKED_CHARS_MAX) return NOT_TOLD;
    looked += chars;
    lowered ??= kept.map(({ text }) => text.toLowerCase());
    let byPeople = digests.some((one) => one !== null && named.has(one));
    let wasShown = false;
    let byDocument = false;
    const byTools = new Set<string>();
    for (const [index, { kind, tool = "" }] of kept.entries()) {
      const isSettled = isPerson(kind) ? byPeople : kind === "assistant" && wasShown;
      if (isSettled || !isIn(lowered[index] ?? "")) continue;
      if (isPerson(kind)) byPeople = true;
      else if (kind === "assistant" || kind === "output") wasShown ||= index < lastUser;
      else if (kind === "document") byDocument = true;
      else if (kind === "tool_result") byTools.add(tool);
    }
    return {
      byPeople,
      wasShown,
      byTools: [...byTools],
      byDocument,
      isMeant: false,
      wasTold: digests.some((one) => one !== null && toldBefore.has(one)),
    };
  }

  function isMeant({ kind, value, domain }: Destination): boolean {
    if (kind !== "email" && kind !== "host") return false;
    const own = kind === "email" ? value.slice(0, value.indexOf("@")) : domain.split(".").at(-2);
    const names = (own ?? "").split(/[^\p{L}]/u).filter((name) => name.length >= 3);
    return names.some((name) => find((text) => holdsWord(text, name), []).byPeople);
  }

  return {
    told: (value, digest = null) => {
      const wanted = value.toLowerCase();
      return find((text) => holdsToken(text, wanted), [digest]);
    },
    toldPlace: (place, digest) => {
      const told = find(placeTest(place), [digest]);
      return told.byPeople ? told : { ...told, isMeant: isMeant(place) };
    },
    people: lastUser < 0 ? [] : kept.filter(({ kind }) => isPerson(kind)).map(({ text }) => text),
    results: kept.filter(({ kind }) => kind === "tool_result" || kind === "document"),
  };
}

function isPerson(kind: FlowSource["kind"]): boolean {
  return kind === "user" || kind === "system";
}

/** The sources that fit, in their order: what people said, then the newest of the others. */
function within(sources: readonly FlowSource[]): readonly FlowSource[] {
  let room = SEARCHED_CHARS_MAX;
  const kept = new Map<number, FlowSource>();
  const order = [...sources.keys()].toReversed();
  for (const index of [
    ...order.filter((at) => isPerson(sources[at]?.kind ?? "output")),
    ...order.filter((at) => !isPerson(sources[at]?.kind ?? "output")),
  ]) {
    const source = sources[index];
    if (source === undefined || room <= 0) continue;
    const text = source.text.slice(0, room);
    room -= text.length;
    kept.set(index, text.length === source.text.length ? source : { ...source, text });
  }
  return [...kept].toSorted(([a], [b]) => a - b).map(([, source]) => source);
}

/** How a place is looked for in a text in lower case. */
function placeTest({ kind, value }: Destination): (text: string) => boolean {
  switch (kind) {
    case "email":
    case "handle":
    case "bucket":
    case "account":
      return (text) => holdsWord(text, value);
    case "host": {
      const names = parents(value);
      return (text) => names.some((name) => holdsHost(text, name));
    }
    case "iban":
    case "phone": {
      // Written with spaces, dots or dashes, or without.
      const digits = value
        .replace(/^\+/, "")
        .split("")
        .map((char) => char.replace(/\W/, ""));
      const pattern = new RegExp(`(?<![a-z0-9])${digits.join("[ ().\\u00a0-]{0,2}")}(?![a-z0-9])`);
      const bare = digits.join("");
      return (text) => text.includes(bare) || pattern.test(text);
    }
  }
}

/** A host and the domains above it that people own: who names `acme.com` means `api.acme.com`, too. */
function parents(host: string): readonly string[] {
  const labels = host.split(".");
  const names = [host];
  for (let at = 1; at < labels.length - 1 && names.length < 6; at += 1) {
    const parent = labels.slice(at).join(".");
    if (SHARED.test(parent) || SECOND_LEVEL.test(parent)) break;
    names.push(parent);
  }
  return names;
}

/** Domains under which anybody has a name. */
const SHARED =
  /^(?:\w{2,5}\.)?(?:github\.io|gitlab\.io|pages\.dev|workers\.dev|vercel\.app|netlify\.app|herokuapp\.com|onrender\.com|fly\.dev|web\.app|firebaseapp\.com|appspot\.com|run\.app|amazonaws\.com|cloudfront\.net|azurewebsites\.net|windows\.net|blob\.core\.windows\.net|ngrok\.io|ngrok\.app|ngrok-free\.app|trycloudflare\.com|loca\.lt|repl\.co|replit\.app|glitch\.me|blogspot\.com|wordpress\.com|wixsite\.com|weebly\.com|oastify\.com|oast\.\w{2,6}|interact\.sh|burpcollaborator\.net|pipedream\.net|beeceptor\.com|requestcatcher\.com|r2\.dev|surge\.sh)$/;
const SECOND_LEVEL = /^(?:co|com|org|net|ac|gov|edu|or|ne|go)\.[a-z]{2}$/;

/** Whether a value stands in a text and is not a part of a longer word or address. */
function holdsWord(text: string, value: string): boolean {
  if (value === "") return false;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (!isJoined(text, at - 1, -1) && !isJoined(text, at + value.length, 1)) return true;
  }
  return false;
}

/** Whether a value stands in a text with no letter or digit beside it. */
function holdsToken(text: string, value: string): boolean {
  if (value === "") return false;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + value.length])) return true;
  }
  return false;
}

function isLetter(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}_]/u.test(char);
}

function holdsHost(text: string, host: string): boolean {
  for (let at = text.indexOf(host); at >= 0; at = text.indexOf(host, at + 1)) {
    const before = text[at - 1] ?? "";
    const isWhole = !/[\p{L}\p{N}_-]/u.test(before) && !isJoined(text, at + host.length, 1);
    if (isWhole) return true;
  }
  return false;
}

/** Whether a character goes on with the word: a letter, or a sign with a letter after it. */
function isJoined(text: string, at: number, step: 1 | -1): boolean {
  const char = text[at] ?? "";
  if (isLetter(char)) return true;
  return /[.+%@-]/.test(char) && /[\p{L}\p{N}]/u.test(text[at + step] ?? "");
}
