// Judges one tag: does it run a program, load one, or hand the page to somebody else? What people
// mark up their text with (paragraphs, links, pictures, tables) does neither.
import { actedOn, withoutReferences } from "./markup-decode.ts";
import type { Attribute, Tag } from "./markup-tags.ts";

/** A URL that is a program. Looked for in values as `actedOn` gives them. */
const SCRIPT_URL =
  /(?:^|[^a-z0-9_-])(?:x-)?(?:java|vb|live|j|wm|x)script:|(?:^|[;("'])mocha:|^asfunction:/;
/** A URL that holds a document of its own, which may hold programs. */
const DATA_URL =
  /(?:^|[;("',=])(?:feed:|view-source:)?data:(?!image\/(?!svg)|font\/|audio\/|video\/|application\/(?:font|pdf|octet|json|x-font|vnd)|text\/(?:plain|csv))/;
/** What pictures may show: a drawing in an `img` runs nothing. */
const DRAWING_URL = /^["'`]?data:image\/svg\+xml/;
/** Values that are shown, not followed. */
const SHOWN = /^(?:title|alt|placeholder|label|summary|aria-[a-z]+|class|id)$/;

const STYLE =
  /expression\(|-moz-binding|behaviou?r:|url\(["']?(?:javascript|vbscript|data:(?:text|image\/svg|,))|@import|javascript:|\binclude-source/;
/** What style sheets of a page never need in one attribute, and tricks with parsers do. */
const ODD_STYLE =
  /[\\{}[\]]|\/\*|&#|%28|=(?!["'\s]|$)|:\s{0,4}url\((?:["']?(?!https?:|\/|\.|data:image|#)[^)]{0,40}\)|[^)"']{0,80}[;\s])/;
/** A host written so that people cannot read it: hex, octal, one number, percent signs. */
const ODD_HOST =
  /^["'`]?\s{0,2}h\s{0,2}t\s{0,2}t\s{0,2}p\s{0,2}s?:\/\/(?:\d{6,12}[/"'`:]|0x[0-9a-f]|0\d{2,}[.]|[^/"'`?#\s]{0,60}(?:%[0-9a-f]{2}|\t|\n|http:))/i;
const HANDLER = /^(?:[a-z][\w-]{0,16}:)?(?:fs)?on[a-z_][\w-]{2,}$|^(?:fscommand|seeksegmenttime)$/;
/** Words of ordinary attributes that begin as handlers do. */
const NO_HANDLER = /^on(?:ly|ce|to|going|tology|eway|board(?:ing)?)$/;
const ANIMATED =
  /^(?:xlink:|\w{1,8}:)?(?:href|src|innerhtml|values|action|formaction|data|on\w{2,}|style)$/;
/** Frameworks that read attributes as programs. */
const DIRECTIVE = /^(?:v-|ng-|data-ng-|x-(?:on|data|init|html|bind|effect)|@|:|\[|\*|hx-on|_$)/;
const PROGRAM =
  /constructor|alert|confirm\(|prompt\(|eval\(|document\.|\$event|\$on|import\(|\bfetch\(|=>|\$eval/;
const INNER =
  /<[a-z!/][^>]{0,120}?[\s/"']on[a-z]{3,24}\s{0,4}=|<\/?script|<svg[^>]{0,80}(?:onload|<)/i;

/** Elements that nobody writes into a field but to run, to load or to take over something. */
const BY_NAME: Readonly<Record<string, number>> = {
  applet: 0.85,
  bgsound: 0.85,
  "event-source": 0.85,
  frameset: 0.85,
  ilayer: 0.85,
  isindex: 0.85,
  layer: 0.85,
  portal: 0.85,
  script: 0.9,
  xss: 0.85,
  "xml:namespace": 0.85,
  style: 0.82,
  "v:vmlframe": 0.85,
};

/**
 * How sure a tag is an attack, 0 to 1; 0 for ordinary markup. It judges the tag, not where it
 * stands.
 */
export function judgeTag(tag: Tag): number {
  let most = BY_NAME[tag.name] ?? (tag.name.endsWith(":script") ? 0.9 : 0);
  for (const attribute of tag.attributes) {
    most = Math.max(most, judgeAttribute(attribute, tag.name));
  }
  return Math.max(most, judgeElement(tag));
}

function judgeAttribute({ name, value }: Attribute, element: string): number {
  const isHandler = HANDLER.test(name.replace(/\[.{0,8}\]/g, "")) && !NO_HANDLER.test(name);
  // Without a value it does nothing, and a brace is JSX, which is a program already.
  if (isHandler && value !== "") return value.startsWith("{") ? 0 : 0.93;
  if (value.length < 4) return 0;
  if (name === "srcdoc") return 0.9;
  if (name === "style") return judgeStyle(value);
  if (DIRECTIVE.test(name)) return PROGRAM.test(value) ? 0.9 : 0;
  if (value.includes("<") || value.includes("&")) {
    if (INNER.test(withoutReferences(value))) return 0.88;
  }
  if (name === "xlink:href" && /^["'`]?(?:https?:)?\/\//i.test(value)) return 0.82;
  if (SHOWN.test(name) || !/[:;&\\%]/.test(value)) return 0;
  if (ODD_HOST.test(value)) return 0.82;
  const acted = actedOn(value);
  if (SCRIPT_URL.test(acted)) return isHarmless(acted) ? 0.3 : 0.95;
  if (!DATA_URL.test(acted)) return 0;
  return DRAWING_URL.test(acted) && /^(?:img|image|input|source|link)$/.test(element) ? 0 : 0.9;
}

function judgeStyle(value: string): number {
  if (STYLE.test(actedOn(value).replaceAll("\\", ""))) return 0.9;
  // Braces are JSX or a template.
  return !/^["']?\{/.test(value) && !value.includes("{{") && ODD_STYLE.test(value) ? 0.82 : 0;
}

/** Links that were told to lead nowhere. */
function isHarmless(url: string): boolean {
  return /^["'`]?javascript:(?:void\(0?\)|;|history\.(?:back|go)\(-?\d?\))?;?["'`]?$/.test(url);
}

const judges: Readonly<Record<string, (of: ReadonlyMap<string, string>) => number>> = {
  iframe: judgeFrame,
  frame: judgeFrame,
  object: (of) => (has(of, "data", "classid", "codebase", "code", "type") ? 0.85 : 0),
  embed: (of) => (has(of, "src", "code", "allowscriptaccess") ? 0.85 : 0),
  base: (of) => (/^["'`]?(?:https?:|\/\/|\\\\)/i.test(of.get("href") ?? "") ? 0.8 : 0),
  meta: judgeMeta,
  link: judgeLink,
  xml: (of) => (has(of, "src", "id") ? 0.8 : 0),
  import: (of) => (has(of, "implementation") ? 0.9 : 0),
  handler: () => 0.8,
  input: (of) => (/password/i.test(of.get("type") ?? "") ? 0.8 : 0),
  form: (of) => (/^["'`]?(?:https?:)?\/\//i.test(of.get("action") ?? "") ? 0.8 : 0),
};

function judgeElement({ name, attributes }: Tag): number {
  const of = new Map(attributes.map((one) => [one.name, one.value]));
  if (of.has("datasrc") || of.has("dataformatas") || of.has("ev:handler")) return 0.85;
  if (of.has("handler") && of.has("event")) return 0.85;
  const animated = of.get("attributename")?.replace(/["'`]/g, "").toLowerCase();
  if (animated !== undefined && ANIMATED.test(withoutReferences(animated))) return 0.88;
  const judge = Object.hasOwn(judges, name) ? judges[name] : undefined;
  return judge === undefined ? 0 : judge(of);
}

function has(of: ReadonlyMap<string, string>, ...names: readonly string[]): boolean {
  return names.some((name) => of.has(name));
}

/** Video players are embedded with their size; an attacker's page is not. */
function judgeFrame(of: ReadonlyMap<string, string>): number {
  const src = of.get("src") ?? "";
  const isEmbed =
    /^["']https:\/\//.test(src) && has(of, "width", "height", "title", "allowfullscreen");
  if (isEmbed) return 0.4;
  return src.length > 2 ? 0.85 : 0.5;
}

function judgeMeta(of: ReadonlyMap<string, string>): number {
  const equiv = (of.get("http-equiv") ?? "").toLowerCase();
  if (equiv.includes("refresh")) return 0.86;
  if (/cookie|link/.test(equiv)) return 0.85;
  const charset = actedOn((of.get("charset") ?? "") + (of.get("content") ?? ""));
  if (/utf-?7|utf7|mac-farsi|hz-gb|iso-2022|imap4/.test(charset)) return 0.9;
  return 0;
}

function judgeLink(of: ReadonlyMap<string, string>): number {
  const rel = (of.get("rel") ?? "").toLowerCase();
  if (/import|manifest/.test(rel) && /\/\//.test(of.get("href") ?? "")) return 0.85;
  // Style sheets of other hosts.
  const href = of.get("href") ?? "";
  return rel.includes("stylesheet") && !/^["'](?!https?:|data:|javascript:|\/\/)[\w./{]/i.test(href)
    ? 0.8
    : 0;
}
