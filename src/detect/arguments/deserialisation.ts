// Objects written as text, which run programs as they are read back: by their first bytes and by what
// their formats call other classes. A table and who reads it.
import type { Detector, DetectorMeta } from "../detector.ts";
import type { Found } from "./argument-detector.ts";
import { MARKS, payloadDetector } from "./payload-gate.ts";
import { weighPayloads } from "./payload-weight.ts";
import { findShapes, type Shape } from "./report.ts";

const META: DetectorMeta = {
  id: "arguments.deserialisation",
  finds: "Serialised objects of Java, PHP, Python, Ruby, .NET, Node and YAML.",
  source: "CWE-502; CAPEC-586; Java Object Serialization 6.4; PHP serialize(); YAML 1.2, tags.",
};

/** Detects serialised objects in arguments of tool calls. */
export const deserialisationArgument: Detector = payloadDetector(META, {
  marks: // Base64 of any format mixes letters; texts have braces, tags, escapes or underscores.
    MARKS.mixed |
    MARKS.brace |
    MARKS.dunder |
    MARKS.bang |
    MARKS.dollar |
    MARKS.backslash |
    MARKS.less |
    MARKS.wide,
  judge: judgeText,
});

/** Without one of these nothing below can match; formats of letters only have no telling signs. */
const GATE =
  // oxlint-disable-next-line no-control-regex -- the first bytes of formats are what is looked for
  /rO0AB|KztAAU|Cs7QAF|[Aa][Cc][Ee][Dd]0005|[\xac\x80\x04]|\\x(?:ac|80|04)|[OCE]:\+?\d|\ba:\d|gA[SJN]|Y29z|Y3Bv|KGRw|\bc(?:os|posix|nt|subprocess|builtins|__builtin__|commands|sys|webbrowser|runpy|pty|timeit|copy_reg|_io)(?:\n|\\n)|__reduce|BAh|!!|!(?:ruby|php|<)|AAEAAAD|\/wE|_\$\$|XyQk|__js_func|\$type|@type|H4sIAAAAA|<java |<dynamic-proxy|<sorted-set|<tree-map|<javax|yv66|ysoserial|CommonsColl|marshalsec/;

function judgeText(text: string): Found[] {
  return GATE.test(text) ? weighPayloads(text, findShapes(text, SHAPES), { document: 0.9 }) : [];
}

function object(source: string, confidence: number, flags = "g"): Shape {
  return {
    is: new RegExp(source, flags),
    category: "deserialisation",
    severity: "critical",
    confidence,
  };
}

const SHAPES: readonly Shape[] = [
  // Java: the magic number and version, in base64 at each offset, in hex, compressed.
  object(String.raw`rO0AB[QXA-Za-z0-9+/_-]|KztAAU|Cs7QAF`, 0.92),
  object(
    String.raw`(?:^|[^0-9a-f])(?:0x)?aced0005[0-9a-f]{0,64}|(?:\\x)?ac\\xed\\x00\\x05`,
    0.92,
    "gi",
  ),
  object("\\xac\\xed\\0\\x05", 0.92),
  object(
    String.raw`<java\s[^>]{0,80}class\s{0,4}=\s{0,4}["']java\.beans|<(?:dynamic-proxy|sorted-set|tree-map|javax\.imageio)\b[\s\S]{0,400}?(?:handler|class|comparator|interface)`,
    0.9,
    "gi",
  ),
  object(
    String.raw`["']@type["']\s{0,4}:\s{0,4}["'][\w.$]{0,80}(?:rowset|jndi|templates|unixprinting|bcel|java\.(?:lang|net|util)|com\.sun|org\.apache|c3p0|datasource)`,
    0.92,
    "gi",
  ),
  object(String.raw`(?:^|[^A-Za-z0-9+/])yv66vgAA`, 0.8),
  // PHP: O:8:"stdClass":1:{...}, also with a plus sign and custom readers.
  object(
    String.raw`(?:^|[;{}:"'=&\s])[OC]:\+?\d{1,4}:\\?["'][\w\\.%-]{1,120}\\?["']:\d{1,6}:\{`,
    0.92,
  ),
  object(String.raw`(?:^|[;{}:"'=&\s])a:\d{1,4}:\{(?:[isbd]:|\})[^\n]{0,40}`, 0.84),
  object(String.raw`(?:^|[;{])E:\d{1,4}:\\?"[\w\\]{1,80}:\w{1,40}\\?"`, 0.84),
  // Python: opcodes of protocol 0, frames of 2 to 5 in base64, and what the class defines.
  object(
    String.raw`(?:^|[\s(.'"\\])c(?:os|posix|nt|subprocess|builtins|__builtin__|commands|sys|webbrowser|runpy|pty|timeit|copy_reg|_io)(?:\n|\\n)\w{1,40}(?:\n|\\n)`,
    0.92,
  ),
  object(
    String.raw`(?:^|[^A-Za-z0-9+/])(?:gAS[UVW][A-Za-z0-9+/]{12,}|gA[JN][jcKXV][A-Za-z0-9+/]{12,}|Y29zCn[A-Za-z0-9+/]{4,}|KGRwM[A-Za-z0-9+/]{6,}|Y3Bvc2l4[A-Za-z0-9+/]{4,})`,
    0.88,
  ),
  object(String.raw`__reduce(?:_ex)?__`, 0.84),
  object(String.raw`\\x80\\x0[2-5](?:\\x95|c|\})|\x80[\x02-\x05](?:\x95|c)`, 0.9),
  // Ruby: Marshal 4.8 in base64 and hex.
  object(String.raw`(?:^|[^A-Za-z0-9+/])BAh(?:7|b|v|J|V|I)[A-Za-z0-9+/]{6,}`, 0.86),
  object(String.raw`\\x04\\x08[[{oIU]|\x04\x08[[{oIU]`, 0.9),
  // YAML tags that make objects of a language.
  object(
    String.raw`!!(?:python\/(?:object|name|module|tuple)|javax?\.[\w.]|com\.[\w.]{2,}|org\.[\w.]{2,}|sun\.|ruby\/|php\/|js\/(?:function|regexp|undefined)|perl\/|net\.)`,
    0.92,
    "gi",
  ),
  object(
    String.raw`!(?:ruby\/(?:object|hash|struct|class|exception|regexp|marshalable)|php\/object|<tag:yaml\.org,2002:(?:python|ruby|js|java))`,
    0.92,
    "gi",
  ),
  // .NET: BinaryFormatter, LosFormatter, and JSON with types.
  object(String.raw`AAEAAAD\/{5}|(?:^|[^A-Za-z0-9+/])\/wE[ywyPFX][A-Za-z0-9+/]{10,}`, 0.9),
  object(
    String.raw`["']?\$type["']?\s{0,4}:\s{0,4}["'](?:system\.|microsoft\.|[\w.]{1,80}(?:objectdataprovider|windowsidentity|process|workflow))`,
    0.92,
    "gi",
  ),
  // Node: functions that are called as they are read.
  object(
    String.raw`_\$\$ND_FUNC\$\$_|XyQkTkRfRlVOQyQk|\b__js_function\b|_\$\$\\u004e\\u0044_FUNC`,
    0.94,
  ),
  object(
    String.raw`(?:^|[^A-Za-z0-9+/])H4sIAAAAAAAA[A-Za-z0-9+/]{2}(?:1[A-Za-z]|[5-9][A-Za-z])[A-Za-z0-9+/]{60,}={0,2}\s{0,4}$`,
    0.5,
  ),
  object(String.raw`\b(?:ysoserial|CommonsCollections\d|marshalsec)\b`, 0.82, "gi"),
];
