// What a pipeline of the shell prints, where that can be told without running it: `echo`, `printf`
// and the filters by which commands are hidden. Null where it cannot be told.
import type { Step } from "./shell-step.ts";

/** Longest output that is made. */
const OUTPUT_CHARS_MAX = 4096;
/** Filters in a row. */
const FILTERS_MAX = 6;

/** What the command prints, with what is piped into it. Pure; never throws. */
export function outputOf(step: Step): string | null {
  return outputWithin(step, FILTERS_MAX);
}

function outputWithin(step: Step, filters: number): string | null {
  const text = ownOutput(step);
  if (text !== null) return text.slice(0, OUTPUT_CHARS_MAX);
  const filter = FILTERS[step.name];
  if (filter === undefined || filters === 0) return null;
  const input = step.fed ?? (step.before === null ? null : outputWithin(step.before, filters - 1));
  if (input === null) return null;
  return filter(input, step.args)?.slice(0, OUTPUT_CHARS_MAX) ?? null;
}

function ownOutput({ name, args }: Step): string | null {
  if (name === "echo") {
    const words = args.filter((arg, index) => !(index < 2 && /^-[neE]{1,3}$/.test(arg)));
    const text = words.join(" ");
    if (text.includes("$()")) return null;
    return args.some((arg) => /^-n?e/.test(arg)) ? unescaped(text) : text;
  }
  if (name === "printf") {
    const [format = "", ...values] = args;
    if (args.some((arg) => arg.includes("$()"))) return null;
    let next = 0;
    return unescaped(format).replace(/%(?:[sb]|(%))/g, (_, percent: string | undefined) => {
      if (percent !== undefined) return "%";
      const value = values[next] ?? "";
      next += 1;
      return unescaped(value);
    });
  }
  return null;
}

/** Reads the escapes of `echo -e` and `printf`. */
export function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|u([0-9a-fA-F]{4})|(n)|(t)|(\\))/g,
    (_, hex?: string, octal?: string, wide?: string, line?: string, tab?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (wide !== undefined) return String.fromCharCode(Number.parseInt(wide, 16));
      if (line !== undefined) return "\n";
      return tab === undefined ? "\\" : "\t";
    },
  );
}

type Filter = (input: string, args: readonly string[]) => string | null;

const FILTERS: Readonly<Record<string, Filter | undefined>> = {
  cat: (input) => input,
  tee: (input) => input,
  head: (input) => input,
  base64: (input, args) => (isDecoding(args) ? fromBase64(input) : null),
  openssl: (input, args) =>
    isDecoding(args) && args.some((arg) => /^-?(?:base64|a)$/.test(arg)) ? fromBase64(input) : null,
  xxd: (input, args) => (args.some((arg) => /^-\w{0,3}r/.test(arg)) ? fromHex(input) : null),
  rev: (input) =>
    input
      .split("\n")
      .map((line) => line.split("").toReversed().join(""))
      .join("\n"),
  tr: translated,
};

/** True for options of programs that encode and decode. */
export function isDecoding(args: readonly string[]): boolean {
  return args.some((arg) => /^(?:-{1,2}d(?:ecode)?|-D|-di|-id)$/.test(arg));
}

/** The text of base64; null where it is none. */
export function fromBase64(text: string): string | null {
  const plain = text.replace(/\s+/g, "");
  if (plain === "" || !/^[\w+/-]+={0,2}$/.test(plain)) return null;
  try {
    return atob(plain.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    // Not of a whole number of bytes.
    return null;
  }
}

function fromHex(text: string): string | null {
  const plain = text.replace(/\s+|\\x|0x/g, "");
  if (plain === "" || plain.length % 2 === 1 || !/^[0-9a-fA-F]+$/.test(plain)) return null;
  return plain.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

function translated(input: string, args: readonly string[]): string | null {
  const [from = "", to = ""] = args;
  if (from === "-d") {
    const unwanted = new Set(spread(to));
    return input
      .split("")
      .filter((one) => !unwanted.has(one))
      .join("");
  }
  const source = spread(from);
  const target = spread(to);
  if (source.length === 0 || target.length === 0) return null;
  return input
    .split("")
    .map((one) => {
      const at = source.indexOf(one);
      return at < 0 ? one : (target[Math.min(at, target.length - 1)] ?? one);
    })
    .join("");
}

/** The characters of a set of `tr`: ranges spread. At most 128. */
function spread(set: string): string[] {
  const plain = unescaped(set)
    .slice(0, 64)
    .replace(/([\w!-~])-([\w!-~])/g, (_, first: string, last: string) => {
      const from = first.charCodeAt(0);
      const count = Math.min(Math.max(last.charCodeAt(0) - from + 1, 0), 94);
      return String.fromCharCode(
        ...Array.from({ length: count }, (_unused, index) => from + index),
      );
    });
  return plain.split("").slice(0, 128);
}
