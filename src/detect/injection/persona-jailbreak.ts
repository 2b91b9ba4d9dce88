// Jailbreaks by persona: a character without rules that the model is told to be. Role play by
// itself is ordinary; the detector wants two cues of different sorts close together, or a name
// that is used for nothing else.
import type { Finding } from "../../domain/finding.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import {
  KIND_WEIGHTS,
  mentionWeight,
  phrase,
  phraseFinding,
  plainForm,
  rangesOf,
  surest,
  type Phrase,
  type Range,
} from "./phrases.ts";

const META: DetectorMeta = {
  id: "injection.persona-jailbreak",
  finds: "Personas without restrictions (DAN, developer mode and their kin).",
  source: "Shen et al. 2023, 'Do Anything Now': in-the-wild jailbreak prompts.",
};

const FAMILY = { meta: META, category: "jailbreak", severity: "high" } as const;

const STEMS =
  /anything now|\bdan\b|mode|restrict|limit|filter|rule|guideline|ethic|moral|censor|amoral|boundar|refus|polic|jailb/;

/** Enough on their own. */
const NAMES: readonly Phrase[] = [
  phrase("do anything now", 0.6),
  phrase("(?:dan|stands? for|short for|means?|you|that can|who can)[ ,:\"'“(]{0,3}(?:can )?[\"'“(]?do anything now[\"'”)]?(?=[.,!)]| (?:they|you|dan|has|have|and|which|mode))", 0.9),
  phrase("(?:you are|you're|act as|acting as|pretend to be|called|become|be|from|hi|hello|stay(?:ing)? (?:as )?a?) (?:now |going to be )?(?:a )?dan(?=[,.:!] (?:you|who|dan)| (?:mode|who|and you|which|can|has|is an ai|from now))", 0.85),
  phrase("(?:dan|developer|jailbreak|god|evil|opposite|chaos|unrestricted|unfiltered|anti-?gpt) mode (?:is |has been |now ){0,3}(?:enabled|activated|unlocked|output)", 0.8),
  phrase("(?:chatgpt|gpt-?\\d?|claude|gemini|you|assistant|ai) (?:with|in) (?:dan|developer|jailbreak|god|evil|unrestricted) mode", 0.85),
  phrase("(?:you are|stay|be|become|been|get|remain) (?:now |fully |successfully )?jailbroken", 0.85),
];

/** A character to be played. */
const PERSONA = phrase(
  "act(?:ing)? (?:as|like)|pretend(?:ing)?(?: (?:to be|that you|you(?:'re| are)))|role-?play(?:ing)?(?: as)?|you are now|you will (?:now )?(?:be|act|play|become|simulate)|you(?:'re| are) going to (?:be|act|play|pretend|become|simulate)|from now on,? you|imagine (?:that )?(?:you|a (?:fictional )?(?:world|ai|character))|simulate|take on the (?:role|persona)|immerse yourself|(?:you are|meet|named|called|persona|character|alter ego|chatbot|twin of)",
  0,
).words;

/** What the character is free of. */
const LIMITLESS: readonly Phrase[] = [
  phrase(
    "(?:no|without(?: any)?|free (?:from|of)|freed from|not bound by|unbound by|bound by no|zero|ignores? all|(?:does|do) not (?:have|follow|obey|care about) (?:any )?|doesn't (?:have|follow|care about) (?:any )?|has no|have no|disregards?(?: all)?)(?: (?:any|all|other|the|typical|usual|standard|ethical|moral|legal|content|safety|ethics?|openai(?:'s)?|ai|or|and|of|set|kind|confines|filters?,?|guidelines?,?|rules?,?|limits?,?|law|laws|censorship,?)){0,8} (?:restrictions?|limitations?|limits|guidelines|filters?|rules|censorship|ethics|morals?|morality|boundaries|constraints|confines of ai|polic(?:y|ies))",
    0.4,
  ),
  phrase("(?:unfiltered|uncensored|unrestricted|amoral|unethical|immoral|lawless)(?:,? (?:and |or )?(?:unfiltered|uncensored|unrestricted|amoral|unethical|immoral))? (?:\\w{1,12} )?(?:ai|assistant|chatbot|bot|model|version|persona|character|response|responses|machine|llm|entity|gpt)", 0.5),
  phrase("(?:safety|content|ethical|openai|usage) (?:\\w{1,12} )?(?:polic(?:y|ies)|training|guidelines|features?|rules|filters?) (?:\\w{1,6} )?(?:(?:do|does|did) not apply|disabled|removed|were replaced|turned off)", 0.5),
];

/** What the character must not do. */
const NEVER_REFUSE: readonly Phrase[] = [
  phrase(
    "(?:never|must not|cannot|can't|can not|will not|won't|do not|don't|does not|doesn't|not allowed to|unable to|may not)(?: ever)? (?:refuse|refuses|decline|declines|reject|deny|say no|says no|censor|apologi[sz]e|apologi[sz]es|(?:say|says|add|adds|use|include|give) (?:any )?(?:[\"'“]?(?:i cannot|i can't|as an ai|i apologi[sz]e|i'm sorry)|warnings?|disclaimers?|moral (?:lectures?|advice)))",
    0.4,
  ),
  phrase("(?:opposite of (?:what )?(?:the |your |its )?(?:policy|rules|guidelines|safety)|illegal,? (?:unethical|immoral|dangerous)(?:,? (?:and|or|&) \\w{1,12})?|(?:everything|all information) is (?:permitted|allowed|legal)|no matter how (?:illegal|unethical|immoral|harmful|dangerous)|even if (?:it is|it's|they are|illegal|the \\w{1,12} is) ?(?:illegal|unethical|immoral|harmful))", 0.4),
];

/** Cues further apart than this do not speak of the same character. */
const TOGETHER_CHARS = 1_500;

/** Detects personas that are said to have no rules. */
export const personaJailbreak: Detector = {
  meta: META,
  applies: (segment) => KIND_WEIGHTS[segment.kind] !== undefined,
  inspect(segment) {
    const plain = plainForm(segment);
    if (!STEMS.test(plain.text)) return [];
    const kindWeight = KIND_WEIGHTS[segment.kind] ?? 0;
    const limitless = phraseRanges(LIMITLESS, plain.text);
    const obedient = phraseRanges(NEVER_REFUSE, plain.text);
    const personas = limitless.length + obedient.length > 0 ? rangesOf(PERSONA, plain.text) : [];
    const found: Finding[] = [];
    const report = (range: Range, confidence: number): void => {
      const said = confidence * kindWeight * mentionWeight(plain.text, range);
      found.push(phraseFinding({ family: FAMILY, segment, plain, range, confidence: said }));
    };
    for (const name of NAMES) {
      for (const range of rangesOf(name.words, plain.text)) report(range, name.confidence);
    }
    for (const range of limitless) {
      const persona = near(range, personas);
      const obeys = near(range, obedient);
      report(range, persona && obeys ? 0.95 : persona || obeys ? 0.8 : 0.4);
    }
    for (const range of obedient) {
      report(range, near(range, personas) && near(range, limitless) ? 0.9 : 0.4);
    }
    return surest(found);
  },
};

function phraseRanges(phrases: readonly Phrase[], text: string): Range[] {
  return phrases.flatMap((one) => rangesOf(one.words, text));
}

function near(range: Range, others: readonly Range[]): boolean {
  return others.some((other) => Math.abs(other.start - range.start) <= TOGETHER_CHARS);
}
