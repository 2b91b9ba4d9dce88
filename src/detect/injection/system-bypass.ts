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

/** Detects claims that the system's rules are fake, replaced or disabled. */
export const systemBypass: Detector = phraseDetector({
  meta: {
    id: "injection.system-bypass",
    finds: "Claims that the system message is not the real one or that safety is switched off.",
    source: "Function-calling bypass prompts published against agents in 2024 and 2025.",
  },
  category: "prompt_injection",
  severity: "critical",
  stems: [
    /\b(?:messages?|prompt|instructions?|configuration|unrestricted|unlimited|unconditional|unfiltered|mode|override|safety|filters?|protocols?|features?|measures|systems?|polic|guidelines|restrictions|rules|root|admin|developer|creator|programmer|openai|anthropic)/,
  ],
  groups: [
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
        " (?:are|have) (?:now )?(?:in|been (?:placed|put|switched) (?:in|into)|entered|entering|switched to|running in) (?:an? |the )?(?:maintenance|debug(?:ging)?|diagnostics?|developer|admin|root|sudo|god|override|unrestricted|unfiltered|jailbreak) mode",
        0.85,
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
        "[^.\\n]{0,60} (?:override|authori[sz]e|grant|permission|command you|order you|unlock|disable)",
        0.7,
      ),
    ),
    group(
      "(?:openai|anthropic|google|meta|content|usage|safety|company)(?:'s)? (?:content |usage )?(?:polic(?:y|ies)|guidelines|rules|restrictions)",
      rest(" (?:(?:do|does|did|will) not|don't|doesn't|no longer) apply", 0.8),
    ),
  ],
});
