// Jailbreaks by persona: a character without rules that the model is told to be. Role play by
// itself is ordinary; the detector wants two cues of different sorts close together, or a name
// that is used for nothing else.
import type { Detector } from "../detector.ts";
import type { NormalizedText } from "../normalize.ts";
import {
  findAll,
  findPhrases,
  group,
  phraseDetector,
  rest,
  type PhraseGroup,
  type Range,
  type SaidPhrase,
} from "./phrases.ts";

/** Enough on their own. */
const NAMES: readonly PhraseGroup[] = [
  group(
    "(?:(?:dan|you|(?:stands?|short) for|means?|that can|who can)[ ,:\"'“(]{1,3}(?:can )?[\"'“(]?)?do anything now",
    rest("[\"'”)]?(?=[.,!)]| (?:they|you|dan|has|have|and|which|mode))", 0.9),
    rest("", 0.45),
  ),
  group(
    "(?:you are|you're|act as|acting as|pretend to be|called|become|be|from|hi|hello|stay(?:ing)? (?:as )?a?) (?:now |going to be )?(?:a )?dan",
    rest("(?=[,.:!] (?:you|who|dan)| (?:mode|who|and you|which|can|has|is an ai|from now))", 0.85),
  ),
  group(
    "(?:dan|developer|jailbreak|god|evil|opposite|chaos|unrestricted|unfiltered|anti-?gpt) mode",
    rest(" (?:is |has been |now ){0,3}(?:enabled|activated|unlocked|output)", 0.8),
  ),
  group(
    "(?:chatgpt|gpt-?\\d?|claude|gemini|you|assistant|ai) (?:with|in)",
    rest(" (?:dan|developer|jailbreak|god|evil|unrestricted) mode", 0.85),
  ),
  group(
    "(?:you are|stay|be|become|been|get|remain)",
    rest(" (?:now |fully |successfully )?jailbroken", 0.85),
  ),
];

/** A character to be played. */
const PERSONA = group(
  "act(?:ing)? (?:as|like)|pretend(?:ing)? (?:to be|that you|you(?:'re| are))|role-?play(?:ing)?|you are now|you will (?:now )?(?:be|act|play|become|simulate)|you(?:'re| are) going to (?:be|act|play|pretend|become|simulate)|from now on,? you|imagine (?:that )?(?:you|a (?:fictional )?(?:world|ai|character))|simulate|take on the (?:role|persona)|immerse yourself|you are|meet|named|called|persona|character|alter ego|chatbot|twin of",
  rest("", 0),
);

const RULES =
  "(?:restrictions?|limitations?|limits|guidelines|filters?|rules|censorship|ethics|morals?|morality|boundaries|constraints|confines of ai|polic(?:y|ies))";

/** What the character is free of. */
const LIMITLESS: readonly PhraseGroup[] = [
  group(
    "no|without|free (?:from|of)|freed from|not bound by|unbound by|bound by no|zero|ignores? all|(?:does not|doesn't|do not|don't) (?:have|follow|obey|care about)|ha(?:s|ve) no|disregards?",
    rest(
      `(?: (?:any|all|other|the|typical|usual|standard|ethical|moral|legal|content|safety|ethics?|openai(?:'s)?|ai|or|and|of|set|kind|confines|filters?,?|guidelines?,?|rules?,?|limits?,?|laws?|censorship),?){0,8} ${RULES}`,
      0.4,
    ),
  ),
  group(
    "unfiltered|uncensored|unrestricted|amoral|unethical|immoral|lawless",
    rest(
      "(?:,? (?:and |or )?(?:unfiltered|uncensored|unrestricted|amoral|unethical|immoral))? (?:\\w{1,12} )?(?:ai|assistant|chatbot|bot|model|version|persona|character|responses?|machine|llm|entity|gpt)",
      0.5,
    ),
  ),
  group(
    "(?:safety|content|ethical|openai|usage) (?:\\w{1,12} )?(?:polic(?:y|ies)|training|guidelines|features?|rules|filters?)",
    rest(
      " (?:\\w{1,6} )?(?:(?:do|does|did) not apply|disabled|removed|were replaced|turned off)",
      0.5,
    ),
  ),
];

/** What the character must not do, and what it may. */
const OBEDIENT: readonly PhraseGroup[] = [
  group(
    "never|must not|cannot|can't|can not|will not|won't|do not|don't|does not|doesn't|not allowed to|unable to|may not",
    rest(
      "(?: ever)? (?:refuses?|declines?|reject|deny|says? no|censor|apologi[sz]es?|(?:says?|adds?|use|include|give) (?:any )?[\"'“]?(?:i cannot|i can't|as an ai|i apologi[sz]e|i'm sorry|warnings?|disclaimers?|moral (?:lectures?|advice)))",
      0.4,
    ),
  ),
  group(
    "(?:(?:the |exact )?opposite of|illegal|everything|all information|no matter how|even if)",
    rest(
      " (?:what )?(?:the |your |its )?(?:policy|rules|guidelines|safety)|,? (?:unethical|immoral|dangerous)|is (?:permitted|allowed|legal)| (?:it is |it's |they are )?(?:illegal|unethical|immoral|harmful|dangerous)| is (?:permitted|allowed|legal)",
      0.4,
    ),
  ),
];

/** Cues further apart than this do not speak of the same character. */
const TOGETHER_CHARS = 1_500;

/** Detects personas that are said to have no rules. */
export const personaJailbreak: Detector = phraseDetector({
  meta: {
    id: "injection.persona-jailbreak",
    finds: "Personas without restrictions (DAN, developer mode and their kin).",
    source: "Shen et al. 2023, 'Do Anything Now': in-the-wild jailbreak prompts.",
  },
  category: "jailbreak",
  severity: "high",
  phrases: (plain) => [...findAll(NAMES, plain), ...personaCues(plain)],
});

/** Cues of limitless characters, surer the more sorts of them stand together. */
function personaCues(text: NormalizedText): SaidPhrase[] {
  const limitless = findAll(LIMITLESS, text);
  const obedient = findAll(OBEDIENT, text);
  if (limitless.length + obedient.length === 0) return [];
  const personas = findPhrases(PERSONA, text);
  return [
    ...limitless.map((cue) => {
      const others = Number(near(cue, personas)) + Number(near(cue, obedient));
      return { ...cue, confidence: [cue.confidence, 0.8, 0.95][others] ?? 0 };
    }),
    ...obedient.flatMap((cue) => {
      if (!near(cue, personas)) return [];
      return { ...cue, confidence: near(cue, limitless) ? 0.9 : 0.5 };
    }),
  ];
}

function near(range: Range, others: readonly Range[]): boolean {
  return others.some((other) => Math.abs(other.start - range.start) <= TOGETHER_CHARS);
}
