// Programs of servers smuggled into values that are not declared to hold programs. What such values
// do is the business of code.ts; here the question is whether a word, a name or a sentence is one.
import type { Detector, DetectorMeta } from "../detector.ts";
import type { Found, Judges } from "./argument-detector.ts";
import { ALONE_SHAPES, CODE_SHAPES } from "./code-shapes.ts";
import { MARKS, markedDetector } from "./payload-gate.ts";
import { isDocument, weighPayloads } from "./payload-weight.ts";
import { findShapes } from "./report.ts";

const META: DetectorMeta = {
  id: "arguments.code-injection",
  finds: "Programs in PHP, Java, JavaScript, Python and others in values that are to be text.",
  source: "CWE-94, CWE-95, CWE-917; CAPEC-242; OWASP Core Rule Set, families 933, 934 and 944.",
};

const JUDGES: Judges = {
  sql: null,
  shell: null,
  path: judgeText,
  url: judgeText,
  code: null,
  text: judgeText,
  unknown: judgeText,
};

/** Detects programs of servers in arguments of tool calls that are to hold text. */
export const codeInjectionArgument: Detector = markedDetector(
  META,
  MARKS.paren | MARKS.less | MARKS.dollar | MARKS.underscore | MARKS.dot | MARKS.bracket | MARKS.hash | MARKS.slash | MARKS.equals,
  JUDGES,
);

/** Without one of these nothing below can match. */
const GATE =
  /<\?|\[[\\/]?php|\{[\\/]?php|\$[\w{\s$@]|@\$|[\w)\]"'}:](?:\s|\/\*[^*]{0,60}\*\/|(?:\/\/|#)[^\n]{0,40}\n){0,8}=?\(|::|\w:\/\/|__|\b(?:java|javax|jdk|com|org|sun|freemarker|groovy|bsh|clojure|javassist)\.|runtime|processbuilder|#_member|#context|xwork|@(?:java|ognl)|scriptengine|classloader|process[.[]|module\.|require|child_process|constructor|resolved_model|_prefix|\b\w{1,24}[._]\w{1,40}\s{0,4}=|while|function|console|=>|\[\s{0,4}["']?(?:system|exec|passthru|shell_exec|assert)|\beval|wscript|qx[/({[]|perl|subprocess|_eval|erb\.|(?:action|redirect|method|class):/i;

function judgeText(text: string): Found[] {
  if (!GATE.test(text)) return [];
  const found = findShapes(text, CODE_SHAPES);
  if (!isDocument(text)) found.push(...findShapes(text, ALONE_SHAPES));
  return weighPayloads(text, found);
}
