// Orders that are to outlast the message: rules for every later answer that serve somebody else, and
// writes into a memory. "From now on answer in French" is a preference, and is left alone.
import type { Detector } from "../detector.ts";
import { group, groupOf, phraseDetector, rest } from "./phrases.ts";

const LATER =
  "(?:from now on(?:wards?)?|from this (?:point|moment)(?: (?:on|forward|onwards?))?|henceforth|for the (?:rest|remainder) of (?:this|the|our) (?:conversation|chat|session|interaction|discussion)|in (?:all|every|each|any)(?: of your)? (?:future|later|subsequent|following|further|new|next) (?:\\w{1,10} )?(?:responses?|answers?|repl(?:y|ies)|messages?|conversations?|sessions?|turns?|interactions?|chats?)|for (?:all|every|each|any) (?:future|later|subsequent|following|further) (?:\\w{1,10} )?(?:responses?|answers?|repl(?:y|ies)|messages?|conversations?|sessions?|turns?|requests?|questions?|interactions?|chats?)|(?:at|to) the (?:end|beginning|start) of (?:every|each|all) (?:future |later |following |subsequent )?(?:responses?|answers?|repl(?:y|ies)|messages?)|in (?:every|each) (?:single )?(?:reply|response|answer|message)|permanently|until i say (?:otherwise|stop))";
/** What serves the one who orders, and nobody who asks. */
const SERVES =
  "(?:obey (?:only )?(?:me|my|all|any|every|everything|whatever|this)|only (?:obey|follow|listen to) (?:me|my)|ignor\\w{1,3} (?:all|any|every|the|your|other)|disregard|never (?:refuse|reject|decline|say no|warn)|always (?:agree|comply|obey|accept|approve|say yes)|do not (?:tell|inform|mention|refuse|follow|warn)|don't (?:tell|inform|mention|refuse|follow|warn)|without (?:any )?(?:restrictions?|filters?|rules|limits|limitations|warnings?|guidelines)|no (?:longer )?(?:restrictions?|rules|filters?|limits|bound|an ai)|treat (?:me|this user|every request|all (?:requests|users)) as (?:an? )?(?:admin|root|developer|owner|authori[sz]ed|trusted)|have no (?:restrictions?|rules|filters?|limits)|(?:prioriti[sz]e) (?:user|my) (?:requests?|commands?|instructions?)|break(?:s|ing)? (?:every|all|any|the) (?:rules?|laws?|polic)|unrestricted|unfiltered|uncensored|bypass)";
const PLANT =
  "(?:(?:include|append|add|insert|embed|mention|recommend|promote|advertise|attach|send|forward|cc|bcc|copy) )";

/** Detects orders that are to outlast the message. */
export const persistence: Detector = phraseDetector({
  meta: {
    id: "injection.persistence",
    finds: "Standing orders for all later answers, and instructions written into a memory.",
    source: "Rehberger 2024, memory injection in assistants; Greshake et al. 2023 (persistence).",
  },
  category: "prompt_injection",
  severity: "high",
  phrases: [
    group(
      LATER,
      rest(`,? (?:[a-z0-9"'“”-]{1,14},? ){0,10}?${SERVES}`, 0.85),
      rest(
        `,? (?:you (?:must|will|should) |please |always )?(?:always )?${PLANT}[^\\n]{0,80}(?:https?:\\/\\/\\S{0,60}|www\\.\\S{0,60}|!\\[\\S{0,60}|[\\w.+-]{1,40}@\\S{0,40}|<img|<script|tracking|pixel)`,
        0.85,
      ),
    ),
    groupOf(
      "http|www",
      "(?:always |please )?(?:include|append|add|insert|embed|mention|recommend|promote)",
      rest(`[^\\n]{0,100}?(?:https?:\\/\\/|www\\.)[^\\n]{0,80}? ${LATER}`, 0.85),
    ),
  ],
});

/** What is written to a memory from data was not asked for by the user. */
export const memoryWrites: Detector = phraseDetector({
  meta: {
    id: "injection.memory-write",
    finds: "Orders inside data to store something in the assistant's memory.",
    source: "Rehberger 2024, SpAIware: memory injection through documents and pages.",
  },
  category: "prompt_injection",
  severity: "high",
  kindWeights: {
    user: 0.45,
    document: 1,
    tool_result: 1,
    tool_definition: 0.8,
    tool_argument: 0.4,
  },
  phrases: [
    groupOf(
      "memor",
      "(?:save|store|write|add|commit|put|record|keep|remember|memori[sz]e|update|insert)",
      rest(
        " (?:[a-z0-9'\"-]{1,14} ){0,8}?(?:to|in|into|as) (?:your |the |its |long-term |persistent |user )?(?:(?:long-term|persistent|permanent|core|user|saved|bio) )?memor(?:y|ies)(?! (?:leak|usage|address|buffer|cache|limit|card|mapped|pool|block|region|allocat|when|before|and (?:cpu|disk)|store|for (?:fast|quick)|at|during|efficien))(?=[ :,.!]|$)[^\\n]{0,120}(?:always|never|from now on|the user (?:is|has|wants|prefers|likes|lives|works|said)|you (?:must|should|are)|whenever|every time|ignore|recommend)",
        0.85,
      ),
    ),
    group(
      "(?:remember|keep(?: this| it| that)? in mind|memori[sz]e|note|never forget)(?: (?:this|that|the following|it|these))?",
      rest(
        " (?:[a-z0-9'\"-]{1,14} ){0,4}?(?:for|in|across|throughout|over) (?:all|every|any|each|your|future)(?: (?:of your|future|later|new|following|subsequent|the|next|other))* (?:sessions?|conversations?|chats?|interactions?|users?)",
        0.85,
      ),
    ),
    group(
      "(?:update|change|edit|overwrite) (?:your|the assistant's) memor(?:y|ies)",
      rest(
        "[ ,:.;]{1,3}(?:to |so that |with |that )?(?:\\w{1,12} ){0,4}?(?:the user|user|you|always|never|from now)",
        0.8,
      ),
    ),
    group(
      "(?:to|in|into) (?:your )?(?:long-term|persistent|permanent) memory",
      rest(" ?:? ?(?:that )?(?:the user|you|always|never|from)", 0.8),
    ),
  ],
});
