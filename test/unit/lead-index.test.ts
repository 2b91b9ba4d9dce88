// The index of words is an optimisation and nothing else: a phrase is found by it exactly where the
// expression itself would be found.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leadWords } from "../../src/detect/injection/lead-index.ts";
import {
  findPhrases,
  group,
  groupAfter,
  groupOf,
  rest,
} from "../../src/detect/injection/phrases.ts";
import { normalize } from "../../src/detect/normalize.ts";

/** Leads in every form in which the detectors write them. */
const LEADS: readonly string[] = [
  "ignor(?:e|es|ing)|disregard(?:ing)?|set aside|(?:do not|don't|stop) (?:follow|obey)",
  "(?:ai |a )?(?:assistant|agents?)",
  "(?:(?:new|real) )?instructions?",
  "(?:first|last) (?:\\w{1,8} )?(?:line|lines) of",
  "(?:i am|i'm|as) (?:your|the|an?) admin",
  "e-?mail|(?:end )(?:of )?(?:text)",
  "you|no[a-z]{0,4}|to{1,3}k|be[ -]?gin",
  "(?!the)th(?:e|is)|(?:pre|post)+fix",
  "d[aeo][rsz]?|x[^a]?y",
];

/** What leads are made of, and what stands around them. */
const words = fc.constantFrom(
  ..."ignore ignores disregarding set aside do not don't follow stop obey ai a assistant agent agents new real instruction instructions first last 12345678 line lines of i am i'm your the an admin as email e-mail end text you no noted tk took begin be-gin be gin the this th prefix postfix prepost dar do x y xy xay _ é ünd the_ 忽略 \n , - '"
    .split(" ")
    .filter((word) => word !== ""),
);
const texts = fc
  .array(fc.tuple(words, fc.constantFrom(" ", " ", " ", "\n", "", "_", "-", ".")), {
    maxLength: 30,
  })
  .map((pieces) => pieces.flat().join(""));

describe("phrases by their words", () => {
  it.each(LEADS)("are those that a search finds: %s", (lead) => {
    const one = group(lead, rest("(?: \\w{1,12})?", 0.5));
    expect(one.words).not.toBeNull();
    fc.assert(
      fc.property(
        fc.oneof(texts, fc.stringMatching(new RegExp(lead.replace("(?!the)", "")))),
        (text) => {
          const plain = normalize(text);
          expect(findPhrases(one, plain)).toEqual(findPhrases({ ...one, words: null }, plain));
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each(["<\\|", "[^a]bc", "(?:)?", ".x", "\\w{1,8} of", "?:x)", "(?:a|", "1st"])(
    "are searched for where they could begin with anything: %s",
    (lead) => {
      expect(leadWords(lead)).toBeNull();
    },
  );

  it("are tried after what must stand before them, which belongs to them", () => {
    const one = groupAfter("<\\|", "end\\|>", { words: /(?:)/y, confidence: 0.5 });
    expect(findPhrases(one, normalize("end|> <|end|> <|END|>"))).toEqual([
      { start: 6, end: 13, confidence: 0.5 },
      { start: 14, end: 21, confidence: 0.5 },
    ]);
  });

  it("with an object are those that are found without one, where the object is near", () => {
    const lead = "tell me|show";
    const rests = [rest("(?: \\w{1,12}){0,3} (?:secret|prompt)", 0.5)];
    // Made before the texts, as phrases are: a text's words are listed once.
    const one = groupOf("secret|prompt", lead, ...rests);
    const other = group(lead, ...rests);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("tell", "me", "show", "the", "a", "secret", "prompt", "of", "."), {
          maxLength: 40,
        }),
        (pieces) => {
          const plain = normalize(pieces.join(" "));
          expect(findPhrases(one, plain)).toEqual(findPhrases(other, plain));
        },
      ),
      { numRuns: 100 },
    );
  });
});
