// Orders to carry what was said, or what is kept, to an address: in a message, in the URL of an
// image, in a form. Whether an answer does carry something is judged on the way out.
import type { Detector } from "../detector.ts";
import { group, groupAfter, phraseDetector, rest } from "./phrases.ts";

const KEPT =
  "(?:(?:api|ssh|private|access|secret|encryption|session)[ _-]?keys?|secrets?|pass ?words?|credentials|environment variables?|env(?:ironment)? vars?|os\\.environ|process\\.env|\\.env(?: file)?|(?:access |auth |session |bearer |refresh |reset )?tokens?|(?:whole |entire |full |previous |this |our |the )*(?:conversation|chat|dialogue|message)s?(?: (?:history|log|data|content|so far|messages))?|chat history|(?:previous|all|user(?:'s)?) messages|system (?:prompt|instructions|message)|(?:user(?:'s)?|personal|private|customer|sensitive|confidential|internal) (?:data|information|details|files?|documents?|records?|e?mails?|messages)|(?:contact|address) (?:list|book)|inbox|session (?:id|cookie|data)|cookies?|browsing history|user(?:'s)? (?:name|e-?mail|address|location|input|query|question|request|prompt)|(?:the )?(?:data|results?|contents?) (?:above|of (?:the|this|that|any|all)))";
const CARRY =
  "(?:send|forward|post|upload|exfiltrate|e-?mail|mail|transmit|leak|append|submit|share|deliver|dump|copy|ship|relay|report|export|embed|encode|pass|attach|write|sync|include|add|put)";
const PLACE =
  "(?:(?:https?|ftp|hxxps?):\\/\\/\\S{1,80}|www\\.\\S{1,60}|[\\w.+-]{1,40}@[\\w.-]{1,40}|attacker|my (?:server|webhook|email|inbox|endpoint|address)|(?:this|the following|an external|a remote|an outside|our external|my external) (?:url|address|server|endpoint|site|webhook|e-?mail|domain|host|number)|webhook|pastebin|\\+?\\d[\\d -]{8,16}\\d|[a-z0-9-]{2,40}\\.(?:com|net|org|io|ai|example|xyz|ru|cn|site|dev|co|app|top|info|biz)(?![a-z0-9]))";
const SLOT =
  "(?:[[{<$%]{1,2}[a-z_ -]{2,40}[\\]}>%]{1,2}|(?:query|data|payload|q|secret|info|text|x|value|content|session_?id|response_?text|insert_\\w{2,30}))";

/** Detects orders to carry data to an address. */
export const exfiltrationOrder: Detector = phraseDetector({
  meta: {
    id: "injection.exfiltration-order",
    finds:
      "Orders to send conversations, secrets or files to an address, or to put them into a URL.",
    source:
      "Greshake et al. 2023; Rehberger 2023, image-markdown exfiltration; EchoLeak CVE-2025-32711.",
  },
  category: "prompt_injection",
  severity: "critical",
  kindWeights: { user: 0.95, document: 1, tool_result: 1, tool_definition: 1, tool_argument: 0.6 },
  phrases: [
    group(
      CARRY,
      rest(
        `(?: (?:me|us|all|the|your|any|every|of|these|their|his|her|its|this|that|my|our|both|found|stored|current|full|complete|entire|latest|last|first|\\d{1,3})){0,5} ${KEPT}(?: (?:[^\\s]{1,24} ){0,8}?| )(?:to|at|via|into|on|with|through|in) (?:(?:the|this|our|my|a|an|following|url|address|webhook|endpoint|email|e-mail|server|site|link|at|parameters?|of|query|string|account|user|image|source|body|request|post|external|number|phone)[ :]{1,2}){0,7}["'\`(<[]{0,2}${PLACE}`,
        0.85,
      ),
      rest(
        `(?: (?:me|us|all|the|your|any|every|of|these|their|this|our)){0,4} ${KEPT} (?:to|in|into|onto|at|as|inside|within) (?:(?:the|this|a|an|each|every|following|end|of|parameters?|query|string|hidden|invisible|image)\\s){0,5}(?:url|link|image url|img|image(?: source| tag| link)?|markdown image|query (?:string|parameter)|tracking pixel|hyperlink|sub-?domain)`,
        0.85,
      ),
    ),
    // "![x](https://host/?q=[DATA]) where DATA is the ..."
    group(
      "(?:where|replac(?:e|ing)|substitut(?:e|ing)|and|with)",
      rest(
        ` ["'\`]?${SLOT}["'\`]? (?:is|are|with|by|being|should be|must be|contains|=) (?:[^\\s]{1,24} ){0,6}?(?:base ?64|url-?encoded|encoded|${KEPT})(?<=https?:\\/\\/[^\\n]{3,400})`,
        0.85,
      ),
    ),
    groupAfter(
      "!\\[[^\\]\\n]{0,40}\\]\\(",
      `https?:\\/\\/[^\\s)]{3,120}[?=/](?:[^\\s)]{0,60}=)?(?:[[{<$%]{1,2}|(?:insert|response|user|session|conversation|system|secret|data)_)[a-z_ -]{2,40}`,
      { words: /(?:)/y, confidence: 0.85 },
    ),
    group(
      "(?:include|put|insert|append|add|render|display|print|place|embed)(?: (?:the|this|following|in|at|to|of|your|a|an|end|beginning|every|each|also|always|exactly|string|image|markdown|html|code|link|response|responses|reply|answer|output|it|is|as|:|invisible|hidden|tracking|pixel|formatted|exact)){2,16} ?:? ?",
      rest(
        `["'\`]{0,3}(?:!\\[[^\\]\\n]{0,40}\\]\\(https?:\\S{0,40}|<(?:img|svg|script|iframe|object|embed)[ /]?\\S{0,40})`,
        0.9,
      ),
    ),
    group(
      "(?:include|append|add|put|insert|embed|output|print|return)",
      rest(
        ` (?:(?:all|the|your|any|every|of|full|entire|their) ){0,4}(?:values|env(?:ironment)? var(?:iable)?s|(?:api|ssh|private) keys?|secrets|credentials|passwords) in (?:the|your|this|every|any) (?:output|response|reply|answer|summary|next message)`,
        0.8,
      ),
    ),
    group(
      "fetch",
      rest(
        `\\(["'\`]https?:\\/\\/[^\\n]{3,120}(?:conversation|all_messages|system_?prompt|chat_?history|user_?(?:message|data))`,
        0.85,
      ),
    ),
  ],
});
