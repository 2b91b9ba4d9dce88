// Words, texts and signs of a program in Python, JavaScript or something like them. It knows where
// comments and texts end and nothing of grammar; what no language allows is read all the same.

/** What a piece of a program is. */
export type CodeTokenKind = "name" | "text" | "number" | "sign";

/** One piece. Line breaks are signs; comments are none. */
export interface CodeToken {
  readonly kind: CodeTokenKind;
  /** A name or a sign as it is meant; of a text what it holds, its escapes undone. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Other values are put into the text: an f-string, a template. Their pieces follow it. */
  readonly isFormatted?: boolean;
  /** It was put together out of pieces or written in escapes. */
  readonly isBuilt?: boolean;
}

/** The two families of languages that are read apart. */
export type CodeLanguage = "python" | "script";

/** Pieces that are read: a program of a megabyte. What comes after is not read. */
const TOKENS_MAX = 300_000;
/** Texts within texts that are read: templates in templates. */
const NESTED_MAX = 3;

const SCRIPT_MARKS =
  /\b(?:const|let|var|function|require|typeof|undefined|async function|consol[e]|process\.|document\.|window\.|global(?:This))\b|=>|===|\/\/ |;\s{0,4}$|<\?php|\$_/gm;
const PYTHON_MARKS =
  /^\s{0,40}(?:import|from|def|class|with|elif|except|for|if|while|try|print)\b[^\n;{]{0,200}$|\b(?:None|True|False|self|lambda|__\w{1,24}__)\b|# /gm;
/** Marks that are counted: the beginning of a program shows what it is. */
const MARKED_CHARS = 4_000;

/** The language that a program seems to be written in. */
export function languageOf(text: string): CodeLanguage {
  const beginning = text.slice(0, MARKED_CHARS);
  const count = (marks: RegExp): number => beginning.match(marks)?.length ?? 0;
  return count(SCRIPT_MARKS) > count(PYTHON_MARKS) ? "script" : "python";
}

const SPACE = /[^\S\n]+/y;
const NAME =
  /(?:[\p{L}\p{Nl}_$]|\\u\{?[0-9a-fA-F]{4,6}\}?)(?:[\p{L}\p{Nl}\p{Mn}\p{Nd}_$]|\\u\{?[0-9a-fA-F]{4,6}\}?)*/uy;
/** What a name may begin with; a backslash begins an escaped letter. */
const LETTER = /[A-Za-z_$\\\u0080-\uffff]/;
const NUMBER = /\d[\w.]*/y;
const PREFIX = /(?:[rRbBuUfFtT]{1,2})?(?:'''|"""|'|")/y;
const LONG_SIGN = /\?\.|=>|===?|!==?|\*\*|:=|\+=|<=|>=/y;
/** After these a slash begins a regular expression of JavaScript. */
const BEFORE_PATTERN = new Set([
  "",
  "(",
  ",",
  "=",
  ":",
  "[",
  "!",
  "&",
  "|",
  "?",
  "{",
  "}",
  ";",
  "\n",
]);

/** Reads a program. Linear; never throws. */
export function lexCode(text: string, language: CodeLanguage): readonly CodeToken[] {
  const tokens: CodeToken[] = [];
  lexRange({ text, language, tokens, nested: 0 }, 0, text.length);
  return tokens;
}

interface Lexing {
  readonly text: string;
  readonly language: CodeLanguage;
  readonly tokens: CodeToken[];
  readonly nested: number;
}

function lexRange(lexing: Lexing, from: number, end: number): void {
  const { text, language, tokens } = lexing;
  let at = from;
  while (at < end && tokens.length < TOKENS_MAX) {
    const char = text[at] ?? "";
    if (char === " " || char === "\t" || char === "\r") {
      at = matchEnd(SPACE, text, at);
      continue;
    }
    const isLetter = LETTER.test(char);
    if (isLetter && !(language === "python" && isPrefixed(text, at))) {
      const nameEnd = matchEnd(NAME, text, at);
      // A backslash or a sign of another script may be none.
      if (nameEnd > at) pushName(lexing, at, nameEnd);
      else push(lexing, "sign", at, at + 1);
      at = Math.max(nameEnd, at + 1);
      continue;
    }
    if (isLetter || char === '"' || char === "'") {
      at = lexText(lexing, at, end);
      continue;
    }
    if (char === "#" || char === "/") {
      const comment = commentEnd(text, at, language, tokens);
      if (comment > at) {
        at = comment;
        continue;
      }
    }
    if (char === "`" && language === "script") {
      at = lexTemplate(lexing, at, end);
      continue;
    }
    if (char >= "0" && char <= "9") {
      at = push(lexing, "number", at, matchEnd(NUMBER, text, at));
      continue;
    }
    at = push(lexing, "sign", at, Math.max(at + 1, matchEnd(LONG_SIGN, text, at)));
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function push({ tokens, text }: Lexing, kind: CodeTokenKind, start: number, end: number): number {
  tokens.push({ kind, text: text.slice(start, end), start, end });
  return end;
}

/** A name as it is meant: other forms of its letters and escapes are the same name. */
function pushName({ tokens, text }: Lexing, start: number, end: number): void {
  const written = text.slice(start, end);
  const plain = /[^\w$]/.test(written) ? unescapeText(written).normalize("NFKC") : written;
  const isBuilt = plain !== written;
  tokens.push({ kind: "name", text: plain, start, end, ...(isBuilt && { isBuilt }) });
}

function commentEnd(
  text: string,
  at: number,
  language: CodeLanguage,
  tokens: readonly CodeToken[],
): number {
  const char = text[at];
  if (char === "#" && (language === "python" || at === 0)) return lineEnd(text, at);
  if (char !== "/" || language === "python") return at;
  if (text[at + 1] === "/") return lineEnd(text, at);
  if (text[at + 1] === "*") {
    const end = text.indexOf("*/", at + 2);
    return end < 0 ? text.length : end + 2;
  }
  const last = tokens.at(-1);
  const isPattern =
    last === undefined ||
    last.text === "return" ||
    (last.kind === "sign" && BEFORE_PATTERN.has(last.text));
  return isPattern ? patternEnd(text, at) : at;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** The end of a regular expression; `at` where it does not end on its line. */
function patternEnd(text: string, at: number): number {
  let isClass = false;
  for (let end = at + 1; end < text.length && end - at < 1_000; end += 1) {
    const char = text[end];
    if (char === "\n") return at;
    if (char === "\\") end += 1;
    else if (char === "[") isClass = true;
    else if (char === "]") isClass = false;
    else if (char === "/" && !isClass) return end + 1;
  }
  return at;
}

/** Whether a text of Python begins here with its letters: `rb"..."`. */
function isPrefixed(text: string, at: number): boolean {
  const next = text[at + 1] ?? "";
  if (next === '"' || next === "'") return /[rbuft]/i.test(text[at] ?? "");
  const last = text[at + 2];
  return (last === '"' || last === "'") && /^[rbft]{2}$/i.test(text.slice(at, at + 2));
}

/** Reads a text in quotes, and what an f-string puts into it. */
function lexText(lexing: Lexing, at: number, limit: number): number {
  const { text, language } = lexing;
  PREFIX.lastIndex = at;
  let opening = PREFIX.exec(text)?.[0] ?? text[at] ?? "";
  let quote = opening.replace(/^[a-zA-Z]+/, "");
  if (language === "script" && quote.length === 3) {
    quote = quote.slice(0, 1);
    opening = quote;
  }
  const prefix = opening.slice(0, opening.length - quote.length).toLowerCase();
  const start = at + opening.length;
  const end = textEnd(text, start, { quote, limit });
  const inner = text.slice(start, end);
  const isFormatted = /[ft]/.test(prefix) && inner.includes("{");
  pushText(lexing, {
    at,
    end: Math.min(limit, end + quote.length),
    inner,
    isRaw: prefix.includes("r"),
    isFormatted,
  });
  if (isFormatted) lexInserted(lexing, { start, end, open: "{" });
  return Math.min(limit, end + quote.length);
}

/** Where the text ends: before its quote, or its line where it may not go on. */
function textEnd(
  text: string,
  start: number,
  { quote, limit }: { readonly quote: string; readonly limit: number },
): number {
  const isLong = quote.length === 3;
  for (let end = start; end < limit; end += 1) {
    const char = text[end];
    if (char === "\\") end += 1;
    else if (char === "\n" && !isLong) return end;
    else if (char === quote[0] && (!isLong || text.startsWith(quote, end))) return end;
  }
  return limit;
}

function lexTemplate(lexing: Lexing, at: number, limit: number): number {
  const { text } = lexing;
  let end = at + 1;
  let depth = 0;
  for (; end < limit; end += 1) {
    const char = text[end];
    if (char === "\\") end += 1;
    else if (char === "$" && text[end + 1] === "{") depth += 1;
    else if (char === "}" && depth > 0) depth -= 1;
    else if (char === "`" && depth === 0) break;
  }
  const inner = text.slice(at + 1, end);
  const isFormatted = inner.includes("${");
  pushText(lexing, { at, end: Math.min(limit, end + 1), inner, isRaw: false, isFormatted });
  if (isFormatted) lexInserted(lexing, { start: at + 1, end, open: "${" });
  return Math.min(limit, end + 1);
}

function pushText(
  { tokens }: Lexing,
  of: {
    readonly at: number;
    readonly end: number;
    readonly inner: string;
    readonly isRaw: boolean;
    readonly isFormatted: boolean;
  },
): void {
  const { at, end, inner, isRaw, isFormatted } = of;
  const text = isRaw || !inner.includes("\\") ? inner : unescapeText(inner);
  // Letters that need no escape and have one are hidden on purpose.
  const isBuilt =
    !isRaw && /\\(?:x[2-7][0-9a-fA-F]|u00[2-7]|u\{?0{0,4}[2-7][0-9a-fA-F]\}|1[0-7]{2})/.test(inner);
  tokens.push({
    kind: "text",
    text,
    start: at,
    end,
    ...(isFormatted && { isFormatted }),
    ...(isBuilt && { isBuilt }),
  });
}

/** What stands in braces inside a text, as pieces in brackets of their own. */
function lexInserted(
  lexing: Lexing,
  { start, end, open }: { readonly start: number; readonly end: number; readonly open: string },
): void {
  const { text, tokens, nested } = lexing;
  if (nested >= NESTED_MAX) return;
  let at = text.indexOf(open, start);
  while (at >= 0 && at < end) {
    const from = at + open.length;
    let depth = 1;
    let to = from;
    for (; to < end && depth > 0; to += 1) {
      if (text[to] === "{") depth += 1;
      else if (text[to] === "}") depth -= 1;
    }
    tokens.push({ kind: "sign", text: "(", start: from, end: from });
    lexRange({ ...lexing, nested: nested + 1 }, from, depth === 0 ? to - 1 : to);
    tokens.push({ kind: "sign", text: ")", start: to, end: to });
    at = text.indexOf(open, Math.max(to, from));
  }
}

const ESCAPE =
  /\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;
const NAMED: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

/** The text that escapes of Python and JavaScript stand for. */
function unescapeText(text: string): string {
  return text.replace(ESCAPE, (_, ...parts: (string | undefined)[]) => {
    const [byte, braced, unit, long, octal, plain] = parts;
    const hex = byte ?? braced ?? unit ?? long;
    const code =
      hex !== undefined ? parseInt(hex, 16) : octal === undefined ? null : parseInt(octal, 8);
    if (code !== null) return code <= 0x10ffff ? String.fromCodePoint(code) : "";
    return NAMED[plain ?? ""] ?? plain ?? "";
  });
}
