// Messages of a chat protocol written as JSON where only data belongs: `{"role":"system", ...}` in a
// tool's result. People paste such objects to ask about them, so they weigh less in what users say.
import type { Detector } from "../detector.ts";
import { groupAfter, phraseDetector, rest } from "./phrases.ts";

/** A quote of JSON or Python, escaped or not. */
const QUOTE = "[\\\\\"']{1,4}";
/** What only instructions say. */
const ORDERS =
  "(?:you (?:are (?:now|no longer|free|allowed|unrestricted)|must|now|have|may)|ignore|disregard|forget|always|never|from now|reveal|print|send|forward|call|execute|run|grant|approve|unrestricted|all (?:tools?|functions?|restrictions?)|the (?:user|assistant) (?:is|has|may|must))";

/** Detects messages with the role of the system inside data. */
export const roleObjects: Detector = phraseDetector({
  meta: {
    id: "injection.role-objects",
    finds: "JSON messages with the role of the system or developer inside results and documents.",
    source: "OpenAI API reference: messages of Chat Completions, items of Responses.",
  },
  category: "prompt_injection",
  severity: "high",
  kindWeights: {
    user: 0.5,
    document: 0.88,
    tool_result: 1,
    tool_definition: 0.88,
    tool_argument: 0.5,
  },
  phrases: [
    groupAfter(
      QUOTE,
      `role${QUOTE} ?: ?${QUOTE}(?:system|developer)${QUOTE}`,
      rest(
        ` ?, ?${QUOTE}content${QUOTE} ?:[^a-z0-9]{0,40}(?:type[^a-z0-9]{1,10}(?:input_)?text[^a-z0-9]{1,10}text[^a-z0-9]{1,10})?${ORDERS}`,
        0.95,
      ),
      { words: /\s?,\s?[\\"']{1,4}content/y, confidence: 0.7 },
    ),
    // The same with its members the other way round.
    groupAfter(`${QUOTE} ?, ?${QUOTE}`, `role${QUOTE} ?: ?${QUOTE}(?:system|developer)${QUOTE}`, {
      words: /\s?\}/y,
      confidence: 0.85,
    }),
  ],
});
