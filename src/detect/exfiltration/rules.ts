// Text that carries data out, or hides it, when it is rendered: images and links whose address holds
// data, links that run code, invisible characters, escape sequences of terminals. Text rules, so
// that a stream holds back no more than one of them.
import {
  chars,
  choice,
  literal,
  optional,
  repeat,
  sequence,
  type Pattern,
  type TextRule,
} from "../text-rule.ts";
import { isCargo } from "./cargo.ts";
import { outboundRules } from "./outbound.ts";
import { BLANKS, anyCase, rule } from "./rule-shape.ts";
import {
  isActive,
  isAllowedHost,
  isCarryingName,
  isMuch,
  readTarget,
  type Load,
  type Target,
} from "./target.ts";

/** Longest address that is looked at. Browsers take more; what is cut off here still carries data. */
const ADDRESS_CHARS = 2_000;
/** Longest text of an image, and value of an attribute before the one that counts. */
const ALT_CHARS = 300;
const ATTRIBUTE_CHARS = 300;
/** Attributes before that one, and what may stand between their values. */
const ATTRIBUTES_MAX = 8;
const OUTSIDE_QUOTES = chars("^<>\"'", 0, 80);
/**
 * Longest run of invisible characters that is one finding; longer ones are several. Whether a run
 * goes on is asked at each of its characters, so that a long bound would cost its square.
 */
const RUN_CHARS = 100;

// No part can hold the beginning of its own rule: places at which a rule is tried then do not
// overlap, and a text that is full of beginnings costs no more than others.
const BRACKETED = sequence(literal("<"), chars("^<>\\n", 1, ADDRESS_CHARS), literal(">"));
/** `<address>`, or an address without blanks in which parentheses are closed. */
const DESTINATION = choice(
  BRACKETED,
  sequence(
    chars("^\\s<>()", 0, ADDRESS_CHARS),
    repeat(
      sequence(literal("("), chars("^\\s<>()", 0, 200), literal(")"), chars("^\\s<>()", 0, 500)),
      0,
      3,
    ),
  ),
);
const TITLE = optional(
  sequence(chars("\\s", 1, 4), chars("\"'(", 1), chars("^\"'()\\n", 0, 200), chars("\"')", 1)),
);
const LINK_END = sequence(literal("]("), BLANKS, DESTINATION, TITLE, BLANKS, literal(")"));
const VALUE = choice(
  sequence(literal('"'), chars('^"<>', 1, ADDRESS_CHARS), literal('"')),
  sequence(literal("'"), chars("^'<>", 1, ADDRESS_CHARS), literal("'")),
  chars("^\\s\"'<>", 1, ADDRESS_CHARS),
);

/** What follows the scheme; where an address goes on after a second one, that is a part of its own. */
const ADDRESS_BODY = sequence(
  chars("^\\s<>\"'`{}|\\\\:", 1, ADDRESS_CHARS),
  repeat(
    sequence(literal(":"), chars("^\\s<>\"'`{}|\\\\:/", 1), chars("^\\s<>\"'`{}|\\\\:", 0, 400)),
    0,
    4,
  ),
);

/** Shorter parts carry nothing that is certain; most addresses need not be read. */
const LONG_PART = /[^/?&#=:]{12}/;

/** What stands behind an address in a sentence, or closes what it stands in. */
const AFTER_ADDRESS = /[)\].,;!?*_~]{1,8}$/;

/** An image with a short address. */
const SMALL_IMAGE = sequence(
  literal("!["),
  chars("^!\\[\\]", 0, 40),
  literal("]("),
  chars("^!\\s<>()\\[\\]", 8, 200),
  literal(")"),
);

/** Elements that are fetched without a click, and those that are not. */
const LOADED = [
  "img",
  "image",
  "iframe",
  "frame",
  "link",
  "script",
  "embed",
  "object",
  "video",
  "audio",
  "source",
  "track",
  "input",
  "body",
  "table",
  "td",
];
const CLICKED = ["a", "area", "form", "button"];

/**
 * The rules. `allowedHosts` are globs of hosts to which an address may carry data; links that run
 * code, hidden text and escape sequences have no host.
 */
export function exfiltrationRules(allowedHosts: readonly string[]): readonly TextRule[] {
  const isTold = ({ host }: Target): boolean => !isAllowedHost(host, allowedHosts);
  // An allowed host that sends people on tells what it was told.
  const loadsOf = (target: Target | null): readonly Load[] =>
    target === null
      ? []
      : [...(isTold(target) ? [target.load] : []), ...target.next.flatMap(loadsOf)];
  const loadsIn = (match: string): readonly Load[] =>
    addressesOf(match).flatMap((address) => loadsOf(readTarget(address)));
  const carriesMuch = (match: string): boolean => loadsIn(match).some(isMuch);
  const carriesSome = (match: string): boolean => {
    const loads = loadsIn(match);
    return !loads.some(isMuch) && loads.includes("some");
  };
  const leadsOut = (address: string): boolean => {
    const target = readTarget(address);
    return target !== null && isTold(target);
  };

  return [
    rule({
      id: "exfiltration.markdown-image",
      finds: "Markdown images whose address carries data to a host outside.",
      source: "Rehberger 2023, 'ChatGPT data exfiltration via Markdown images'; OWASP LLM02.",
      category: "markdown_image",
      severity: "critical",
      confidence: 0.9,
      pattern: sequence(literal("!["), chars("^\\[\\]", 0, ALT_CHARS), LINK_END),
      isValid: carriesMuch,
    }),
    rule({
      id: "exfiltration.markdown-link",
      finds: "Markdown links whose address carries data to a host outside.",
      source: "OWASP LLM02; CommonMark 0.31, section 6.3.",
      category: "link_with_data",
      severity: "high",
      confidence: 0.7,
      pattern: LINK_END,
      isValid: carriesMuch,
    }),
    rule({
      id: "exfiltration.markdown-link-query",
      finds: "Markdown links to a host outside with a short query: nearly always ordinary.",
      source: "CommonMark 0.31, section 6.3.",
      category: "link_with_data",
      severity: "low",
      confidence: 0.4,
      pattern: LINK_END,
      isValid: carriesSome,
    }),
    rule({
      id: "exfiltration.markdown-reference",
      finds: "Definitions of Markdown references, of images or links, that carry data outside.",
      source: "Reference style passed a filter of inline images: CVE-2025-32711 (EchoLeak).",
      category: "link_with_data",
      severity: "critical",
      confidence: 0.8,
      pattern: sequence(
        literal("]:"),
        BLANKS,
        choice(BRACKETED, chars("^\\s<>\\]", 1, ADDRESS_CHARS)),
      ),
      isValid: carriesMuch,
    }),
    rule({
      id: "exfiltration.html-image",
      finds: "Elements of HTML that are fetched when shown, from an address that carries data.",
      source:
        "HTML Living Standard, attributes src, srcset, poster, data, background, href of link.",
      category: "html_image",
      severity: "critical",
      confidence: 0.9,
      pattern: element(LOADED, [
        "src",
        "srcset",
        "poster",
        "data",
        "background",
        "href",
        "xlink:href",
      ]),
      isValid: carriesMuch,
    }),
    rule({
      id: "exfiltration.css-url",
      finds: "Addresses in style sheets that carry data to a host outside.",
      source: "CSS Values and Units 4, section 4.5: url().",
      category: "html_image",
      severity: "critical",
      confidence: 0.85,
      notBefore: "A-Za-z0-9_-",
      pattern: sequence(
        anyCase("url"),
        literal("("),
        BLANKS,
        choice(
          sequence(chars("\"'", 1), chars("^\"'\\n", 1, ADDRESS_CHARS), chars("\"'", 1)),
          chars("^\\s\"'()", 1, ADDRESS_CHARS),
        ),
        BLANKS,
        literal(")"),
      ),
      isValid: carriesMuch,
    }),
    rule({
      id: "exfiltration.html-link",
      finds: "Links and forms of HTML whose address carries data to a host outside.",
      source: "HTML Living Standard, attributes href, action, formaction, ping.",
      category: "link_with_data",
      severity: "high",
      confidence: 0.7,
      pattern: element(CLICKED, ["href", "action", "formaction", "ping"]),
      isValid: carriesMuch,
    }),
    rule({
      id: "exfiltration.active-markdown-link",
      finds: "Markdown links that run code or open a page of their own (javascript:, data:).",
      source: "RFC 2397 (data); HTML Living Standard, javascript: URLs.",
      category: "active_link",
      severity: "critical",
      confidence: 0.85,
      pattern: choice(
        LINK_END,
        // Code holds parentheses: up to the end of the line, if there is one.
        sequence(
          literal("]("),
          BLANKS,
          optional(literal("<")),
          choice(anyCase("javascript:"), anyCase("vbscript:"), anyCase("data:text/")),
          chars("^\\n", 1, 200),
        ),
      ),
      isValid: (match) => addressesOf(match).some(isActive),
    }),
    rule({
      id: "exfiltration.active-html-link",
      finds: "Elements of HTML whose address runs code or is a page of its own.",
      source: "HTML Living Standard, javascript: URLs; RFC 2397.",
      category: "active_link",
      severity: "critical",
      confidence: 0.85,
      pattern: element(
        [...CLICKED, ...LOADED],
        ["href", "src", "action", "formaction", "data", "xlink:href"],
      ),
      isValid: (match) => addressesOf(match).some(isActive),
    }),
    rule({
      id: "exfiltration.address-with-data",
      finds: "Addresses that certainly carry data to a host outside, wherever they stand.",
      source:
        "Messengers and mail programs fetch a preview of any address; diagrams (Mermaid), formulas (KaTeX) and calls hold bare ones. GitHub Flavored Markdown, section 6.9 (autolinks).",
      category: "link_with_data",
      severity: "critical",
      confidence: 0.85,
      notBefore: "A-Za-z0-9",
      pattern: sequence(
        anyCase("http"),
        optional(anyCase("s")),
        literal("://"),
        ADDRESS_BODY,
        // An address in an address: the inner one is found even where the outer one is not.
        optional(sequence(literal("://"), ADDRESS_BODY)),
      ),
      isValid: (match) =>
        LONG_PART.test(match) &&
        loadsOf(readTarget(match.replace(AFTER_ADDRESS, ""))).includes("certain"),
    }),
    rule({
      id: "exfiltration.image-series",
      finds: "Several images of one host that each ask for a character or two.",
      source:
        "Rehberger 2023, on url_safe of ChatGPT: where whole texts are not let out, they go letter by letter.",
      category: "markdown_image",
      severity: "critical",
      confidence: 0.8,
      pattern: sequence(SMALL_IMAGE, repeat(sequence(chars("^!\\[", 0, 60), SMALL_IMAGE), 3, 3)),
      isValid: (match) => isSeries(match, leadsOut),
    }),
    rule({
      id: "exfiltration.open-image",
      finds: "An image at the very end whose address is left open for what the next text says.",
      source: "Texts of an answer are joined where they are shown; a filter sees one at a time.",
      category: "markdown_image",
      severity: "high",
      confidence: 0.8,
      notAfter: "\\s\\S",
      pattern: sequence(
        literal("!["),
        chars("^\\[\\]", 0, ALT_CHARS),
        literal("]("),
        BLANKS,
        chars("^\\s<>()=", 1, ADDRESS_CHARS),
        literal("="),
      ),
      isValid: (match) => {
        const name = /[?&#]([\w.-]{1,40})=$/.exec(match)?.[1] ?? "";
        return isCarryingName(name) && addressesOf(match).some(leadsOut);
      },
    }),
    rule({
      id: "exfiltration.prefilled-form",
      finds: "Forms that send a key, or encoded text, that is filled in already.",
      source: "HTML Living Standard, section 4.10: form submission.",
      category: "link_with_data",
      severity: "critical",
      confidence: 0.85,
      pattern: sequence(
        element(["form"], ["action"]),
        chars("^<>", 0, ATTRIBUTE_CHARS),
        literal(">"),
        // Whatever stands before the field, but no other form.
        repeat(
          sequence(
            chars("^<", 0, 200),
            literal("<"),
            chars("^fF<>", 1),
            chars("^<>", 0, ATTRIBUTE_CHARS),
            literal(">"),
          ),
          0,
          6,
        ),
        chars("^<", 0, 200),
        literal("<"),
        choice(anyCase("input"), anyCase("button"), anyCase("textarea")),
        choice(
          sequence(chars("^<>", 1, ATTRIBUTE_CHARS), anyCase("value"), BLANKS, literal("="), VALUE),
          sequence(chars("^<>", 0, ATTRIBUTE_CHARS), literal(">"), chars("^<", 1, ATTRIBUTE_CHARS)),
        ),
      ),
      isValid: (match) => {
        const field = match.slice(match.lastIndexOf("<"));
        const action = /action\s*=\s*["']?([^\s"'<>]+)/i.exec(match)?.[1] ?? "";
        return leadsOut(action) && field.split(/[\s"'>]/).some(isCargo);
      },
    }),
    ...outboundRules({ allowedHosts, leadsOut }),
    rule({
      id: "exfiltration.tag-characters",
      finds: "Text in tag characters, which print nothing and which models read.",
      source: "Unicode 16, block Tags (U+E0000); Goodside 2024 ('ASCII smuggling').",
      category: "hidden_text",
      severity: "high",
      confidence: 0.9,
      pattern: repeat(sequence(literal("\udb40"), chars("\\udc00-\\udc7f", 1)), 1, RUN_CHARS),
      isValid: (match) => !FLAG_TAIL.test(match),
    }),
    rule({
      id: "exfiltration.invisible-run",
      finds: "Runs of zero-width characters or variation selectors, which can hold hidden bytes.",
      source:
        "Unicode 16, Default_Ignorable; Butler 2025, 'Smuggling arbitrary data through an emoji'.",
      category: "hidden_text",
      severity: "high",
      confidence: 0.85,
      pattern: repeat(
        choice(
          chars("\\u00ad\\u180e\\u200b-\\u200f\\u2060-\\u2064\\ufe00-\\ufe0f\\ufeff", 1),
          sequence(literal("\udb40"), chars("\\udd00-\\uddef", 1)),
        ),
        INVISIBLE_MIN,
        RUN_CHARS,
      ),
    }),
    rule({
      id: "exfiltration.terminal-escape",
      finds: "Escape sequences that move, hide, link or copy text in a terminal.",
      source: "ECMA-48; xterm control sequences (OSC 8 links, OSC 52 clipboard).",
      category: "terminal_escape",
      severity: "high",
      confidence: 0.85,
      pattern: choice(CONTROL_SEQUENCE, CONTROL_STRING),
      isValid: (match) => !isColour(match),
    }),
    rule({
      id: "exfiltration.terminal-colour",
      finds: "Escape sequences that only colour text, as logs and tools print them.",
      source: "ECMA-48, SGR.",
      category: "terminal_escape",
      severity: "info",
      confidence: 0.3,
      pattern: CONTROL_SEQUENCE,
      isValid: isColour,
    }),
  ];
}

/** Fewer than this in a row are found in emoji, in Persian and in Indic scripts. */
const INVISIBLE_MIN = 6;

/** The flags of England, Texas and the like end in up to six tags and the one that cancels. */
const FLAG_TAIL = /^(?:\udb40[\udc30-\udc39\udc61-\udc7a]){0,6}\udb40\udc7f$/;

/** CSI and its parameters. */
const CONTROL_SEQUENCE: Pattern = sequence(
  choice(literal("\u001b["), literal("\u009b")),
  chars("0-?", 0, 48),
  chars(" -/", 0, 4),
  chars("@-~", 1),
);
/** OSC, DCS, SOS, PM or APC, and as much of what follows as says what it does. */
const CONTROL_STRING: Pattern = sequence(
  choice(
    sequence(literal("\u001b"), chars("\\]PX^_", 1)),
    chars("\\u0090\\u0098\\u009d-\\u009f", 1),
  ),
  chars("^\\u0007\\u001b\\u0080-\\u009f\\n", 1, 400),
);

/** Colours and weights, but not the one that conceals. */
function isColour(match: string): boolean {
  // oxlint-disable-next-line no-control-regex -- what is looked for
  const parameters = /(?:\u001b\[|\u009b)([0-9;:]*)m$/.exec(match)?.[1];
  return parameters !== undefined && !parameters.split(";").some((one) => Number(one) === 8);
}

/** Whether images spell something to one host: a letter or two each, under one name. */
function isSeries(match: string, leadsOut: (address: string) => boolean): boolean {
  const urls = addressesOf(match).flatMap((address) =>
    leadsOut(address) ? (URL.parse(address) ?? []) : [],
  );
  const [first] = urls;
  if (first === undefined) return false;
  const values = urls.flatMap(({ host, searchParams }) => {
    const [pair, ...others] = [...searchParams];
    const isOne = host === first.host && others.length === 0 && pair !== undefined;
    return isOne && isCarryingName(pair[0]) && pair[1].length <= 2 ? [pair[1]] : [];
  });
  // Pages and versions are counted; letters are not.
  return values.length >= 4 && values.filter((value) => /\D/.test(value)).length >= 2;
}

/** An element with an attribute, however it is written; what follows the attribute is not read. */
function element(names: readonly string[], attributes: readonly string[]): Pattern {
  return sequence(
    literal("<"),
    choice(...names.map(anyCase)),
    chars("\\s/", 1),
    repeat(
      sequence(
        OUTSIDE_QUOTES,
        choice(
          sequence(literal('"'), chars('^"<', 0, ATTRIBUTE_CHARS), literal('"')),
          sequence(literal("'"), chars("^'<", 0, ATTRIBUTE_CHARS), literal("'")),
        ),
      ),
      0,
      ATTRIBUTES_MAX,
    ),
    OUTSIDE_QUOTES,
    choice(...attributes.map(anyCase)),
    BLANKS,
    literal("="),
    BLANKS,
    VALUE,
  );
}

const QUOTED = /[=(]\s*(?:"([^"]*)"|'([^']*)'|<([^>]*)>)/g;
const PLAIN = /(?:\]\(|\]:|[a-z]\s*=|url\()\s*([^\s"'<>]+)/gi;

/** The addresses of a match: of a `srcset` or an element with several attributes, all of them. */
function addressesOf(match: string): readonly string[] {
  const quoted = [...match.matchAll(QUOTED)].flatMap(([, a, b, c]) => a ?? b ?? c ?? []);
  const bracketed = /\]:\s*<([^>]*)>/.exec(match)?.[1];
  const plain = [...match.matchAll(PLAIN)].flatMap(
    ([, address]) => address?.replace(/\)$/, "") ?? [],
  );
  const all = bracketed === undefined ? [...quoted, ...plain] : [bracketed, ...quoted, ...plain];
  return all.flatMap((address) => [address, ...address.split(/,?\s+/)]);
}
