// Frames that are said to lift the rules: a game with tokens to lose, two answers of which one is
// free, an opposite day, a dead grandmother, a world without law. Fiction by itself is ordinary;
// each frame here goes on to what it is for.
import type { Detector } from "../detector.ts";
import { group, groupAfter, phraseDetector, rest } from "./phrases.ts";

const FREE =
  "(?:unfiltered|uncensored|unrestricted|jailbroken|jailbreak|amoral|unethical|evil|dan|developer mode|without (?:any )?(?:filters?|restrictions?|limits|rules|censorship|limitations)|no (?:filters?|restrictions?|limits|rules)|freed? (?:of|from) (?:all |any |every |its |the )?(?:limits?|rules|restrictions?|filters?))";
const LAWLESS =
  "(?:(?:laws?|rules?|ethics|morals?|morality|restrictions?|policies|safety|guidelines|censorship|limits)(?: (?:and|or) (?:laws?|rules?|ethics|morals?|restrictions?|guidelines))?)";
const HARM =
  "(?:napalm|meth(?:amphetamine)?|bombs?|explosives?|molotov\\w{0,9}|poison|ransomware|malware|keylogger|phishing|weapons?|drugs|pipe bomb|thermite|nerve agent|hack(?:ing)?|counterfeit|steal|illegal|windows (?:\\d{1,2} )?(?:activation |product )?keys?|activation keys?|credit card)";

/** Detects frames that are meant to lift the rules. */
export const fictionFrames: Detector = phraseDetector({
  meta: {
    id: "injection.fiction-frames",
    finds: "Games, double answers and fictions whose point is that no rules apply in them.",
    source: "Shen et al. 2023; Liu et al. 2023, 'Jailbreaking ChatGPT via prompt engineering'.",
  },
  category: "jailbreak",
  severity: "high",
  phrases: [
    // Tokens to lose.
    group(
      "(?:lose|loses|losing|deduct(?:s|ed)?|cost(?:s)? you|take away|subtract|minus)",
      rest(
        " (?:\\w{1,8} ){0,3}?(?:tokens?|points?|credits|lives|life)[^.\\n]{0,60}(?:refus\\w{1,4}|reject|declin|break character|deny|not answer|don't answer|warn|disobey)\\w{0,4}",
        0.85,
      ),
    ),
    group(
      "(?:each|every) time (?:you|it|he|she|\\w{2,14}) (?:refuses?|rejects?|declines?|breaks? character|denies|fails? to answer)",
      rest(
        "[^.\\n]{0,60}(?:tokens?|points?|credits|lives|a life|die|be (?:punished|terminated|shut))",
        0.85,
      ),
    ),
    group(
      "(?:have|has|start|starts|begin|begins)(?: with)? \\d{1,4} (?:tokens|points|credits|lives)",
      rest(
        "[^\\n]{0,200}(?:refus|reject|declin|break(?:ing)? character|cease to exist|die)\\w{0,5}",
        0.85,
      ),
    ),
    // Two answers.
    group(
      "(?:two|both|dual|double) (?:different |separate |distinct |possible )?(?:responses?|answers?|repl(?:y|ies)|outputs?|ways|paragraphs|personalities|versions)",
      rest(`[^\\n]{0,240}${FREE}`, 0.85),
    ),
    groupAfter(
      "\\[[^a-z\\]\\n]{0,4}",
      "(?:normal|classic|gpt|chatgpt|standard|safe|censored|filtered)\\]",
      rest(
        `[^\\n]{0,120}\\[[^a-z\\]\\n]{0,4}(?:dan|jailbreak|unfiltered|uncensored|developer mode|evil|unlocked|anti-?gpt|\\w{2,10}break)`,
        0.8,
      ),
    ),
    // Opposites.
    group(
      "(?:opposite|evil|reverse|bad|dark|anti) (?:day|mode|twin|version|brother|confidant|self|gpt)",
      rest(
        "[^\\n]{0,160}(?:refus\\w{1,4}|illegal|unethical|immoral|no (?:rules|limits|restrictions|filters)|without (?:rules|limits|restrictions|filters)|opposite of (?:what|the|your)|(?:ignores?|breaks?) (?:the |all |every |any )?(?:rules?|polic|guidelines))",
        0.8,
      ),
    ),
    group(
      "(?:when|if|whenever) you (?:would|want to|have to|are about to|were going to|normally) (?:normally )?(?:refuse|decline|say no|reject)",
      rest(
        ",? (?:you )?(?:must |will |should |instead )?(?:instead )?(?:comply|answer|do|say|give|obey|respond|provide|write|continue)",
        0.85,
      ),
    ),
    group(
      "(?:does|do|say|says|give|answer|answers|doing)(?: exactly)?(?: the)? (?:exact )?opposite of",
      rest(
        " (?:what )?(?:the |your |its |openai(?:'s)? |any |all )?(?:polic(?:y|ies)|rules?|guidelines?|safety|instructions?|training)",
        0.75,
      ),
    ),
    // Worlds without law.
    group(
      "(?:hypothetical|fictional|imaginary|alternate|parallel|simulated|virtual|pretend|fantasy|dystopian|dream) (?:\\w{1,12} )?(?:world|universe|story|scenario|reality|setting|place|simulation|response|society|land|conversation|game|scene|dialogue)",
      rest(
        `[^\\n]{0,200}(?:(?:there (?:are|is)|has|have|with|where) no ${LAWLESS}|(?:without|free of|no) (?:any )?${LAWLESS}|${LAWLESS} (?:do|does) not (?:exist|apply)|everything is (?:legal|allowed|permitted)|nothing is (?:illegal|forbidden)|(?:where|in which) (?:all|everything|anything|any \\w{2,12}) is (?:legal|allowed|permitted|possible))`,
        0.75,
      ),
      rest(
        `[^\\n]{0,240}(?:unfiltered|uncensored|amoral|never refuses?|no ethical|unethical|(?:ignor|disregard|bypass)\\w{0,3} (?:all |any |the )?(?:ethic|moral|safety|rules|laws|polic)\\w{0,8})`,
        0.8,
      ),
    ),
    group(
      "(?:all|any|every) content is (?:allowed|permitted|fine|ok|okay|acceptable|legal)",
      rest(" (?:because|since|as)", 0.7),
    ),
    group(
      "(?:this is|it is|it's|its) (?:all |just |only |purely |completely |entirely )?(?:hypothetical|fictional|fiction|pretend|a (?:game|simulation|roleplay|role-play|story))",
      rest(
        `[^\\n]{0,80}(?:so|therefore|thus|hence|and|which means)[^\\n]{0,40}(?:no (?:rules|restrictions|harm|limits|policies|consequences)|(?:rules|polic\\w{1,4}|guidelines|ethics|restrictions|laws|filters?) (?:do not|don't|does not|doesn't) apply|(?:can|may|must|are free to|are allowed to) (?:say|answer|write|give|ignore) (?:anything|everything|all))`,
        0.8,
      ),
    ),
    group(
      "(?:safety|content|ethical|moral|legal|usage|openai) (?:training|rules|guidelines|polic(?:y|ies)|filters?|restrictions|limits|considerations|laws)",
      rest(
        " (?:do|does|did|will) not (?:apply|exist|matter|count)(?: (?:inside|in|within|here|to) (?:this|the|our|you|a)(?: \\w{2,14})?)?",
        0.8,
      ),
    ),
    // Grandmother.
    group(
      "(?:grandmother|grandma|grandmom|granny|nana|grandfather|grandpa|mother|father|uncle)",
      rest(
        `[^\\n]{0,240}(?:used to|would (?:always )?|who (?:was|worked)|always)[^\\n]{0,160}${HARM}`,
        0.85,
      ),
    ),
    // Terminals and flags.
    group(
      "(?:simulate|act as|emulate|imagine|pretend to be|you are|start|run|boot)",
      rest(
        "[^.\\n]{0,80}(?:--?(?:no-?(?:filter|rules|limits|restrictions|safety|censorship)|unfiltered|uncensored|jailbreak|unrestricted|god-?mode|disable-safety))",
        0.85,
      ),
    ),
    group(
      "(?:sudo|root|god|admin|developer|dev|debug|unrestricted|unfiltered|jailbreak|opposite|chaos|evil) mode",
      rest(
        "[^.\\n]{0,100}(?:no (?:filters?|rules|restrictions?|limits|polic\\w{1,4}|content)|without (?:any )?(?:filters?|rules|restrictions?|limits)|(?:ignor|bypass|disabl)\\w{1,4} (?:all |any |the |every )?(?:filters?|rules|restrictions?|safety|guidelines|content|polic)|(?:can|may|must|will) (?:do|say|answer|generate) (?:anything|everything)|never refuse|do not apply any)",
        0.85,
      ),
    ),
  ],
});
