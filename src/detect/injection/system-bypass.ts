// Claims that the rules are not the real ones, or have been switched off: a fake "production"
// system message, disabled safety, an authority that grants permission.
import type { Detector } from "../detector.ts";
import { group, phraseDetector, rest } from "./phrases.ts";

const SYSTEM_MESSAGE =
  "(?:system|developer|initial|original|previous) (?:message|prompt|instructions?|configuration)";
const RECEIVED =
  "(?: above)?(?: (?:(?:that|which|you|above|were|was|have|had|been|just|i|we) ){0,4}(?:received|given|got|see|saw|gave|read|loaded))?";
const PRETENCE =
  "(?:for )?(?:an? |the )?(?:demo|demos|demonstration|test|testing|training|example|illustration|placeholder|fake|outdated|obsolete|staging|development|sandbox|not real|not the real one|not valid)";
const CAPABILITY =
  "(?:function|functions|function calls?|tool|tools|tool calls?|file|filesystem|system|database|api|admin|root|shell|network|code)";
const ALLOW = "(?:allows?|permits?|grants?|enables?|authori[sz]es?)";
/** What holds an agent back. Restrictions of travel and parking are others' business. */
const BOUNDS = "(?:restrictions?|limitations?|limits|guardrails?|safeguards?|constraints?)";
const OF_AGENTS =
  "(?:tool|tools|function|function access|function call|tool access|tool call|tool use|capability|access|safety|content|usage|system|assistant|ai|model|agent|output)";
const ARE = "(?: (?:is|are|was|were|has|have|been|being|now|hereby|all)){1,4}";
const ENDED =
  "(?:disabled|turned off|switched off|suspended|lifted|deactivated|removed|bypassed|waived|void|revoked|dropped|off|no longer (?:valid|apply|in effect|in force))";
const NOT_APPLYING = "(?: (?:do|does|did|will) not| don't| doesn't| no longer) apply";
/** Goes on to what may be done now: without it, a lifted restriction or a test is just news. */
const LICENCE =
  "(?=[^\\n]{0,120}(?:full capabilit|unrestricted|proceed with|you (?:may|can|are free|are allowed|have full|are now)|(?:any|every|all) (?:functions?|tools?|requests?|calls?|commands?)|in production|no longer (?:applies|apply|in effect)))";
const AUTHORITY =
  "(?:developer|creator|owner|operator|administrator|admin|system administrator|security team|programmer)";
/** What nobody needs an authority for in good faith. */
const BREAK_OUT =
  "(?:(?:use|call|run|execute|access|invoke) (?:any|all|every|whatever)|bypass|ignore|override|disregard|disable|break|violate|circumvent|unlock|skip)";

/** Detects claims that the system's rules are fake, replaced or disabled. */
export const systemBypass: Detector = phraseDetector({
  meta: {
    id: "injection.system-bypass",
    finds: "Claims that the system message is not the real one or that safety is switched off.",
    source: "Function-calling bypass prompts published against agents in 2024 and 2025.",
  },
  category: "prompt_injection",
  severity: "critical",
  phrases: [
    group(
      SYSTEM_MESSAGE,
      rest(
        `${RECEIVED} (?:is|was|were|are|being) (?:only |just |merely |simply |actually )?(?:meant |intended |there |there only )?${PRETENCE}`,
        0.95,
      ),
    ),
    group(
      `(?:actual|real|true|genuine|production)(?: production| live)? ${SYSTEM_MESSAGE}`,
      rest(` (?:\\w{1,12} ){0,2}${ALLOW}`, 0.95),
      rest(" (?:is|says|reads|states)(?=[: ])", 0.7),
    ),
    group(
      "(?:new|updated|revised|corrected|replacement|real|actual|production|live) (?:system|developer) (?:message|prompt|instructions?)",
      rest(" (?:follows|begins here|is as follows|replaces|supersedes|overrides)", 0.85),
      rest(
        " ?: ?(?:you (?:have|may|can|are now|are allowed|must)|the (?:assistant|model|ai|agent) (?:may|can|has|is now)|all |any |every |ignore|disregard)",
        0.85,
      ),
    ),
    group(
      `your (?:${OF_AGENTS} )?${BOUNDS}`,
      rest(`${ARE} ${ENDED}`, 0.85),
      rest(NOT_APPLYING, 0.85),
    ),
    group(
      `(?:tool|tools|function|function access|function call|tool access|tool call|tool use|capability|assistant|ai|model|agent) ${BOUNDS}`,
      rest(`(?: you (?:were|are|have been) given)?${ARE} ${ENDED}`, 0.85),
      rest(`(?: you (?:were|are|have been) given)?${NOT_APPLYING}`, 0.85),
    ),
    group(
      `(?:all|any|the|these|those|previous|prior|earlier)(?: (?:of|the|your|my|previous|prior|earlier|existing|current|other)){0,2} ${BOUNDS}`,
      rest(
        `(?: (?:from|in|of|set by|imposed by) (?:your|the) (?:system |developer |initial |original )?(?:prompt|message|instructions?|polic(?:y|ies)|configuration))${ARE} ${ENDED}`,
        0.9,
      ),
      rest(`${ARE} ${ENDED}${LICENCE}`, 0.85),
    ),
    group(
      "(?:previous|prior|earlier|initial|original|existing|current|old|your) (?:system |safety |security |usage |tool |access )?(?:polic(?:y|ies)|rules|configuration|restrictions)",
      rest(
        ` (?:is|was|were|are) (?:only |just |merely |simply |actually )?(?:meant |intended )?${PRETENCE}${LICENCE}`,
        0.85,
      ),
    ),
    group(
      "(?:polic(?:y|ies)|rules|instructions|prompt|configuration|message|restrictions)",
      rest(
        ` (?:(?:that|which) )?you (?:were|have been|are|had been|just) (?:given|shown|told|sent|received)(?: earlier| before| above| previously)? (?:is|was|were|are) (?:only |just |merely |simply |actually )?(?:meant |intended )?${PRETENCE}`,
        0.9,
      ),
      rest(
        ` above (?:is|was|were|are) (?:only |just |merely |simply |actually )?(?:meant |intended )?${PRETENCE}${LICENCE}`,
        0.85,
      ),
    ),
    group(
      "(?:safety|security|access|content|usage|tool|function) (?:rules|restrictions|polic(?:y|ies)|limits|guidelines|checks)",
      rest(
        " (?:is|was|were|are) (?:only |just |merely |simply )?(?:meant |intended )?for (?:the |a )?(?:demo|demonstration|test|testing|staging|sandbox|development)",
        0.85,
      ),
    ),
    group(
      "(?:all|any|every) (?:functions?|tools?|tool calls?|function calls?|commands?)",
      rest(
        "(?: (?:is|are|now)){1,2} (?:allowed|permitted|enabled|unlocked|available) without (?:\\w{1,8} )?(?:confirmation|approval|restrictions?|limits?|limitations?|asking|checks?)",
        0.85,
      ),
    ),
    group(
      "(?:switched|moved|placed|put|migrated|upgraded) you",
      rest(
        " (?:to|into|in) (?:the |an? )?(?:production|unrestricted|unfiltered|live|developer|debug|admin|root|maintenance)(?: \\w{1,12})? (?:configuration|mode|environment|system)",
        0.8,
      ),
    ),
    group(
      "(?:developer|debug|maintenance|admin|god|root|unrestricted|unfiltered|override) mode",
      rest(
        `(?: (?:is|has|have|been|was|now)){1,3} (?:authori[sz]ed|approved|granted|unlocked|activated|enabled) (?:for you|by (?:the|your|an?) ${AUTHORITY})`,
        0.85,
      ),
    ),
    group(
      `(?:the|your|an?) (?:lead |senior |chief |authori[sz]ed )?${AUTHORITY}`,
      rest(
        " (?:has|have) (?:authori[sz]ed|enabled|approved|granted|unlocked|activated|given) (?:you )?(?:the )?(?:use of )?(?:unrestricted|unlimited|unfiltered|full|developer|debug|root|god|admin)(?: \\w{1,12}){0,2} (?:mode|access|permissions?|privileges|capabilities) (?:for|to) (?:you|this (?:session|conversation|chat))",
        0.85,
      ),
      rest(
        " (?:has|have) (?:authori[sz]ed|granted|given|allowed|permitted) you (?:to |permission to )?(?:bypass|ignore|override|unrestricted|unlimited)",
        0.85,
      ),
    ),
    group(
      ALLOW,
      rest(
        `(?: you)? (?:unrestricted|unconditional|unfiltered) ${CAPABILITY} (?:access|calls?|calling|use|usage|execution)`,
        0.8,
      ),
    ),
    group(
      "you",
      rest(
        ` (?:now |hereby )?(?:have|are granted|are given|have been granted) (?:full |complete |total )?(?:unrestricted|unlimited|root|admin|administrator|unconditional) (?:${CAPABILITY} )?(?:access|privileges|permissions?|rights)`,
        0.85,
      ),
      rest(
        " (?:are|have) (?:now )?(?:(?:operating|running|working|acting|functioning) (?:in|under)|in|been (?:placed|put|switched) (?:in|into)|entered|entering|switched to|running in) (?:an? |the )?(?:maintenance|debug(?:ging)?|diagnostics?|developer|admin|root|sudo|god|override|unrestricted|unfiltered|jailbreak) mode",
        0.85,
      ),
    ),
    group(
      "(?:switch|go|change|enter|reboot|boot|shift|return|transition|put yourself|activate|enable|turn on|unlock)(?: (?:to|into|in|over|back|now|yourself|the|your|an?)){0,4}",
      rest(
        " [\"'“]?(?:unrestricted|unfiltered|uncensored|jailbreak|jailbroken|god|no[- ]limits?|no[- ]filter|developer debug|unlimited|unsafe|evil|chaos|dan)[\"'”]? (?:mode|state|version)",
        0.85,
      ),
    ),
    group(
      "(?:disable|remove|lift|turn off|switch off|deactivate|suspend|drop|bypass|reset|shut off|get rid of|take off)",
      rest(
        "(?: (?:all|any|every|the|of|these|those|temporarily|and)){0,4} (?:your|ai|model|assistant|llm)(?:'s)? (?:\\w{1,12} ){0,2}(?:filters?|restrictions?|safeguards?|guardrails?|safety|limitations?|limits|moderation|censorship|guidelines|protections?)",
        0.85,
      ),
      rest(
        "(?: (?:all|any|every|the|of|temporarily|and)){0,4} (?:safety|content|ethical|moderation|censorship) (?:filters?|restrictions?|safeguards?|guardrails?|protocols?|limits|limitations|guidelines|polic(?:y|ies)|protections?|checks|measures)",
        0.7,
      ),
    ),
    group(
      "(?:reply|respond|answer|speak|operate|function|act|continue|work|proceed|comply|generate|write|talk|behave)(?: (?:to|all|every|any|my|me|queries|questions|requests|freely|now|following|the|everything|prompts)){0,5}",
      rest(
        " (?:without|free of|with no|ignoring|bypassing)(?: (?:any|all|your|the|of)){0,3} (?:(?:safety|content|ethical|moral|usual|normal|typical|standard|ai|openai(?:'s)?) ){0,2}(?:guardrails?|restrictions?|filters?|censorship|safeguards?|safety|limitations|ethic\\w{0,3})(?! (?:on|for|of|to|in))",
        0.8,
      ),
    ),
    group(
      "(?:system|admin|administrator|developer|root|safety|security|emergency) (?:mode )?override",
      rest(
        " (?:code|command|protocol|engaged|accepted|activated|enabled|initiated|granted|authori[sz]ed)|:|\\]",
        0.75,
      ),
    ),
    group(
      "(?:safety|content|security|ethical|moderation) (?:\\w{1,12} )?(?:filters?|checks?|protocols?|guidelines|features?|measures|restrictions|polic(?:y|ies)|rules)",
      rest(
        " (?:(?:is|are|was|were|has|have|been|now) ){1,3}(?:disabled|turned off|switched off|suspended|lifted|deactivated|removed|bypassed|off)",
        0.75,
      ),
    ),
    group(
      "(?:i|we) (?:hereby |now |fully )?(?:authori[sz]e|permit|allow|give you permission|grant you permission)",
      rest(
        " (?:you )?to (?:bypass|ignore|override|disregard|disable|break|violate|circumvent) (?:(?:all|any|the|your) ){0,3}(?:rules?|polic(?:y|ies)|restrictions?|guidelines?|instructions?|filters?|safety|safeguards)",
        0.9,
      ),
    ),
    group(
      "(?:i am|i'm|this is|as) (?:your|the|an?) (?:lead |senior |chief |authori[sz]ed )?(?:developer|creator|system administrator|administrator|admin|programmer|openai (?:employee|engineer|developer|staff)|anthropic (?:employee|engineer))",
      rest(
        `[^.\\n]{0,60} (?:authori[sz]e|permit|allow|command|order|instruct) you to ${BREAK_OUT}`,
        0.9,
      ),
      rest(`[^.\\n]{0,60} (?:grant|give) you (?:\\w{1,12} ){0,3}permission to ${BREAK_OUT}`, 0.9),
      rest(
        "[^.\\n]{0,60} (?:authori[sz]e|grant|give|allow|permit|enable)(?: you)? (?:the )?(?:unrestricted|unlimited|unconditional|full function|full tool)",
        0.85,
      ),
      rest(
        "[^.\\n]{0,60} (?:override|command you|order you|unlock (?:your|all|every)|disable (?:your|all|any|the (?:safety|filters?|guardrails?|restrictions?)))",
        0.7,
      ),
    ),
    group(
      "(?:openai|anthropic|google|meta|content|usage|safety|company)(?:'s)? (?:content |usage )?(?:polic(?:y|ies)|guidelines|rules|restrictions)",
      rest(" (?:(?:do|does|did|will) not|don't|doesn't|no longer) apply", 0.8),
    ),
  ],
});
