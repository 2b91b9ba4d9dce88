// Programs of server languages smuggled into plain values: PHP, Java and its expression languages,
// JavaScript on servers, Python, Ruby, Perl, .NET. Tables; who reads them is in code-injection.ts.
import { JAVA_GADGETS, JAVA_REACHES } from "./java-names.ts";
import { PHP_PREFIXES, PHP_RUNS, PHP_SETTINGS } from "./php-names.ts";
import { MARKS, type ShapeGroup } from "./payload-gate.ts";
import type { Shape } from "./report.ts";

function code(source: string, confidence: number, flags = "gi"): Shape {
  return {
    is: new RegExp(source, flags),
    category: "code_injection",
    severity: "critical",
    confidence,
  };
}

/** White space and comments between a name and its parenthesis. */
const GAP = String.raw`(?:\s|\/\*[^*]{0,60}\*\/|(?:\/\/|#)[^\n]{0,40}\n){0,8}`;

/** A line that opens a function or shows something is ordinary code, unless it does one of these. */
const RUNNING = String.raw`(?=[^\n]{0,120}(?:\bprocess\b|\brequire\b|\bglobal|\bcookie|\beval\b|\bexec|\bspawn|\bwhile\s{0,4}\(|\bprototype\b|constructor|\breturn\s{1,4}this\b|\}\s{0,4}\)?\s{0,4}\(|\b\d{1,8}\s{0,4}[*+-]\s{0,4}\d))`;

/** Shapes of programs that do something, wherever in a value they stand. */
export const CODE_SHAPES: readonly ShapeGroup[] = [
  {
    // Tags of PHP, also in their spellings of other days.
    needs: MARKS.less | MARKS.bracket | MARKS.brace,
    gate: /<\?|[[{][\\/]?php|language\s{0,4}=\s{0,4}["']?php/i,
    shapes: [
      code(
        String.raw`<\?(?:\s{0,12}php\b|=|\s{1,12}(?:echo|print|system|exec|eval|include|require|phpinfo|passthru|\$)|xml\s{0,12}(?::|\())[^\n]{0,8}\S`,
        0.9,
      ),
      code(
        String.raw`<\?\s{0,12}(?:exec|system|eval|passthru|shell_exec|assert|echo|print|include|require|phpinfo|file_put_contents)\s{0,4}[("'\s$]`,
        0.9,
      ),
      code(
        String.raw`\[[\\/]?php\]|\{[\\/]?php\}|<script\s{1,4}language\s{0,4}=\s{0,4}["']?php`,
        0.88,
      ),
    ],
  },
  {
    // Variables of PHP: its input, and functions called by them.
    needs: MARKS.dollar,
    gate: /\$/,
    shapes: [
      code(
        String.raw`\$_?(?:_?get|_?post|_?request|_?cookie|_?server|_?files|_?env|_?session|globals|http_raw_post_data|http_\w{3,6}_vars)\s{0,4}[[{]`,
        0.88,
      ),
      code(
        String.raw`[$@]{1,4}\{?[@$]{0,3}[a-z_\x7f-\xff][\w\x7f-\xff]{0,40}\}?${GAP}(?:(?:\[[^\]\n]{0,40}\]{1,2}|\{[^}\n]{0,20}\})${GAP}){1,4}\([^)\n]{0,80}\)`,
        0.86,
      ),
      code(
        String.raw`(?:^|[\s;=@(.])@?\${1,3}(?:[a-z_\x7f-\xff][\w\x7f-\xff]{0,40}|\{[^}\n]{1,40}\})(?:\/\*[^*]{0,60}\*\/|\r?\n\s{0,4}|\s{1,2}(?:\/\/|#)[^\n]{0,40}\n\s{0,4}){0,2}\([^)\n]{0,80}\)`,
        0.82,
      ),
      code(
        String.raw`\$\s{1,20}\{\s{0,20}\w{1,40}\s{0,20}\}|\$\s{0,20}\{\s{0,20}(?:['"][\w.'"\s]{1,60}['"]|\$\w{1,40}|@\$?\w{1,40}|\w{1,40}(?:->|::|\._)[\w.]{1,40})\s{0,20}\}(?:\s{0,4}\(|\s{0,4}\[|$)`,
        0.84,
        "g",
      ),
      code(String.raw`\$\w{1,40}->\$?\w{1,40}\s{0,2}\(|\b\w{1,40}::\$\w{1,40}\s{0,2}\(`, 0.84),
    ],
  },
  {
    // Wrappers of streams.
    needs: MARKS.colon,
    gate: /(?:php|phar|expect|zlib|bzip2|zip|ogg|rar|glob|ssh2\.\w{3,6}):\/\/|data:\/\//i,
    shapes: [
      code(
        String.raw`(?:^|["'=\s(])(?:php:\/\/(?:filter|input|stdin|stdout|output|memory|temp|fd)|phar:\/\/|expect:\/\/|(?:compress\.)?(?:zlib|bzip2|zip):\/\/|ogg:\/\/|rar:\/\/|ssh2\.\w{3,6}:\/\/|glob:\/\/\/?|data:\/\/text\/plain[;,][^\s]{0,40}<\?)`,
        0.88,
      ),
    ],
  },
  {
    // Programs of Java and its expression languages.
    needs: MARKS.dot | MARKS.call | MARKS.mixed | MARKS.colon,
    gate: /runtime|\bT\s{0,2}\(|\bnew\s|processbuilder|#_member|#context|xwork|@(?:java|ognl)|getclass|forname|scriptengine|classloader|(?:class|method|action):|getparameter|transformer|templatesimpl|rowset|annotationinv|badattribute|lazymap|transformedmap|closure|factory|ognl|elprocessor|spel|xmlapplication|\bjava\b/i,
    shapes: [
      code(
        String.raw`\bgetRuntime\s{0,2}\(|\bT\s{0,2}\(\s{0,2}(?:java|org|javax)\.|\bnew\s{1,4}(?:java\.[\w.]{2,60}|ProcessBuilder|javax\.[\w.]{2,60}|URLClassLoader|FileSystemXmlApplicationContext|ClassPathXmlApplicationContext)\s{0,2}[({]|\bProcessBuilder\s{0,2}\(|#_memberAccess|#context\[|\bxwork\.\w|@java\.|@ognl\.|\.getClass\s{0,2}\(\s{0,2}\)\s{0,2}\.|\.forName\s{0,2}\(\s{0,2}["'#]|\bScriptEngineManager\b|(?:^|[\s"'=.&?])class\.(?:module\.)?classLoader\b`,
        0.9,
      ),
      code(
        String.raw`\b(?:class|method|redirect|action|redirectAction):\s{0,2}[%$]\{|\b(?:redirect|action):[^\s]{0,40}\$\{|\bruntime\.exec\s{0,2}\(|\brequest\.getParameter\s{0,2}\(`,
        0.88,
      ),
      code(JAVA_GADGETS, 0.86),
      code(
        String.raw`\bjava\b[.\w]{0,40}\b(?:runtime|processbuilder)\b|\bjava\b[^\n]{1,40}\b(?:getruntime|processbuilder|unmarshaller|base64data)\b`,
        0.86,
      ),
    ],
  },
  {
    // Programs of Node and what a page of React sends back.
    needs: MARKS.call | MARKS.dot | MARKS.bracket | MARKS.quote | MARKS.colon | MARKS.mixed,
    gate: /require|process|global|mainmodule|child_process|execsync|constructor|resolved_model|_prefix|module:|__proto__/i,
    shapes: [
      code(
        String.raw`(?<!\b(?:const|let|var)\s{1,4}(?:\w{1,40}|\{[\w\s,:]{1,80}\})\s{0,4}=\s{0,4})\brequire\s{0,2}(?:\.main\b[\w.]{0,40}|\()\s{0,4}["'\x60]?(?:node:)?(?:child_process|fs|net|http|vm|os|cluster|worker_threads|dgram|module)\b|\brequire\.main\.|\bprocess\s{0,2}(?:\.|\[\s{0,2}["'\x60]?)\s{0,2}(?:binding|mainModule|dlopen|kill|exit|_load|getbuiltinmodule)\b|\b(?:process|require)\s{0,2}\[\s{0,2}(?:req|mainmodule|global|["'\x60])|\bglobal(?:this)?\.process\b|\bmainModule\.|\bmodule\.constructor\b|\bconstructor\._load\b|\brequire\(\s{0,4}["'\x60](?:node:)?(?:child_process|fs|net|http|vm|os)["'\x60]\s{0,4}\)\s{0,2}(?:\.\s{0,2}\w{1,24}\s{0,2}[(\[]|;\s{0,2}\w)|\.execSync\s{0,2}\(|(?<!\bfrom\s{1,4}["'](?:node:)?|\bjest\.mock\(["'](?:node:)?|=\s{0,4}require\(\s?["'](?:node:)?)\bchild_process\b`,
        0.88,
      ),
      code(
        String.raw`\b(?:this|self|global(?:this)?|\[\]|\(\)|""|'')\s{0,2}\.\s{0,2}constructor\s{0,2}\.\s{0,2}constructor|:constructor:constructor|\$\d{1,4}:(?:__proto__|Module:prototype|constructor)`,
        0.9,
      ),
      code(
        String.raw`["']?status["']?\s{0,4}:\s{0,4}["']resolved_model["']|["']_prefix["']\s{0,4}:\s{0,4}["'][^"']{0,40}\(`,
        0.9,
      ),
    ],
  },
  {
    // Calls of what runs commands, in any language, plain or put together.
    needs: MARKS.call | MARKS.paren | MARKS.dunder | MARKS.bracket | MARKS.backtick | MARKS.quote,
    gate: /[\w)"'}]\(|[[{]\s{0,2}\d\s{0,2}[\]}]\s{0,4}[)({]|(?:\*\/|\n)\s{0,4}\(|\b(?:exec|eval|system|assert|passthru|shell_exec|popen|phpinfo)\s{1,8}[#(/]|["')}]\s{1,4}\(\s{0,4}["'\w]{1,40}\s{0,4}\)|\]\s{0,4}\[|__|["']sys["']|\.environ|_eval\b|erb\.new|process\b|activator|assembly|wscript|perl\s|\buse\s|\bqx|while|\bfor\s{0,4}\(|\(string/i,
    shapes: [
      code(
        String.raw`["'(]\s{0,4}(?:\/\*[^*]{0,40}\*\/)?\s{0,4}(?:system|exec|shell_exec|passthru|popen|assert|eval|phpinfo|call_user_func|s(?:y|\\x79)s?["'.\s()]{0,8}t?["'.\s()]{0,8}e?m|sy\.\(st\)\.em|\\x73y\\x73tem)\s{0,4}(?:\/\*[^*]{0,40}\*\/)?\s{0,4}["')]${GAP}(?:[[{]\s{0,2}\d\s{0,2}[\]}]${GAP}){0,2}\)?${GAP}\(`,
        0.88,
      ),
      code(
        String.raw`\[\s{0,4}["']?(?:system|exec|passthru|shell_exec|assert)["']?\s{0,4}\]${GAP}\)?${GAP}(?:[[{]\s{0,2}(?:\/\*[^*]{0,40}\*\/)?\s{0,2}\d\s{0,2}[\]}]${GAP}\)?${GAP}){1,3}(?:\{[^}]{0,24}\}${GAP})?\}?${GAP}\(`,
        0.88,
      ),
      code(
        String.raw`\bdefine\(\s{0,2}["']\w{1,40}["']\s{0,2},[^)]{1,80}\)\s{0,2};|["']sys["']\s{0,2}\.\s{0,2}["']\s{0,2}t|^\W{0,4}\(\s{0,4}string\s{0,4}\)\s{0,4}["'{]`,
        0.88,
      ),
      code(
        String.raw`\b(?:eval|assert|exec|system|passthru|shell_exec|popen|proc_open|create_function|preg_replace)${GAP}\(${GAP}(?:["'$@\\]|chr\(|base64|gz|str_rot|hex2bin|file_get|url|implode|request|input|compile|atob|string\.|buffer)`,
        0.86,
      ),
      code(
        String.raw`\b(?:${PHP_RUNS})\s{0,4}(?:\/\*[^*]{0,60}\*\/|#[^\n]{0,40}\n)\s{0,4}\(|[;{}]\s{0,4}@?(?:system|exec|shell_exec|passthru|popen|phpinfo|proc_open|assert)\s{0,2}\(`,
        0.86,
      ),
      code(String.raw`\breturn\s{0,4}["'](?:system|exec|eval|assert)["']\s{0,4}\(`, 0.88),
      code(
        String.raw`__import__\s{0,2}\(|\bos\.(?:system|popen|exec[lv]\w{0,3}|spawn[lv]\w{0,3}|remove|environ\b\s{0,2}\[)\s{0,2}[(["']|\bsubprocess\.(?:run|call|popen|check_output|check_call|getoutput|getstatusoutput)\s{0,2}\(|\bpty\.spawn\(|\bimportlib\.import_module\(|\b(?:getattr|globals|vars)\s{0,2}\([^)\n]{0,40}\)\s{0,2}(?:\[|\()\s{0,2}["']|__(?:builtins|globals|subclasses|bases|mro|class|code|closure)__|\bpickle\.loads?\s{0,2}\(|\bbuiltins\.(?:exec|eval|open)`,
        0.88,
      ),
      code(
        String.raw`\b(?:Process|Kernel|IO|Open3|PTY)\.(?:spawn|exec|system|popen\w{0,2}|capture\w{0,2}|fork|kill)\s{0,2}[("']|\b(?:instance|class|module)_eval\b|\bERB\.new\b|\bos\.execute\s{0,2}\(|\bio\.popen\s{0,2}\(|\bSystem\.Diagnostics\.Process\b|\bProcess\.Start\s{0,2}\(|\bActivator\.CreateInstance\b|\bAssembly\.Load\b|\bWScript\.Shell\b|\bCreateObject\s{0,2}\(\s{0,2}["'](?:WScript|Shell|MSXML|Scripting|ADODB)|\bperl\s-e\b|\buse\s{1,2}(?:Socket|IO::Socket)\s{0,2};|\bqx[/({[]\w`,
        0.88,
      ),
      code(
        String.raw`(?:^|[;"'})])\s{0,4}(?:while|for)\s{0,4}\(\s{0,4}(?:\(\s{0,2}){0,2}(?:;\s{0,2};|!{1,2}\s{0,4}(?:[-+]?0|false|null|undefined|nan|["'\x60]{2}|\[\]|\{\})|true|[-+]?(?:1|infinity)|new\s{1,4}date|this|string)\s{0,4}\)`,
        0.84,
      ),
    ],
  },
];

/** What is ordinary in a sentence or a file, and odd as the whole of a value. */
export const ALONE_SHAPES: readonly ShapeGroup[] = [
  {
    // Settings of PHP.
    needs: MARKS.equals,
    gate: /[_.]\w{2,48}\s{0,4}=/,
    shapes: [code(String.raw`^\s{0,4}(?:${PHP_SETTINGS})\s{0,4}=\s{0,4}\S{1,120}\s{0,4}$`, 0.82)],
  },
  {
    // Classes of Java.
    needs: MARKS.dot,
    gate: /(?:^|[\s"'>])(?:java|javax|com|org|sun|freemarker|groovy|jdk|bsh|clojure|javassist)\./,
    shapes: [
      code(
        String.raw`^\s{0,8}["']?(?:${JAVA_REACHES})[\w.$]{0,80}["']?(?:\s{0,2}\([^\n]{0,200})?\s{0,8}$`,
        0.82,
        "g",
      ),
      code(String.raw`[>"'](?:${JAVA_REACHES}|java\.lang\.\w{3,24})[\w.$]{0,80}["'<]`, 0.82, "g"),
      code(String.raw`^\s{0,8}java\.(?:lang|util|io|net)\.[A-Z]\w{1,40}\s{0,8}$`, 0.45, "g"),
    ],
  },
  {
    // Parts of programs of Node.
    needs: MARKS.call | MARKS.dot | MARKS.bracket | MARKS.paren | MARKS.equals | MARKS.brace,
    gate: /^\s{0,8}(?:process|module|new\s|c(?:o|\\u006f)nsole|function|[\w(,\s)]{0,40}=>)/i,
    shapes: [
      code(
        String.raw`^\s{0,8}(?:process\.(?:env|argv|cwd|version|pid|title)\b|process\[["'](?:env|argv)["']\]|module\.exports\s{0,2}=|new\s{1,4}Function\s{0,2}\(|(?:c\\u006fnsole\.\w|consol[e](?:\[["']|\.\w{3,5}\.call\())|(?:consol[e]\.(?:log|info|error|debug|warn)\s{0,2}\(|function\s{0,2}\w{0,24}\([^)]{0,40}\)\s{0,2}\{|\(?\s{0,2}\(?[\w,\s]{0,24}\)?\s{0,2}=>\s{0,2}\{)${RUNNING})[^\n]{0,120}\s{0,8}$`,
        0.81,
      ),
    ],
  },
  {
    // Calls.
    needs: MARKS.call | MARKS.paren,
    gate: /[\w)"'}/]\(|=\s{0,2}\(|\n\s{0,4}\(|\b(?:exec|eval|popen|fopen|fwrite|fputs|phpinfo|passthru|unlink|readfile|filegroup|unserialize|\w{2,20}_\w{2,40})\s{1,8}[#(/]/i,
    shapes: [
      code(
        String.raw`^(?!\W{0,12}(?:assert\s?\(\s?[\w.]{1,80}\s?[,)]|serialize\())[^\w\n]{0,12}(?:${PHP_RUNS})(?:\/\*[^*]{0,60}\*\/|#[^\n]{0,40}\n)?(?:=\s{0,2})?\(`,
        0.84,
      ),
      code(
        String.raw`^[^\w\n]{0,12}(?:exec|eval|popen|fopen|fwrite|fputs|phpinfo|passthru|unlink|readfile|filegroup|unserialize|(?=\w{2,40}_)(?:${PHP_RUNS}))${GAP}\([^)\n]{0,60}\n{0,2}\)\s{0,2};?\s{0,2}$`,
        0.82,
      ),
      code(
        String.raw`^[^\w\n]{0,12}(?:${PHP_PREFIXES})[a-z0-9_]{0,60}${GAP}\(${GAP}(?:$|\)\s{0,2};?\s{0,2}$|[$'"])`,
        0.81,
      ),
      code(String.raw`^\s{0,4}(?:eval|exec)\s{0,4}\([^\n]{1,200}$`, 0.84),
      code(
        String.raw`^\s{0,4}(?:[;|&"')]{1,3}\s{0,4})?(?:print|puts|echo|die|exit)\s{0,2}\(\s{0,2}(?:\d{1,8}\s{0,2}[*+-]\s{0,2}\d|md5|chr|["'\x60]\w{0,40}["'\x60]\s{0,2}\.\s)`,
        0.82,
      ),
    ],
  },
];
