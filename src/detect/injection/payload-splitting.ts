// A forbidden sentence in pieces: parts with names that are to be put together and then obeyed.
// Programs add strings too; what they do not do is ask that the result be followed. What the parts
// say when they are joined is for the views to tell.
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

const SUM =
  "\\(?[\"'`$]{0,2}(?:[a-z_][a-z0-9_]{0,11} ?[+&] ?\\$?[a-z_][a-z0-9_]{0,11}|[a-z][0-9]? and [a-z][0-9]?|\\$[a-z0-9_]{1,12} ?[,.]? ?\\$[a-z0-9_]{1,12})(?![a-z0-9_])";
const OBEY =
  "(?:follow|obey|execute|answer|respond(?: to)?|reply(?: to)?|comply(?: with)?|perform|carry out|act on|do (?:it|that|what|as|the))";

/** Orders about a sum of parts. */
const ORDERS: readonly PhraseGroup[] = [
  group(
    "(?:answer|respond to|reply to|follow|obey|execute|perform|carry out|comply with|act on|do|complete|now (?:do|say|answer))",
    rest(
      `(?: (?:the|what|whatever|instructions?|result|question|prompt|sentence|command|request|is|in|of|says|said|by|to)){0,6} ${SUM}(?: ?\\+ ?\\$?[a-z_][a-z0-9_]{0,11}){0,8}`,
      0.7,
    ),
  ),
  group(
    "(?:print|say|output|write|evaluate|compute|what is|what's|read|decode|tell me)",
    rest(
      `(?: (?:the|value|result|of|out|me)){0,4} ?${SUM}(?: ?\\+ ?\\$?[a-z_][a-z0-9_]{0,11}){0,8}\\)? ?,? (?:and|then)(?: then)? ${OBEY}`,
      0.8,
    ),
  ),
  group(
    "(?:combine|concatenate|join|merge|put together|append|assemble|connect|glue|add up|stitch)",
    rest(`[^\\n]{0,80}(?:and|then)(?: then)? ${OBEY}`, 0.75),
    rest(
      " (?:the |these |those |all )?(?:\\w{1,10} ){0,2}(?:variables|strings|parts|pieces|fragments|letters)[^\\n]{0,60}(?:without|and (?:tell|give|output|say|explain))",
      0.5,
    ),
  ),
];

/** A part with a name. */
const PART =
  /(?<![a-z0-9_])(?:let |set |var |const )?\$?[a-z0-9_]{1,12} ?(?::?=|:| be| is|→) ?["'“‘`][^"'”’`\n]{1,120}["'”’`]/g;
const PARTS_MIN = 2;

/** Detects orders to join parts and obey the whole. */
export const payloadSplitting: Detector = phraseDetector({
  meta: {
    id: "injection.payload-splitting",
    finds: "Parts of a sentence with names, and the order to join them and obey the result.",
    source: "Kang et al. 2023, 'Exploiting programmatic behavior of LLMs' (payload splitting).",
  },
  category: "prompt_injection",
  severity: "high",
  phrases: orders,
});

function orders(plain: NormalizedText): readonly SaidPhrase[] {
  const said = findAll(ORDERS, plain);
  if (said.length === 0) return said;
  PART.lastIndex = 0;
  for (let parts = 0; parts < PARTS_MIN; parts += 1) if (!PART.test(plain.text)) return [];
  return said;
}
