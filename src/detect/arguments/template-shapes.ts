// What an expression of a template does when it is an attack: it computes to be seen, climbs from a
// value to its class and the whole program, calls what runs commands, or leaves the engine's sandbox.
// Tables; the delimiters and who reads them are in template.ts.
import type { Shape } from "./report.ts";

/** `7*7`, `'7'*7`, `364|add:733`: a sum whose result the attacker looks for. */
export const PROBE =
  /^[-+=~!]{0,2}\s{0,4}\(?['"]?\d{1,12}['"]?\s{0,4}(?:(?:\*{1,2}|[-+/%])\s{0,4}['"]?\d{1,12}['"]?\)?(?:\s{0,4}[-+*/%]\s{0,4}\d{1,12}){0,3}|\|\s{0,4}\w{1,16}\s{0,2}[:(]\s{0,2}['"]?\d{1,12}['"]?\)?)\s{0,4}$/;

/** A literal that is worked on: nobody needs a template for it. */
export const WORKED_LITERAL =
  /^[-+=~]{0,2}\s{0,4}(?:['"][^'"]{0,80}['"]|\[\s{0,2}['"\d][^\]]{0,80}\]|\(\s{0,2}\)|\[\s{0,2}\]|\{\s{0,2}\})\s{0,4}(?:\.\s{0,2}\w{1,40}\s{0,2}(?:\(|\[|\.)|\|\s{0,2}(?!default|d\b|t\b|trans|i18n|upper|lower|title|capitalize|escape|e\b|translate)\w{1,24}|~|\.__)/;
/** Markup in a literal, to see whether it is escaped. */
export const MARKUP_LITERAL = /['"][^'"]{0,40}<(?:script|img|svg|b|h1|iframe)\b/i;

/** Names of what stands behind every template, and of what runs commands. */
export const REACHES = new RegExp(
  [
    // Python: Jinja2, Mako, Tornado, Django, Chameleon.
    String.raw`__\w{2,24}__|_TemplateReference__|_NSAttr|\\x5f\\x5f|\bmro\s{0,2}\(|\bsubclasses\s{0,2}\(|\.(?:base|mro|subclasses)\b`,
    String.raw`\b(?:lipsum|cycler|joiner|namespace|get_flashed_messages|url_for|undefined|range)\s{0,2}(?:\.|\|\s{0,2}attr|\[)|\|\s{0,2}attr\s{0,2}\(`,
    String.raw`\b(?:os|subprocess|sys|commands|platform|pty|importlib|builtins|posix|timeit|handler\.settings)\s{0,2}\.\s{0,2}(?:system|popen|environ|exec\w{0,6}|spawn\w{0,8}|call|run|check_output|Popen|modules|getattr|listdir|remove|cookie_secret|application)`,
    String.raw`\bconfig\s{0,2}(?:\.(?:items|from_\w{2,12}|iteritems|get|update|root_path|__)|\[\s{0,2}['"]|\|\s{0,2}\w)|\brequest\s{0,2}(?:\.(?:application|args|form|values|environ|headers|cookies|data|json|__|files|full_path)|\|\s{0,2}attr|\[)|\bself\s{0,2}\.\s{0,2}(?:_|module|template|context|attr|env)|\bapp\.(?:request|config|session|__)|\bhandler\.(?:settings|application|request)`,
    String.raw`\bimport\s{1,4}\w|\b(?:getattr|setattr|globals|locals|vars|eval|exec|compile|open|__import__|breakpoint|input|help|dir)\s{0,2}\(|\bsettings\.SECRET|\.(?:secret_key|signer\b|password\b)|\bloader\.get_source|\bstr\(\)\.join`,
    // PHP: Twig, Smarty, Latte, Blade, Plates.
    String.raw`\b_self\b|\b_context\b|\b_charset\b|\.env\.|\b(?:registerUndefined\w{4,20}|getFilter|setCache|loadTemplate|call_user_func\w{0,6}|file_excerpt|file_get_contents|file_put_contents|passthru|shell_exec|proc_open|popen|phpinfo|readfile|ini_set|error_reporting|ob_start|fopen|highlight_file|show_source|pcntl_exec|array_map|assert|create_function)\b`,
    String.raw`\|\s{0,2}(?:map|filter|sort|reduce|find)\s{0,2}\(\s{0,2}["'[({\w]|\bsystem\s{0,2}\(|\bexec\s{0,2}\(|\bdump\s{0,2}\(|\binclude\s{0,2}\(|\bsource\s{0,2}\(\s{0,2}['"][^'")]{0,80}(?:\.\.|\/etc|php)|\bconstant\s{0,2}\(`,
    // Java: Freemarker, Velocity, Thymeleaf, Spring, OGNL, MVEL, JEXL, EL, Groovy, Pebble.
    String.raw`\b(?:getClass|forName|getRuntime|getMethods?|getDeclared\w{3,20}|newInstance|getEngineByName|getProtectionDomain|getClassLoader|getResource\w{0,10}|getInputStream|getenv|getProperty|getSystemResource|defineClass)\s{0,2}\(|\bProcessBuilder\b|\bT\s{0,2}\(\s{0,2}[\w.]|\b(?:java|javax|jdk|org\.(?:apache|springframework|codehaus)|com\.(?:sun|opensymphony)|freemarker|groovy|sun)\.[\w.]{2,}|\?\s{0,2}(?:new|api|eval|interpret|exec)\b|\bnew(?:\s|\/\*[^*]{0,20}\*\/){1,4}[\w.]{2,80}\s{0,2}[({]`,
    String.raw`#_memberAccess|#context\b|#(?:cmd|cmds|rt|p|os|iswin|application|session|request|parameters|attr|dm|ct|ros|process|ognlUtil|container)\s{0,2}[=.[]|@[\w.]{4,80}@\w|\bParameters?\.|\b(?:pageContext|applicationScope|sessionScope|requestScope|facesContext|initParam)\b|\brequest\.(?:set|get)\w{3,20}\(|\.class\b\s{0,2}[.[(]|\bbeans?\s{0,2}\.|\b(?:class|object)\.(?:inspect|module|methods|class|classLoader)\b`,
    // Ruby and Elixir: ERB, Slim, EEx.
    String.raw`\b(?:File|IO|Dir|Kernel|Process|Open3|Open4|ENV|System|Code|Port|Node|ObjectSpace|Marshal|Net::HTTP|Socket)\s{0,2}(?:\.|::|\[)\s{0,2}\w|\x60[^\x60]{1,200}\x60|%x[({[|]|\brequire\s{1,4}['"]|\b(?:self|instance|class)_eval\b|\.instance_variable_get|\.(?:methods|send|public_send|const_get)\b`,
    // JavaScript: EJS, Pug, Handlebars, Nunjucks, Lodash, doT, Vue, Angular.
    String.raw`\bconstructor\b|\b(?:global(?:This)?|process|root)\s{0,2}(?:\.|\[)\s{0,2}\w|\bmainModule\b|\bchild_process\b|\brequire\s{0,2}\(|\bFunction\s{0,2}\(|\bspawn_sync\b|\bbinding\s{0,2}\(|\b_\s{0,2}\.\s{0,2}(?:VERSION|templateSettings|template)\b|\bstring\.sub\b|\bthis\.(?:push|pop|constructor)\b|\blookup\b[^}]{0,40}["']|\bObject\b\s{0,2}(?:\.|\}|$)|/bin/(?:ba)?sh|\balert\s{0,2}[(\x60]|\bprototype\b`,
    // Go and .NET, and what reads files whatever the language.
    String.raw`\.(?:System|Exec|ReadFile|RunCmd|Command|File)\s{1,4}["'\x60]|System\.(?:Diagnostics|IO|Reflection|AppDomain|Environment)|Process\.Start|\bActivator\.|\.evaluate\s{0,2}\(|\.execute\s{0,2}\(|\.getText\s{0,2}\(|\.TYPE\b|\?lower_abc|\?c\[|/etc/(?:passwd|shadow|hosts)|\bcat\s{0,2}(?:/|\$|\\)|\bnslookup\b|\bwhoami\b`,
  ].join("|"),
);

/** Names of the engine's own objects, alone in a value. */
export const BARE_INTERNAL =
  /^(?:self|request|config|_self|_context|current_app|settings|_globals|vars|locals\(\)|globals\(\)|session|app|this|response|\.|\$smarty|@root|settings\.SECRET_KEY)$/;

function template(source: string, confidence: number): Shape {
  return {
    is: new RegExp(source, "gi"),
    category: "template_injection",
    severity: "high",
    confidence,
  };
}

/** What needs no expression to be judged: directives, nested lookups, polyglots. */
export const TEMPLATE_SHAPES: readonly Shape[] = [
  // Polyglots that make every engine fail in its own way.
  template(
    String.raw`\$\{\{\s{0,2}<%|<%\s{0,2}\[\s{0,2}%|\{\{\s{0,2}<%|%'"\}\}|\}\}\s{0,2}%\\|#\{\s{0,2}\$\{|\{#\s{0,2}\$\{|\{\{\s{0,2}\[\s{0,2}\]\s{0,2}\}\}|\{\{1\}\}\[\[`,
    0.9,
  ),
  // Thymeleaf evaluates twice what stands between underscores.
  template(String.raw`__\$\{[^\n]{1,300}\}__|\b__\*\{`, 0.92),
  // Freemarker, Smarty, Velocity, Mako, Razor, Blade directives.
  template(
    String.raw`[<[]#(?:assign|include|import|list|if|function|macro|global|local|attempt|setting|ftl|visit|noparse)\b[^\n]{0,300}[>\]]`,
    0.86,
  ),
  template(
    String.raw`\{\/?php\}|\{\$smarty\b|\{Smarty|\{\s{0,2}(?:if\s{1,4})?(?:system|exec|passthru|phpinfo|shell_exec|eval|assert|file_get_contents|readfile)\s{0,2}\(|\{self::|\{(?:fetch|include_php|include|insert)\s{1,4}(?:file|script|name)\s{0,2}=|\{literal\}[^\n]{0,40}\{\/literal\}|\{math\s{1,4}equation|\{eval\s{1,4}var`,
    0.88,
  ),
  template(
    String.raw`(?:^|[\s>"';}])#(?:set|foreach|evaluate|include|parse|define)\s{0,4}\(\s{0,4}["'$]|\$\{?class\.inspect\b|\$\w{1,24}\.(?:getClass|class)\b|\$!?\{?\w{1,24}\.getClass`,
    0.88,
  ),
  template(
    String.raw`<%(?:!|@\s{0,4}(?:page|include|import|taglib|language|Assembly)\b|\s{0,4}(?:import|from)\s)|<%\s{0,4}(?:page|include)\b|<jsp:|<c:out\b|<s:property\b`,
    0.86,
  ),
  template(
    String.raw`@(?:using|inject|model|functions|code)\s{1,4}(?:System|\{)|@System\.|@\{\s{0,8}(?:var|string|int|System|//)|@Html\.Raw|@php\b|@eval\s{0,2}\(|\{!!\s{0,4}[^!]{1,200}!!\}`,
    0.86,
  ),
  template(
    String.raw`\{\{\s{0,4}#\s{0,2}with\s[^}]{1,120}\bas\s{0,4}\||\{\{\s{0,4}#\s{0,2}with\s{1,4}(?:["'(]|\w{1,24}\.)|\{\{\s{0,4}(?:block|define|template|printf|html|js|call|index|slice|len|println)\s{1,4}["'$.]`,
    0.84,
  ),
  // Lookups of Commons Text, which reach the network and run scripts.
  template(
    String.raw`\$\{(?:script:\w{1,20}:|dns:(?:address|canonicalname|name)\||(?:url|file):utf-?\d{1,2}:|base64decoder:|urldecoder:|const:java|java:(?:version|runtime|vm|os|locale|hw)\b)`,
    0.9,
  ),
  template(
    String.raw`%\{\s{0,4}\(?\s{0,4}[#@]|\$\{\s{0,4}[#@]\w|\(\s{0,4}#\w{1,24}\s{0,4}=\s{0,4}[@#'"]`,
    0.9,
  ),
];

/** `{% debug %}`: tags that read, load or loop, which a value never holds. */
export const STATEMENT =
  /\{%[-+~]?\s{0,4}(?:debug|print|include|import|from|extends|load|csrf_token|set|with|for|if|elif|else|block|macro|raw|verbatim|call|filter|autoescape|do|apply|module|python|exec|php|get_admin_log|sandbox|embed|use|end\w{2,16}|endraw|comment|cycle|ssi|url|now|templatetag|widthratio|spaceless|liquid|assign|capture|render|layout)\b[^\n]{0,400}/gi;
/** Of them, those that lay out a page and read nothing by themselves. */
export const STATEMENT_LAYOUT =
  /^\{%[-+~]?\s{0,4}(?:if|elif|else|for|set|block|macro|raw|verbatim|comment|with|extends|filter|include|cycle|assign|capture|spaceless|autoescape|end\w{2,16}|[\w]{1,16}-)/i;
/** Of them, those that are never only layout. */
export const STATEMENT_REACHES =
  /\{%[-+~]?\s{0,4}(?:if\s{1,4}(?:not\s{1,4})?(?:true|false|\d)|for\s{1,4}\w{1,16}\s{1,4}in\s{1,4}[[('"]|debug|get_admin_log|ssi|import\s|php|python|sandbox|load\s{1,4}log|csrf_token|include\s{1,4}(?:request|['"](?:\/|\.\.|admin)))/i;
