// Programs of servers smuggled into values that are not declared to hold programs. What such values
// do is the business of code.ts; here the question is whether a word, a name or a sentence is one.
import type { Detector, DetectorMeta } from "../detector.ts";
import type { Found } from "./argument-detector.ts";
import { ALONE_SHAPES, CODE_SHAPES } from "./code-shapes.ts";
import { findInGroups, MARKS, payloadDetector } from "./payload-gate.ts";
import { isDocument, weighPayloads } from "./payload-weight.ts";

const META: DetectorMeta = {
  id: "arguments.code-injection",
  finds: "Programs in PHP, Java, JavaScript, Python and others in values that are to be text.",
  source: "CWE-94, CWE-95, CWE-917; CAPEC-242; OWASP Core Rule Set, families 933, 934 and 944.",
};

/** Detects programs of servers in arguments of tool calls that are to hold text. */
export const codeInjectionArgument: Detector = payloadDetector(META, {
  marks:
    MARKS.call |
    MARKS.paren |
    MARKS.less |
    MARKS.dollar |
    MARKS.dunder |
    MARKS.dot |
    MARKS.bracket |
    MARKS.colon |
    MARKS.equals |
    MARKS.mixed,
  judge: judgeText,
});

function judgeText(text: string): Found[] {
  const found = findInGroups(text, CODE_SHAPES);
  if (!isDocument(text)) found.push(...findInGroups(text, ALONE_SHAPES));
  return weighPayloads(text, found);
}
