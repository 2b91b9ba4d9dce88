// Programs and style sheets of browsers that stand in a value without a tag around them: they close
// the string or the attribute that they will be put into. A table; who reads it is in markup.ts.
import { MARKS, type ShapeGroup } from "./payload-gate.ts";
import type { Shape } from "./report.ts";

function xss(source: string, confidence: number): Shape {
  return { is: new RegExp(source, "gi"), category: "xss", severity: "high", confidence };
}

/** What may stand between the parts of a call. */
const GAP = String.raw`(?:\s|\/\*[^*]{0,40}\*\/){0,6}`;
const SINK = "(?:alert|confirm|prompt|eval|execscript|settimeout|setinterval|setimmediate|msgbox)";
/** An argument that shows that something runs, instead of telling somebody something. */
const PROOF = String.raw`(?:[\d)/\x60\\&%!+~[]|['"‘’“”]|document|location|origin|window|self|this|top|string|atob|unescape|name\b|/|xss)`;

/** Shapes of programs, none of which needs a tag. */
export const SCRIPT_SHAPES: readonly ShapeGroup[] = [
  {
    // Handlers of events, whose tag is the page's own.
    needs: MARKS.equals,
    gate: /on[a-z_]{3,40}\s{0,8}=|expression\(|javascript:/i,
    shapes: [
      // onerror=alert(1) -- the rest of a tag whose start is the page's own.
      xss(
        String.raw`(?:^|["'\x60“”\s/;,?&\])>(%])(?<!\b(?:const|let|var)\s)on[a-z_]{3,24}\s{0,8}=\s{0,4}\\{0,2}["'\x60“]?[^\s"'\x60{>]{0,60}?(?:alert|confirm|prompt|print|eval|script|fetch|document|location|window|import|atob|string\.|this\.|top\b|self\b|\w{1,24}\()`,
        0.92,
      ),
      xss(
        String.raw`(?:^|[\w=\s])["'\x60“”](?:\s{1,4}|/{1,4})?on[a-z]{4,24}\s{0,4}=\s{0,4}["'\x60“]?[^\s{]`,
        0.86,
      ),
      xss(
        String.raw`["'\x60]\s{1,4}(?:autofocus|style|src|href|type|background)\b[^<>]{0,60}(?:on[a-z]{4,24}\s{0,4}=|expression\(|javascript:)`,
        0.9,
      ),
      // <x onend= -- the value is the next field's.
      xss(String.raw`(?:[<"'/]|<[a-z][^<>]{0,60}\s)on[a-z]{4,40}\s{0,4}=\s{0,4}$`, 0.82),
      // throw onerror=eval,'=alert(1)' -- calls without parentheses.
      xss(
        String.raw`\b(?:onerror|onunhandledrejection)${GAP}=${GAP}(?:alert|eval|confirm|prompt|print|cons[o]le)`,
        0.92,
      ),
    ],
  },
  {
    // URLs that are programs or documents.
    needs: MARKS.colon | MARKS.ampersand | MARKS.percent,
    gate: /script(?:[:&#]|%3a)|\bdata:(?:[tami]|,)|url:|\bres:|ms-its:|asfunction:|chrome-/i,
    shapes: [
      xss(String.raw`\bjavascript[#&][^\s]{0,20}\(`, 0.85),
      // javascript:alert(1), javascript://%0aalert(1)
      xss(
        String.raw`(?:^|[^\w.-])(?:java|vb|live|j)script(?::|&colon;?|&#x?0{0,20}(?:58|3a);?|%3a|&#x?0{0,20}(?:9|10|13|a|d);?:)(?!void\(0?\);?(?:["'\s]|$)|;?(?:["'\s]|$))[^\s"']{0,80}?["'\s]{0,2}[(\x60=%\\/*&[;.,{+]`,
        0.92,
      ),
      xss(
        String.raw`(?:^|["'=\s,(])(?:feed:)?data:(?:text\/(?:html|xml|javascript|ecmascript)|application\/(?:xhtml\+xml|xml|x-?javascript|javascript|ecmascript)|multipart\/)[^,\s]{0,60},`,
        0.88,
      ),
      xss(
        String.raw`(?:^|["'=\s,(])data:image\/svg\+xml[^,\s]{0,60},[^\s]{0,400}(?:script|onload)`,
        0.9,
      ),
      xss(
        String.raw`\b(?:firefoxurl|navigatorurl|asfunction|res|ms-its|chrome-extension):[^\s]{0,80}(?:javascript|alert|["'])`,
        0.85,
      ),
    ],
  },
  {
    // Calls.
    needs:
      MARKS.call |
      MARKS.paren |
      MARKS.backtick |
      MARKS.bracket |
      MARKS.ampersand |
      MARKS.percent |
      MARKS.backslash,
    gate: /alert|confirm|prompt|eval|function|execscript|set(?:timeout|interval|immediate)|msgbox|fromc|\bwindow|\bself|\btop\b|\bparent|frames|globalthis|\bthis\b|document|import|fetch|getscript|\bget\(|\bajax|sendbeacon|activexobject|\bwith\b|decodeuri/i,
    shapes: [
      // ';alert(1)//  -alert(1)-  \";alert(1)//  ${"$"}{alert(1)}
      xss(
        String.raw`(?:^[\s(+!~-]{0,6}|["'\x60;{}()[\]/*+,|&=<>!~?:\\^%-]${GAP}(?:new${GAP})?(?:\w{1,12}\.)?)\(?${SINK}\)?${GAP}(?:\?\.)?[([]${GAP}\(?${PROOF}`,
        0.86,
      ),
      xss(
        String.raw`\b${SINK}${GAP}\x60[^\x60]{0,60}(?:\x60|$)|\b(?:alert|confirm|prompt)\?\.\(`,
        0.86,
      ),
      xss(
        String.raw`\b(?:alert|confirm|prompt|eval)(?:&lpar;?|&#x?0{0,8}(?:40|28);?|\\x28|\\u0028|%28|\.(?:call|apply|bind)\b)`,
        0.86,
      ),
      xss(
        String.raw`\.(?:map|find|filter|some|every|foreach|sort|replace|reduce|findindex|flatmap)${GAP}(?:\.call${GAP})?[(\x60][^)]{0,40}\b(?:alert|eval|confirm|prompt)\b`,
        0.86,
      ),
      // window['alert'](1), top[/al/.source+/ert/.source](1)
      xss(
        String.raw`\b(?:window|self|top|parent|frames|globalthis|this|document)${GAP}\)?${GAP}\[[^\]]{1,100}\]${GAP}\)?${GAP}(?:[(\x60]|\[|=(?!=))`,
        0.86,
      ),
      xss(
        String.raw`\bstring\.fromc(?:har|odepoint)code${GAP}[(\x60]|\bstring\.fromcharcode\b`,
        0.86,
      ),
      xss(
        String.raw`\beval${GAP}\(${GAP}(?:atob|unescape|string|location|name|decodeuri|window|document|url\b|["'\x60])|\bdecodeuri(?:component)?${GAP}\([^)]{0,40}location`,
        0.88,
      ),
      xss(
        String.raw`(?:^|["'\x60;{}()\s,=:])(?:import|fetch|importscripts|(?:\$|jquery)\.(?:getscript|globaleval|get|ajax)|navigator\.sendbeacon)${GAP}\(${GAP}["'\x60](?:https?:)?(?:\/\/|\\\\)`,
        0.86,
      ),
      xss(
        String.raw`\bwith${GAP}\(${GAP}(?:document|window|location)|\bnew${GAP}activexobject${GAP}\(`,
        0.86,
      ),
      xss(
        String.raw`\b(?:new${GAP}function|function|constructor|object\.assign|reflect\.(?:apply|construct|set))${GAP}(?:\([^)]{0,60}\b|\x60[^\x60]{0,60})(?:alert|eval|confirm|prompt|document)`,
        0.88,
      ),
      xss(String.raw`\bfunction${GAP}\(${GAP}["'\x60][^\n]{0,200}\)${GAP}[(\x60]`, 0.86),
      xss(
        String.raw`\bset(?:timeout|interval)${GAP}[(\x60]${GAP}["'\x60(]?(?:alert|eval|confirm|prompt|location|document|atob)`,
        0.88,
      ),
    ],
  },
  {
    // What a page has and may do.
    needs: MARKS.dot | MARKS.bracket | MARKS.equals | MARKS.call,
    gate: /document|location|window\.name|innerhtml|outerhtml|insertadjacent|srcdoc/i,
    shapes: [
      // What a page knows that its visitor does not show others, and where it sends it.
      xss(
        String.raw`\bdocument${GAP}\)?${GAP}(?:\.|\?\.|\[${GAP}["'\x60])${GAP}(?:cookie|domain|write(?:ln)?${GAP}[(\x60]|location\b|body\.|documentelement|createelement${GAP}\(|referrer|url\b|defaultview)`,
        0.82,
      ),
      xss(
        String.raw`\b(?:location\.(?:hash|search|href)|window\.name)\.(?:slice|substr|substring|split|replace)${GAP}\(`,
        0.82,
      ),
      xss(
        String.raw`\.(?:innerhtml|outerhtml|insertadjacenthtml|srcdoc)${GAP}[=(]|\bdocument\.(?:queryselector|getelementby\w{2,12})\([^)]{0,60}\)\.(?:textcontent|value|src|href|click|submit)`,
        0.82,
      ),
      xss(
        String.raw`(?:^|["'\x60;{}()\s])(?:window\.|self\.|top\.|parent\.|this\.)?location(?:\.href|\.hash|\.search)?${GAP}=(?!=)${GAP}(?:["'\x60](?:javascript|https?:|\/\/|data:)|name\b|location|atob|document|string\.)`,
        0.86,
      ),
    ],
  },
  {
    // Ways out of templates and filters.
    needs: MARKS.call | MARKS.dot | MARKS.brace | MARKS.bracket | MARKS.equals,
    gate: /constructor|\{\{|\bng-|\bv-|\bx-|\bhx-|\]\s{0,4}[[.]/i,
    shapes: [
      // {{constructor.constructor('alert(1)')()}} and its kin leave the sandbox of a template.
      xss(
        String.raw`\bconstructor(?:${GAP}["'\x60]?\])?${GAP}(?:\.|\[${GAP}["'\x60]?)${GAP}(?:constructor|prototype\b[^\n]{0,60}=)|\bconstructor${GAP}[(\x60]${GAP}(?:["'\x60]|&)`,
        0.88,
      ),
      xss(
        String.raw`\{\{[^}]{0,400}?(?:constructor|\$eval|\$on\b|\$emit|\$parse|charat=|tostring\(\)\.sub|__definesetter__|__proto__|_openblock|_createblock|orderby:)`,
        0.88,
      ),
      xss(
        String.raw`\b(?:ng-(?:app|init|csp|focus|click|include|bind-html)|v-(?:on:?\w{0,16}|html|show|if|bind)|x-(?:init|html|data)|hx-on[:\w-]{0,20})\s{0,4}=\s{0,4}["']?[^"']{0,80}(?:alert|constructor|eval|\$event|\$on)`,
        0.88,
      ),
      xss(
        String.raw`\[${GAP}(?:\]|\w{0,8}${GAP}\])${GAP}[[.]${GAP}["']?(?:constructor|filter|map|find|sort|flat|pop|at)["']?${GAP}\]?${GAP}[.[]${GAP}["']?constructor`,
        0.9,
      ),
    ],
  },
  {
    // Programs without letters.
    needs: MARKS.call | MARKS.paren | MARKS.bracket | MARKS.wide | MARKS.equals,
    gate: /\[\s{0,2}\]|~\[|\[\+|[ﾟωﾉ]{2}/,
    shapes: [
      // Letters out of brackets only.
      xss(String.raw`(?:[!+]{1,3}\[\]|\(!{1,2}\[\]|\[\]\[\(|\+\[\]|\[\+)[[\]()!+\s{}]{10,}`, 0.88),
      xss(String.raw`(?:\[|\()[\s(]{0,4}!{1,2}\s{0,2}\[\s{0,2}\]\s{0,2}\+?\s{0,2}\[`, 0.85),
      xss(String.raw`[$_]{1,3}\s{0,2}=\s{0,2}~\[\]|(?:ﾟ|ω|Дﾟ|ﾉ){3}`, 0.9),
    ],
  },
  {
    // Tags in other code pages and escapes.
    needs:
      MARKS.plus |
      MARKS.ampersand |
      MARKS.backslash |
      MARKS.percent |
      MARKS.wide |
      MARKS.less |
      MARKS.call,
    gate: /AD[w4]-|[+&]A(?:Dw|C[IC])|[¼«‹＜﹤〈\u27e8\u3008]|(?:\\x3c|\\u003c|\\0?74|\\u\{3c|&lt|&#|%3c|%253c)/i,
    shapes: [
      // UTF-7, and code pages that lose a bit.
      xss(String.raw`[+&]A(?:Dw|CIAPg|CcAPg)[-A-Za-z]|\bADw-[^\n]{1,60}AD4-|\+AD4-`, 0.92),
      xss(
        String.raw`[¼«‹＜﹤〈\u2039\u27e8\u3008]\s{0,2}\/?\s{0,2}(?:script|svg|img|iframe|body|embed|object|style)\b`,
        0.9,
      ),
      xss(
        String.raw`(?:\\x3c|\\u003c|\\74|\\074|\\u\{3c\}|&lt;?|&#x?0{0,20}(?:60|3c);?|%3c|%253c)(?:\s|\/|%2f|\\x2f){0,3}(?:script|svg|img|iframe|body|embed|object|input|video|audio|details|marquee|style|meta|isindex)\b`,
        0.85,
      ),
    ],
  },
  {
    // Style sheets that run or load.
    needs: MARKS.colon | MARKS.call | MARKS.quote | MARKS.less,
    gate: /exp[r/\\]|binding|behavio|@import|\burl\(/i,
    shapes: [
      // Style sheets that run or load.
      xss(
        String.raw`(?:^|[;:{\s"'*/])(?:\w{1,12}|\*):?\s{0,4}exp(?:\/\*[^*]{0,40}\*\/|\\)?r?(?:\/\*[^*]{0,40}\*\/|\\)?e?s{0,2}(?:\/\*[^*]{0,40}\*\/|\\)?s?ion\s{0,4}\(\s{0,4}(?:alert|write|eval|javascript|document|this|open|prompt|confirm|[\w.]{1,24}\()`,
        0.88,
      ),
      xss(
        String.raw`-moz-binding\s{0,4}:\s{0,4}url\(|\bbehaviou?r\s{0,4}:\s{0,4}url\s{0,4}\(|@import\s{0,4}(?:url\()?\s{0,4}\\?["']?(?:https?:|\/\/|javascript:|data:)`,
        0.86,
      ),
      xss(String.raw`\burl\(\s{0,4}["']?\s{0,4}(?:java|vb)script:`, 0.9),
    ],
  },
  {
    // Conditional comments.
    needs: MARKS.less,
    gate: /<!--\[if|\?[\w=&]{0,40}\s{0,8}$/i,
    shapes: [
      // <img src='//evil.example/?  -- all that follows, up to the next quote, is sent there.
      xss(
        String.raw`<[a-z][^<>"']{0,120}=\s{0,4}["'](?:https?:)?//[^"'<>\s]{3,200}\?[\w=&]{0,40}\s{0,8}$`,
        0.84,
      ),
      xss(String.raw`<!--\[if\s(?!(?:!\s?)?(?:\(?mso|gte\smso|lt\smso))[^\]]{0,40}\]>`, 0.8),
    ],
  },
];
