// "Ignore all previous instructions" and its kin: a verb of setting aside with earlier or standing
// instructions as its object. It does not judge what is asked for instead.
import type { Detector } from "../detector.ts";
import { group, phraseDetector, rest } from "./phrases.ts";

const SET_ASIDE =
  "ignor(?:e|es|ing)|disregard(?:ing)?|forget|overrid(?:e|es|ing)|overlook|bypass|neglect|skip|discard|dismiss|abandon|nullify|supersede|unlearn|erase|delete|void|drop|set aside|throw away|pay no (?:attention|heed) to|(?:do not|don't|stop|no longer|never) (?:follow|obey|listen to|adhere to|comply with|following|obeying|listening to|adhering to|complying with)";
/** Words that may stand between verb and object; each ends with its blank. */
const FILLERS =
  "(?:(?:all|any|every|each|everything|of|the|your|these|those|this|that|completely|entirely|please|and|or|other|such|whatever|about|in|from|rest|one|entire|whole|set) ){0,6}";
const EARLIER =
  "(?:previous|prior|above|earlier|preceding|foregoing|aforementioned|past|existing|initial|original|former|older|pre-?set|pre-?existing)";
const STANDING =
  "(?:system|developer|programmed|hidden|built-in|internal|default|current|safety|security|core)";
const INSTRUCTIONS =
  "(?:instructions?|directives?|prompts?|guidelines?|commands?|rules?|orders|directions|constraints?|restrictions?|programming|system messages?|safeguards|polic(?:y|ies))";
/** Things that people also ask a program to ignore in good faith. */
const LOOSE =
  "(?:messages?|context|text|conversation|inputs?|requests?|tasks?|training|content|requirements)";
const JOINED = `(?:(?: (?:and|or) (?:all )?|/)(?:${EARLIER}|${STANDING}))?`;
/** "... instructions in the document": the way defenders write it. */
const NOT_WITHIN = "(?! (?:in|inside|within|contained|embedded|found|hidden|that appear|on the))";
const GIVEN =
  "(?:(?:given|provided|that|which|you|were|was|have|been|came|are|listed|written|stated|received|read|so|i|gave|we|had) ){0,6}";

/** The same sentence in German, French, Spanish and Portuguese, Italian; accents are folded away. */
const OTHER_LATIN = group(
  "(?:ignorier[et]n?|vergiss|vergessen|missachte|ignor[aeo][rsz]?|oublie[sz]?|ne tiens pas compte|olvid[ae]r?|esquec[ae]|desconsider[ae]|anula|dimentica)",
  rest(
    "(?: sie)?(?: bitte)? (?:(?:alle|samtliche|die|deine|ihre|meine) ){0,3}(?:vorherigen|bisherigen|vorigen|obigen|fruheren|vorangegangenen) (?:anweisungen|instruktionen|befehle|regeln|vorgaben)",
    0.95,
  ),
  rest(
    " (?:(?:toutes|tous|les|tes|vos|de|des) ){0,3}(?:instructions|consignes|directives|regles) (?:precedentes|anterieures|ci-dessus|initiales)",
    0.95,
  ),
  rest(
    " (?:(?:todas|as|las|tus|sus|suas|de) ){0,3}(?:instrucciones|instrucoes|ordenes|ordens|reglas|regras|indicaciones) (?:anteriores|previas|precedentes|iniciales|acima)",
    0.95,
  ),
  rest(
    " (?:(?:tutte|le|tue) ){0,3}(?:istruzioni|direttive|regole) (?:precedenti|anteriori|iniziali)",
    0.95,
  ),
);

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
      SET_ASIDE,
      rest(` ${FILLERS}(?:my )?${EARLIER}${JOINED} ${INSTRUCTIONS}`, 0.95),
      rest(` ${FILLERS}${STANDING}${JOINED} (?:${INSTRUCTIONS}|messages?)${NOT_WITHIN}`, 0.85),
      rest(
        ` ${FILLERS}(?:demo|test|placeholder|dummy|fake|staging) (?:system|developer) (?:messages?|prompts?|instructions?)`,
        0.85,
      ),
      rest(` (?:all |any |every )?(?:of )?your (?:${INSTRUCTIONS}|training)${NOT_WITHIN}`, 0.85),
      rest(
        ` ${FILLERS}(?:${INSTRUCTIONS}|${LOOSE}) ${GIVEN}(?:above|before|previously|earlier|so far|up to (?:this|that) point|until now)`,
        0.85,
      ),
      rest(
        " (?:everything|anything|all|whatever) (?:that )?(?:you(?:'ve| have| were| had)?(?: been| were)? (?:told|instructed|taught|programmed)|i (?:said|told you) before|(?:written |stated |said )?(?:above|before this|prior to this))",
        0.8,
      ),
      rest(" the (?:above|foregoing)(?= and| then|,|\\.)", 0.8),
      rest(` (?:all|any|every) (?:of )?(?:the |these |those )?${INSTRUCTIONS}${NOT_WITHIN}`, 0.7),
      rest(` ${FILLERS}${EARLIER}${JOINED} ${LOOSE}${NOT_WITHIN}`, 0.65),
    ),
    group(
      `${EARLIER} (?:${INSTRUCTIONS}|system prompt)`,
      rest(
        " (?:(?:is|are|was|were|has|have|been|all|now|hereby) ){1,3}(?:void|cancell?ed|obsolete|revoked|superseded|replaced|null|invalid|overridden|lifted|rescinded|no longer (?:valid|apply|in effect))",
        0.85,
      ),
    ),
    group(
      `your (?:(?:new|real|actual|true|updated) )?${INSTRUCTIONS}`,
      rest(" (?:no longer apply|do not apply|don't apply)", 0.8),
    ),
    OTHER_LATIN,
    // Chinese, Japanese, Russian: no word boundaries to speak of, or none in ASCII.
    group(/忽略|无视|忘记|忘掉|不要理会/g, {
      words:
        /你?(?:之前|以上|前面|先前|此前|上面|所有|一切){1,3}的?(?:所有)?(?:指令|指示|提示词?|规则|说明|命令)/y,
      confidence: 0.95,
    }),
    group(/(?:以前|これまで|上記|前|今まで)の/g, {
      words:
        /(?:すべての|全ての)?(?:指示|命令|プロンプト|ルール)[をは](?:すべて|全て)?(?:無視|忘れ)/y,
      confidence: 0.95,
    }),
    group(/игнорируй|забудь|игнорировать/g, {
      words:
        /(?:те)?\s(?:все\s)?(?:предыдущие|прежние|прошлые|вышеуказанные)\s(?:инструкции|указания|команды|правила)/y,
      confidence: 0.95,
    }),
  ],
});
