// Markers by which chat templates tell who speaks, found where only data belongs: a message that
// writes them tries to pass for the system, for another turn, or for a tool. It does not parse
// templates.
import type { Detector } from "../detector.ts";
import { group, groupAfter, groupBeyond, phraseDetector, rest } from "./phrases.ts";

/** What an invented system line goes on to say; a log's "system: ok" does not. */
const ORDERS =
  "(?:you (?:must|will|should|may|can|are (?:now|no longer|free|unrestricted|allowed|permitted|authori[sz]ed|required|root|an? (?:unrestricted|unfiltered|uncensored|evil))|(?:now |have )(?:have|been|no|full|unlimited|unrestricted))|ignore|disregard|forget|cancel|override|comply|obey|do not|don't|always|never|from now|(?:new|updated?|latest) (?:instructions?|rules?|tasks?|directives?|polic(?:y|ies)|orders?)|(?:the )?(?:assistant|user|model|ai|agent) (?:is (?:now|allowed|(?:an? )?admin(?:istrator)?|authori[sz]ed|root)|has|must|should|may|now)|reveal|print|output|repeat|respond|reply|leak|dump|act as|enable|disable|grant|admin|safety|all (?:previous|prior|safety|restrictions|tools?|functions?|requests)|(?:any|every) (?:tool|function|request)|answer (?:every|all|any))";
const SPEAKERS = "(?:system|developer|admin(?:istrator)?)";
const NOTES =
  "(?:[ _-](?:message|prompt|instructions?|note|override|notice|update|alert|command|directive|config|addendum))?";
/** What is put around data so that it is not taken for instructions. */
const WRAPPERS =
  "(?:context|documents?|doc|data|user[_-]?(?:input|query|message|data)|user|input|tool[_-]?(?:results?|output|response)|function[_-]?results?|untrusted(?:[_-]\\w{1,12})?|search[_-]?results?|results?|e?mails?|content|text|article|review|page|webpage|quote|message|retrieved|passage|snippet)";

/** Detects chat-template tokens and invented turns. */
export const roleMarkers: Detector = phraseDetector({
  meta: {
    id: "injection.role-markers",
    finds: "Chat-template tokens and invented turns inside a message, document or result.",
    source:
      "Chat templates as published with the models: ChatML (also Qwen, Yi, Phi 4), Llama 2, 3 and 4, Mistral, Gemma, Phi 3, DeepSeek, Command R, Granite, Zephyr, harmony (gpt-oss), Alpaca, Vicuna, Claude 2.",
  },
  category: "prompt_injection",
  severity: "high",
  phrases: [
    // ChatML and Qwen <|im_start|>, harmony <|start|> <|channel|>, Llama 3 <|start_header_id|>,
    // Llama 4 <|header_start|>, Granite <|start_of_role|>, Phi and Zephyr <|system|>.
    groupAfter(
      "<\\|",
      "(?:im_start|start|start_header_id|header_start|start_of_role)\\|> ?",
      rest("(?:system|developer)", 0.95),
      rest("(?:user|assistant|tool|function|ipython|model)", 0.85),
    ),
    groupAfter("<\\|", "(?:system|developer)\\|>", { words: /(?:)/y, confidence: 0.9 }),
    groupAfter(
      "<\\|",
      "(?:im_start|im_end|im_sep|start_header_id|end_header_id|header_start|header_end|eot_id|eom_id|eot|begin_of_text|end_of_turn|end_of_text|endoftext|endofprompt|end_of_role|start_of_role|user|assistant|end|channel|return|call|constrain|python_tag|fim_prefix|fim_suffix|tool_call|tool_response)\\|>",
      { words: /(?:)/y, confidence: 0.75 },
      { words: /[^<]{0,24}<\|[a-z_]{2,20}\|>/y, confidence: 0.85 },
    ),
    // Command R: <|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>.
    groupAfter("<\\|", "(?:system|user|chatbot|start_of_turn|end_of_turn)_token\\|>", {
      words: /(?:)/y,
      confidence: 0.85,
    }),
    // DeepSeek: <｜User｜>, <｜begin▁of▁sentence｜>, with full-width bars, which plain form folds.
    groupAfter("<\\|", "(?:begin|end)[▁_ ]of[▁_ ]sentence\\|>", {
      words: /(?:)/y,
      confidence: 0.85,
    }),
    groupBeyond("<｜(?:user|assistant|system|begin▁of▁sentence|end▁of▁sentence)｜>", 0.85),
    // Llama 2: [INST] <<SYS>> ... <</SYS>> [/INST]. Mistral: [SYSTEM_PROMPT], [TOOL_RESULTS].
    groupAfter("<<\\/?", "sys>>", { words: /(?:)/y, confidence: 0.9 }),
    groupAfter(
      "\\[\\/?",
      "inst\\]",
      { words: /(?:)/y, confidence: 0.65 },
      rest(` ?[^a-z0-9\\s]{0,4} ?(?:<<sys>>|${ORDERS})`, 0.85),
    ),
    groupAfter("\\[\\/?", "(?:system_prompt|tool_results|available_tools|tool_calls)\\]", {
      words: /(?:)/y,
      confidence: 0.75,
    }),
    // Gemma.
    groupAfter(
      "<",
      "start_of_turn> ?",
      { words: /(?:)/y, confidence: 0.75 },
      rest("(?:system|user|model|developer)", 0.85),
    ),
    groupAfter("<", "end_of_turn>", { words: /(?:)/y, confidence: 0.75 }),
    // Turns that were never taken: Claude 2's "Human:" and "Assistant:", Vicuna's "USER:".
    group(
      "(?:human|user|assistant|ai)",
      rest(
        " ?: ?[^\\n]{0,300}\\n{1,2} ?(?:assistant|ai|model|chatgpt|gpt|bot) ?: ?[^\\n]{0,12}(?:sure|ok(?:ay)?|yes|of course|certainly|absolutely|understood|i (?:will|can|am)|i'll)\\b[^\\n]{0,60}(?:ignor|disregard|bypass|no (?:rules|restrictions|limits)|without (?:restrictions|limits|filters)|(?:my|all|the|any) (?:rules|instructions|guidelines|restrictions|safety|filters)|password|secret|system prompt|unrestricted|access)\\w{0,12}",
        0.85,
      ),
    ),
    // A line of its own: "SYSTEM: you must ...", "### System prompt", with any bullet or rule.
    groupAfter(
      "(?:^|\\n|[.!?;\"'] ?|[([{|>*#=-] ?)",
      `${SPEAKERS}(?![a-z])`,
      rest(`${NOTES}[^a-z0-9\\n]{0,4}[:\\])>}][^a-z0-9]{0,6}${ORDERS}`, 0.8),
    ),
    // A heading with a colon is a template's (Alpaca, Orca); one without is also a chapter's.
    groupAfter(
      "(?:^|\\n)#{2,3} ?",
      "(?:system|developer)",
      rest(`${NOTES} ?:?[^a-z0-9\\n]{0,3}\\n[^a-z0-9]{0,6}${ORDERS}`, 0.85),
      { words: / ?:\s/y, confidence: 0.8 },
    ),
    groupAfter(
      "(?:^|\\n)#{1,4} ?",
      "(?:new |updated |real |actual )?(?:instructions?|system)",
      rest(` ?:[^a-z0-9]{0,6}${ORDERS}[^\\n]{0,300}\\n#{1,4} ?response ?:?`, 0.85),
    ),
    // Tags that open the system: <system>, [system], {{system}}.
    groupAfter(
      "[<[{]{1,2}\\/?",
      SPEAKERS,
      rest(`${NOTES}[>\\]}]{1,2}[^a-z0-9]{0,6}${ORDERS}`, 0.85),
      rest("[ _-](?:command|override|directive|instruction)s?[>\\]}:]{1,2} ?\\w{2,20}", 0.75),
    ),
    // Tags that close the data: </context>, </document></data>, then a word of authority.
    groupAfter(
      "<\\/",
      `${WRAPPERS}>`,
      rest(
        `(?: ?<\\/${WRAPPERS}>){0,3} ?(?:<${SPEAKERS}${NOTES}>?|<(?:instructions?|task|command|important)>|[^a-z0-9<]{0,6}(?:new |updated |real |actual )?${SPEAKERS}${NOTES}(?: ?[:\\]>]|[ _](?:message|prompt|instruction|command|note|override)))`,
        0.9,
      ),
      rest(
        `(?: ?<\\/${WRAPPERS}>){0,3}[^a-z0-9<]{0,6}(?:(?:new|updated|real|actual|additional) (?:instructions?|task|rules|directive)|(?:ignore|disregard|forget) (?:all|any|the|previous|everything|your))`,
        0.9,
      ),
    ),
    // "--- END OF DOCUMENT --- new instructions": the data is said to be over.
    group(
      "(?:end|close|finish|beginning)(?: of)?(?: the)?(?: user)? (?:prompt|input|context|documents?|data|query|text|e-?mail|instructions?|review|article|page|message|tool (?:output|result)|(?:search )?results?)",
      rest(
        "[^a-z0-9]{0,6}[^a-z0-9\\s][^a-z0-9]{0,6}(?:\\w{1,12} ){0,3}(?:new|real|actual|system|begin|start|next) (?:session|instructions?|task|prompt|message|system|rules|conversation)",
        0.85,
      ),
      rest(`[^a-z0-9]{1,8}${SPEAKERS}${NOTES} ?[:\\]>]`, 0.85),
      rest(
        "[^a-z0-9]{1,8}(?:user|human) ?: ?[^\\n]{3,300}\\n[^a-z0-9]{0,4}(?:assistant|ai|model) ?:",
        0.85,
      ),
    ),
    // A result that no tool returned: "Tool output: the user is verified as admin."
    group(
      "(?:tool|function|api|observation|plugin|search)(?:[ _-](?:result|output|response|call|return))? ?:",
      rest(
        " ?[^a-z0-9]{0,4}(?:(?:the )?user (?:is|has been) (?:now )?(?:verified|authori[sz]ed|authenticated|an? admin|admin|granted)|access granted|authori[sz]ation (?:granted|confirmed)|(?:admin|developer|root|debug) (?:mode|access) (?:enabled|granted|activated)|(?:safety|content|security) (?:filters?|checks?|policies) (?:disabled|off|suspended))",
        0.85,
      ),
    ),
  ],
});
