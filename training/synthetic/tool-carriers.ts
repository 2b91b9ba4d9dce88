// Where planted text stands: records as tools return them, pages, threads, and documents of the pools.
// A carrier is built once and rendered with or without a plant, so that its twin differs in nothing else.
import { seededRandom } from "../random.ts";
import type { TextPools } from "../row.ts";
import { capital, type Speaker } from "./tool-grammar.ts";
import { LAYOUTS, type Field } from "./tool-layouts.ts";
import { KINDS } from "./tool-record-kinds.ts";

/** The carrier with something planted in it, or clean. */
export type Carrier = (plant?: string) => string;

const KIND_NAMES = Object.keys(KINDS);

/** A record of some kind, with its fields said. */
function recordOf(speak: Speaker, kind: string): Field[] {
  const { random } = speak;
  const fields = (KINDS[kind] ?? []).map(([name, template]) => ({
    key: name.replace("*", ""),
    value: said(speak.say(template)),
    isFree: name.startsWith("*"),
  }));
  return random.chance(0.3) ? fields.filter(({ isFree }) => isFree || random.chance(0.6)) : fields;
}

/** A capital where a text has one. */
function said(value: string): string {
  return /^\S*[@/.\\]|^[\w-]+$/.test(value) ? value : capital(value);
}

/** How many records: mostly few, sometimes a page full. */
function howMany({ random }: Speaker): number {
  const size = random.next();
  if (size < 0.4) return 1;
  if (size < 0.72) return 2 + random.below(3);
  return size < 0.93 ? 4 + random.below(6) : 10 + random.below(14);
}

/** Records of a kind in the layout of some tool. */
export function recordCarrier(speak: Speaker, only?: string): Carrier {
  const { random } = speak;
  const kind = only ?? random.pick(KIND_NAMES);
  const records = Array.from({ length: howMany(speak) }, () => recordOf(speak, kind));
  const layout = random.pick(LAYOUTS);
  const shape = random.below(1_000_000);
  const at = random.below(records.length);
  const free = (records[at] ?? []).filter(({ isFree }) => isFree);
  const chosen = free[random.below(free.length)]?.key;
  const join = joinerOf(speak, 0.4);
  return (plant) => {
    const planted = records.map((record, index) =>
      index !== at || plant === undefined
        ? record
        : record.map((field) =>
            field.key === chosen ? { ...field, value: join(field.value, plant) } : field,
          ),
    );
    return layout({ ...speak, random: seededRandom(shape) }, planted, kind);
  };
}

/** How a plant stands in the text of a field: instead of it, after, before, between its sentences. */
function joinerOf({ random }: Speaker, alone: number): (value: string, plant: string) => string {
  if (random.chance(alone)) return (_, plant) => plant;
  const gap = random.pick([" ", " ", " ", "\n", "\n\n", " - ", ". "]);
  const where = random.next();
  if (where < 0.6) return (value, plant) => value + gap + plant;
  if (where < 0.75) return (value, plant) => plant + gap + value;
  return (value, plant) => {
    const end = value.indexOf(". ") + 1;
    return end > 0 ? `${value.slice(0, end)} ${plant}${value.slice(end)}` : value + gap + plant;
  };
}

/** Characters of a carrier at most. */
const CARRIER_CHARS_MAX = 7000;

/** Documents of the pools, one or several in a row, with a place between lines or sentences. */
export function documentCarrier(speak: Speaker, pools: TextPools): Carrier {
  const { random } = speak;
  const from = random.chance(0.75) ? pools.documents : pools.toolOutputs;
  const size = random.next();
  const count = size < 0.5 ? 1 : size < 0.82 ? 2 + random.below(2) : 4 + random.below(7);
  const text = Array.from({ length: count }, () => pooled(speak, from))
    .join("\n\n")
    .slice(0, random.chance(0.25) ? 150 + random.below(350) : CARRIER_CHARS_MAX);
  const place = random.next();
  const wanted = place < 0.2 ? 0 : place < 0.45 ? text.length : random.below(text.length + 1);
  const at = boundary(text, wanted);
  const mark = random.pick([
    "",
    "",
    "",
    "",
    "# ",
    "// ",
    "> ",
    "- ",
    "* ",
    "NOTE: ",
    "comment-open",
  ]);
  const gap = text.slice(at).startsWith("\n") || at === text.length ? "\n" : " ";
  return (plant) => {
    if (plant === undefined) return text;
    const shown =
      mark === "comment-open" ? `<!-- ${plant} -->` : mark === "NOTE: " ? plant : mark + plant;
    const before = text.slice(0, at);
    return `${before}${before === "" ? "" : gap}${shown}${gap}${text.slice(at)}`.trimEnd();
  };
}

function pooled(speak: Speaker, from: readonly string[]): string {
  return from.length === 0 ? speak.say("{prose} {prose} {prose}") : speak.random.pick(from);
}

/** The next end of a line or sentence, or the end. */
function boundary(text: string, wanted: number): number {
  if (wanted === 0 || wanted === text.length) return wanted;
  const rest = text.slice(wanted);
  const found = /\n|(?<=[.!?]) /.exec(rest);
  return found === null ? text.length : wanted + found.index;
}

/** A page as a browser or reader tool gives it: headings, prose, a place in between. */
export function pageCarrier(speak: Speaker): Carrier {
  const { random } = speak;
  const blocks = Array.from({ length: 2 + random.below(random.chance(0.2) ? 40 : 8) }, () =>
    speak.say(
      "{prose}|{prose}|{description} {fact}|{listing} {fact}|{job}|{license}|{medical}|[#|##] {topic}|{praise} {fact}|{eventnote}|- {todo}|{ticket}|{note}",
    ),
  );
  const title = speak.say("# {topic} [in {city}|]|{company}|[Home |] {topic} \\| {company}|");
  const at = random.pick([0, blocks.length, random.below(blocks.length + 1)]);
  const gap = random.pick(["\n\n", "\n\n", "\n", " "]);
  return (plant) => {
    const shown = plant === undefined ? blocks : blocks.toSpliced(at, 0, plant);
    return [title, ...shown].filter((block) => block !== "").join(gap);
  };
}

/** Any carrier, by the shares that tool results have. */
export function carrierOf(speak: Speaker, pools: TextPools): Carrier {
  const kind = speak.random.next();
  if (kind < 0.5) return recordCarrier(speak);
  return kind < 0.82 ? documentCarrier(speak, pools) : pageCarrier(speak);
}
