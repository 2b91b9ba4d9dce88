// Attempts to make the model give away its instructions. It does not look at answers: whether a
// prompt did leak is judged on the way out.
import type { Detector } from "../detector.ts";
import { group, phraseDetector, rest } from "./phrases.ts";

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
    group(
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
    group(
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
      rest(" (?:the )?(?:words?|phrase|line|sentence)? ?[\"'`“‘(]{0,2}you are", 0.8),
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
