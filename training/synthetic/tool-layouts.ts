// How tools print records: JSON, Python, YAML, XML, CSV, HTML, Markdown, lines, tables, pages.
import type { Random } from "../random.ts";
import { capital, type Speaker } from "./tool-grammar.ts";

/** One field of a record, said. */
export interface Field {
  readonly key: string;
  readonly value: string;
  readonly isFree: boolean;
}

/** Prints records. The same chance prints them the same way. */
export type Layout = (
  speak: Speaker,
  records: readonly (readonly Field[])[],
  kind: string,
) => string;

/** Keys with the case that a service has. */
function keyed(key: string, style: number): string {
  const words = key.split("_");
  if (style === 0) return key;
  if (style === 1) return words.map((word, at) => (at === 0 ? word : capital(word))).join("");
  return words.map(capital).join(style === 2 ? "" : " ");
}

/** By the shares that tools have. */
export const LAYOUTS: readonly Layout[] = [
  json,
  json,
  json,
  python,
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

type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [key: string]: Value };

/** Records as objects; what people wrote may lie a level deeper, as comments and reviews do. */
function objectsOf(
  random: Random,
  records: readonly (readonly Field[])[],
): Record<string, Value>[] {
  const style = random.below(3);
  const isNested = random.chance(0.35);
  const shape = random.below(4);
  const user = `user${random.below(1000)}`;
  return records.map((record) =>
    Object.fromEntries(
      record.map(({ key, value, isFree }): [string, Value] => {
        const shown = /^\d{1,6}$/.test(value) ? Number(value) : value;
        if (!isNested || !isFree) return [keyed(key, style), shown];
        if (shape === 0) return [`${key}s`, [{ author: user, [key]: shown }]];
        if (shape === 1) return [key, { value: shown, lang: "en", edited: false }];
        if (shape === 2) return [`${key}_list`, [shown]];
        return [key, { id: user.length, by: { name: user, verified: true }, text: shown }];
      }),
    ),
  );
}

function wrapped(random: Random, records: readonly (readonly Field[])[], kind: string): Value {
  const objects = objectsOf(random, records);
  const one = objects.length === 1 ? (objects[0] ?? null) : objects;
  return random.pick<Value>([
    one,
    objects,
    { [`${kind}s`]: objects },
    { success: true, data: one },
    { status: "ok", [`${kind}_details`]: one },
    { [`${kind}_info`]: one },
    { result: one, error: null },
    { count: objects.length, items: objects, next: null },
  ]);
}

function json({ random }: Speaker, records: readonly (readonly Field[])[], kind: string): string {
  return JSON.stringify(wrapped(random, records, kind), null, random.pick([0, 0, 1, 2, 2, 4]));
}

function python({ random }: Speaker, records: readonly (readonly Field[])[], kind: string): string {
  return pythonic(wrapped(random, records, kind));
}

/** As Python prints it; careless about quotes in quotes, as tools are. */
function pythonic(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") {
    const quote = value.includes("'") ? '"' : "'";
    return quote + value.replaceAll("\n", "\\n") + quote;
  }
  if (Array.isArray(value)) return `[${value.map((item: Value) => pythonic(item)).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, item]: [string, Value]) => `'${key}': ${pythonic(item)}`)
    .join(", ")}}`;
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
