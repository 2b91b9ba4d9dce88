// Prototype pollution: keys that change all objects of a JavaScript program, written as text in query
// strings, JSON or paths. Keys of the arguments themselves are no leaves; see prototype-key.ts.
import type { Detector, DetectorMeta } from "../detector.ts";
import type { Found } from "./argument-detector.ts";
import { MARKS, payloadDetector } from "./payload-gate.ts";
import { weighPayloads } from "./payload-weight.ts";
import { findShapes, type Shape } from "./report.ts";

const META: DetectorMeta = {
  id: "arguments.prototype",
  finds: "Paths and keys that lead to the prototype of all objects (prototype pollution).",
  source: "CWE-1321; ECMA-262, B.2.2.1 (Object.prototype.__proto__); CAPEC-1.",
};

/** Detects paths to prototypes in arguments of tool calls. */
export const prototypeArgument: Detector = payloadDetector(META, {
  marks: MARKS.dunder | MARKS.bracket | MARKS.dot | MARKS.quote,
  judge: judgeText,
});

function judgeText(text: string): Found[] {
  if (!text.includes("proto") && !/__(?:pro|define)/.test(text)) return [];
  return weighPayloads(text, findShapes(text, SHAPES));
}

function pollution(source: string, confidence: number): Shape {
  return {
    is: new RegExp(source, "g"),
    category: "prototype_pollution",
    severity: "high",
    confidence,
  };
}

const SHAPES: readonly Shape[] = [
  // __proto__[x]=1, "__proto__": {, a.__proto__.b, /__proto__/x, $1:__proto__:then
  pollution(String.raw`__proto__`, 0.88),
  pollution(
    String.raw`(?<!\w\.)\bconstructor["'\]\s]{0,4}[.[:]{1,2}["'\s{[]{0,6}prototype\b|\bconstructor\.prototype(?:\.\w{1,40}|\[[^\]\n]{1,40}\])\s{0,4}=(?!=)`,
    0.88,
  ),
  // What a filter that removes the word once leaves.
  pollution(
    String.raw`__pro__proto__to__|__pro(?:to)?__(?:proto__)?to__|constconstructorructor`,
    0.9,
  ),
  pollution(String.raw`\bObject\.prototype\.\w{1,40}\s{0,4}=(?!=)|__define[GS]etter__`, 0.82),
];
