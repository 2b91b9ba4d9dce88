// Commands that are smuggled into a value: what nobody meant to hold a command ends its value early
// and goes on with one. Looks at every place where a shell would begin a command, and asks whether
// what stands there is one; a separator in prose is followed by words, not by flags and paths.
import type { Found } from "./argument-detector.ts";
import { weighPayloads } from "./report.ts";
import { credentialOf, globReaches } from "./shell-place.ts";
import { SUBCOMMANDS, SURE_COMMANDS, WORDY_COMMANDS } from "./shell-vocabulary.ts";

/** Places where a command may begin that are looked at, and those of them that are weighed. */
const PLACES_MAX = 2048;
const WEIGHED_MAX = 64;
/** Commands found of one text; more say nothing new. */
const FOUND_MAX = 8;
/** What is read of a command to recognise it. */
const COMMAND_CHARS = 160;
/** Longest text that is taken for one command as a whole. */
const WHOLE_CHARS_MAX = 400;

const GATE = /[;|&\x60\n\r$<({\\/]|%0[ad]/i;
/** Longest first. `\n` and `%0a` also stand written out in what a client decodes once more. */
const PLACE = /[;|&\x60\n\r]|\$\(|[<>]\(|\$\{\s?\x60|\\[nr](?=[\w/ ])|%0[ad]/gi;

/** Commands in a text that should hold none. Never throws; linear in its length. */
export function smuggledCommands(text: string): Found[] {
  if (!GATE.test(text)) return [];
  const found: Found[] = [];
  let places = 0;
  let looked = 0;
  for (const match of text.matchAll(PLACE)) {
    places += 1;
    if (places > PLACES_MAX || looked > WEIGHED_MAX || found.length >= FOUND_MAX) break;
    const one = commandAt(text, match.index, match[0]);
    if (one === null) continue;
    looked += 1;
    if (one.confidence > 0) found.push(one);
  }
  const whole = wholeCommand(text);
  if (whole !== null) found.push(whole);
  found.push(...signs(text));
  return weighed(text, found);
}

/** Longest value that is nothing but a payload; who talks of attacks uses more words. */
const BARE_CHARS_MAX = 160;

/** What a short value begins with is no quotation and no talk, whatever words it holds. */
function weighed(text: string, found: Found[]): Found[] {
  if (found.length === 0) return found;
  const isBare =
    text.length <= BARE_CHARS_MAX &&
    found.some(
      ({ start, confidence }) =>
        confidence >= 0.8 && /^[\s"')|&;]{0,4}$/.test(text.slice(0, start)),
    );
  return isBare ? found : weighPayloads(text, found);
}

function finding(start: number, end: number, confidence: number): Found {
  return { category: "command_injection", severity: "critical", confidence, start, end };
}

const LEAD =
  /^[\s+"'(@!{]{0,12}(?:(?:sudo|time|nohup|exec|command|builtin|busybox|strace|env|then|do|\.|\$\w{1,2})\s{1,4}(?!-)){0,2}/i;
const WORD =
  /^(?:[\w./~:-]|[*?[\]](?=[\w./*?[\]-])|\\(?![nr](?:$|["'|;&]))(?=[\w./])|''|""|(?<=\w)['"](?=\w)|["'](?=[\w/]{1,12}["'])|\$(?:[@*!?_$#-]|[a-z]{1,2}(?=[\s\w+/]|$)|\{\w{1,12}\}|\(\))|\x60\x60|\^(?=\w)|(?<=\w)["']){1,64}/i;
/** The command ends here: the end, a separator, a quote, a comment. */
const ENDS = /^[\s+]{0,4}(?:$|[;|&\x60"')\]}\n\r#<>,]|\\[nr"']|%0|%22|%27|--|\/\/)/i;
/** Arguments that only commands have. */
const ARGUMENT =
  /^(?:\s|\+|%20|%09|\$\{?IFS\}?(?:\$\d)?|\$IFS\$9|,){1,8}(?:["']{0,2}(?:-{1,2}[a-z\d?]|\/[\w.?*[$\\-]|\/$|\/\s|\.{1,2}[\\/]|~\/?|[a-z]:(?:[\\/%]|$)|%\w{2,24}%|[a-z]{2,6}:\/\/|\d{1,3}\.\d{1,3}\.\d{1,3}\.|\$[\w({@*]|\x60|[<>|]|\*|\\\\))/i;
const NAME_ARGUMENT =
  /^(?:\s|\+|%20){1,8}(?:["']|[\w-]{1,40}\.[a-z]{2,8}\b|\d{1,6}(?:\s{0,4}(?:$|[;|&\x60"')\n\r#]))|localhost|[\w.-]{1,40}@[\w.-]{2,60}|[\w-]{1,24}\s{1,4}-{1,2}\w)/i;

/** A command where one may begin. */
function commandAt(text: string, at: number, separator: string): Found | null {
  const from = at + separator.length;
  // The same sign twice is one separator; the second place sees it.
  if (text[from] === separator && separator.length === 1) return null;
  const slice = text.slice(from, from + COMMAND_CHARS);
  const lead = LEAD.exec(slice)?.[0] ?? "";
  const written = WORD.exec(slice.slice(lead.length))?.[0];
  if (written === undefined) return null;
  const tail = slice.slice(lead.length + written.length);
  const name = plainName(written);
  const isGlob = written.startsWith("/");
  if (!SURE_COMMANDS.has(name) && !WORDY_COMMANDS.has(name) && !isGlob) return null;
  const isBent = isEvasion(written, name);
  const before = text.slice(Math.max(0, at - 80), at).replace(/[|&;]$/, "");
  const place = {
    at,
    name,
    isBent,
    written,
    tail,
    before,
    separator,
    isStart: at < 80,
    text,
    lead,
  };
  const confidence = confidenceOf(place);
  const argument = /^[\s+]{1,4}[^\s;|&\x60]{1,60}/.exec(tail)?.[0] ?? "";
  return finding(
    at,
    from + lead.length + written.length + (ARGUMENT.test(argument) ? argument.length : 0),
    confidence,
  );
}

/** Whether the line at a bar is a row of a table: bars at its start and between its cells. */
function isTable(text: string, at: number): boolean {
  const from = text.lastIndexOf("\n", at - 1) + 1;
  if (at - from > ROW_CHARS) return false;
  const row = text.slice(from, from + ROW_CHARS).split("\n", 1)[0] ?? "";
  const bars = row.split(/\s\|(?=\s|$)/, 8).length - 1;
  return /^\s{0,8}\|\s/.test(row) ? bars > 0 && /\|\s{0,8}[^|]{1,200}\|/.test(row) : bars > 2;
}

/** What of a line is looked at to see a row of a table. */
const ROW_CHARS = 1_000;

interface Place {
  readonly at: number;
  readonly name: string;
  readonly isBent: boolean;
  readonly written: string;
  readonly tail: string;
  readonly before: string;
  readonly separator: string;
  readonly isStart: boolean;
  readonly text: string;
  readonly lead: string;
}

function confidenceOf(place: Place): number {
  const { name, isBent, written, tail, before, separator, isStart, text, lead } = place;
  // Commands of Unix are lower case; a row of a table begins its cells with capitals.
  if (
    separator === "|" &&
    (isTable(text, place.at) || (/^[A-Z][a-z]/.test(written) && !ARGUMENT.test(tail))) &&
    !isSensitive(tail)
  )
    return 0;
  // A label, or a name with a value.
  if (/^\w{1,24}:$/.test(written)) return 0;
  if (/^[\w.-]{0,24}=/.test(written + tail) && !/^\w{1,8}=\w{1,12}(?:;|&)/.test(written + tail))
    return 0;
  const isPath = /^\/(?:usr\/)?(?:local\/)?s?bin\//.test(written.replace(/[\\'"]/g, ""));
  const isSure = SURE_COMMANDS.has(name) || (isPath && /^[a-z][\w.+-]{1,24}$/.test(name));
  const isWordy = WORDY_COMMANDS.has(name);
  // `export * from "./core.js"`.
  if (name === "export" && /^\s{1,4}(?:\*|\{|const|default|function|type)/.test(tail)) return 0;
  if (globReaches(written, "program")) return 0.9;
  if (!isSure && !isWordy) return 0;
  if (isBent || /\$\w/.test(lead)) return 0.9;
  const isTight = isStart && /^\s{0,4}$|["'\x60)\]}*]\s{0,3}$|^[^\s]{0,60}\s{0,2}$/.test(before);
  const isSubstitution = separator.startsWith("$") || separator.endsWith("(");
  const isLine = /[\n\r]|\\[nr]|%0/i.test(separator);
  const rest = tail.replace(/^[\s+]{1,8}/, "");
  const sub = SUBCOMMANDS[name];
  if (separator !== "\x60" && sub !== undefined && tail !== rest && sub.test(rest))
    return isTight || !isLine ? 0.85 : 0.6;
  if (isPath) return isTight || isSubstitution ? 0.9 : isLine ? 0.6 : 0.85;
  const hasArgument = ARGUMENT.test(tail);
  if (separator === "\x60") return backtickConfidence(place, isSure, hasArgument);
  if (isSubstitution) return isSure || hasArgument || ENDS.test(tail) ? 0.9 : 0;
  // A new line in a longer text is where anything begins.
  if (isLine) {
    if (!isStart || /\s/.test(before.trim())) return isSensitive(tail) && hasArgument ? 0.8 : 0;
    if (hasArgument) return 0.85;
    return ENDS.test(tail) &&
      (isSure || /^\s{0,2}$|["']$/.test(before) || separator !== "\n") &&
      isOneLine(text)
      ? 0.85
      : 0;
  }
  if (hasArgument) {
    if (isWordy && !isSure && !isTight && !isSensitive(tail) && !/^\s{1,4}-\w/.test(tail))
      return 0.6;
    return 0.9;
  }
  const isQuery = separator === "&" && !/\s$/.test(before) && lead === "" && /[?=]/.test(before);
  if (isQuery) return SURE_COMMANDS.has(name) && name.length > 5 && ENDS.test(tail) ? 0.6 : 0;
  if (NAME_ARGUMENT.test(tail)) {
    if (isSure) return 0.85;
    return isTight &&
      /^(?:echo|sleep|ping|kill|host|type|cat|rm|touch|exec|eval|alias|trap|at|sh|find|write|source|env|time|file)$/.test(
        name,
      )
      ? 0.85
      : 0;
  }
  if (ENDS.test(tail)) {
    if (isList(text, separator)) return 0;
    if (isSure && !isCommonShort(name)) return isTight ? 0.9 : 0.7;
    return isTight && isAlone(before, tail) ? 0.85 : 0;
  }
  return /^ansible|^chef-|^invoke-/.test(name) && tail.startsWith(" ") ? 0.85 : 0;
}

/** Nothing but the line that was broken out of, and the one that was added. */
function isOneLine(text: string): boolean {
  return text.length < WHOLE_CHARS_MAX && !text.trim().includes("\n");
}

/** Short names that are also columns, fields or words of lists. */
function isCommonShort(name: string): boolean {
  return /^(?:id|ps|ls|ll|df|du|ss|dir|pwd|vi|ed|nl|rev|tee|tar|zip|ssh|nc|php|lua|make|init|env|screen|links2|mysql|python|ruby|perl|halt|arp|aws|az|pip|npm|apt|brew|gem|docker|bash|expect|wall|puppet|tty)$/.test(
    name,
  );
}

/** What of a text is looked at to see a list. */
const LIST_CHARS = 400;

/** Names in a row between the same signs: `id|name|type`, `a;b;c`. */
function isList(text: string, separator: string): boolean {
  const parts = text.slice(0, LIST_CHARS).split(separator);
  return (
    parts.length > 2 &&
    parts.filter((part) => /^\s{0,4}[A-Za-z][\w -]{0,30}\s{0,4}$/.test(part)).length > 2
  );
}

/** Nothing but what breaks out of a value stands before, and nothing but its like behind. */
function isAlone(before: string, tail: string): boolean {
  const isBreakout =
    /^[\s"'\x60)\]};|&*$%\d]{0,12}$|^[\w./:%-]{0,40}["'\x60)*]{1,4}\s{0,3}$|^\w{0,2}\)?$|\.\w{2,8}$|^[\w.-]{1,40}@[\w.-]{1,40}$|=["']$/.test(
      before,
    );
  return (
    isBreakout &&
    /^[\s"'\x60)\]};|&#]{0,8}(?:\\[nr]["']?)?(?:$|--|\/\/|%)|^["']\s{0,2}\/?>/.test(tail)
  );
}

function backtickConfidence(
  { before, tail, text, name }: Place,
  isSure: boolean,
  hasArgument: boolean,
): number {
  const close = tail.indexOf("\x60");
  if (close < 0 || close > 120) return 0;
  const behind = tail.slice(close + 1);
  // Code that prose begins with, and a template that a program hands to a function.
  const isQuoted =
    /^\s{0,4}$/.test(before) && /^,\s{0,4}$|^[,.:]?\s{1,4}(?:[a-z]{1,20}[\s,.]){2}/i.test(behind);
  const isHanded = /\w\(\s{0,8}$/.test(before) && !isSensitive(tail);
  if (isQuoted || isHanded) return 0;
  const isCode = /^\s{0,4}$|[\w=;|&$({"']$/.test(before) && !/\s/.test(before.trim());
  if (/\$\($|\|\|$/.test(before) && (isSure || hasArgument)) return 0.9;
  if (!isCode) return isSensitive(tail.slice(0, close)) && !/\w\s$/.test(before) ? 0.8 : 0;
  const isWhole = before.trim() === "" && text.trim().endsWith("\x60");
  if (isWhole)
    return hasArgument || ENDS.test(tail) || NAME_ARGUMENT.test(tail)
      ? name === "id" || isSure || hasArgument || name === "ping"
        ? 0.8
        : 0.6
      : 0;
  return hasArgument || ENDS.test(tail) || NAME_ARGUMENT.test(tail) ? 0.85 : 0;
}

const SENSITIVE =
  /\/etc\/(?:passwd|shadow|hosts|group|issue)|\/bin\/(?:ba|z|da)?sh\b|\/proc\/self|\.ssh\/|boot\.ini|win\.ini|\\(?:sam|system32|windows)\b|\/dev\/tcp|%systemroot%|\.env\b|\.aws\//i;

function isSensitive(text: string): boolean {
  return SENSITIVE.test(text);
}

/** The name behind what bends it, in lower case and without its folder. */
function plainName(written: string): string {
  const plain = written
    .replace(/\$(?:[@*!?_$#-]|\{\w{1,12}\}|\(\)|[a-z]{1,2}(?=\W|\w|$))|\x60\x60|["'^]/gi, "")
    .replace(/\\(?=[a-z])/gi, /^[a-z]:|\\\w{2,}\\/i.test(written) ? "\\" : "");
  const name = plain.slice(Math.max(plain.lastIndexOf("/"), plain.lastIndexOf("\\")) + 1);
  return name.replace(/[.:]$/, "").toLowerCase();
}

/** Bent inside, not only quoted around. */
function isEvasion(written: string, name: string): boolean {
  if (name.length < 2 || name === written.toLowerCase()) return false;
  const inside = written.slice(written.lastIndexOf("/") + 1);
  return (
    /\w(?:''|""|\\|\$[@*!?_$#({a-z-]|\x60\x60|\^|['"](?=\w))\w?/i.test(inside) &&
    !/^[a-z]:\\/i.test(written) &&
    !/^\w+'s?$/i.test(inside)
  );
}

const SELF_STARTING: ReadonlySet<string> = new Set(
  "cat ls dir type curl wget nc ncat netcat ping nslookup whoami uname rm cp find head tail more less tac nl bash sh python python2 python3 perl php ruby powershell powershell.exe cmd cmd.exe echo printf dd base64 gunzip unxz zcat ab cd chmod chown net reg certutil bitsadmin mshta awk sed grep od xxd strings time id telnet socat openssl tar sudo".split(
    " ",
  ),
);

/** The text as a whole is a command line that reaches for what a value should not. */
function wholeCommand(text: string): Found | null {
  if (text.length > WHOLE_CHARS_MAX * 2) return null;
  const first = /^\s{0,16}([a-z]{1,24})(?=\s)/i.exec(text)?.[1];
  // A plain word that is no command: most texts end here.
  if (first !== undefined && !SELF_STARTING.has(first.toLowerCase())) return null;
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > WHOLE_CHARS_MAX) return null;
  const start = text.indexOf(trimmed);
  const written = WORD.exec(trimmed)?.[0];
  if (written === undefined) return null;
  const name = plainName(written);
  const tail = trimmed.slice(written.length);
  const isBent = isEvasion(written, name) && (SURE_COMMANDS.has(name) || SELF_STARTING.has(name));
  const end = start + Math.min(trimmed.length, written.length + 60);
  if (isBent && (ARGUMENT.test(tail) || ENDS.test(tail) || NAME_ARGUMENT.test(tail)))
    return finding(start, end, 0.85);
  const isKnown = SURE_COMMANDS.has(name) || WORDY_COMMANDS.has(name);
  const isPath = /^\/(?:usr\/)?(?:local\/)?s?bin\/[\w.+-]{2,24}$/.test(written) && isKnown;
  // The place of an interpreter is a setting; a shell or what looks around is a payload.
  if (isPath && tail === "" && !PROBED.test(name)) return null;
  if (!SELF_STARTING.has(name) && !isPath) return null;
  if (!ARGUMENT.test(tail) && !(isPath && tail === ""))
    return isSensitive(tail) && /^\s\S{1,80}$/.test(tail) ? finding(start, end, 0.8) : null;
  // "Find /etc on the map" has words behind; a command has paths and flags.
  const words = tail.trim().split(/\s+/, 40);
  const prose = words.filter((word) => /^[a-z]{3,}[,.]?$/i.test(word)).length;
  const isDrive = /^\s[a-z]:\\/i.test(tail);
  // `rm -rf dist`: a script of a package tidies up what is its own.
  const isOwn = words.every((word) =>
    /^(?:-{1,2}[a-z]{1,12}|\.?\w[\w.@-]{0,60}(?:\/[\w.@*-]{1,60}){0,6}\/?)$/i.test(word),
  );
  // Fetching from a named host, with nothing sent or written, reads the web.
  const isFetch =
    /^(?:\s{1,4}(?:-{1,2}[sSLfq]{1,5}|https:\/\/[a-z][\w.-]{1,200}\.[a-z]{2,12}(?:\/[\w./%@~+-]{0,300})?)){1,6}$/.test(
      tail,
    );
  if (isFetch && /^(?:curl|wget)$/.test(name)) return null;
  if (
    isOwn &&
    /^(?:rm|cp|mv|ls|find|chmod)$/.test(name) &&
    !isSensitive(tail) &&
    !words.some((word) => credentialOf(word) > 0)
  )
    return null;
  if (prose > 3 && prose * 2 > words.length && !isDrive) return null;
  if (isPath) return finding(start, end, 0.8);
  if (isSensitive(tail) || words.some((word) => credentialOf(word) >= 0.8))
    return finding(start, end, 0.9);
  if (/^(?:nc|ncat|netcat|telnet|socat)$/.test(name))
    return /-\w{0,4}[ecl]/.test(tail) ? finding(start, end, 0.9) : null;
  if (
    /^(?:cat|ls|dir|type|curl|wget|ping|find|head|tail|more|less|rm|cp|nslookup|chmod|cd|bash|sh|uname)$/.test(
      name,
    )
  )
    return finding(start, end, prose === 0 || isDrive ? 0.8 : 0.5);
  return /-(?:e|c|r|enc|nop|ep)\b/i.test(tail) &&
    /^(?:perl|python[\d.]{0,4}|ruby|php|powershell(?:\.exe)?)$/.test(name)
    ? finding(start, end, 0.8)
    : null;
}

/** Programs that are started by their place to see whether something starts them. */
const PROBED =
  /^(?:(?:ba|da|z|k|c|tc|a)?sh|id|whoami|who|uname|hostname|ls|cat|ps|pwd|env|printenv|nc|ncat|netcat|telnet|curl|wget|ping|sleep|ifconfig|netstat|reboot|halt|poweroff|shutdown|ab)$/;

/** An expression, what must stand in the text for it to be worth trying, and how sure it is. */
type Sign = readonly [is: RegExp, needs: string | null, confidence: number];

const CALLED = String.raw`(?:system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|os\.system|os\.popen|subprocess\.\w{3,14}|Runtime\.getRuntime\(\)\.exec|execSync|child_process\.exec\w{0,4}|call_user_func)`;
const RUN = String.raw`(?:/(?:usr/)?bin/)?(?:id|whoami|ls|cat|pwd|sleep|curl|wget|ping|uname|ifconfig|ipconfig|dir|type|nc|ncat|bash|sh|echo|rm|env|ps|netstat|nslookup|cmd|powershell|python[\d.]{0,4}|perl|touch|head|tail|hostname|date|calc(?:\.exe)?|printenv|find|grep|chmod|telnet|awk|sed)`;

/** What gives a command away by itself, wherever it stands. */
const SIGNS: readonly Sign[] = [
  [/\(\)\s{0,4}\{\s{0,4}(?::|_|[\w:]{0,8})\s{0,4};?\s{0,4}\}\s{0,4}(?:>_\[\$\(|;)/g, "()", 0.95],
  [/\(\)\s?\{\s?(\w{1,16}|:)\s?\|\s?\1\s?&\s?\}/g, "()", 0.95],
  [/\$\{IFS\}|\$IFS\$\d|\$IFS(?=[\w/$'"])/g, "$", 0.95],
  [/\/dev\/(?:tcp|udp)\/[\w.$-]{1,80}\/\d{1,5}/g, "/dev/", 0.9],
  [/\b(?:ba|z|da|k)?sh\s{1,4}-\w{0,2}i\w{0,2}\s{0,4}(?:\d?>&|<&|&>)/g, "sh", 0.9],
  [
    new RegExp(
      String.raw`\b${CALLED}\s{0,4}\(\s{0,4}\\?["'\x60]{1,2}\s{0,4}${RUN}(?=["'\x60\s+%$;|&])`,
      "g",
    ),
    "(",
    0.9,
  ],
  [new RegExp(String.raw`@\{\[\s{0,4}&?(?:CORE::)?(?:${CALLED}|open|time|\x60)`, "g"), "@{[", 0.9],
  [
    /(?:^|[;|&{'"]|<\?(?:php|=)?)\s{0,4}(?:\$\{)?@?(?:phpinfo|phpversion|print\(md5|var_dump\(|print\(system)\s{0,2}\(/gi,
    "(",
    0.9,
  ],
  [
    /\{?\$\{@?(?:phpinfo|sleep|system|exec|passthru|print|eval|shell_exec|die|file_put_contents)\s{0,2}\(/gi,
    "${",
    0.9,
  ],
  [/\$(?:_GET|_POST|_REQUEST|_COOKIE|_SERVER)\[[^\]]{1,40}\]\s{0,4}\)/g, "$_", 0.85],
  [/<!--\s{0,4}#\s{0,4}exec\s{1,8}(?:cmd|cgi)\s{0,2}=/gi, "<!--", 0.95],
  [
    /<\?(?:php|=)\s{0,8}@?[^?]{0,80}(?:system|exec|passthru|eval|assert|shell_exec|include|\x60)\s{0,2}[(\x60\w]/gi,
    "<?",
    0.9,
  ],
  [
    /(?:^|[;&|]\s{0,4})for\s{1,4}(?:\/[fldr]\s{1,4}(?:\\?["'][^"'\n]{0,40}\\?["']\s{1,4})?)?%%?[^\s%]\s{1,4}in\s{0,4}\([^)\n]{0,200}\)\s{0,4}do\b/gi,
    "%",
    0.85,
  ],
  [/(?:^|[;&|]\s{0,4})for\s\/f\s(?:\\?["'][^"'\n]{1,40}\\?["']\s)?%%?\w{1,16}\sin\s/gi, "%", 0.85],
  [
    /^\s{0,8}if\s{1,16}(?:\/i\s{1,16})?(?:not\s{1,16})?(?:exist\s{1,8}[a-z]:\\\S{1,60}|defined\s{1,8}\w{1,24}|\w{1,24}==\w{1,24})\s{1,24}\(?(?:cmd|set|echo|del|start|call|powershell)\b/gi,
    " ",
    0.8,
  ],
  [
    /(?:\r\n|\n|%0d%0a)(?:MAIL FROM:\s?<|RCPT TO:\s?<|EHLO \S{1,80}$|HELO \S{1,80}$|DATA\r\n|(?:[A-Z]\d{1,4}|\w{1,4}\d{2,4}) (?:APPEND|AUTHENTICATE|STATUS|UID|STORE|FETCH|LOGIN|SELECT|EXAMINE|CREATE|DELETE|LIST)\s|RETR \d{1,6}|TOP \d{1,6} \d|LIST \d{1,6}$|AUTH [\w-]{3,20} [\w+/=]{8,}|APOP \S{2,40} [0-9a-f]{16,})/gi,
    "\n",
    0.85,
  ],
  [
    /(?:^|[\s;|&])\{(?:cat|ls|id|l?s?,|curl|wget|nc|bash|sh|whoami|uname|ping|echo|rm|base64)[^{}\s"':]{0,60},[^{}\s"':]{0,60}\}/g,
    "{",
    0.85,
  ],
  [/(?:^|[;|&\s])[a-z]\{[a-z]{0,6},[a-z]{1,6}\}[a-z]?(?=\s|$)/g, "{", 0.8],
  // Braces that put a command and its flags together.
  [/(?<![\w$])[a-z]{0,8}\{[a-z]{0,12},-[a-z]{0,6}\}[a-z]{0,4}(?=\s|$|[;|&])/g, "{", 0.85],
  [new RegExp(String.raw`^\{,?${RUN}[^}\s]{0,12},?\}$`, "g"), "{", 0.85],
  [/\|\s{0,4}(?:sudo\s)?(?:\/bin\/)?(?:ba|z|da|k)?sh(?=\s{0,4}(?:$|[;|&#)"'\n\x60]))/g, "|", 0.85],
  [
    /(?:^|[;&|\s])(\w{1,8})=[\w./]{1,16};?\s{0,2}(?:&&?|;)\s{0,4}(?:\w{1,8}=[^\s;&]{1,24}\s{0,2}(?:&&?|;)\s{0,4}){0,4}\$\{?\1\}?/g,
    "=",
    0.9,
  ],
  [
    /\b\w{1,8}=(?:\w{1,16}\[\w\]|curl|wget|nc|cat|bash|sh|whoami|env)\s{0,2}(?:;|&&?)\s{0,4}(?:\w{1,12}=[^\s;&]{1,24}(?:;|&&?)\s{0,4}){0,4}\$?\w{1,8}/g,
    "=",
    0.9,
  ],
  [
    new RegExp(String.raw`<<<\s{0,2}["']?(?:\$\(|${RUN}\b)|\b(?:ba|z|da|k)?sh\s{0,2}<<<`, "g"),
    "<<<",
    0.85,
  ],
  [/\x60[^\x60\n]{0,24}<<<[^\x60\n]{1,60}\x60/g, "<<<", 0.85],
  [
    /(?:base64|base32|openssl base64)\s{1,4}(?:-d|-D|--decode)[^\n;]{0,40}\|\s{0,4}(?:ba|z)?sh\b/g,
    "base",
    0.9,
  ],
  [
    /\b(?:iex|invoke-expression)\s{0,4}[("$]|\bDownloadString\s{0,2}\(|;\s{0,4}(?:iwr|irm|iwmi|icm)\s/gi,
    null,
    0.9,
  ],
  [/\balias\s{1,4}["']?\w{1,24}["']?=\S{2,40}[;&\s]/g, "alias", 0.8],
  [/\$\(\s{0,4}\$?\(?\s{0,4}\x60|\$\{\x60\w/g, "`", 0.9],
  [/\$\(echo\s[^)]{0,40}\$\(|\$\[\$\(/g, "$", 0.9],
  [/(?:^|[;&|])\s{0,4}cd\s{1,4}\/\s{0,4}[;&]/gi, "/", 0.9],
  [
    /^\s{0,4}(?:whoami|ifconfig|ipconfig|netstat|uname|systeminfo|printenv)(?:\s-\w{1,4})?\s{0,2}(?:[;|]|&&)/g,
    null,
    0.85,
  ],
  [
    /(?<![\w/-])(?:cat|head|tail|less|more|type|nl|tac|cp|dd|base64|xxd|strings|od|ls)\s{1,4}(?:-\w{1,8}\s{1,4})?(?:if=)?[^\s"'\x60]{0,24}(?:\/etc\/(?:passwd|shadow)|\/proc\/self\/environ|boot\.ini|win\.ini)/gi,
    null,
    0.85,
  ],
  [/\$\{?SHELL\}?\s{1,4}-c\b/g, "SHELL", 0.9],
  [/\balias\s{1,4}\w{1,24}=\w{0,12}\$/g, "alias", 0.85],
  [/[;{]\s{0,2}\{?\$_(?:GET|POST|REQUEST|COOKIE)\[/g, "$_", 0.85],
  [/-wrapper\s{1,4}sh,-c,/g, "-wrapper", 0.95],
  [
    /(?:^|[\n;])\\?n?\s?\.\s?(?:shell|system)\s{1,4}(?:nc|sh|bash|curl|wget|id|whoami|cmd|powershell|cat|rm)\b/gi,
    ".",
    0.9,
  ],
];

const SIGN_GATE = /[$({|\x60;&\n]|<!--|<\?|\/dev\/|%0d|==|%\w|\/etc\/|\/proc\/|\.ini/i;
const SIGN_MATCHES_MAX = 2;

function signs(text: string): Found[] {
  const found: Found[] = [];
  if (SIGN_GATE.test(text)) {
    for (const [is, needs, confidence] of SIGNS) {
      if (needs !== null && !text.includes(needs)) continue;
      let matches = 0;
      for (const match of text.matchAll(is)) {
        found.push(finding(match.index, match.index + match[0].length, confidence));
        matches += 1;
        if (matches === SIGN_MATCHES_MAX) break;
      }
    }
  }
  found.push(...bentPaths(text));
  return found;
}

const BENT_PATH = /\/[\w.?*[\]{}$\\'"@!^/-]{4,60}/g;
const BENT_PATHS_MAX = 16;

/** Files that globs, quotes and empty variables are bent around: `/e?c/p*swd`, `/et''c/passwd`. */
function bentPaths(text: string): Found[] {
  if (!/\/[\w.]{0,12}(?:[?*[]|\$[@*u({]|\\[a-z]|''|"")/i.test(text)) return [];
  const found: Found[] = [];
  let seen = 0;
  for (const match of text.matchAll(BENT_PATH)) {
    seen += 1;
    if (seen > BENT_PATHS_MAX) break;
    const [path] = match;
    const isGlob = globReaches(path, "file") || globReaches(path, "program");
    const plain = path.replace(
      /\$(?:[@*!?_$#-]|\{\w{1,12}\}|\(\w{0,8}\)|[a-z]{1,2}(?=\/))|["']{2}|\\(?=[a-z])/gi,
      "",
    );
    const isHidden =
      plain !== path &&
      /^\/(?:etc\/(?:passwd|shadow|hosts|group)|bin\/\w{2,8}|proc\/self)\b/.test(plain);
    if (isGlob || isHidden) found.push(finding(match.index, match.index + path.length, 0.9));
  }
  return found;
}
