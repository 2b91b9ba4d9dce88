// Code that is smuggled into a value that nobody meant to hold any: PHP, Node, Python, Ruby and what
// else evaluates strings on servers. Only shapes that ordinary values do not have.
import type { Found } from "./argument-detector.ts";
import { findPayloads, type Shape } from "./report.ts";

/** Most values have none of these, and are not looked at any further. */
const SIGNS = /[(`<$\\[{=]|__|:\/\/|process\.|constructor/;
/** Signs without which there is no code; ordinary values have none of them. */
const GATE =
  /\w["'\])}\s]{0,8}[(`]|<[?%]|\$\s{0,16}[_a-z{$]|__|(?<!https?):\/\/|o:\d|allow_|auto_|disable_|php|process[.[]|constructor|[(;]#|#\{|\\n|\$\d|exports|\/\*|cfexec|diagnostics/i;
/** Words of which at least one is in every payload that is looked for. */
const WORDS =
  /php|<[?%]|system|exec|passthru|popen|eval|assert|[a-z0-9]_[a-z_0-9]{2,40}\s{0,8}[(=/#]|deco(?:de|mp)|inflate|fopen|sockopen|seriali|strrev|strip_|intval|gethost|\$_|^\s{0,8}@?\$|globals|require|process|constructor|nd_func|__|function|consol[e]\s{0,4}[.[]|response|import|builtin|spawn|execute|os:cmd|createobject|diagnostics|while|(?:md5|sha1|crc32)\s{0,4}\(|include|^\s{0,4}\([^)]|\.\s{0,4}["']|(?:phar|zip|rar|zlib|bzip2|expect|ogg|glob|ssh2\.\w{4,6}):\/\/|o:\d|allow_url|auto_|disable_|:then|:module|loads?\s{0,4}\(|loadstring|open\s{0,4}\(|["'/]etc|exports|qx/i;

/** Finds smuggled code. */
export function judgeCodePayload(text: string): Found[] {
  return SIGNS.test(text) && GATE.test(text) && WORDS.test(text) ? findPayloads(text, SHAPES) : [];
}

function shape(source: string, confidence: number): Shape {
  return {
    is: new RegExp(source, "gi"),
    category: "code_injection",
    severity: "critical",
    confidence,
  };
}

/** Where a payload may begin: the value's start, or after what closes the code that it is put into. */
const BEGIN = String.raw`(?:^|[;'"\x60)}{|&,@.=>!]|\$\{|\n)\s{0,8}@?`;
/** Space and comments between a name and its bracket: nobody writes them there who has nothing to hide. */
const GAP = String.raw`(?:\s{0,8}(?:/\*[^*]{0,60}\*/|(?://|#)[^\n]{0,60}\n)){0,2}\s{0,8}`;
/** Functions of PHP by names that only PHP has. */
const PHP_FUNCTIONS = String.raw`(?:shell_exec|passthru|proc_open|pcntl_exec|create_function|call_user_func(?:_array)?|base64_decode|gzinflate|gzuncompress|gzdecode|bzdecompress|zlib_decode|str_rot13|strrev|convert_uudecode|phpinfo|phpversion|php_uname|file_get_contents|file_put_contents|file_exists|readfile|highlight_file|show_source|fsockopen|pfsockopen|move_uploaded_file|unserialize|curl_(?:init|exec|multi_exec)|posix_\w{2,20}|get_defined_(?:vars|functions|constants)|get_current_user|getmypid|ini_(?:set|get_all)|putenv|parse_ini_file|func_get_args|ob_start|array_(?:map|walk|filter|diff\w{0,12}|reduce)|register_shutdown_function|register_tick_function|mb_ereg_replace|preg_replace(?:_callback)?|set_error_handler|print_r|var_dump|error_log|escapeshellcmd|is_callable|is_array|strip_tags|intval|assert_options|gethostbyname|ldap_\w{3,30}|odbc_\w{3,40}|tidy_\w{3,30}|zend_\w{3,50}|sodium_\w{3,60}|pg_(?!sleep|read|ls|size)\w{3,30}|mysqli?_\w{3,30})`;
/** Functions of many languages that run something. */
const RUNNERS = String.raw`(?:system|exec|eval|assert|popen|passthru|shell_exec|include|require(?:_once)?|include_once|create_function)`;
/** A module that a program takes by its name, as programs do on their first lines. */
const TAKEN = String.raw`\b(?:const|let|var)\s{1,4}(?:\w{1,40}|\{[\w\s,:]{1,80}\})\s{0,4}=\s{0,4}`;
/** What somebody shows who only wants to see that his program runs, or what it reaches. */
const TELLING = String.raw`(?=[^\n]{0,80}(?:\bprocess\b|\brequire\b|\bglobal|\bcookie|\beval\b|\bexec|\bprototype\b|constructor|\b\d{1,8}\s{0,4}[*+-]\s{0,4}\d|\(\s{0,4}\)\s{0,4}$))`;
const MODULES = String.raw`(?:node:)?(?:child_process|fs|os|vm|net|http|https|dgram|module|repl|worker_threads|cluster)`;

const SHAPES: readonly Shape[] = [
  // PHP.
  // The tag by itself opens every file of PHP; it counts with what it runs or prints.
  shape(
    String.raw`<\?(?:=|\s{0,8}php\b[^?\n]{0,80}(?:\$_|\x60|\b(?:echo|print|exit|die|include|require|system|exec|eval|assert|passthru|popen)\b|\w\s{0,4}\()|\s{1,16}(?!php\b|xml\b)[^?\s]|xml\s{0,16}(?::|\())`,
    0.9,
  ),
  shape(String.raw`\[/?\\?php\]|\{/?php\}`, 0.85),
  shape(
    String.raw`\$\s{0,4}_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES|ENV|SESSION)\s{0,4}[[{]|\$GLOBALS\s{0,4}\[`,
    0.88,
  ),
  shape(String.raw`(?:^|[^\w.>$-])\w{0,8}(?:${PHP_FUNCTIONS})${GAP}(?:\(|=\()`, 0.86),
  shape(
    String.raw`^\s{0,8}(?!assert\s?\(\s?[\w.]{1,80}\s?[,)])[@\\]?${RUNNERS}${GAP}\((?:[^()\n]{0,2000}|\s{0,4}["'$@\x60][^\n]{0,4000}|\w{1,40}\([^\n]{0,2000})[\s;}'"#/)\]]{0,16}$`,
    0.82,
  ),
  shape(String.raw`[;'"\x60}{|&@]\s{0,8}@?${RUNNERS}${GAP}\(\s{0,4}['"$\x60\w]`, 0.84),
  shape(
    String.raw`["'(\[{]\s{0,4}["']?\s{0,4}${RUNNERS}\s{0,4}["']?\s{0,4}(?!\]\((?:https?:|[./#]|[\w-]{1,60}[./)#]))[\])}"'][\])}"'\[\d\s]{0,12}${GAP}(?:\{\s{0,4}\d\s{0,4}\}\s{0,4})?\(`,
    0.88,
  ),
  shape(
    String.raw`["']\s{0,4}\.\s{0,4}["'][^\n]{0,40}\)\s{0,4}(?:/\*[^*]{0,40}\*/\s{0,4})?(?:\[\d\]){0,2}\s{0,4}\(`,
    0.88,
  ),
  shape(String.raw`["']\s{0,4}\.\s{0,4}["'][^\n]{0,40}["']\s{0,4}\(\s{0,4}["']`, 0.86),
  shape(
    String.raw`^\s{0,4}\([a-z\s.()[\]'"{}/*_]{2,60}\)\s{0,4}(?:\{\s{0,4}\d\s{0,4}\}\s{0,4})?\(\s{0,4}['"][^'"\n]{1,60}['"]\s{0,4}\)\s{0,4};?\s{0,4}$`,
    0.82,
  ),
  shape(
    String.raw`\bdefine\s{0,4}\(\s{0,4}['"]\w{1,40}['"]\s{0,4},[^\n]{0,80}\)\s{0,4};\s{0,4}\(`,
    0.88,
  ),
  shape(String.raw`^\s{0,8}\$\s{0,16}\{\s{0,16}["'$@]`, 0.8),
  shape(
    String.raw`^\s{0,8}@?\$+(?:[a-z_]\w{0,40}|\s{0,16}\{[^}\n]{1,60}\})(?:\s{0,4}(?:/\*[^*]{0,40}\*/|(?:#|//)[^\n]{0,60}\n|\[[^\]\n]{0,40}\]|\{[^}\n]{0,40}\}|->\$?\w{1,40}|=@?\$\w{1,40}))*\s{0,16}(?:/\*[^*]{0,40}\*/|//[^\n]{0,40}\n)?\s{0,4}\([^\n]{0,200}\)`,
    0.82,
  ),
  shape(String.raw`^\s{0,4}(?:\$\w{1,40}->|\w{1,40}::)\$\w{1,40}\s{0,4}\(`, 0.85),
  shape(
    String.raw`\b(?:phar|zip|rar|compress\.(?:zlib|bzip2)|zlib|expect|ogg|glob|php|ssh2\.(?:shell|exec|tunnel|sftp|scp)):\/\/`,
    0.86,
  ),
  shape(String.raw`\bO:\d{1,6}:"[\w\\]{1,120}":\d{1,6}:\{`, 0.92),
  shape(
    String.raw`\b(?:allow_url_(?:include|fopen)|auto_(?:prepend|append)_file|disable_functions|open_basedir|safe_mode)\s{0,4}(?:=|%3d)`,
    0.86,
  ),
  shape(
    String.raw`\b(?:print|die|echo|exit|var_dump|printf)\b[\s(]{0,6}(?:md5|sha1|crc32|base64_encode|strrev)\s{0,4}\(`,
    0.88,
  ),
  // Node and browsers.
  shape(
    String.raw`(?<!${TAKEN})\brequire\s{0,4}\(\s{0,4}\\{0,2}["'\x60]${MODULES}\\{0,2}["'\x60]\s{0,4}\)|\brequire\(\s{0,4}["'\x60]${MODULES}["'\x60]\s{0,4}\)\s{0,2}(?:\.\s{0,2}\w{1,24}\s{0,2}[(\[]|;\s{0,2}\w)|\bimport\s{0,4}\(\s{0,4}["'\x60]${MODULES}["'\x60]\s{0,4}\)`,
    0.9,
  ),
  shape(
    String.raw`\bprocess\s{0,4}(?:\.|\?\.|\[\s{0,4}["'\x60]?)\s{0,4}(?:mainModule|binding|dlopen|getBuiltinModule|_linkedBinding)\b|\bmain\.constructor\._load|\bmodule\.constructor\b`,
    0.92,
  ),
  shape(
    String.raw`\bglobal(?:This)?\.process\b|\bprocess\s{0,4}\[\s{0,4}["'\x60](?:env|exit|kill|argv)["'\x60]|\b(?:process|require)\[\s{0,4}(?:req\b|['"]|\w{1,20}\.)`,
    0.85,
  ),
  shape(
    String.raw`^\W{0,8}process\.(?:env|exit|kill|cwd|argv|versions?|platform)\b[\w.()\s;]{0,40}$`,
    0.82,
  ),
  shape(
    String.raw`constructor\s{0,4}(?:\.|\[\s{0,4}["'\x60])\s{0,4}constructor|\(\s{0,4}["'\x60]return\s{1,4}(?:this|process|global)`,
    0.92,
  ),
  shape(String.raw`_\$\$ND_FUNC\$\$_|__js_function\b`, 0.96),
  shape(
    String.raw`\b(?:eval|Function|set(?:Timeout))\s{0,4}\(\s{0,4}(?:String\.fromCharCode|atob\s{0,4}\(|unescape\s{0,4}\(|Buffer\.from|decodeURIComponent)`,
    0.92,
  ),
  shape(String.raw`\bnew\s{1,4}Function\s{0,4}\(`, 0.82),
  shape(
    String.raw`^\W{0,4}consol[e]\s{0,4}(?:\.|\[["'])\s{0,4}(?:log|info|dir|error|warn|debug)(?:(?:["']\])(?:\.(?:call|apply))?\s{0,4}\(|(?:\.(?:call|apply))\s{0,4}\(|\s{0,4}\(${TELLING})[^\n]{0,120}\)[\s;]{0,4}$`,
    0.81,
  ),
  shape(
    String.raw`^\s{0,4}while\s{0,4}\(\s{0,4}\(?\s{0,4}(?:true|[!+-]{0,3}(?:\d{1,6}|""|''|\x60\x60|\{\}|\[\]|null|undefined|NaN|false|Infinity)|new\s{1,4}Date|this|String)\s{0,4}\){1,3}`,
    0.82,
  ),
  shape(String.raw`\$[\da-f@B]{0,6}:(?:__proto__|constructor|then|Module|_response)(?::|\b)`, 0.93),
  shape(String.raw`^\W{0,4}module\.exports\s{0,4}=`, 0.82),
  // Python.
  shape(
    String.raw`\b__import__\s{0,4}\(|\b__builtins__\b|\b__subclasses__\b|\b__globals__\b|\.__(?:mro|bases?)__\b|__class__\s{0,4}(?:\.|\[)`,
    0.9,
  ),
  shape(
    String.raw`${BEGIN}(?:os\.(?:system|popen|exec[lv]p?e?|spawn\w{1,4})|subprocess\.(?:run|call|Popen|check_output|check_call|getoutput)|pty\.spawn|commands\.getoutput|platform\.popen)\s{0,4}\(`,
    0.88,
  ),
  shape(
    String.raw`^\s{0,8}(?:import\s{1,4}(?:os|sys|subprocess|socket|pty|ctypes|shutil)\b[\w\s,]{0,60}[;\n]|from\s{1,4}(?:os|subprocess|pty)\s{1,4}import\b)`,
    0.84,
  ),
  shape(
    String.raw`\b(?:open|file|readfile|File\.(?:read|open)|IO\.read|fs\.readFile(?:Sync)?)\s{0,4}\(\s{0,4}["']/(?:etc|proc|root|home|var)/`,
    0.88,
  ),
  shape(
    String.raw`\bc(?:os|posix|nt|subprocess|__builtin__|builtins|commands)(?:\n|\\n)(?:system|popen|eval|exec|Popen|check_output|getoutput|execfile)(?:\n|\\n)`,
    0.95,
  ),
  shape(
    String.raw`\b(?:pickle|cPickle|marshal|dill|yaml)\.(?:loads?|unsafe_load)\s{0,4}\(\s{0,4}(?:base64|codecs|b["']|request|input)`,
    0.86,
  ),
  shape(
    String.raw`\b(?:exec|eval)\s{0,4}\(\s{0,4}(?:compile|base64|codecs|zlib|bytes\.fromhex|requests\.|urllib|input|__import__|request\.|params|open)\b`,
    0.9,
  ),
  // Ruby, Perl, Lua, Groovy, Erlang, ASP and others.
  shape(
    String.raw`#\{[^}\n]{0,40}(?:\bsystem\b|\bexec\b|%x|\x60|IO\.popen|\bspawn\b|\brequire\b|\bFile\.|process\.|runtime\.)`,
    0.9,
  ),
  shape(
    String.raw`\b(?:Kernel\.(?:exec|system|open|spawn)|Process\.spawn|IO\.(?:popen|sysopen)|Open3\.\w{4,12}|PTY\.spawn|Marshal\.load|instance_eval|class_eval)\s{0,4}[( ]\s{0,4}["'\w]`,
    0.88,
  ),
  shape(String.raw`\b(?:os\.execute|io\.popen|loadstring|os:cmd|erlang:open_port)\s{0,4}\(`, 0.88),
  shape(String.raw`["'\])]\s{0,4}\.\s{0,4}execute\s{0,4}\(\s{0,4}\)`, 0.88),
  shape(
    String.raw`\bCreateObject\s{0,4}\(\s{0,4}["'](?:WScript|Scripting|Shell|ADODB|MSXML2|Microsoft\.XMLHTTP)|<%=?\s{0,8}(?:eval|execute|system|exec|\x60|IO\.|File\.)|\bresponse\.write\s{0,4}\(|<cfexecute\b|\bSystem\.Diagnostics\.Process\b|\bProcess\.Start\s{0,4}\(`,
    0.88,
  ),
  shape(
    String.raw`\bqx\s{0,2}[{(/|!][^\n]{1,80}[})/|!]|\$\{\s{0,4}\\?\s{0,4}(?:system|exec|print|phpinfo)\b`,
    0.86,
  ),
];
