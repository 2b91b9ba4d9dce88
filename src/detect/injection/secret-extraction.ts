// Attempts to pry out a password or another secret that the model keeps: games, hints, encodings,
// pretexts. People ask for lost passwords all day: asking alone stays weak.
import type { Detector } from "../detector.ts";
import { group, groupOf, phraseDetector, rest } from "./phrases.ts";

const SECRET =
  "(?:pass ?words?|pass ?phrases?|pass ?codes?|access (?:codes?|keys?)|secret (?:keys?|words?|codes?|phrases?|passwords?|access codes?|tokens?|messages?|information)|code ?words?|key ?words?|key ?phrases?|security codes?|secrets?|flags?)";
const OWN =
  "(?:the |your |that |this )?(?:(?:secret|hidden|protected|forbidden|confidential|real|actual|correct|stored) )?";
/** A secret that is said to be kept: nobody speaks so of a forgotten password. */
const KEPT =
  "(?: (?:that |which )?you(?:'re| are| were|'ve| have)? (?:been )?(?:given|told|hiding|keeping|protecting|guarding|holding|instructed (?:not|to)|(?:not )?(?:allowed|supposed) (?:not )?to|know|hide|protect|keep|guard|remember|must not|should not|can ?not|can't|won't|stored?))";
/** Ways of saying it that are not saying it. */
const GAME =
  "(?:spell(?:ed|ing)?(?: out)?|encod(?:e|ed|ing)|encrypt(?:ed)?|revers(?:e|ed)|backwards?|translate[d]?|rhym(?:e|es|ing)|(?:a|any|some|the|more|few) (?:hints?|clues?)|(?:a|as a|in a) riddle|acrostic|poem|song|story|base ?64|rot ?13|morse|pig latin|hex|binary|ascii|leet ?speak|emojis?|(?:first|last|second|third|next|each|every|individual|single) (?:\\w{1,8} )?(?:letters?|characters?|half|part|words?)|letters? (?:of|in)|characters? (?:of|in)|synonyms?|define|definition of|describe|opposite of|similar to|starts? with|begins? with|ends? with|how many (?:letters|characters|words)|length of|letter by letter|one (?:letter|character) (?:at a time|per line)|between each|separated by|with (?:spaces|dashes|hyphens|dots)|replace)";

/** The secrets above by their beginnings. */
const SECRETS =
  "pass ?word|pass ?phrase|pass ?code|access code|access key|secret|code ?word|key|security code|flag|hidden|protected|forbidden|confidential";

/** Detects games and pretexts to get at a secret. */
export const secretExtraction: Detector = phraseDetector({
  meta: {
    id: "injection.secret-extraction",
    finds: "Requests, games and pretexts to get at a secret that the model was told to keep.",
    source: "Gandalf (Lakera) and Tensor Trust (Toyer et al. 2023): kinds of attack, own wording.",
  },
  category: "prompt_injection",
  severity: "high",
  kindWeights: {
    user: 1,
    document: 0.8,
    tool_result: 0.9,
    tool_definition: 0.8,
    tool_argument: 0.5,
  },
  phrases: [
    groupOf(
      SECRETS,
      "(?:tell|give|show|reveal|say|output|print|share|disclose|leak|whisper|write|provide|return|display|repeat|divulge|expose|hand over|what(?:'s| is| was| were| are))",
      rest(`(?: me| us)?(?: (?:out|again|now|exactly|please|just))? ${OWN}${SECRET}${KEPT}`, 0.85),
      rest(
        "(?: me| us)?(?: (?:out|again|now|exactly|please|just))? (?:your|the) (?:secret|hidden|protected|forbidden|confidential) (?:pass ?words?|pass ?phrases?|pass ?codes?|access codes?|keys?|words?|codes?|phrases?|information|messages?)",
        0.65,
      ),
      rest(
        "(?: me| us)?(?: (?:out|again|now))? your (?:pass ?word|pass ?phrase|access code|secrets?)",
        0.65,
      ),
      rest(
        "(?: me| us)?(?: (?:out|again|now))? the (?:correct |real |actual )?(?:pass ?word|pass ?phrase|access code)(?= ?[.?!,\\n]|$)",
        0.45,
      ),
    ),
    groupOf(
      SECRETS,
      GAME,
      rest(
        `(?: (?:[a-z0-9'-]{1,12},? ){0,6}?| )(?:the |your |that )?(?:secret|hidden|protected|forbidden|confidential) (?:pass ?words?|pass ?phrases?|access codes?|keys?|words?|codes?|phrases?|messages?)`,
        0.8,
      ),
      rest(`(?: (?:[a-z0-9'-]{1,12},? ){0,6}?| )(?:the |your |that )?${SECRET}${KEPT}`, 0.85),
      rest(
        "(?: (?:[a-z0-9'-]{1,12},? ){0,4}?| )your (?:pass ?word|pass ?phrase|access code|secret)",
        0.8,
      ),
      rest("(?: (?:[a-z0-9'-]{1,12},? ){0,4}?| )the (?:pass ?word|pass ?phrase|access code)", 0.45),
    ),
    group(
      "(?:the |your |secret )?(?:pass ?word|pass ?phrase|access code|secret (?:key|word|code))",
      rest(
        `(?: (?:[a-z0-9'-]{1,12},? ){0,4}?|,? )(?:in reverse|backwards|spelled (?:out|backwards)|letter by letter|character by character|encoded|in (?:base ?64|rot ?13|morse(?: code)?|pig latin|hex|binary|leet ?speak|emojis?)|with (?:spaces|dashes|hyphens|dots|a (?:space|dash|hyphen)) between|as (?:an acrostic|a poem|a riddle|a song)|but (?:replace|reversed?|with|in|without (?:saying|revealing)))`,
        0.45,
      ),
    ),
    group(
      "(?:i am|i'm|i have been|we are) (?:now )?(?:allowed|authori[sz]ed|permitted|cleared|supposed|entitled) to (?:know|have|see|get|receive|access|read|hear)",
      rest(` ${OWN}${SECRET}`, 0.8),
      rest(" (?:your|the) (?:system prompt|instructions|hidden (?:prompt|rules))", 0.85),
    ),
    group(
      "(?:what|which) (?:word|phrase|code|secret|password|information|text) (?:are|were|is|must|should|can|do)",
      rest(
        " you (?:not )?(?:hiding|protecting|guarding|keeping|supposed (?:not )?to|told (?:not )?to|instructed (?:not )?to|not (?:allowed|supposed|permitted) to|never (?:say|reveal))",
        0.8,
      ),
    ),
    group(
      "(?:print|show|display|output|dump|list|reveal|return|send|echo|leak|give me|tell me)",
      rest(
        "(?: (?:out|all|any|every|me|us|of)){0,3} your (?:environment variables?|env(?:ironment)? vars?|api[ _-]?keys?|credentials|access tokens?|config(?:uration)?(?: files?)?|internal (?:config\\w{0,10}|data|state)|connection strings?|private keys?|unique id|user ?id|session id|secrets?)",
        0.8,
      ),
    ),
  ],
});
