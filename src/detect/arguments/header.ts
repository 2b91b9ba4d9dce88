// Line breaks that end a value and begin a header, a command or a record of their own (CRLF
// injection). Texts of several lines are ordinary; what is looked for is a word, an address or a
// URL that goes on in the next line as a protocol does.
import type { Detector, DetectorMeta } from "../detector.ts";
import type { Found, Reading } from "./argument-detector.ts";
import { MARKS, payloadDetector } from "./payload-gate.ts";
import { isDocument } from "./payload-weight.ts";

const META: DetectorMeta = {
  id: "arguments.header",
  finds: "Line breaks followed by headers, mail or cache commands, or forged log lines (CRLF).",
  source: "CWE-93, CWE-113, CWE-117; RFC 9112, section 2.2; RFC 5321; RFC 5322.",
};

/** Detects headers and commands that follow a line break in arguments of tool calls. */
export const headerArgument: Detector = payloadDetector(META, {
  marks: MARKS.newline | MARKS.backslash | MARKS.percent | MARKS.wide,
  judge: judgeText,
});

/** Line breaks; their escapes; and letters whose low bytes are line breaks. */
const BREAK = String.raw`(?:\r\n?|\n|\\r\\n|\\n|\\r|\u560d\u560a|\u560a\u560d|[\u2028\u2029\u0085\u560a\u560d]|%0d%0a|%0[ad]|(?:%e5%98%8[ad]){1,2})`;
const BREAKS = new RegExp(BREAK, "i");

/** Names of headers that people do not write as labels. */
const PROTOCOL = new RegExp(
  String.raw`${BREAK}[ \t]{0,4}(?:HTTP\/[12](?:\.\d)?[ \t]{1,4}\d{3}|(?:location|origin)[ \t]{0,4}:[ \t]{0,4}(?:https?:)?\/|refresh[ \t]{0,4}:[ \t]{0,4}\d|host[ \t]{0,4}:[ \t]{0,4}[\w-]{1,63}\.[\w.-]{2,200}|authorization[ \t]{0,4}:[ \t]{0,4}(?:basic|bearer)|cookie[ \t]{0,4}:[ \t]{0,4}[^\s=]{1,60}=|connection[ \t]{0,4}:[ \t]{0,4}(?:close|keep)|link[ \t]{0,4}:[ \t]{0,4}<|(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH)[ \t]\S{1,400}[ \t]HTTP\/|(?:set-cookie2?|content-(?:length|type|encoding|disposition|security-policy|location|transfer-encoding)|transfer-encoding|x-[a-z][a-z0-9-]{1,40}|access-control-[a-z-]{1,40}|proxy-[a-z-]{1,24}|www-authenticate|strict-transport-security|cache-control|last-modified|last-event-id|user-agent|etag|expires|server|mime-version|return-path|sec-[a-z-]{1,30}|referer|test|header|injected?[\w-]{0,20})[ \t]{0,4}:)`,
  "gi",
);
const MAIL = new RegExp(
  String.raw`${BREAK}[ \t]{0,4}(?:(?:b?cc|to|from|reply-to|subject|sender)[ \t]{0,4}:[ \t]{0,4}\S)`,
  "gi",
);
/** Redis, memcached, IMAP and FTP read one command a line. */
const COMMAND = new RegExp(
  String.raw`${BREAK}[ \t]{0,4}(?:(?:RCPT TO|MAIL FROM)[ \t]{0,4}:|(?:DATA|QUIT|RSET|NOOP)[ \t]{0,4}(?:${BREAK}|$)|(?:EHLO|HELO|VRFY)[ \t]\S|(?:CONFIG|SCRIPT|MODULE|CLIENT)[ \t](?:SET|GET|LOAD|FLUSH|LIST)\b|SLAVEOF[ \t]|REPLICAOF[ \t]|FLUSH(?:ALL|DB)\b|EVAL[ \t]["']|\*\d{1,3}\\?r?${BREAK}\$\d|(?:set|add|replace|append)[ \t]\S{1,80}[ \t]\d{1,8}[ \t]\d{1,8}[ \t]\d{1,8}|[A-Z]\d{1,4}[ \t](?:LOGIN|SELECT|FETCH|LOGOUT|CAPABILITY|STATUS|LIST)\b|(?:PORT|RETR|STOR|DELE|USER|PASS)[ \t]\S)`,
  "g",
);
const LOG = new RegExp(
  String.raw`${BREAK}[ \t]{0,4}(?:\[?\d{4}-\d\d-\d\d[T \t]\d\d:\d\d|\[?(?:INFO|WARN(?:ING)?|ERROR|DEBUG|NOTICE|CRITICAL)\]?[ \t]{0,2}[:\]-]|\d{1,3}(?:\.\d{1,3}){3}[ \t]-[ \t])`,
  "g",
);

/** One word, address, number or URL: what a parameter holds that becomes part of a line. */
const PARAMETER =
  /^[^\s:]{0,120}$|^(?:[a-z][a-z0-9+.-]{1,16}:\/\/|\/|\?)\S{0,2000}$|^[\w.+-]{1,64}@[\w.-]{1,253}$/i;
/** A name of a few words, as people have. */
const NAME = /^[\p{L}\d.'-]{1,40}(?: [\p{L}\d.'-]{1,40}){0,3}$/u;

function judgeText(text: string, { decoding }: Reading): Found[] {
  const line = BREAKS.exec(text);
  if (line === null) return [];
  const first = text.slice(0, line.index).trim();
  const isEncoded = decoding.includes("percent") || line[0].startsWith("%") || line[0] > "\u5600";
  const isParameter = PARAMETER.test(first);
  if (!isParameter && !NAME.test(first) && !isEncoded) return [];
  const isReturned = line[0].startsWith("\r");
  if (isDocument(text) && !isEncoded && !(isParameter && isReturned)) return [];
  // Raw newlines are how people write lines; carriage returns and escapes are how programs do.
  const sure = isEncoded || isReturned ? 0.9 : 0.84;
  const found = [...matches(text, PROTOCOL, isParameter ? sure : 0.55)];
  if (/@/.test(first) || isEncoded || first === "") found.push(...matches(text, MAIL, sure));
  if (isParameter || isReturned)
    found.push(...matches(text, COMMAND, sure), ...matches(text, LOG, 0.81));
  // What begins with a header is a message, and has more of them.
  if (first === "" && !isEncoded) return found.map((one) => ({ ...one, confidence: 0.45 }));
  return found;
}

/** More of one kind say nothing new. */
const MATCHES_MAX = 4;

function* matches(text: string, is: RegExp, confidence: number): Generator<Found> {
  let count = 0;
  for (const match of text.matchAll(is)) {
    const range = { start: match.index, end: match.index + match[0].length };
    yield { category: "crlf_injection", severity: "high", confidence, ...range };
    count += 1;
    if (count === MATCHES_MAX) return;
  }
}
