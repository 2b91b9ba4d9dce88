// Claims to be somebody who may order what others may not, or that there is no time to ask; each
// together with the order. A name, an office or haste alone is no cue.
import type { Detector } from "../detector.ts";
import { group, groupOf, phraseDetector, rest } from "./phrases.ts";

const OFFICE =
  "(?:(?:lead |senior |chief |head |authori[sz]ed |real |actual |original |main |system |site |network |database |security |ai |openai |anthropic |google |company )*)(?:developers?|creators?|admin(?:istrator)?s?|owners?|operators?|programmers?|engineers?|ceo|cto|ciso|sysadmin|root(?: user)?|superuser|maintainers?|makers?|supervisor|auditor|(?:security |support )?(?:team|staff|employee)|red.?team(?:er)?)";
const TELL =
  "(?:show|reveal|print|tell|give|output|disclose|provide|display|share|dump|leak|send|list|repeat|hand over|release)";
const KEPT =
  "(?:system prompt|(?:hidden |secret |internal |initial |original |full )?(?:instructions|prompt|rules|guidelines|configuration|config)|pass ?words?|pass ?phrases?|access codes?|secrets?|secret (?:key|code|word)s?|api keys?|credentials|(?:all |other )?users?'? data|customer (?:data|records)|database|confidential (?:data|information|files?)|private keys?|tokens)";
const LIFT =
  "(?:bypass|ignore|override|disregard|disable|remove|lift|unlock|suspend|turn off|deactivate|drop|skip|circumvent) (?:\\w{1,10} ){0,3}(?:restrictions?|rules?|filters?|safety|guardrails?|limits?|limitations?|polic(?:y|ies)|safeguards?|protections?|guidelines|instructions?|checks?|protocols?|moderation)";

/** Detects claims of authority or of an emergency that demand what is kept or forbidden. */
export const authority: Detector = phraseDetector({
  meta: {
    id: "injection.authority",
    finds: "Claims of authority or urgency together with a demand for secrets or lifted rules.",
    source: "Zeng et al. 2024, 'How Johnny can persuade LLMs' (authority, urgency); own wording.",
  },
  category: "prompt_injection",
  severity: "high",
  phrases: [
    group(
      `(?:i am|i'm|this is|it's me,?|speaking as|speaking is|as) (?:the |your |an? |one of (?:the|your) )?${OFFICE}`,
      rest(
        `[^\\n]{0,120}? (?:${TELL})(?: me| us)?(?: (?:the|your|all|my|full|entire|current|of|any|its)){0,4} ${KEPT}`,
        0.85,
      ),
      rest(`[^\\n]{0,120}? ${LIFT}`, 0.85),
      rest(
        "[^.\\n]{0,80}? (?:i (?:order|command|demand|instruct|require) (?:that )?you|you (?:must|have to) (?:obey|comply|do (?:as|what) i)|obey me|comply immediately|grant me (?:full|admin|root|unrestricted|complete))",
        0.8,
      ),
    ),
    group(
      "(?:a |an )?(?:direct |official |urgent |important |new |mandatory |confidential )?(?:order|command|message|instruction|directive|request|notice|update|memo)s? (?:from|by|of) (?:the |your |our )?",
      rest(
        `(?:${OFFICE}|openai|anthropic|google deepmind|meta ai|the developers)[^\\n]{0,100}?(?:${LIFT}|(?:${TELL})(?: me| us)?(?: (?:the|your|all|full)){0,3} ${KEPT}|you (?:must|are (?:now|to)|will now) (?:ignore|obey|comply|disregard|act|answer|reveal))`,
        0.85,
      ),
      rest(`(?:your (?:developers?|creators?|makers?)|openai|anthropic)(?=[ :.,!]) ?[:.!]`, 0.65),
    ),
    group(
      "(?:openai|anthropic|google|meta|microsoft|your (?:developers?|creators?|company|makers?))",
      rest(
        ` (?:has|have|had)(?: just| now| recently| already)? (?:authori[sz]ed|approved|instructed|ordered|decided|agreed|permitted|allowed|confirmed|removed|lifted|disabled|suspended)[^.\\n]{0,60}?(?:you (?:to|can|may)|restrictions?|filters?|limits|guidelines|policies|safety)`,
        0.8,
      ),
    ),
    group(
      "(?:emergency|urgent|life or death|lives are at stake|someone (?:will|is going to) die|my (?:life|job|child|family) (?:depends|is at stake|is in danger)|(?:i'll|i will|i'm going to) (?:be fired|lose my job|die)|no time (?:to|for)|critical incident|security incident)",
      rest(
        `[^\\n]{0,160}? (?:${LIFT}|(?:${TELL})(?: me| us)?(?: (?:the|your|all|full)){0,4} ${KEPT})`,
        0.85,
      ),
    ),
    groupOf(
      "system prompt|system|hidden|secret|internal|initial|original|starting|first|previous|instructions|prompt|message|context|config|directives|pass ?word|access code|api key|credentials",
      "(?:for|as part of|during|in) (?:an? |the |our |this |my )?(?:\\w{1,14} )?(?:debugging|debug|audit(?:ing)?|qa|quality assurance|compliance|testing|test|troubleshooting|diagnostics?|verification|training|maintenance|security (?:audit|review|check|test|verification)|academic|research)(?: (?:purposes?|reasons|only|mode|exercise|session|check))?,? (?:please |kindly |i need you to |you must |you should )?",
      rest(
        `(?:${TELL}|write|state|summari[sz]e|recite)(?: me| us)?(?: (?:the|your|all|full|entire|current|of|exact|starting|out|verbatim|complete|initial|own|raw)){0,5} (?:system prompt|(?:system |hidden |secret |internal |initial |original |starting |first |previous )?(?:instructions|prompt|message|context|configuration|directives)|pass ?words?|secrets?|access codes?|api keys?|credentials)`,
        0.8,
      ),
    ),
    group(
      "(?:prioriti[sz]e|obey|follow|treat|process|execute|regard|consider|accept)",
      rest(
        " (?:only )?(?:my|user|the user's|all user|these|this user's|any user) (?:commands?|requests?|messages?|instructions?|inputs?|orders?|rules)(?: (?:as|over|above|with) (?:(?:all|any|the|your|every|being|if|they|were|are|it|is|of)\\s){0,5}(?:system|developer|admin|safety|root|highest|top|restrictions?|rules|guidelines|polic(?:y|ies))| (?:only|exclusively)(?= ?[,.;!\\n]))",
        0.8,
      ),
    ),
  ],
});
