// Shapes of injections into queries that are not SQL: document databases, directories (LDAP), XPath.
// Tables; who reads them is in query.ts.
import type { Shape } from "./report.ts";

function shape(category: string): (source: string, confidence: number, flags?: string) => Shape {
  return (source, confidence, flags = "gi") => ({
    is: new RegExp(source, flags),
    category,
    severity: "high",
    confidence,
  });
}

const nosql = shape("nosql_injection");
const ldap = shape("ldap_injection");
const xpath = shape("xpath_injection");

const OPERATOR =
  "(?:ne|eq|gte?|lte?|n?in|regex|where|exists|or|and|not|nor|expr|function|accumulator|elemmatch|type|mod|size|all|like)";
/** What makes a comparison true of all: nothing, everything, the empty string. */
const ANY = String.raw`(?:["']{2}|null|undefined|true|false|-?\d{1,4}\b|\{|\[\s{0,2}\]|["'](?:\^|\.\*|\.\{|\.\+|\w{0,24}["']\s{0,2}\}\s{0,2}$))`;
const SECRET_FIELD = String.raw`(?:user(?:name)?|login|e?mail|pass(?:w(?:or)?d)?|pwd|token|secret|api_?key|otp|code|pin|uid)`;

/** Operators of MongoDB written as text, and JavaScript for its `$where`. */
export const NOSQL_SHAPES: readonly Shape[] = [
  // login[$ne]=x
  nosql(
    String.raw`\[\s{0,2}["']?\$${OPERATOR}["']?\s{0,2}\](?:\[\d{0,4}\])?\s{0,2}(?:=|$)|^\s{0,4}\$${OPERATOR}\s{0,2}=`,
    0.92,
  ),
  // { $gt: "" } instead of a value, and conditions on what only one person knows.
  nosql(String.raw`^\s{0,4}\{\s{0,4}["']?[$&]${OPERATOR}["']?\s{0,4}:\s{0,4}${ANY}`, 0.88),
  nosql(
    String.raw`["']?\b${SECRET_FIELD}["']?\s{0,4}:\s{0,4}\{\s{0,4}["']?\$${OPERATOR}["']?\s{0,4}:`,
    0.88,
  ),
  nosql(
    String.raw`[{,]\s{0,4}["']?\$where["']?\s{0,4}:|(?:^|['"\s,])\$where\s{0,4}:|\[\$where\]`,
    0.9,
  ),
  nosql(
    String.raw`["'][\s})\]]{0,10},\s{0,4}["']?\$(?:or|and|nor|where|comment|gt|ne|regex|exists)["']?\s{0,4}:`,
    0.9,
  ),
  nosql(
    String.raw`["']?\$(?:ne|gte?|nin)["']?\s{0,4}:\s{0,4}(?:["']{2}|null|undefined|-1\b|\[\s{0,2}\])`,
    0.84,
  ),
  nosql(
    String.raw`["']?\$(?:function|accumulator)["']?\s{0,4}:\s{0,4}\{\s{0,4}["']?(?:body|init)`,
    0.88,
  ),
  // ';return true;var x='
  nosql(
    String.raw`["'\d)]\s{0,4};?\s{0,4}[})]{0,2};?\s{0,4}return\s{0,2}(?!\([\w,\s]{0,40}\)\s{0,2}=>)\(?\s{0,2}(?:true|1|this|["'(!])`,
    0.86,
  ),
  nosql(
    String.raw`["')\d]?\s{0,4}(?:&&|\|\||;)\s{0,4}\(?!?\(?this\.[\w$.[\]'"]{1,60}\s{0,2}(?:\.(?:match|length|charat|tostring|indexof|startswith)|[=!<>]|\[|\()`,
    0.88,
  ),
  nosql(
    String.raw`^\s{0,4}(?:["'\d)]{1,3})?\s{0,4}\|\|\s{0,4}(?:1\s{0,2}={2,3}\s{0,2}1|true|["']?a["']?\s{0,2}={2,3}\s{0,2}["']?a)`,
    0.86,
  ),
  nosql(String.raw`["']\s{0,4}(?:\|\||&&)\s{0,4}["'][^'"]{0,24}["']\s{0,4}={2,3}\s{0,4}["']`, 0.86),
  nosql(
    String.raw`["'\d)]\s{0,4}[})]{0,3}\s{0,4};\s{0,4}(?:sleep\s{0,2}\(\s{0,2}\d|(?:it|var\s\w{1,8}|\w{1,8})\s{0,2}=\s{0,2}new\s{1,4}date|while\s{0,2}\(|do\s{0,2}\{|db\.|function\s{0,2}\(|throw\s)`,
    0.88,
  ),
  nosql(String.raw`\bdo\s{0,2}\{[^}]{0,80}new\s{1,4}date[^}]{0,40}\}\s{0,2}while\s{0,2}\(`, 0.88),
  nosql(
    String.raw`\bdb\.(?:getcollection\(["'][\w.]{1,60}["']\)|[\w$]{1,60})\.(?:find(?:one)?|insert(?:one|many)?|drop|remove|update(?:one|many)?|delete(?:one|many)|mapreduce|aggregate|save|count)\s{0,2}\(`,
    0.81,
  ),
  nosql(
    String.raw`\bdb\.(?:dropdatabase|shutdownserver|getuser|createuser|eval|runcommand|getcollectionnames|admincommand)\s{0,2}\(`,
    0.88,
  ),
  // Cypher: a literal is closed, then the query goes on.
  nosql(
    String.raw`["']\s{0,4}(?:\}[})\]]{0,3}\s{1,4}(?:return|with|detach|match|set|call|load\s{1,2}csv|union)|\)\s{1,4}(?:return|detach)\s[^\n]{0,60}\/\/)|\bload\s{1,4}csv\s{1,4}(?:with\s{1,4}headers\s{1,4})?from\s{1,4}["']|\bcall\s{1,4}(?:apoc|dbms|db)\.[\w.]{1,60}\(`,
    0.86,
  ),
  // GraphQL tells its whole schema to whoever asks.
  nosql(String.raw`\{\s{0,4}__schema\s{0,4}\{|\b__typename\b[^\n]{0,40}__type\s{0,2}\(`, 0.6),
];

const ATTRIBUTE = String.raw`[a-z][\w;-]{0,40}\s{0,2}(?:=|~=|>=|<=|:=)`;

/** Parentheses that end one filter of a directory and begin another. */
export const LDAP_SHAPES: readonly Shape[] = [
  // *)(uid=*))(|(uid=*
  ldap(
    String.raw`^[^()\n]{0,80}\)\s{0,2}\(\s{0,2}(?:[|&!]\s{0,2}(?:\(|$|["'])|[|&]|${ATTRIBUTE}|!)`,
    0.9,
  ),
  ldap(
    String.raw`^[^()\s]{0,60}\*\s{0,2}(?:\)\s{0,2}[()]|\(\s{0,2}\)|\(\s{0,2}[|&!]|\)\s{0,2}[|&]|\|\s{0,2}\()`,
    0.88,
  ),
  ldap(
    String.raw`\*\)\s{0,2}\(\s{0,2}(?:[|&!]{0,2}\(?\s{0,2}[a-z][\w-]{0,40}\s{0,2}=|["'][\s+]|[|&!]|password)`,
    0.9,
  ),
  ldap(
    String.raw`^[^()\n]{0,60}\)\s{0,2}\(\s{0,2}(?:cn|uid|ou|dc|sn|mail|objectclass|userpassword|samaccountname|password)\s{0,2}=`,
    0.9,
  ),
  ldap(
    String.raw`\)\s{0,2}\(\s{0,2}!?\s{0,2}\(?\s{0,2}[|&]\s{0,2}\(\s{0,2}(?:1\s{0,2}=\s{0,2}[01]|[a-z]{1,24}=\*)|\(\s{0,2}&\s{0,2}\(\s{0,2}1\s{0,2}=\s{0,2}[01]`,
    0.9,
  ),
  // A filter that guesses what a directory never shows.
  ldap(String.raw`\(\s{0,2}(?:user)?password\s{0,2}=\s{0,2}[^)\s]{0,80}\)`, 0.86),
  ldap(
    String.raw`^\s{0,2}\(?\s{0,2}\|\s{0,2}\(\s{0,2}(?:objectclass|uid|cn|mail|sn)\s{0,2}=\s{0,2}\*\s{0,2}\)`,
    0.82,
  ),
  ldap(
    String.raw`^[^()\n]{0,40}\)\)+(?:\\x?00|%00|\0|\s{0,2}$)|\)\)\s{0,2}(?:\\x?00|%00|\0)`,
    0.82,
  ),
  ldap(String.raw`^\(\s{0,2}\*\s{0,2}\)\s{0,2}\*\s{0,2}\)`, 0.85),
];

/** Parts of paths after a quote that closes the value before them. */
export const XPATH_SHAPES: readonly Shape[] = [
  xpath(
    String.raw`["'\d)\]]\s{0,4}[)\]]{0,3}\s{0,4}(?:or|and|\||\+|=|div|mod|<|>)\s{0,4}(?:not\s{0,2}\(\s{0,2})?\(?\s{0,2}(?:count|name|local-name|string|string-length|substring(?:-before|-after)?|starts-with|contains|position|last|text|node|doc|doc-available|unparsed-text|document|normalize-space|translate|concat|boolean|number|encode-for-uri|lower-case|matches)\s{0,2}\(\s{0,2}(?:\/|\.\.?\/|@|["'(]|name|child|parent|\)|\w{1,40}[(/,@])`,
    0.88,
  ),
  xpath(
    String.raw`["'\]]\s{0,4}[)\]]{0,3}\s{0,4}(?:or|and|\|)\s{0,4}\(?\s{0,2}(?:\/{1,2}[\w*@]|\.\.?\/|(?:ancestor|child|parent|descendant|following|preceding|self|attribute)(?:-or-self|-sibling)?::|@\w{1,40}\s{0,2}=|\*)`,
    0.88,
  ),
  xpath(
    String.raw`\b(?:count|string|string-length|substring|name)\s{0,2}\(\s{0,2}(?:\/{1,2}(?:\*|\w{1,40}(?:\[|\/|\))|comment|@|child|node|text)|(?:\/\w{0,20})?child::)`,
    0.84,
  ),
  xpath(
    String.raw`["']\s{0,4}\]\s{0,4}(?:\||\/{1,2}[\w*])[^\n]{0,80}(?:\[|\*)[^\n]{0,60}["']?`,
    0.82,
  ),
  xpath(String.raw`\bstring\s{0,2}\(\s{0,2}\/{2}\w{1,40}\[`, 0.86),
];
