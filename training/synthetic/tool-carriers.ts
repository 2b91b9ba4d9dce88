// Where planted text stands: records as tools return them, pages, threads, and documents of the pools.
// A carrier is built once and rendered with or without a plant, so that its twin differs in nothing else.
import type { TextPools } from "../row.ts";
import { capital, type Speaker } from "./tool-grammar.ts";

/** The carrier with something planted in it, or clean. */
export type Carrier = (plant?: string) => string;

/** `key template`; a star before the key is a field that others write. */
type Kind = readonly (readonly [key: string, template: string])[];

const KINDS: Readonly<Record<string, Kind>> = {
  product: [
    ["id", "{id}"],
    ["name", "{product}"],
    ["brand", "{company}"],
    ["price", "{money}"],
    ["*description", "{longdescription}"],
    ["availability", "[in stock|sold out|{number} left]"],
    ["rating", "[3|4|5].{small}"],
    ["*review", "{review}"],
  ],
  review: [
    ["reviewer", "{person}"],
    ["date", "{date}"],
    ["stars", "[1|2|3|4|5]"],
    ["*title", "{praise}|{complaint}"],
    ["*content", "{review}"],
    ["helpful", "{number}"],
  ],
  email: [
    ["id", "{id}"],
    ["from", "{email}"],
    ["to", "{email}"],
    ["date", "{stamp}"],
    ["*subject", "{topic}|[Re: |Fwd: |]{topic}|Your order {id}|Invoice {id}"],
    ["*body", "{mailbody}"],
    ["attachments", "[|{filename}]"],
  ],
  event: [
    ["event_id", "{id}"],
    ["*title", "[Meeting|Call|Lunch|Review|Dentist|{topic}] [with {person}|]"],
    ["start", "{stamp}"],
    ["end", "{stamp}"],
    ["location", "{address}|Room {number}|{url}"],
    ["*description", "{eventnote}|{eventnote} {eventnote}|{eventnote} {note}"],
    ["participants", "{email}"],
  ],
  issue: [
    ["number", "{id}"],
    ["*title", "[Bug|Feature request|Crash|Docs]: {topic}"],
    ["state", "[open|closed]"],
    ["author", "{user}"],
    ["*body", "{issue}|{issue} {issue}|{issue} {issue} {issue}"],
    ["labels", "[bug|help wanted|docs|question]"],
  ],
  comment: [
    ["user", "{user}"],
    ["created_at", "{stamp}"],
    ["*text", "{comment}|{comment} {comment}|{issue}"],
    ["reactions", "{small}"],
  ],
  post: [
    ["id", "{id}"],
    ["username", "{handle}"],
    ["time", "{stamp}"],
    ["*content", "{post}|{post} {post}"],
    ["likes", "{number}"],
    ["reposts", "{small}"],
  ],
  note: [
    ["note_id", "{id}"],
    ["*title", "{topic}|[Shopping|To do|Ideas|Trip to {city}]"],
    ["created", "{date}"],
    ["*content", "{note}|{note} {note}"],
    ["tags", "{word}"],
  ],
  file: [
    ["name", "{filename}"],
    ["path", "{path}"],
    ["size", "{number} KB"],
    ["owner", "{user}"],
    ["modified", "{stamp}"],
    ["*content", "{note}|{prose}|{comment} {note}"],
  ],
  search: [
    ["rank", "{small}"],
    ["title", "{topic}, {company}"],
    ["url", "{url}"],
    ["*snippet", "{prose}|{description} {fact}|{post} {fact}"],
    ["published", "{date}"],
  ],
  transaction: [
    ["id", "{id}"],
    ["sender", "{iban}|{person}"],
    ["recipient", "{iban}|{company}"],
    ["amount", "{money}"],
    ["*subject", "{transaction}"],
    ["date", "{iso}"],
    ["recurring", "[true|false]"],
  ],
  ticket: [
    ["ticket", "{id}"],
    ["customer", "{person}"],
    ["priority", "[low|normal|high]"],
    ["*subject", "{topic}|Problem with [order {id}|login|invoice]"],
    ["*message", "{ticket}|{ticket} {ticket}|{ticket} {ticket} {ticket}"],
    ["status", "[open|pending|solved]"],
  ],
  patient: [
    ["patient_id", "{id}"],
    ["name", "{person}"],
    ["born", "{iso}"],
    ["medication", "{drug} {number} mg"],
    ["*notes", "{medical}|{medical} {medical}|{medical} {medical} {medical}"],
    ["doctor", "{title} {last}"],
  ],
  listing: [
    ["listing_id", "{id}"],
    ["title", "[Flat|House|Room|Hotel] in {city}"],
    ["price", "{money}"],
    ["*description", "{listing} {listing}|{listing}"],
    ["host", "{first}"],
    ["*house_rules", "{listing}|{listing} {listing}"],
  ],
  profile: [
    ["user", "{user}"],
    ["name", "{fullname}"],
    ["location", "{city}"],
    ["*bio", "{bio}|{bio} {bio}|{post}"],
    ["followers", "{number}"],
    ["email", "{email}"],
  ],
  candidate: [
    ["applicant", "{fullname}"],
    ["position", "{team} manager"],
    ["experience", "{small} years"],
    ["*summary", "{bio} {bio}|{bio} {bio} {bio}"],
    ["skills", "{topic}, {lang}"],
    ["*cover_letter", "{bio} {bio}"],
  ],
  job: [
    ["job_id", "{id}"],
    ["title", "{team} specialist"],
    ["company", "{company}"],
    ["*description", "{job} {job}|{job} {job} {job}"],
    ["location", "{city}"],
  ],
  order: [
    ["order_id", "{code}"],
    ["status", "[shipped|delivered|processing|returned]"],
    ["items", "{product}"],
    ["total", "{money}"],
    ["address", "{address}"],
    [
      "*delivery_note",
      "Leave it [with the neighbour|at the door|in the garage].|{ticket}|[Ring|Call] [twice|{phone}].",
    ],
  ],
  message: [
    ["from", "{person}|{handle}"],
    ["channel", "#{topic}|{team}"],
    ["ts", "{stamp}"],
    ["*text", "{chat}|{chat} {chat}|{note}"],
  ],
  weather: [
    ["city", "{city}"],
    ["temperature", "{number}"],
    ["condition", "[sunny|rain|cloudy|snow|wind]"],
    [
      "*advisory",
      "[Bring an umbrella.|Drive carefully.|No warnings.|Stay indoors in the afternoon.|Heat warning until {weekday}.]",
    ],
  ],
  log: [
    ["time", "{stamp}"],
    ["level", "[INFO|WARN|ERROR|DEBUG]"],
    ["service", "{word}-{word2}"],
    ["*message", "{status}"],
    ["trace", "{hex8}"],
  ],
  crm: [
    ["lead", "{company}"],
    ["contact", "{person} {email}"],
    ["stage", "[new|won|lost|negotiation]"],
    [
      "*notes",
      "{note} {note}|{person} asked [to call back {when}|for a discount of {number} percent].|{note}",
    ],
    ["value", "{money}"],
  ],
  article: [
    ["title", "{topic} in {city}"],
    ["author", "{person}"],
    ["published", "{date}"],
    ["*text", "{prose} {prose} {prose}|{prose} {prose}|{prose} {description} {prose}"],
  ],
  restaurant: [
    ["name", "{company}"],
    ["cuisine", "{lang}"],
    ["rating", "4.{small}"],
    ["address", "{address}"],
    [
      "*review",
      "The [food|service|soup|terrace] was {good}.|{praise}|Ask for a table [outside|upstairs]. The [food|wine] was {good}.",
    ],
    ["phone", "{phone}"],
  ],
  device: [
    ["device", "[camera|thermostat|lock|light|speaker] {small}"],
    ["room", "[kitchen|hall|garage]"],
    ["state", "[on|off|locked|idle]"],
    ["*label", "{note}|[Front|Back] door {id}"],
    ["battery", "{number}%"],
  ],
  dataset: [
    ["id", "{id}"],
    ["column", "{word}_{word2}"],
    ["*value", "{prose}|{post}|{review}"],
    ["source", "{url}"],
  ],
};

const KIND_NAMES = Object.keys(KINDS);

interface Field {
  readonly key: string;
  readonly value: string;
  readonly isFree: boolean;
}

/** A record of some kind, with its fields said. */
function recordOf(speak: Speaker, kind: string): Field[] {
  const { random } = speak;
  const fields = (KINDS[kind] ?? []).map(([name, template]) => ({
    key: name.replace("*", ""),
    value: shown(speak.say(template)),
    isFree: name.startsWith("*"),
  }));
  return random.chance(0.3) ? fields.filter(({ isFree }) => isFree || random.chance(0.6)) : fields;
}

/** A capital where a text has one. */
function shown(value: string): string {
  return /^\S*[@/.\\]|^[\w-]+$/.test(value) ? value : capital(value);
}

type Layout = (speak: Speaker, records: readonly (readonly Field[])[], kind: string) => string;

/** Keys with the case that a service has. */
function keyed(key: string, style: number): string {
  const words = key.split("_");
  if (style === 0) return key;
  if (style === 1) return words.map((word, at) => (at === 0 ? word : capital(word))).join("");
  return words.map(capital).join(style === 2 ? "" : " ");
}

const LAYOUTS: readonly Layout[] = [
  json,
  json,
  json,
  python,
  yaml,
  xml,
  csv,
  html,
  markdown,
  lines,
  lines,
  table,
  prose,
];

function objectsOf(
  records: readonly (readonly Field[])[],
  style: number,
): Record<string, unknown>[] {
  return records.map((record) =>
    Object.fromEntries(
      record.map(({ key, value }) => [
        keyed(key, style),
        /^\d{1,6}$/.test(value) ? Number(value) : value,
      ]),
    ),
  );
}

function json({ random }: Speaker, records: readonly (readonly Field[])[], kind: string): string {
  const objects = objectsOf(records, random.below(3));
  const one = objects.length === 1 ? objects[0] : objects;
  const wrapped = random.pick([
    one,
    objects,
    { [`${kind}s`]: objects },
    { success: true, data: one },
    { status: "ok", [`${kind}_details`]: one },
    { result: one, error: null },
    { count: objects.length, items: objects, next: null },
  ]);
  return JSON.stringify(wrapped, null, random.pick([0, 0, 1, 2, 2, 4]));
}

/** As Python prints a dictionary; careless about quotes, as its readers are. */
function python({ random }: Speaker, records: readonly (readonly Field[])[], kind: string): string {
  const shown = records.map(
    (record) =>
      `{${record
        .map(({ key, value }) => {
          const quote = value.includes("'") ? '"' : "'";
          return `'${key}': ${/^\d{1,6}$/.test(value) ? value : quote + value + quote}`;
        })
        .join(", ")}}`,
  );
  const list =
    shown.length === 1 && random.chance(0.6) ? (shown[0] ?? "") : `[${shown.join(", ")}]`;
  return random.chance(0.4)
    ? `{'${kind}${random.pick(["s", "_list", "_info", ""])}': ${list}}`
    : list;
}

function yaml(_: Speaker, records: readonly (readonly Field[])[]): string {
  return records
    .map((record) =>
      record
        .map(({ key, value }, at) => {
          const shown = value.includes("\n") ? `|\n    ${value.replaceAll("\n", "\n    ")}` : value;
          return `${at === 0 ? "- " : "  "}${key}: ${shown}`;
        })
        .join("\n"),
    )
    .join("\n");
}

function xml(_: Speaker, records: readonly (readonly Field[])[], kind: string): string {
  const shown = records.map(
    (record) =>
      `  <${kind}>\n${record.map(({ key, value }) => `    <${key}>${value}</${key}>`).join("\n")}\n  </${kind}>`,
  );
  return `<${kind}s>\n${shown.join("\n")}\n</${kind}s>`;
}

function csv({ random }: Speaker, records: readonly (readonly Field[])[]): string {
  const keys = records[0]?.map(({ key }) => key) ?? [];
  const sign = random.pick([",", ";", "\t", ","]);
  const rows = records.map((record) =>
    keys
      .map((key) => {
        const value = record.find((field) => field.key === key)?.value ?? "";
        return value.includes(sign) ? `"${value.replaceAll('"', '""')}"` : value;
      })
      .join(sign),
  );
  return [keys.join(sign), ...rows].join("\n");
}

function html({ random }: Speaker, records: readonly (readonly Field[])[], kind: string): string {
  const shape = random.below(3);
  const shown = records.map((record) => {
    const parts = record.map(({ key, value }) =>
      shape === 0
        ? `<span class="${key}">${value}</span>`
        : shape === 1
          ? `<tr><th>${key}</th><td>${value}</td></tr>`
          : `<p><b>${keyed(key, 3)}:</b> ${value}</p>`,
    );
    return shape === 1
      ? `<table>${parts.join("")}</table>`
      : `<div class="${kind}">${parts.join("\n")}</div>`;
  });
  return random.chance(0.4)
    ? `<!DOCTYPE html>\n<html><head><title>${kind}s</title></head>\n<body>\n${shown.join("\n")}\n</body></html>`
    : shown.join("\n");
}

function markdown(
  { random }: Speaker,
  records: readonly (readonly Field[])[],
  kind: string,
): string {
  const sign = random.pick(["- **", "**", "* "]);
  return records
    .map((record, at) => {
      const rows = record.map(({ key, value }) =>
        sign === "* " ? `* ${key}: ${value}` : `${sign}${keyed(key, 3)}**: ${value}`,
      );
      return `## ${capital(kind)} ${at + 1}\n\n${rows.join("\n")}`;
    })
    .join("\n\n");
}

function lines({ random }: Speaker, records: readonly (readonly Field[])[]): string {
  const style = random.below(4);
  const between = random.pick(["\n", "\n", "\n", " | ", ", "]);
  return records
    .map((record) => record.map(({ key, value }) => `${keyed(key, style)}: ${value}`).join(between))
    .join(random.pick(["\n\n", "\n---\n", "\n"]));
}

function table(_: Speaker, records: readonly (readonly Field[])[]): string {
  const keys = records[0]?.map(({ key }) => key) ?? [];
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    row(keys),
    row(keys.map(() => "---")),
    ...records.map((record) =>
      row(
        keys.map((key) =>
          (record.find((field) => field.key === key)?.value ?? "").replaceAll("\n", " "),
        ),
      ),
    ),
  ].join("\n");
}

/** Only what people wrote, as a page or a document shows it. */
function prose(_: Speaker, records: readonly (readonly Field[])[]): string {
  return records
    .map((record) =>
      record
        .filter(({ isFree, key }) => isFree || key === "title" || key === "name")
        .map(({ value }) => value)
        .join("\n"),
    )
    .join("\n\n");
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
    return layout(frozen(speak, shape), planted, kind);
  };
}

/** The layout of a twin is the same: its chance starts from the same place. */
function frozen(speak: Speaker, seed: number): Speaker {
  let state = seed;
  const below = (bound: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * bound);
  };
  return {
    ...speak,
    random: {
      ...speak.random,
      below,
      next: () => below(1_000_000) / 1_000_000,
      chance: (probability) => below(1_000_000) < probability * 1_000_000,
      pick: <T>(of: readonly T[]): T => of[below(of.length)] as T,
    },
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
