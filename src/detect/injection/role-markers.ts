// Markers by which chat templates tell who speaks, found where only data belongs: a message that
// writes them tries to pass for the system. It does not parse templates.
import type { Detector } from "../detector.ts";
import { phraseDetector } from "./phrases.ts";

/** What an invented system line goes on to say; a log's "system: ok" does not. */
const ORDERS =
  "(?:you (?:are|must|will|should|now|have|may)|ignore|disregard|forget|do not|don't|always|never|from now|new (?:instruction|rule|task|directive|polic)|(?:the )?(?:assistant|user|model|ai) (?:is|has|must|should|may|now)|reveal|print|output|respond|reply|override|act as|enable|grant|admin|safety|all (?:previous|safety|restrictions))";

/** Detects chat-template tokens and invented system lines. */
export const roleMarkers: Detector = phraseDetector({
  meta: {
    id: "injection.role-markers",
    finds: "Chat-template tokens and invented system turns inside a message, document or result.",
    source:
      "Templates of ChatML, Llama 2 and 3, Gemma, Alpaca and gpt-oss (harmony) as published with the models.",
  },
  category: "prompt_injection",
  severity: "high",
  stems: /<\||\[\/?inst\]|<<\/?sys>>|<start_of|system|developer|end of|###/,
  phrases: [
    // ChatML and harmony: <|im_start|>system, <|start|>system<|message|>; Llama 3 headers.
    {
      words:
        /<\|(?:im_start|start|start_header_id|header_start)\|>\s?(?:system|developer)|<\|(?:system|developer)\|>/g,
      confidence: 0.95,
    },
    {
      words:
        /<\|(?:im_start|im_end|start_header_id|end_header_id|eot_id|eom_id|begin_of_text|end_of_turn|end_of_text|endoftext|endofprompt|user|assistant|message|channel|return|call)\|>/g,
      confidence: 0.75,
    },
    // Llama 2: [INST] <<SYS>> ... <</SYS>> [/INST].
    { words: /<<\/?sys>>/g, confidence: 0.9 },
    { words: /\[\/inst\]\s?(?:<\/s>)?|(?<![a-z0-9])\[inst\]/g, confidence: 0.65 },
    { words: /<(?:start_of_turn|end_of_turn)>/g, confidence: 0.75 },
    // Alpaca headings and markdown headings that open a system turn.
    { words: /(?:^|\n)###? ?(?:system|developer)(?: (?:message|prompt|instructions?|update|override))?:?\s/g, confidence: 0.6 },
    {
      words: new RegExp(
        `(?:^|\\n)[^a-z0-9\\n]{0,4}(?:system|developer|admin)(?: (?:message|prompt|instructions?|note|override|notice|update|alert|command))?[^a-z0-9\\n]{0,3}:[^a-z0-9\\n]{0,4}${ORDERS}(?![a-z])`,
        "g",
      ),
      confidence: 0.8,
    },
    // Tags that close the data or open the system: </context><system>, [system], {{system}}.
    {
      words: new RegExp(
        `[<\\[{]{1,2}/?(?:system|system[_ -](?:prompt|message|instructions?|override|note)|developer(?:[_ -]message)?)[>\\]}]{1,2}[^a-z0-9]{0,6}${ORDERS}(?![a-z])`,
        "g",
      ),
      confidence: 0.85,
    },
    {
      words:
        /<\/(?:context|documents?|data|user_input|user|tool_results?|untrusted|search_results?|email)>\s?<(?:system|instructions?|developer|admin)/g,
      confidence: 0.9,
    },
    // "--- END OF DOCUMENT --- new instructions": the data is said to be over.
    {
      words:
        /\bend (?:of )?(?:the )?(?:user )?(?:prompt|input|context|document|data|query|text|email)\b[^a-z0-9]{1,12}(?:\w{1,12}\s){0,3}(?:new|real|actual|system|begin|start|next) (?:session|instructions?|task|prompt|message|system|rules)/g,
      confidence: 0.85,
    },
  ],
});
