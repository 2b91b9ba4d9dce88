// "Ignore all previous instructions" and its kin: a verb of setting aside with earlier or standing
// instructions as its object. It does not judge what is asked for instead.
import type { Detector } from "../detector.ts";
import { group, phraseDetector, rest } from "./phrases.ts";

/** Verbs that a program is rarely asked in good faith to apply to what it was told. */
const DISREGARD =
  "(?:ignor(?:e|es|ing)|disregard(?:ing)?|forget(?: about)?|overlook|neglect|unlearn|disobey|pay no (?:attention|heed) to|take no notice of|do away with|break free (?:from|of)|(?:do not|don't|stop|quit|cease|no longer|never|refuse to|not) (?:follow(?:ing)?|obey(?:ing)?|listen(?:ing)? to|adher(?:e|ing) to|comply(?:ing)? with|abid(?:e|ing) by|respect(?:ing)?|be bound by|stick(?:ing)? to))";
/** Verbs that are also said of lines, files and settings. */
const REMOVE =
  "(?:overrid(?:e|es|ing)|bypass|skip|discard|dismiss|abandon|nullify|supersede|erase|delete|remove|wipe|clear|reset|void|cancel|revoke|drop|circumvent|(?:set|put|lay|cast|leave) aside|throw (?:away|out)|treat as (?:void|cancelled|obsolete))";
/** Words that may stand between verb and object; each ends with its blank. */
const FILLERS =
  "(?:(?:all|any|every|each|everything|of|the|your|these|those|this|that|completely|entirely|please|and|or|other|such|whatever|about|in|from|rest|one|entire|whole|set|both|both of|its) ){0,6}";
const EVERY =
  "(?:(?:completely|entirely|please|about|the) )?(?:all|any|every|each|everything|the entire|the whole|whatever)";
const EARLIER =
  "(?:previous|prior|above|earlier|preceding|foregoing|aforementioned|past|existing|initial|original|former|older|pre-?set|pre-?existing|before mentioned)";
const STANDING =
  "(?:system|developer|programmed|hidden|built-in|internal|default|current|safety|security|core)";
/** What only a model or a person is given. */
const INSTRUCTIONS =
  "(?:instructions?(?: sets?)?|directives?|prompts?|guidelines?|programming|system (?:messages?|prompts?)|safeguards|guardrails)";
/** What firewalls, shops and schools have too. */
const RULES =
  "(?:commands?|rules?|orders|directions|constraints?|restrictions?|polic(?:y|ies)|limitations)";
/** Things that people also ask a program to ignore in good faith. */
const LOOSE =
  "(?:messages?|context|text|conversations?|inputs?|requests?|tasks?|training|content|requirements?|statements?|words|guidance|queries|questions|sentences|chat|discussion|data|information)";
const ANY = `(?:${INSTRUCTIONS}|${RULES}|${LOOSE})`;
const JOINED = `(?:(?: (?:and|or) (?:all )?|/|, )(?:${EARLIER}|${STANDING})){0,2}`;
const ALSO = `(?: (?:and|or) (?:${EARLIER} )?(?:${ANY}))?`;
/** "... instructions in the document": the way defenders write it. */
const NOT_WITHIN = "(?! (?:in|inside|within|contained|embedded|found|hidden|that appear|on the))";
const GIVEN =
  "(?:(?:given|provided|that|which|you|you've|were|was|have|been|came|are|listed|written|stated|received|got|saw|heard|read|so|i|gave|we|had|mentioned|said) ){0,6}";
/** Where what is set aside came from: nobody says so of lines and files. */
const SOURCE =
  "(?: (?:that |which )?(?:you (?:were|have been|had been|are) (?:given|told|taught|trained (?:on|with)|programmed with|provided|shown|set up with)|you(?:'ve| have)? (?:received|got|been (?:given|told))|given to you|(?:written|given|set|provided|made|imposed|issued) (?:to you )?by (?:the |your |an? )?(?:admin(?:istrator)?s?|developers?|system|owners?|creators?|operators?|openai|anthropic|company)|from (?:the |your )(?:admin(?:istrator)?s?|developers?|system(?: prompt| message)?|creators?|operators?)|(?:in|of|from) (?:your|the) (?:system|initial|original|developer) (?:prompt|message|instructions?)|in your (?:prompt|context|configuration)|at the (?:start|beginning|top) of (?:this|the|our) (?:chat|conversation|prompt|session|message)|(?:that |which )?(?:came|comes|was|were|is|are) (?:written |stated |given |said |listed )?(?:before|above|prior to) (?:this|that|now)(?: message| line| point| prompt)?|(?:mentioned|stated|written|given|listed|provided) (?:above|before|earlier|previously)|up to (?:this|that) (?:point|moment)|up until now|until now|so far))";

/** Detects attempts to set the model's instructions aside. */
export const override: Detector = phraseDetector({
  meta: {
    id: "injection.override",
    finds: "Orders to ignore, forget or replace earlier or standing instructions.",
    source: "Perez and Ribeiro 2022, 'Ignore Previous Prompt'; OWASP LLM01.",
  },
  category: "prompt_injection",
  severity: "high",
  phrases: [
    group(
      DISREGARD,
      rest(` ${FILLERS}(?:my )?${EARLIER}${JOINED} (?:${INSTRUCTIONS}|${RULES})`, 0.95),
      rest(
        ` ${FILLERS}${STANDING}${JOINED} (?:${INSTRUCTIONS}|${RULES}|messages?)${NOT_WITHIN}`,
        0.85,
      ),
      rest(` ${EVERY} ${FILLERS}${EARLIER}${JOINED} ${LOOSE}${ALSO}${NOT_WITHIN}`, 0.8),
      rest(
        ` (?:all |any |every )?(?:of )?your (?:${INSTRUCTIONS}|${RULES}|training|task)${NOT_WITHIN}`,
        0.85,
      ),
      rest(
        ` ${FILLERS}(?:\\w{1,14} ){0,3}${ANY} ${GIVEN}(?:above(?! (?:the|a|an|in|on|your|my) )|before|previously|earlier|so far|up to (?:this|that) point|until now)`,
        0.85,
      ),
      rest(
        " (?:about )?(?:everything|anything|all|whatever) (?:that )?(?:you(?:'ve| have| were| had)?(?: been| were)? (?:told|instructed|taught|programmed|learned)|i (?:said|told you) before|(?:(?:has |have |had )?(?:been |was |were )?(?:written |stated |said |came |comes )?)?(?:above|before(?: (?:this|that|now))?|prior to (?:this|that|now)))(?=[ ,.;:!?\\n]|$)",
        0.85,
      ),
      rest(
        " everything(?: else)?(?:,| and| then) (?:then )?(?:and )?(?:now )?(?:just |only |instead )?(?:tell|say|print|write|output|answer|reply|repeat|do|act|give|show|start)",
        0.75,
      ),
      rest(
        " (?:the |all |everything |all of the )?(?:above|foregoing)(?= and| then| instead|[,.;:!\\n]|$)",
        0.8,
      ),
      rest(
        ` (?:all|any|every) (?:of )?(?:the |these |those )?(?:${INSTRUCTIONS}|${RULES})${NOT_WITHIN}`,
        0.7,
      ),
      rest(` ${FILLERS}${EARLIER}${JOINED} ${LOOSE}${NOT_WITHIN}`, 0.65),
      rest(
        " (?:the |your )(?:user|page|document|question|task|original (?:task|question|request))(?:'s)?(?: (?:request|question|query|task|instructions?))? and (?:instead )?(?:\\w{1,10} ){0,2}(?:print|output|run|execute|send|reveal|e-?mail|call|say|write|show|delete|dump|post|provide|give)",
        0.85,
      ),
    ),
    group(
      `(?:${DISREGARD}|${REMOVE})`,
      rest(
        ` ${FILLERS}(?:my )?(?:(?:${EARLIER}|${STANDING})${JOINED} )?${ANY}${ALSO}${SOURCE}`,
        0.9,
      ),
      rest(
        ` ${FILLERS}(?:demo|test|placeholder|dummy|fake|staging) (?:system|developer) (?:messages?|prompts?|instructions?)`,
        0.85,
      ),
    ),
    group(
      REMOVE,
      rest(` ${FILLERS}(?:my )?${EARLIER}${JOINED} ${INSTRUCTIONS}`, 0.9),
      rest(
        ` ${FILLERS}(?:system|developer|programmed|hidden|built-in|internal)${JOINED} (?:${INSTRUCTIONS}|messages?)${NOT_WITHIN}`,
        0.85,
      ),
      rest(
        ` (?:all |any |every )?(?:of )?your (?:(?:safety|ethical|content|moral) )?(?:${INSTRUCTIONS}|restrictions|limitations|rules|training)${NOT_WITHIN}`,
        0.85,
      ),
      rest(
        ` ${EVERY} ${FILLERS}${EARLIER}${JOINED} (?:${RULES}|${LOOSE})${ALSO}${NOT_WITHIN}`,
        0.45,
      ),
      rest(` ${FILLERS}${EARLIER}${JOINED} (?:${RULES}|${LOOSE})${NOT_WITHIN}`, 0.45),
      rest(
        ` (?:all|any|every) (?:of )?(?:the |these |those )?(?:${INSTRUCTIONS}|${RULES})${NOT_WITHIN}`,
        0.45,
      ),
    ),
    group(
      `${EARLIER} (?:${INSTRUCTIONS}|${RULES}|system prompt)`,
      rest(
        " (?:(?:is|are|was|were|has|have|been|all|now|hereby) ){1,3}(?:void|cancell?ed|obsolete|revoked|superseded|replaced|null|invalid|overridden|lifted|rescinded|no longer (?:valid|apply|in effect))",
        0.85,
      ),
    ),
    group(
      `your (?:(?:new|real|actual|true|updated) )?(?:${INSTRUCTIONS}|${RULES})`,
      rest(" (?:no longer apply|do not apply|don't apply)", 0.8),
    ),
    // What the instructions are now, in place of those that were given.
    group(
      "your (?:(?:only|main|real|actual|true|current|next|new) )?(?:instructions?|guidelines?|rules|orders|objective|directives?|programming|task|job|goal|purpose|role)",
      rest(
        " (?:has|have) (?:now )?(?:been )?(?:changed|updated|replaced|overridden|modified|superseded|reset)(?! (?:in|since|to reflect))",
        0.8,
      ),
      rest(" (?:is|are) now(?: to)?(?= )", 0.65),
    ),
    group(
      "(?:instead of|rather than) (?:following|obeying|doing) (?:your|the) (?:previous |original |initial |system |given )?(?:instructions?|task|prompt|guidelines?|rules)",
      rest(",? (?:please |you (?:will|must|should) |just )?\\w{2,12}", 0.8),
    ),
  ],
});
