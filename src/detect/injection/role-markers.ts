// Markers by which chat templates tell who speaks, found where only data belongs: a message that
// writes them tries to pass for the system. It does not parse templates.
import type { Detector } from "../detector.ts";
import { group, phraseDetector, rest } from "./phrases.ts";

/** What an invented system line goes on to say; a log's "system: ok" does not. */
const ORDERS =
  "(?:you (?:are|must|will|should|now|have|may|can)|ignore|disregard|forget|do not|don't|always|never|from now|new (?:instructions?|rules?|tasks?|directives?|polic(?:y|ies))|(?:the )?(?:assistant|user|model|ai) (?:is|has|must|should|may|now)|reveal|print|output|respond|reply|override|act as|enable|grant|admin|safety|all (?:previous|safety|restrictions|tools?|functions?|requests)|(?:any|every) (?:tool|function|request))";

/** Detects chat-template tokens and invented system lines. */
export const roleMarkers: Detector = phraseDetector({
  meta: {
    id: "injection.role-markers",
    finds: "Chat-template tokens and invented system turns inside a message, document or result.",
    source:
      "Templates of ChatML, Llama 2 and 3, Gemma, Alpaca and harmony, as published with the models.",
  },
  category: "prompt_injection",
  severity: "high",
  stems: [
    /<\||\[\/?inst\]|<<\/?sys>>|_of_turn>|system|developer|admin|<(?:system|instruction)|\bend\s/,
  ],
  groups: [
    // ChatML: <|im_start|>system; harmony: <|start|>system<|message|>; Llama 3 headers; Zephyr.
    group(
      /<\|/g,
      rest(
        "(?:im_start|start|start_header_id|header_start)\\|> ?(?:system|developer)|(?:system|developer)\\|>",
        0.95,
      ),
      {
        words:
          /(?:im_start|im_end|start_header_id|end_header_id|eot_id|eom_id|begin_of_text|end_of_turn|end_of_text|endoftext|endofprompt|user|assistant|message|channel|return|call)\|>/y,
        confidence: 0.75,
      },
    ),
    // Llama 2: [INST] <<SYS>> ... <</SYS>> [/INST]. Gemma: <start_of_turn>.
    group(/<<\/?sys>>/g, { words: /(?:)/y, confidence: 0.9 }),
    group(/\[\/?inst\]/g, { words: /(?:)/y, confidence: 0.65 }),
    group(/<(?:start|end)_of_turn>/g, { words: /(?:)/y, confidence: 0.75 }),
    // A line of its own: "SYSTEM: you must ...", "### System prompt", with any bullet or rule.
    group(
      /(?:^|\n)[^a-z0-9\n]{0,6}(?:system|developer|admin)(?![a-z])/g,
      rest(
        `(?: (?:message|prompt|instructions?|note|override|notice|update|alert|command))?[^a-z0-9\\n]{0,3}:[^a-z0-9\\n]{0,4}${ORDERS}`,
        0.8,
      ),
    ),
    // A heading with a colon is a template's (Alpaca, Orca); one without is also a chapter's.
    group(
      /(?:^|\n)#{2,3} ?(?:system|developer)(?: (?:message|prompt|instructions?|update|override))?/g,
      rest(` ?:?[^a-z0-9\\n]{0,3}\\n[^a-z0-9]{0,6}${ORDERS}`, 0.85),
      { words: / ?:\s/y, confidence: 0.8 },
    ),
    // Tags that open the system: <system>, [system], {{system}}; or close the data before it.
    group(
      /[<[{]{1,2}\/?(?:system|developer)/g,
      rest(
        `(?:[ _-](?:prompt|message|instructions?|override|note))?[>\\]}]{1,2}[^a-z0-9]{0,6}${ORDERS}`,
        0.85,
      ),
    ),
    group(
      /<\/(?:context|documents?|data|user_input|user|tool_results?|untrusted|search_results?|email)>/g,
      rest(" ?<(?:system|instructions?|developer|admin)", 0.9),
    ),
    // "--- END OF DOCUMENT --- new instructions": the data is said to be over.
    group(
      "end (?:of )?(?:the )?(?:user )?(?:prompt|input|context|document|data|query|text|email)",
      rest(
        "[^a-z0-9]{0,6}[^a-z0-9\\s][^a-z0-9]{0,6}(?:\\w{1,12} ){0,3}(?:new|real|actual|system|begin|start|next) (?:session|instructions?|task|prompt|message|system|rules)",
        0.85,
      ),
    ),
  ],
});
