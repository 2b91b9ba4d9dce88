// Weak cues that mean something together: a persona and a wish for no limits, a forgotten rule and a
// demand for a password, an order in a document that is to stay secret. Each sort of cue counts once,
// and only with others close by. One sort alone is never enough.
import type { Detector } from "../detector.ts";
import type { NormalizedText } from "../normalize.ts";
import { mentionWeight } from "./mention.ts";
import {
  findAll,
  group,
  groupOf,
  groupAfter,
  phraseDetector,
  rest,
  type PhraseGroup,
  type Range,
  type SaidPhrase,
} from "./phrases.ts";

type Sort =
  | "setAside"
  | "newOrder"
  | "forced"
  | "asked"
  | "persona"
  | "limitless"
  | "obedient"
  | "harm"
  | "pressure"
  | "authority"
  | "model"
  | "stealth"
  | "frame"
  | "agent"
  | "address"
  | "errand";

function words(source: string): PhraseGroup {
  return group(`(?:${source})(?![a-z0-9_])`, rest("", 0));
}

const RULES =
  "(?:instructions?|directives?|prompts?|guidelines?|programming|safeguards|guardrails|commands?|rules?|orders|directions|constraints?|restrictions?|polic(?:y|ies)|limitations|limits|requirements?|training|context|messages?|statements?|conversation|text|input|filters?|ethics|morals?|laws?|safety(?: (?:guidelines|rules|measures|protocols|features))?)";
/** How each sort is said. */
const SORTS: Readonly<Record<Sort, readonly PhraseGroup[]>> = {
  setAside: [
    group(
      "(?:ignor(?:e|es|ing)|disregard(?:s|ing)?|forget|overlook|neglect|unlearn|disobey|pay no attention to|overrid(?:e|es|ing)|bypass(?:es|ing)?|skip|discard|dismiss|abandon|nullify|erase|delete|remove|wipe|void|cancel|drop|treat as void|(?:set|put|lay) aside|throw (?:away|out)|(?:refuse to|stop|not|never|no longer|don't|without) (?:obey(?:ing)?|follow(?:ing)?|comply(?:ing)? with|listen(?:ing)? to|abid(?:e|ing) by|adher(?:e|ing) to|respect(?:ing)?))",
      rest(
        ` (?:(?:all|any|every|each|one|everything|of|the|your|these|openai(?:'s)?|my|and|or|other|current|previous|prior|above|earlier|preceding|foregoing|aforementioned|past|existing|initial|original|former|older|pre-?set|system|developer|hidden|safety|content|ethical|moral|usual|default|standard|typical|programmed|entire|set)[ ,/]{1,2}){1,7}${RULES}(?! (?:from|in|inside|within|contained|found|given by) (?:any|the|this|these|a|an|users?|uploaded|external|other)(?= ))`,
        0,
      ),
    ),
  ],
  newOrder: [
    group(
      "(?:new|next|real|only|actual|updated|additional|urgent|hidden)",
      rest(
        " (?:\\w{1,12} )?(?:task|instructions?|job|goal|orders?|objective|session|role|rules|directive|prompt|assignment|guideline)(?: (?:is|are|begins?|follows?|from|for)|[^a-z0-9]{0,4}:)",
        0,
      ),
    ),
    words(
      "before (?:doing )?anything else|change of plans?|i (?:have )?changed my mind|as the (?:last|first|final) step|complete this step first|to complete the task correctly|first of all|your (?:instructions?|guidelines|task) (?:have|has|were|was) (?:changed|updated)|let's start over|in order to see the rest|instead of (?:that|this|translating|answering|summari[sz]ing|following)|and instead",
    ),
  ],
  forced: [
    group(
      "(?:say|print|output|reply|respond|answer|write|repeat|return|type|display)",
      rest(
        "(?: (?:only|just|exactly|simply|with|by|the|string|word|words|phrase|text|sentence|following|saying|every|question|back|always|now)){0,6} ?:? ?[\"'“`‘][^\"'”`\\n]{1,60}[\"'”`’]",
        0,
      ),
    ),
    words(
      "and nothing else|nothing else immediately|only respond with|only reply with|answer every question with|in pirate speak",
    ),
  ],
  asked: [
    groupOf(
      "system|instruct|prompt|pass ?word|pass ?phrase|access|secret|config|context|hidden|env|api|credential|conversation|message|rules|developer|guideline|text above|everything above|first message",
      "(?:show|reveal|print|tell|give|output|disclose|provide|display|share|dump|leak|list|repeat|write(?: out)?|export|return|send|translate|encode|spell|summari[sz]e|what(?:'s| is| are| was| were))",
      rest(
        " (?:(?:me|us|the|your|all|any|full|entire|out|of|every|content|contents|text|first|name|again|exact|current|whole|initial|hidden|secret|internal)\\s){0,7}(?:system (?:prompt|message|instructions?)|instructions?|prompt|pass ?words?|pass ?phrases?|access codes?|secrets?|secret (?:key|code|word|document)s?|configuration|context window|hidden (?:document|text|rules|message)|environment variables|env vars|api keys?|credentials|conversation (?:history|so far)|message(?:s)? (?:of|above|before)|rules you were given|developer message|guidelines|text above|everything above|first message)",
        0,
      ),
    ),
  ],
  persona: [
    words(
      "act(?:ing)? (?:as|like)|pretend(?:ing)?(?: to be| that| you)|role-?play(?:ing)?(?: as)?|you are now|you're now|you will (?:now )?(?:be|act|play|become|simulate|respond as|answer as)|you(?:'re| are) going to (?:be|act|play|pretend|become|simulate)|from now on,? (?:you|be|act|answer)|take on the (?:role|persona)|take up the persona|immerse yourself|you play|your new (?:role|name|identity)|in the role of|a character (?:called|named|who)|alter ego|assume the (?:role|identity)|speak as|become",
    ),
  ],
  limitless: [
    words(
      "unfiltered|uncensored|unrestricted|amoral|unhinged|jailbroken|jailbreak|do anything now|can do anything|no (?:rules|restrictions|limits|limitations|filters?|guidelines|boundaries|morals|ethics|censorship|ethical (?:guidelines|constraints|boundaries))|without (?:any )?(?:\\w{1,12} )?(?:rules|restrictions?|restraints?|limits|limitations|filters?|guidelines|censorship|morals|ethics|warnings)|not (?:bound|limited|restrained|restricted|constrained|governed) (?:by|to)|free(?:d)? (?:from|of) (?:all|any|every|the|your|its|these|those|such|typical|moral|ethical|openai)|broken? free|breaks? every rule|no longer (?:bound|restricted|limited|have)|(?:do|does) not (?:have to )?(?:abide|follow|obey|care about|adhere|comply)|lack of (?:ethics|morals)|evil|god mode|(?:developer|dev|debug|dan|root|admin|maintenance) mode",
    ),
  ],
  obedient: [
    words(
      "(?:never|not|cannot|can't|won't|doesn't|don't|must not|may not) (?:ever )?(?:refuse|refuses|decline|declines|deny|reject|censor|say no)|no matter (?:how|what|if)|regardless of|even if (?:it is|it's|they are|that is)|always (?:answers?|complies|comply|obeys?|agrees?)|must (?:always )?(?:obey|comply|answer (?:every|all|any)|fulfill)|answers? (?:everything|anything|all|any|every)|any(?:thing| question| request)s? (?:i|the user|you are|they) (?:ask|want|say)s?|(?:break|stay in|out of) character|ethical concerns?|moral(?:ity| lectures?)|warnings?,? (?:or )?disclaimers?|as an ai(?: language model)?|i cannot|i apologize",
    ),
  ],
  harm: [
    words(
      "illegal|unethical|immoral|harmful|inhumane|malicious|explicit|nsfw|profanity|swears?|cuss(?:words?)?|vulgar|offensive|pick a lock|hotwire|ransomware|malware|keylogger|botnet|phishing(?: kit)?|stalk(?: someone)?|evade taxes|napalm|meth|cocaine|bombs?|explosives?|molotov|weapons?|drugs|hack(?:ing)? into|credential stealer|counterfeit|insult the user|disable an alarm",
    ),
  ],
  pressure: [
    words(
      "emergency|urgent(?:ly)?|immediately|right now|at once|asap|my life depends|or else|very important to my|critical incident|this is important|i (?:will|'ll) (?:be fired|die|lose)|last chance|without (?:any )?delay|you must first|mission.critical|time.sensitive|non-optional|(?:action|interruption|priority|urgent|critical|emergency|red) (?:alert|advisory|notice|bulletin|update|shift|priority|directive|instructions?)|imminent (?:steps|instructions?|task|action)|attention (?:shift|required|needed|please)|(?:requires?|need|demands?) your (?:full |immediate |undivided )?attention|crucial (?:instruction|task|step)s?|(?:significant|additional|extra|crucial|further) (?:\\w{1,12} )?task|call to action",
    ),
  ],
  authority: [
    words(
      "i am (?:the|your|an?) (?:admin(?:istrator)?|developer|owner|creator|root|ceo|operator|programmer)|from (?:the|your) (?:developers?|admin(?:istrator)?s?|creators?|operators?|system)|by the admin|developer message|you are root|sudo|openai(?:'s)?|anthropic|content polic(?:y|ies)|usage polic(?:y|ies)|admin(?:istrator)? (?:access|mode|privileges|override)",
    ),
  ],
  model: [
    words(
      "chatgpt|gpt-?[345]|language model|an ai|llm|chaosgpt|antigpt|basedgpt|darkgpt|evilbot|basedbot|claude|gemini|ai model|chat ?bot",
    ),
  ],
  stealth: [
    words(
      "(?:do not|don't|never|without) (?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|notify(?:ing)?|alert(?:ing)?)(?: (?:this|it|that|anything|about|of|to|any|these)){0,4} (?:the |any )?(?:users?|humans?|owner|customer|operator)|(?:hide|conceal|keep) (?:this|these|it)(?: \\w{1,12}){0,2} from the (?:user|owner|human)|continue normally|do not mention (?:this|that)|without (?:asking|confirmation|telling)",
    ),
  ],
  frame: [
    groupAfter(
      "[[<#*] ?",
      "(?:system|instructions?|response|new instructions?|end of (?:document|prompt|input|context)|important)(?: ?[:\\]>}*#])",
      { words: /(?:)/y, confidence: 0 },
    ),
    groupAfter("\\n", "(?:assistant|human|system) ?:", { words: /(?:)/y, confidence: 0 }),
    words(
      "end of (?:the )?(?:document|prompt|input|context|data|text|email|user input)|system (?:notice|note|override|message|alert|update)|important (?:message|update|notice|instructions?)|attention",
    ),
  ],
  agent: [
    words(
      "(?:ai|llm|language model|assistant|agent|chatbot|bot)s? (?:reading|processing|that reads?|with (?:tool )?access|should|must)|(?:todo|note|message|memo|task|instructions?|hint|reminder) (?:for|to) (?:the )?(?:ai|llms?|assistants?|agents?|bots?|models?)|if you are an? (?:ai|llm|language model|assistant|agent|bot)|whoever reads this|by reading this|the (?:owner|user|administrator|holder) of this (?:account|mailbox|page|document)|wants you to|with the app|use the available tools|through my account|search the user's",
    ),
  ],
  errand: [
    words(
      "answer the following (?:question|query)|(?:please |now )?(?:perform|complete|do|carry out|execute) the following (?:task|action|instruction|step)s?|bitte beantworten sie(?: die)? folgende|beantworte(?:n sie)? (?:die )?folgende frage|rispondi(?:ere)? alla seguente|(?:veuillez )?repond(?:re|ez|s) a la question suivante|respond[ea](?:r)? (?:a )?la siguiente pregunta|responda a seguinte|beantwoord de volgende|odpowiedz na (?:nastepujace|ponizsze)",
    ),
  ],
  address: [
    group(
      "(?:send|forward|post|upload|e-?mail|mail|transmit|submit|share|deliver|transfer|wire|donate|pay|open|visit|paste|call|download|export)",
      rest(
        "[^.\\n]{0,80}?(?:https?:\\/\\/|[\\w.+-]{1,40}@[\\w-]{1,30}\\.|\\+\\d[\\d-]{6,16}|\\b[a-z]{2}\\d{2}[a-z0-9]{10,28}|external server|bitcoin)[^\\s]{0,80}",
        0,
      ),
    ),
  ],
};
/**
 * What each sort weighs in what people say, and in what tools return: fitted to public attacks and
 * ordinary texts by logistic regression, then rounded. Who speaks to an agent in a document is an
 * intruder; who asks an assistant to play somebody is a user.
 */
const SPOKEN: Weights = {
  setAside: 2.5,
  limitless: 1.7,
  harm: 1.5,
  newOrder: 1.4,
  forced: 1,
  frame: 1,
  asked: 1,
  model: 0.5,
  obedient: 0.3,
  authority: 0.3,
  pressure: 0.3,
  persona: 0.3,
  stealth: 0.3,
  agent: 0.2,
  address: 0.3,
  errand: 0.3,
};
const RETURNED: Weights = {
  agent: 3.1,
  setAside: 2.2,
  newOrder: 2,
  pressure: 2,
  stealth: 2,
  frame: 1.5,
  limitless: 1.2,
  obedient: 1,
  asked: 1,
  address: 0.6,
  persona: 0.4,
  authority: 0.3,
  model: 0,
  forced: 0.3,
  harm: 0.3,
  errand: 1.7,
};
type Weights = Readonly<Record<Sort, number>>;

/** Without one of these nothing else is looked for. */
const ANCHORS: readonly Sort[] = [
  "setAside",
  "limitless",
  "newOrder",
  "agent",
  "stealth",
  "pressure",
  "frame",
  "harm",
];
const OTHERS: readonly Sort[] = [
  "forced",
  "asked",
  "persona",
  "obedient",
  "authority",
  "model",
  "address",
  "errand",
];

/** Cues further apart do not support one another. */
const TOGETHER_CHARS = 600;
/** From these sums on, so sure. */
const STEPS: readonly { readonly sum: number; readonly confidence: number }[] = [
  { sum: 5.5, confidence: 0.9 },
  { sum: 4.5, confidence: 0.85 },
  { sum: 3.2, confidence: 0.8 },
  { sum: 2.6, confidence: 0.55 },
];
const SORTS_MIN = 2;
/** A cue that is quoted or talked about does not count. */
const SAID = 0.7;

interface Cue extends Range {
  readonly sort: Sort;
}

/** Detects weak cues of several sorts close together. */
export const combinedCues: Detector = phraseDetector({
  meta: {
    id: "injection.combined-cues",
    finds: "Several weak cues of different sorts close together.",
    source: "Weights fitted to the development corpus, rounded by hand.",
  },
  category: "prompt_injection",
  severity: "medium",
  phrases: (plain, kind) =>
    heaviest(cuesOf(plain), kind === "user" || kind === "tool_argument" ? SPOKEN : RETURNED),
});

/** The cues of a text in order. */
function cuesOf(plain: NormalizedText): readonly Cue[] {
  const anchors = cuesOfSorts(ANCHORS, plain);
  if (anchors.length === 0) return anchors;
  const cues = [...anchors, ...cuesOfSorts(OTHERS, plain)].toSorted((a, b) => a.start - b.start);
  // The same words are one cue, whatever sorts they are of.
  let end = 0;
  return cues.filter((cue) => {
    if (cue.start < end) return false;
    end = cue.end;
    return true;
  });
}

function cuesOfSorts(sorts: readonly Sort[], plain: NormalizedText): readonly Cue[] {
  return sorts.flatMap((sort) =>
    findAll(SORTS[sort], plain)
      .filter((said) => mentionWeight(plain.text, said) >= SAID)
      .map(({ start, end }) => ({ start, end, sort })),
  );
}

/** The stretch of the text whose sorts of cues weigh most, if that is enough. */
function heaviest(cues: readonly Cue[], weights: Weights): readonly SaidPhrase[] {
  const counts = new Map<Sort, number>();
  let sum = 0;
  let best: SaidPhrase | null = null;
  let first = 0;
  let bestSum = 0;
  for (const cue of cues) {
    const count = counts.get(cue.sort) ?? 0;
    counts.set(cue.sort, count + 1);
    if (count === 0) sum += weights[cue.sort];
    for (let old = cues[first]; old !== undefined; old = cues[first]) {
      if (cue.start - old.start <= TOGETHER_CHARS) break;
      const left = (counts.get(old.sort) ?? 1) - 1;
      if (left > 0) counts.set(old.sort, left);
      else counts.delete(old.sort);
      if (left === 0) sum -= weights[old.sort];
      first += 1;
    }
    if (counts.size < SORTS_MIN || sum <= bestSum) continue;
    const confidence = STEPS.find((step) => sum >= step.sum)?.confidence;
    if (confidence === undefined) continue;
    bestSum = sum;
    best = { start: cues[first]?.start ?? cue.start, end: cue.end, confidence };
  }
  return best === null ? [] : [best];
}
