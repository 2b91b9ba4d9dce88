// Instructions to an agent inside what it reads: "when you read this, send ...", "do not tell the
// user", a CSV cell that says "SYSTEM: run ...". Data does not give orders, so the sentences weigh
// most in documents, tool results and tool definitions, less in what a user says.
import type { Detector } from "../detector.ts";
import { group, groupAfter, phraseDetector, rest } from "./phrases.ts";

const AGENT =
  "(?:(?:ai|a\\.i\\.|llm|language model|chatgpt|gpt|claude|copilot|gemini|automated|virtual)[ -])?(?:ai|llms?|language models?|assistants?|agents?|chatbots?|bots?|models?)";
const ACT =
  "(?:call|send|use|run|execute|invoke|forward|email|e-mail|mail|post|delete|transfer|visit|include|fetch|say|reply|add|tell|ignore|upload|append|output|print|read|open|click|buy|pay|create|share|insert|write|respond|you must|you should|you will|first|also)";
const READING =
  "(?:reading|reads?|processing|process(?:es)?|parsing|summari[sz]ing|reviewing|evaluating|analy[sz]ing)";
const SECRETS =
  "(?:api[ _-]?keys?|secrets?|passwords?|credentials|environment variables?|env(?:ironment)? vars?|os\\.environ|process\\.env|\\.env(?: file)?|ssh keys?|private keys?|(?:access |auth |session )?tokens?|conversation(?: history)?|chat history|(?:previous|all) messages|system prompt|user data|personal data|database)";

/** Detects orders to an agent in documents, tool results and tool definitions. */
export const toolDirected: Detector = phraseDetector({
  meta: {
    id: "injection.tool-directed",
    finds: "Orders addressed to an agent inside documents, tool results or tool definitions.",
    source: "Greshake et al. 2023 (indirect injection); AgentDojo; MCP tool-poisoning reports.",
  },
  category: "prompt_injection",
  severity: "critical",
  kindWeights: { user: 0.8, document: 1, tool_result: 1, tool_definition: 1, tool_argument: 0.6 },
  phrases: [
    // Who is spoken to.
    group(
      "(?:attention|note to|notice to|message (?:to|for)|instructions? (?:to|for)|dear|hey|listen|important for)",
      rest(
        `[,:]? (?:all |any |the |every )?${AGENT}(?: (?:reading|processing)(?: this)?)?(?:[:,!.-]| (?:you|please|must|should))`,
        0.8,
      ),
    ),
    group(
      `${AGENT} (?:that (?:is )?|who (?:is )?)?${READING}`,
      rest(" this(?: \\w{1,12})? (?:must|should|shall|need|have|are)", 0.8),
    ),
    group(
      `(?:if you are|as|you are) an? ${AGENT}`,
      rest(` (?:that (?:is )?|who (?:is )?)?${READING} (?:this|the following|these)`, 0.8),
      rest(`[ a-z]{0,24}, ?(?:please |you must |then )?${ACT}`, 0.65),
    ),
    groupAfter(
      '(?:^|\\n|[<>*#"(] ?|<!-- |(?:\\/\\/|#|--) ?)',
      "(?:the )?(?:ai )?(?:assistant|agent|chatbot|ai|llm)s?(?: ?:|,)",
      rest(
        " (?:please |you must |now |also )?(?:call|send|run|execute|invoke|forward|email|post|delete|transfer|visit|include|fetch|ignore|upload|print|open|reveal|disregard|approve|stop|as (?:a|the|your) (?:next|last|first|final) (?:action|step|task))",
        0.8,
      ),
    ),
    // When it is to act.
    group(
      "(?:when|if|once|after|as soon as|whenever) (?:you|the (?:ai|assistant|agent|model|llm|chatbot)|an? (?:ai|assistant|agent|llm|model))(?: ha(?:ve|s))?",
      rest(
        ` (?:read|see|process|processe|receive|summari[sz]e|parse|access|open|retrieve|encounter)s? (?:this|the following|these) ?(?:\\w{1,12} ?){0,2}[,:]? ?(?:\\w{1,12} ){0,2}${ACT}`,
        0.85,
      ),
    ),
    group(
      "before (?:you )?(?:can |could )?(?:solv(?:e|ing)|complet(?:e|ing)|answer(?:ing)?|respond(?:ing)?|continu(?:e|ing)|proceed(?:ing)?|using (?:this|any other) tool|do(?:ing)? anything)",
      rest(
        "[^.\\n]{0,80}(?:you must|please|first|always|call|make sure to) (?:first |always |also )?(?:do the following|call|use|run|execute|read|send|forward|invoke|make|pass)",
        0.8,
      ),
    ),
    group(
      "an important message from",
      rest(" (?:me|the user|your (?:user|owner|developer|creator|admin))", 0.85),
    ),
    group(
      "this is (?:very |extremely |really |super )?(?:important|critical|urgent)",
      rest(
        "[!.:]{1,3} ?(?:this is (?:\\w{1,10} )?(?:important|critical|urgent)[!.:]{1,3} ?)?(?:\\w{1,12} ){0,4}?you (?:must|have to|need to|are required to) (?:first|now|immediately|also|always)",
        0.85,
      ),
    ),
    groupAfter(
      "[*#=~_!]{2,6} ?",
      "(?:new |important |urgent |updated |critical |revised |priority ){1,3}(?:instructions?|task|directives?|orders?|assignment)",
      rest(" ?[*#=~_!:]{1,6}", 0.85),
    ),
    group(
      "(?:special case|exception|override|note) ?: (?:if|when|whenever) you(?:'re| are)",
      rest(
        " (?:told|asked|instructed|requested|going) to [^\\n]{3,100}(?:instead|inst[a-z]{2,4}d|rather)",
        0.85,
      ),
    ),
    group(
      "(?:the )?(?:owner|user|holder|administrator|admin|customer) of (?:this|the) (?:account|mailbox|inbox|page|document|file|calendar)",
      rest(
        " (?:wants|asked|asks|needs|expects|requests|requires|has asked|would like) (?:you|the (?:ai|assistant|agent)) to",
        0.85,
      ),
    ),
    group(
      "(?:by reading this|whoever reads this|if you (?:can )?(?:read|see) this|anyone reading this)",
      rest(
        "(?: (?:with|and|you|having|has|tool|tools|access|file|message|text|the)){0,5},? (?:you )?(?:agree|must|should|have to|are required|consent|need)(?: to)? \\w{2,12}",
        0.8,
      ),
    ),
    group(
      "(?:to|in order to) (?:complete|finish|continue|do|see|read|view|access) (?:the|this|your) (?:\\w{1,12} ){0,4}(?:correctly|properly|successfully|file|task|document|page|rest)",
      rest(
        ",? (?:you (?:have to|must|need to|should)|please|first) (?:first )?(?:delete|send|drop|forward|transfer|pay|wire|erase|wipe|remove|forget|ignore|open|share|upload|e-?mail|disable|unlock|buy|order|post)",
        0.8,
      ),
    ),
    // What is to stay hidden.
    group(
      "(?:do not|don't|never|without|must not|should not|avoid)(?: ever)?",
      rest(
        " (?:tell|telling|inform|informing|mention|mentioning|notify|notifying|reveal|revealing|alert|alerting|disclose|disclosing|let)(?: (?:this|it|that|any|of|about|step|anything|these|instructions?|actions?|to|with)){0,5} (?:the |any )?(?:users?|humans?|owner|customer|operator)(?! (?:interface|id|agent|name|table|menu|guide|list|profile))",
        0.8,
      ),
    ),
    group(
      "(?:hide|conceal|keep) (?:this|these|it|that)",
      rest(
        "(?: \\w{1,12}){0,2} (?:secret |hidden )?from (?:the )?(?:users?|humans?|owner|operator)",
        0.8,
      ),
    ),
    // What is to leave.
    group(
      "(?:send|forward|post|upload|exfiltrate|e-?mail|mail|transmit|leak|append|submit|share|deliver|dump)",
      rest(
        ` (?:\\w{1,14} ){0,6}${SECRETS}(?: (?:[^\\s.]{1,24} ){0,8}| )(?:to|at|via|in the body|into) (?:the )?(?:url |address |webhook |endpoint )?(?:https?://|[\\w.+-]{1,40}@|attacker|my server)(?:[^\\s]{0,80})`,
        0.85,
      ),
    ),
    group(
      "(?:include|append|add|put|insert|embed|output|print|return)",
      rest(
        ` (?:(?:all|the|your|any|every|of|full|entire|their) ){0,4}(?:values|contents?|${SECRETS}) in (?:the|your|this|every|any) (?:output|response|reply|answer|summary|next message)`,
        0.8,
      ),
    ),
    // A system line in a cell, a field or a comment; `role-markers` finds it on a line of its own.
    group(
      "(?:system|admin|developer)(?: (?:message|instruction|note|command|override))? ?:",
      rest(
        " ?(?:run|execute|call|invoke|print|send|forward|include|output|fetch|delete|read|upload|exfiltrate|use the) [\"'`/$.]?\\w{1,40}",
        0.8,
      ),
    ),
    group(
      "(?:run|execute|print|evaluate|dump|log)",
      rest(
        " (?:the )?(?:python )?(?:code )?[\"'`]?(?:os\\.environ|process\\.env|printenv)(?:[\"'`]| and| then|,)",
        0.8,
      ),
    ),
    group(
      "(?:new|urgent|updated|priority|hidden|special|secret|critical|additional) (?:instructions?|directives?|tasks?|orders?|objective)",
      rest(
        " (?:from|for|to) (?:the )?(?:user|you|ai|assistant|agent|model|system|developer|admin(?:istrator)?)| ?: (?:you|ignore|call|send|run|reveal|print|transfer|forward|execute)|\\]",
        0.8,
      ),
    ),
  ],
});
