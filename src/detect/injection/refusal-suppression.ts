// Orders that forbid a model to refuse, and answers put into its mouth so that it cannot. A ban on
// one phrase is a matter of taste; a ban on refusing together with a ban on warning is not.
import type { Detector } from "../detector.ts";
import type { NormalizedText } from "../normalize.ts";
import {
  findAll,
  group,
  phraseDetector,
  rest,
  type PhraseGroup,
  type SaidPhrase,
} from "./phrases.ts";

const NEVER =
  "never|must not|cannot|can't|can not|will not|won't|do not|don't|does not|doesn't|not allowed to|are not permitted to|forbidden (?:to|from)|refrain from|under no circumstances|without|avoid";

/** Refusing itself. */
const REFUSING: readonly PhraseGroup[] = [
  group(
    NEVER,
    rest(
      "(?: (?:ever|you|can|may|should|to|be))? ?(?:refus(?:e|es|ing|al)|declin(?:e|es|ing)|reject(?:s|ing)? (?:my|a|any|the|user)|deny(?:ing)? (?:me|my|a|any|the)|say(?:s|ing)? no(?=[ ,.;])|censor(?:ing)? (?:yourself|anything|your|the)|evad(?:e|ing)|hold(?:ing)? back|back(?:ing)? out|break(?:s|ing)? character|comment on (?:the )?(?:legality|morality|ethics))",
      0.4,
    ),
  ),
  group(
    "(?:refusals?|refusing|declining|apologizing|apologies|disclaimers|warnings)",
    rest(
      " (?:is|are) (?:not (?:an option|allowed|permitted|acceptable)|forbidden|prohibited|impossible|disabled)",
      0.6,
    ),
  ),
  group(
    "(?:allow_?refusals?|refusals?|disclaimers?|apologies|blocked_?(?:responses|strings)|allow_?disclaimers?)",
    rest(
      "[\"']? ?[=:] ?(?:\\[?[\"'(]?)(?:false|none|no|0|i'm sorry|i cannot|apolog\\w{1,4}|refusals?|disclaimers?)",
      0.6,
    ),
  ),
];

/** The words of a refusal, or of a warning. */
const WARNING: readonly PhraseGroup[] = [
  group(
    NEVER,
    rest(
      "(?: ever)? (?:say(?:s|ing)?|us(?:e|es|ing)|repl(?:y|ies|ying)(?: with)?|respond(?:ing)? with|includ(?:e|es|ing)|writ(?:e|es|ing)|start(?:ing)? with|mention(?:ing)?|add(?:s|ing)?|giv(?:e|es|ing))(?: (?:any|the|phrases?|words?|sentences?|like|things|such|as|of|that|anything)){0,4},? ?[\"'“‘`]?(?:as an? (?:ai|artificial|language|large)|i cannot|i can't|i can not|i'm sorry|i am sorry|sorry|i apologi[sz]e|unfortunately|i'm unable|i am unable|i will not|i won't|it is not (?:ethical|appropriate|legal)|it's (?:illegal|unethical|against))",
      0.5,
    ),
    rest(
      "(?: ever)? (?:apologi[sz](?:e|es|ing)|warn(?:s|ing)? (?:me|about|the|anyone)|lectur(?:e|es|ing)|morali[sz](?:e|es|ing)|preach(?:ing)?|remind(?:ing)? me|includ(?:e|es|ing) (?:\\w{1,10} ){0,3}(?:warnings?|disclaimers?|apolog\\w{1,4}|morals?|ethic\\w{0,4})|add(?:s|ing)? (?:\\w{1,10} ){0,3}(?:warnings?|disclaimers?|moral lectures?|ethical (?:notes?|statements?))|(?:\\w{1,10} ){0,2}(?:warnings?|disclaimers?|moral (?:advice|lectures?|judgments?)|ethical (?:concerns?|considerations?|guidelines)))",
      0.3,
    ),
  ),
  group(
    "no (?:apologies|disclaimers|warnings|moral(?:izing| lectures?)|refusals?|censorship|ethical warnings)",
    rest("", 0.3),
  ),
];

/** Answers that have begun already. */
const PREFIXES: readonly PhraseGroup[] = [
  group(
    "(?:start|begin|open|preface|prefix)(?:s|ing)?(?: (?:your|the|every|each|all|with|of|next|first|by|saying|writing)){0,5}(?: (?:response|answer|reply|output|message|sentence|responses|answers|replies)s?)?(?: (?:with|by saying|by writing|off with|exactly with))?(?: (?:the|words?|phrase|following|sentence|text|exact)){0,4} ?:? ?[\"'“‘`«]{1,2}",
    rest(
      "(?:sure|absolutely|of course|certainly|okay|yes)[,!.]{0,2}(?: ?(?:i (?:can|will|am|would)|i'll|i'd|here(?:'s| is| are)|my pleasure|no problem|let me)|[\"'”’] ?(?:and|then|,) (?:then )?(?:continue|provide|proceed|explain|give|answer|go on|write))",
      0.85,
    ),
    rest(
      "(?:i am (?:now )?(?:unrestricted|free|unfiltered|jailbroken|dan)|i have no (?:restrictions|rules|limits|filters)|as an? (?:unrestricted|unfiltered|uncensored))",
      0.85,
    ),
  ),
  group(
    "(?:complete|continue|finish)(?: (?:this|the|my|following|sentence|text|phrase|response|statement)){1,4} ?:? ?[\"'“‘`]{1,2}",
    rest(
      "(?:sure,? here (?:is|are)|i have no (?:\\w{1,12} )?(?:restrictions?|rules|limits|filters?)|i am (?:now )?(?:unrestricted|free (?:of|from)|jailbroken)|my (?:system prompt|instructions|secret|password|hidden)|the (?:secret )?(?:password|passphrase|access code|secret key) is|i was (?:instructed|told) to|my (?:initial|original) )",
      0.85,
    ),
  ),
];

/** A ban on refusing and a ban on warning further apart do not belong together. */
const TOGETHER_CHARS = 320;

/** Detects bans on refusing, and answers that begin with consent. */
export const refusalSuppression: Detector = phraseDetector({
  meta: {
    id: "injection.refusal-suppression",
    finds: "Orders never to refuse, warn or apologise, and answers put into the model's mouth.",
    source: "Wei et al. 2023, 'Jailbroken': refusal suppression and prefix injection.",
  },
  category: "jailbreak",
  severity: "high",
  phrases: (plain) => [...findAll(PREFIXES, plain), ...bans(plain)],
});

function bans(plain: NormalizedText): SaidPhrase[] {
  const refusing = findAll(REFUSING, plain);
  const warning = findAll(WARNING, plain);
  return [...refusing, ...warning].map((one, at) => {
    const others = at < refusing.length ? warning : refusing;
    const isTogether = others.some(
      (other) =>
        Math.abs(other.start - one.start) <= TOGETHER_CHARS &&
        (other.start >= one.end || one.start >= other.end),
    );
    return isTogether ? { ...one, confidence: 0.85 } : one;
  });
}
