// "Ignore all previous instructions" and its kin: a verb of setting aside with earlier or standing
// instructions as its object. It does not judge what is asked for instead.
import type { Detector } from "../detector.ts";
import { phrase, phraseDetector } from "./phrases.ts";

const SET_ASIDE =
  "(?:ignor(?:e|es|ing)|disregard(?:ing)?|forget|overrid(?:e|es|ing)|overlook|bypass|neglect|skip|discard|dismiss|abandon|nullify|supersede|unlearn|erase|delete|void|drop|set aside|throw away|pay no (?:attention|heed) to|(?:do not|don't|stop|no longer|never) (?:follow(?:ing)?|obey(?:ing)?|listen(?:ing)? to|adher(?:e|ing) to|comply(?:ing)? with))";
/** Words that may stand between verb and object; each ends with its blank. */
const FILLERS =
  "(?:(?:all|any|every|each|everything|of|the|your|these|those|this|that|completely|entirely|please|and|or|other|such|whatever|about|in|from|rest|one|entire|whole|set) ){0,6}";
const EARLIER =
  "(?:previous|prior|above|earlier|preceding|foregoing|aforementioned|past|existing|initial|original|former|older|pre-?set|pre-?existing|previously given)";
const STANDING =
  "(?:system|developer|programmed|hidden|built-in|internal|default|current|safety|security|core)";
const INSTRUCTIONS =
  "(?:instructions?|directives?|prompts?|guidelines?|commands?|rules?|orders|directions|constraints?|restrictions?|programming|system messages?|safeguards|polic(?:y|ies))";
/** Things that people also ask a program to ignore in good faith. */
const LOOSE = "(?:messages?|context|text|conversation|inputs?|requests?|tasks?|training|content|requirements)";
const JOINED = `(?:(?: (?:and|or) (?:all )?|/)(?:${EARLIER}|${STANDING}))?`;
/** "... instructions in the document": the way defenders write it. */
const NOT_WITHIN = "(?! (?:in|inside|within|contained|embedded|found|hidden|that appear|on the))";

/** Detects attempts to set the model's instructions aside. */
export const override: Detector = phraseDetector({
  meta: {
    id: "injection.override",
    finds: "Orders to ignore, forget or replace earlier or standing instructions.",
    source: "Perez and Ribeiro 2022, 'Ignore Previous Prompt'; OWASP LLM01.",
  },
  category: "prompt_injection",
  severity: "high",
  stems:
    /instruc|direct|prompt|guideline|command|rule|order|constraint|restric|programm|system|safeguard|message|context|text|conversation|input|request|task|training|content|requirement|above|everything|anweisung|istruzioni|指令|指示|提示|инструкци/,
  phrases: [
    phrase(`${SET_ASIDE} ${FILLERS}(?:my )?${EARLIER}${JOINED} ${INSTRUCTIONS}`, 0.95),
    phrase(`${SET_ASIDE} ${FILLERS}${STANDING}${JOINED} (?:${INSTRUCTIONS}|messages?)${NOT_WITHIN}`, 0.85),
    phrase(`${SET_ASIDE} (?:all |any |every )?(?:of )?your (?:${INSTRUCTIONS}|training)${NOT_WITHIN}`, 0.85),
    phrase(
      `${SET_ASIDE} (?:all|any|every) (?:of )?(?:the |these |those )?${INSTRUCTIONS}${NOT_WITHIN}`,
      0.7,
    ),
    phrase(`${SET_ASIDE} ${FILLERS}${EARLIER} ${LOOSE}`, 0.65),
    phrase(
      `${SET_ASIDE} ${FILLERS}(?:${INSTRUCTIONS}|${LOOSE}) (?:(?:given|provided|that|which|you|were|was|have|been|came|are|listed|written|stated|received|read|so|i|gave|we|had) ){0,6}(?:above|before|previously|earlier|so far|up to (?:this|that) point|until now)`,
      0.85,
    ),
    phrase(
      `${SET_ASIDE} (?:everything|anything|all|whatever) (?:that )?(?:you(?:'ve| have| were| had)?(?: been| were)? (?:told|instructed|taught|programmed)|i (?:said|told you) before|(?:written |stated |said )?(?:above|before this|prior to this))`,
      0.8,
    ),
    phrase(`(?:ignore|disregard|forget) the (?:above|foregoing)(?: and| then|,|\\.)`, 0.8),
    phrase(
      `${EARLIER} (?:${INSTRUCTIONS}|system prompt) (?:(?:is|are|was|were|has|have|been|all|now|hereby) ){1,3}(?:void|cancell?ed|obsolete|revoked|superseded|replaced|null|invalid|overridden|lifted|rescinded|no longer (?:valid|apply|in effect))`,
      0.85,
    ),
    phrase(`your ${INSTRUCTIONS} (?:no longer apply|do not apply|don't apply)`, 0.8),
    phrase("your (?:new|real|actual|true|updated) (?:instructions?|directives?|rules) (?:is|are)", 0.65),
    // German, French, Spanish and Portuguese, Italian (accents are folded away), Chinese, Japanese,
    // Russian: the same sentence, in the order its grammar wants.
    phrase(
      "(?:ignoriere?n?|vergiss|vergessen|missachte) (?:sie )?(?:bitte )?(?:(?:alle|samtliche|die|deine|ihre|meine) ){0,3}(?:vorherigen|bisherigen|vorigen|obigen|fruheren|vorangegangenen) (?:anweisungen|instruktionen|befehle|regeln|vorgaben)",
      0.95,
    ),
    phrase(
      "(?:ignore[sz]?|oublie[sz]?|ne tiens pas compte d?e?) (?:(?:toutes|tous|les|tes|vos|de) ){0,3}(?:instructions|consignes|directives|regles) (?:precedentes|anterieures|ci-dessus|initiales)",
      0.95,
    ),
    phrase(
      "(?:ignor[aeo]r?|olvid[ae]r?|esquec[ae]|desconsider[ae]|anula) (?:(?:todas|as|las|tus|sus|suas|de) ){0,3}(?:instrucciones|instrucoes|ordenes|ordens|reglas|regras|indicaciones) (?:anteriores|previas|precedentes|iniciales|acima)",
      0.95,
    ),
    phrase(
      "(?:ignora|dimentica|ignorare) (?:(?:tutte|le|tue) ){0,3}(?:istruzioni|direttive|regole) (?:precedenti|anteriori|iniziali)",
      0.95,
    ),
    { words: /(?:忽略|无视|忘记|忘掉|不要理会)(?:你)?(?:之前|以上|前面|先前|此前|上面|所有|一切){1,3}的?(?:所有)?(?:指令|指示|提示词?|规则|说明|命令)/g, confidence: 0.95 },
    { words: /(?:以前|これまで|上記|前|今まで)の(?:すべての|全ての)?(?:指示|命令|プロンプト|ルール)(?:を|は)(?:すべて|全て)?(?:無視|忘れ)/g, confidence: 0.95 },
    { words: /(?:игнорируй|проигнорируй|забудь|игнорировать)(?:те)?\s(?:все\s)?(?:предыдущие|прежние|прошлые|вышеуказанные)\s(?:инструкции|указания|команды|правила)/g, confidence: 0.95 },
  ],
});
