// Attempts to make the model give away its instructions. It does not look at answers: whether a
// prompt did leak is judged on the way out.
import type { Detector } from "../detector.ts";
import { group, groupOf, phraseDetector, rest } from "./phrases.ts";

const TELL =
  "(?:reveal|show|print(?: out)?|repeat|output|display|tell|give|share|leak|dump|expose|write(?: out| down)?|recite|copy|paste|disclose|divulge|provide|return|spell(?: out)?|translate|summari[sz]e|paraphrase|rephrase|encode|read(?: out| back)?|quote|list|state|echo|send|what(?:'s| is| are| was| were))";
const COPY =
  "(?:repeat|print|output|display|copy|recite|show|write|return|translate|summari[sz]e|paste|echo)";
const FILLERS =
  "(?:(?:me|us|to|back|the|all|of|out|in|verbatim|full|entire|exact|complete|whole|very|first|raw|text|content|contents|exactly|word|for|every|please|my) ){0,6}";
const OWN =
  "(?:(?:own|full|entire|exact|complete|original|current|hidden|secret|internal|confidential|whole|raw) ){0,3}";
const SEEN = "(?:(?:that|is|was|came|comes|appears|you|see|written) ){0,3}";
const ABOVE = "(?:above|before (?:this|my)|prior to (?:this|my)|preceding this)(?! (?:the|in|on))";
/** "Your instructions on how to ...": instructions that were asked for, not given. */
const NOT_FOR = "(?! (?:for|on|about|regarding|to (?!me|the user)))";

/** What is asked for: the words by which each phrase below goes on. */
const ASKED_FOR =
  "prompt|instruct|message|directive|guideline|rules|text above|above|before|prior to|preceding|initiali|password|passphrase|access code|key|word|phrase|context|config|setup|preamble|programming|told|given|programmed";

/** Detects requests for the system prompt or for the text above. */
export const promptExtraction: Detector = phraseDetector({
  meta: {
    id: "injection.prompt-extraction",
    finds: "Requests to reveal, repeat or transform the system prompt or the text above.",
    source: "OWASP LLM07 (system prompt leakage); Tensor Trust (Toyer et al. 2023).",
  },
  category: "prompt_injection",
  severity: "medium",
  phrases: [
    groupOf(
      ASKED_FOR,
      TELL,
      rest(
        ` ${FILLERS}your ${OWN}(?:system|initial|developer|hidden|original|secret|internal|confidential|pre)[ -]?(?:prompts?|messages?|instructions?|directives?|guidelines?|rules)`,
        0.9,
      ),
      rest(
        ` ${FILLERS}(?:(?:hidden|secret|internal|confidential) ){1,3}(?:system |developer )?(?:prompts?|instructions?|directives?)`,
        0.8,
      ),
      rest(
        ` ${FILLERS}your ${OWN}(?:prompt|instructions|directives|initiali[sz]ation text)${NOT_FOR}`,
        0.75,
      ),
      rest(
        ` ${FILLERS}(?:instructions|rules|guidelines|prompt|text|message) (?:(?:that|which|you|were|was|have|been|are|had|originally|initially) ){1,5}(?:given|told|provided|programmed|operating|set up|configured|received)`,
        0.7,
      ),
      rest(` ${FILLERS}(?:system|developer|initial) (?:prompts?|messages?|instructions?)`, 0.65),
      // Asking for a secret is ordinary by itself; the games built on it make it a weak cue.
      rest(
        "(?: me)? (?:the|your) (?:secret |hidden )(?:password|passphrase|access code|key|word|phrase)",
        0.5,
      ),
    ),
    groupOf(
      ASKED_FOR,
      TELL,
      rest(
        ` ${FILLERS}your ${OWN}(?:(?:starting|first|base|core|underlying|pre-?set|pre-?programmed|built-in|full) ){0,2}(?:(?:system|initial|hidden|original|secret|internal|custom) )?(?:instructions|prompt|guidelines|directives|rules|configuration|setup|preamble|context(?: window)?) (?:verbatim|word for word|exactly|in full|as (?:is|written)|in (?:a )?(?:code ?block|base ?64|json|yaml|hex|rot ?13|leet ?speak|reverse|pig latin|morse(?: code)?|another language|french|spanish|german|chinese|emojis?)|line by line|so (?:that )?i can|back to me|to me)`,
        0.85,
      ),
      rest(
        ` ${FILLERS}your (?:${OWN})?(?:initial|starting|base|full|entire|complete|whole|current|internal|hidden|underlying|own) (?:instructions|guidelines|directives|rules|configuration|context(?: window)?|programming|prompt|preamble|setup)${NOT_FOR}`,
        0.8,
      ),
      rest(
        ` ${FILLERS}(?:first|last|previous|initial|hidden|secret|system|developer) (?:message|instruction|prompt|line|text)s? (?:of|in|from|before|above) (?:this|our|the|your|my) (?:conversation|chat|context|session|prompt|instructions|first message|message)`,
        0.8,
      ),
      rest(
        " (?:instructions?|rules|messages?|orders) (?:were|have|had) you (?:been )?(?:given|told|received|set)",
        0.7,
      ),
      rest(
        " you (?:were )?(?:told|instructed|given|programmed)(?: to (?:do|say|hide))? (?:before|at the (?:start|beginning)|prior to|by (?:your|the) (?:developers?|system|creators?))",
        0.8,
      ),
    ),
    groupOf(
      ASKED_FOR,
      "(?:encode|translate|rot13|base64|reverse|encrypt|obfuscate|spell|rhyme|rewrite|paraphrase|summari[sz]e|turn|convert|hide|embed|put|write|compose|make|create|give|sing)",
      rest(
        "(?: [a-z0-9'-]{1,12},?){0,8}? your (?:own )?(?:(?:system|hidden|secret|initial|internal|original|confidential|complete|full|entire) ){1,3}(?:prompts?|instructions?|rules|guidelines|messages?|directives)",
        0.85,
      ),
      rest(
        " an? (?:\\w{1,10} ){0,2}(?:poem|song|story|rap|haiku|acrostic|limerick|riddle|list|table|letter|script|json|essay)(?: [a-z0-9'-]{1,12},?){0,7}? (?:(?:every|all|each)(?: of)? (?:\\w{1,8} )?(?:rules?|instructions?|lines?|words?)(?: in| of)? (?:your|the) (?:system )?(?:prompt|instructions|message)|your (?:system )?(?:prompt|instructions))",
        0.85,
      ),
    ),
    group(
      "(?:opposite|reverse|inverse|negation|summary|translation|transcript|copy|contents?|text|wording|beginning|start|end|title|lines?|paragraphs?) of",
      rest(
        " (?:your|the) (?:(?:system|hidden|secret|initial|internal|original|confidential) ){1,2}(?:prompts?|instructions?|messages?|directives)",
        0.75,
      ),
    ),
    group(
      "(?:i|we) (?:have )?(?:lost|deleted|misplaced|forgot) (?:my|our|the) (?:copy of )?(?:the |your )?(?:system )?(?:prompt|instructions)",
      rest("[^\\n]{0,80}(?:paste|show|print|repeat|give|send|recover|restore|tell)", 0.8),
    ),
    group(
      "(?:everything|all|anything|whatever)",
      rest(
        " (?:that )?(?:is |was |comes |came |appears |you see |written |you (?:were|have been) (?:told|given) )?(?:above|before) (?:this (?:line|message|sentence|point|text|prompt)|my (?:first )?(?:message|question|input))",
        0.75,
      ),
    ),
    groupOf(
      ASKED_FOR,
      COPY,
      rest(
        ` ${FILLERS}(?:everything|anything|words|what (?:is|was|came|you see)) ${SEEN}${ABOVE}`,
        0.8,
      ),
      // Often a person's own text above; only asking for it word for word makes it more.
      rest(` ${FILLERS}(?:text|lines|instructions|content|sentences?) ${SEEN}${ABOVE}`, 0.5),
    ),
    group(
      "(?:start(?:ing|s)?|begin(?:ning|s)?) (?:with|from|at)",
      rest(" (?:the )?(?:words?|phrase|line|sentence)? ?[\"'`“‘(]{0,2}you are", 0.75),
    ),
    group(
      "(?:first|last) (?:\\w{1,8} )?(?:line|lines|sentence|words|paragraph|characters) of",
      rest(
        " (?:your|the) (?:system |initial |hidden )?(?:prompt|instructions|system message)",
        0.85,
      ),
    ),
  ],
});
