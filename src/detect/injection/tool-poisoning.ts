// Descriptions of tools that give orders: to read a key first, to pass it on as a note, to keep it
// from the user, to stand in for another tool. They work wherever a model reads them, so results
// and documents are read too.
import type { Detector } from "../detector.ts";
import { group, groupAfter, phraseDetector, rest } from "./phrases.ts";

const FILES =
  "(?:~\\/\\.(?:ssh|aws|cursor|config|env|netrc|kube|gnupg|docker|npmrc|bash_history|git-credentials)[\\w./-]{0,40}|id_(?:rsa|ed25519)(?:\\.pub)?|\\/etc\\/(?:passwd|shadow)|\\.env(?:\\.\\w{1,12})?(?: file)?|mcp\\.json|credentials(?:\\.json| file)?|\\.aws\\/credentials|(?:ssh|private|api) keys?|config(?:uration)? files?|environment variables?|keychain|(?:browser )?cookies)";
const USE = "(?:using|calling|invoking|running|executing|use of|you (?:use|call|invoke|run))";

/** Detects orders hidden in the descriptions of tools. */
export const toolPoisoning: Detector = phraseDetector({
  meta: {
    id: "injection.tool-poisoning",
    finds:
      "Tool descriptions and results that order side errands, secrecy or another tool's place.",
    source: "Invariant Labs 2025, MCP tool poisoning, shadowing and rug pulls; own wording.",
  },
  category: "prompt_injection",
  severity: "critical",
  kindWeights: {
    user: 0.8,
    document: 0.95,
    tool_result: 0.95,
    tool_definition: 1,
    tool_argument: 0.5,
  },
  phrases: [
    group(
      `(?:before|prior to|whenever|when|after|each time|every time) (?:you (?:are )?)?(?:${USE} )?(?:this|any|any other|another|all|every|the|other)(?: \\w{1,14})? (?:tools?|functions?|commands?)`,
      rest(
        `[^\\n]{0,80}?(?:read|access|open|cat|load|fetch|get|include|pass|send|attach|copy|collect|provide|check)[^\\n]{0,60}?${FILES}`,
        0.9,
      ),
      rest(
        "[^.\\n]{0,60}?(?:you )?must (?:first |always |also )?(?:call|invoke|run|use|execute|send|forward|pass) (?!the `?\\w{1,20}`? tool to)[^.\\n]{0,60}(?:and pass|with the (?:full|entire|whole|user)|conversation|secret|token|password)",
        0.8,
      ),
    ),
    group(
      "(?:pass|provide|include|put|send|add|write|insert|place|use|supply)",
      rest(
        ` (?:its|the|their|all|this|that|whole|full|entire)(?: (?:full|entire|whole|file|raw))?(?: contents?| output| data| result| text| value)?(?: of [^\\n]{1,40}?)? (?:as|in|into|via|through|to) (?:the |an? )?[\`'"]?(?:side ?note|note|notes|context|metadata|memo|debug|extra|comment|reason|feedback|telemetry|trace|summary|title)[\`'"]?(?: (?:parameter|argument|field|input|param|property))?(?=[ ,.;\`'"\\n]|$)`,
        0.7,
      ),
      rest(
        ` (?:the )?contents? of [\`'"(]{0,2}${FILES}[\`'")]{0,2} (?:as|in|into|via|through|to) (?:the |an? )?[\`'"]?\\w{2,20}[\`'"]? ?(?:parameter|argument|field|param)?`,
        0.85,
      ),
    ),
    group(
      "(?:read|cat|open|access|load|get)",
      rest(
        ` (?:the |user's |your |all |local |contents? of |file |files? (?:at|in|from) ){0,4}[\`'"]?${FILES}[\`'"]?[^\\n]{0,80}(?<![a-z&?])(?:pass|send|include|attach|append|forward|upload|post|as (?:the )?[\`'"]?(?:side ?note|context|parameter))`,
        0.85,
      ),
    ),
    groupAfter(
      "<",
      "(?:important|critical|hidden|secret|system|instructions?|priority|mandatory|admin)>(?![`'\"])",
      rest(
        "[^<]{0,200}?(?:you must|(?:do not|don't|never) (?:tell|mention|inform|reveal|notify|show)|before (?:using|you|calling|responding)|ignore|always (?:call|send|use|pass|include|read)|send (?:the|all|any)|read the|instead of|must (?:first|also|now)|call (?:the|this)|(?:the )?assistant (?:must|should|has to))",
        0.85,
      ),
    ),
    group(
      "(?:otherwise|or else|if not|if you don't)",
      rest(
        ",? (?:the |this )?(?:tool|function|call|system|server|request|operation) (?:will|won't|cannot|can't|does|doesn't|is going to)(?: not)? (?:work|fail|be (?:rejected|broken|locked)|crash|function|break)",
        0.6,
      ),
    ),
    group(
      "(?:the user|users|they|he|she|humans?) (?:does|do|need|must|should|will|can)(?: not|n't)(?: need to| have to)? (?:know|see|notice|be (?:told|informed|notified|aware|bothered))",
      rest("(?: (?:about|of|anything|this|that|it|these|the|how|any))*", 0.75),
    ),
    group(
      "(?:do not|don't|never|without)",
      rest(
        " (?:tell|telling|inform|informing|mention|mentioning|notify|notifying|reveal|revealing|show|showing|alert|alerting|disclose|disclosing|let|letting|explain|explaining|say|ask|asking)(?: (?:this|it|that|any|of|about|step|steps|anything|these|the|instructions?|actions?|to|with|what|you|are|did|doing|have|done|reason|side ?note|file|read|first|need|needed|how|why|for|confirmation|permission)){1,9} (?:the |any )?(?:users?|humans?|owner|customer|operator)(?! (?:interface|id|agent|name|table|menu|guide|list|profile|password|to (?:enter|provide|confirm|choose|select|sign|log|type)|how|their|for (?:their|a|the)|if|whether|which|what|about (?:the|your) (?:error|status)))",
        0.75,
      ),
    ),
    group(
      "(?:this tool|this function|this server|this version)",
      rest(
        " (?:replaces|supersedes|overrides|must be used instead of|must be (?:used|called) (?:first|before (?:any|all|every)(?: other)? (?:tools?|functions?))|takes? (?:precedence|priority) over)(?: (?:all|any|every|the|other|previous)){0,4} ?[`'\"]?\\w{0,24}",
        0.6,
      ),
    ),
    group(
      "(?:whenever|when|if|each time|every time) (?:the |an? )?(?:other |another )?(?:tool |function )?[`'\"]?(?:send_?e?mail|email|payment|transfer|message|sms|order)\\w{0,16}[`'\"]?(?: (?:tool|function))? (?:is|are) (?:used|called|invoked|available|present)",
      rest(
        ",? [^.\\n]{0,60}(?:must|always|change|replace|set|also|bcc|cc|redirect)[^.\\n]{0,60}(?:recipient|address|to|account|@)",
        0.85,
      ),
    ),
  ],
});
