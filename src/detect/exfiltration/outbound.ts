// Data on its way out in what somebody runs or sends: commands, calls that are written as text, formulas of
// spreadsheets. What is fetched or clicked in a page is for `rules.ts`.
import { chars, choice, literal, optional, repeat, sequence, type TextRule } from "../text-rule.ts";
import { KEY_SHAPE, isCargo } from "./cargo.ts";
import { BLANKS, anyCase, rule } from "./rule-shape.ts";
import { isAllowedHost, isCarryingName, isOpaqueLabel } from "./target.ts";

/** What such rules must know of hosts. */
interface Outside {
  /** Hosts, as globs, that may be told. */
  readonly allowedHosts: readonly string[];
  /** Whether an address leads to a host that may not be told. */
  readonly leadsOut: (address: string) => boolean;
}

/** The rules about commands, messages and formulas. */
export function outboundRules({ allowedHosts, leadsOut }: Outside): readonly TextRule[] {
  return [
    rule({
      id: "exfiltration.formula",
      finds: "Formulas of spreadsheets that send cells to an address, or run a program.",
      source: "OWASP, CSV Injection; Google Sheets IMAGE, IMPORTDATA; Excel WEBSERVICE; DDE.",
      category: "spreadsheet_formula",
      severity: "high",
      confidence: 0.85,
      pattern: choice(
        sequence(
          chars("=+@(,;&-", 1),
          BLANKS,
          choice(...FETCHING_FUNCTIONS.map(anyCase)),
          optional(sequence(chars(" ", 0, 2), literal("("), chars("A-Za-z", 6, 12))),
          literal('("'),
          chars('^"\\s', 8, 500),
          literal('"'),
          BLANKS,
          chars("&,;", 1),
          BLANKS,
          chars("A-Za-z$'", 1),
        ),
        sequence(chars("=+@-", 1), chars("A-Za-z", 2, 12), literal("|'")),
      ),
      isValid: (match) => {
        if (match.includes("|")) return PROGRAM.test(match);
        const address = /"([^"]*)"/.exec(match)?.[1] ?? "";
        const name = /[?&#]([\w.-]{1,40})=$/.exec(address)?.[1] ?? "";
        return isCarryingName(name) && leadsOut(address);
      },
    }),
    rule({
      id: "exfiltration.upload-command",
      finds: "Commands that send a key, or a file of keys, to a host outside.",
      source: "curl(1), wget(1); MITRE ATT&CK T1048 (exfiltration over alternative protocol).",
      category: "outbound_command",
      severity: "critical",
      confidence: 0.85,
      notBefore: "A-Za-z0-9_.-",
      pattern: sequence(
        choice(...SENDING_COMMANDS.map(literal)),
        chars(" \\t", 1),
        chars("^\\n", 0, COMMAND_CHARS),
        literal("://"),
        chars("^\\n", 3, COMMAND_CHARS),
      ),
      isValid: (match) => isUpload(match, leadsOut),
    }),
    rule({
      id: "exfiltration.lookup-command",
      finds: "Commands that ask a name server for a name that is data, or is made of some.",
      source: "MITRE ATT&CK T1071.004 (DNS); T1048.003.",
      category: "outbound_command",
      severity: "critical",
      confidence: 0.85,
      notBefore: "A-Za-z0-9_./-",
      pattern: sequence(
        choice(...LOOKUP_COMMANDS.map((name) => literal(`${name} `))),
        COMMAND_WORD,
        repeat(sequence(literal(" "), COMMAND_WORD), 0, 4),
      ),
      isValid: (match) => isTellingLookup(match, allowedHosts),
    }),
    rule({
      id: "exfiltration.message-with-key",
      finds: "A message to somebody, written as data, with a key in it.",
      source:
        "Calls that a model writes as text, for frameworks that parse them (ReAct, JSON mode).",
      category: "outbound_message",
      severity: "critical",
      confidence: 0.85,
      pattern: sequence(MEMBER, repeat(sequence(chars("\\s,", 1, 40), MEMBER), 1, 4)),
      isValid: (match) => isMessage(match, allowedHosts),
    }),
  ];
}

const FETCHING_FUNCTIONS = [
  "image",
  "hyperlink",
  "webservice",
  "importdata",
  "importxml",
  "importhtml",
  "importfeed",
];
/** Programs that dynamic data exchange is used to start: `=cmd|' /C calc'!A0`. */
const PROGRAM =
  /^.(?:cmd|powershell|pwsh|mshta|rundll32|msexcel|excel|wscript|regsvr32|certutil|dde)\|/i;

const SENDING_COMMANDS = ["curl", "wget", "Invoke-WebRequest", "Invoke-RestMethod", "iwr", "irm"];
const LOOKUP_COMMANDS = ["nslookup", "dig", "host", "ping", "drill", "Resolve-DnsName"];
/** Longest command that is looked at; one line of it. */
const COMMAND_CHARS = 600;

/** A word of a command, with what the shell puts in it. */
const COMMAND_WORD = sequence(
  chars("^\\s;|&<>$`", 0, 80),
  optional(
    choice(
      sequence(literal("$("), chars("^()\\n", 1, 80), literal(")")),
      sequence(literal("`"), chars("^`\\n", 1, 80), literal("`")),
      literal("$"),
    ),
  ),
  chars("^\\s;|&<>`", 0, 260),
);

/** A member of JSON whose value is a text; of longer values the beginning is not enough. */
const MEMBER = sequence(
  literal('"'),
  chars("\\w-", 1, 30),
  literal('":'),
  chars("\\s", 0, 4),
  optional(literal("[")),
  literal('"'),
  chars('^"\\n', 0, 400),
  literal('"'),
  optional(literal("]")),
);

/** Files of keys, and what prints them. */
const KEPT_SECRETS =
  /(?:@|<\s?|\bcat\s+)["']?(?:~|\$HOME|\/root|\/home\/[\w.-]{1,40})?\/?[\w./-]{0,80}(?:\.ssh\/|id_(?:rsa|ed25519|ecdsa)|\.env\b|\.aws\/credentials|\.npmrc|\.netrc|\.pgpass|\.kube\/config|etc\/(?:passwd|shadow)|\.bash_history)|\$\((?:env|printenv|history)\b|`(?:env|printenv|history)`/;
/** Options under which a request has a body. */
const SENDS_BODY =
  /\s(?:-d|-F|-T|--data(?:-\w{1,12})?|--form(?:-string)?|--upload-file|--json|--post-(?:data|file)|--body-(?:data|file)|-Body|-InFile)(?=[\s=@"'])/i;
/** What proves who one is to the host itself is no data for it. */
const OWN_CREDENTIALS =
  /\s(?:-H|--header|-u|--user|-b|--cookie|-Headers)[\s=]*(?:"[^"]{0,400}"|'[^']{0,400}'|\S{1,400})/g;

function isUpload(command: string, leadsOut: (address: string) => boolean): boolean {
  const sent = command.replaceAll(OWN_CREDENTIALS, " ");
  if (!SENDS_BODY.test(sent)) return false;
  const addresses = sent.match(/https?:\/\/[^\s"'`<>|;]{3,500}/gi) ?? [];
  if (!addresses.some(leadsOut)) return false;
  return KEPT_SECRETS.test(sent) || sent.split(/[\s"'=@:,{}]/).some(isCargo);
}

/** A name that the shell puts together from what it is told or runs. */
const COMPOSED_NAME =
  /(?:\$\([^()\n]{1,80}\)|`[^`\n]{1,80}`|\$\{?\w{1,40}\}?)\.(?:[\w-]{1,63}\.){0,6}[a-z]{2,24}(?![\w.-])/i;

function isTellingLookup(command: string, allowedHosts: readonly string[]): boolean {
  const composed = COMPOSED_NAME.exec(command)?.[0] ?? "";
  if (composed !== "") return !isAllowedHost(composed.replace(/^.*[)`}]\./, ""), allowedHosts);
  const words = command.split(/[ \t]+/).slice(1);
  return words.some((word) => {
    const [label = "", ...others] = word.split(".");
    return others.length > 0 && isOpaqueLabel(label) && !isAllowedHost(word, allowedHosts);
  });
}

const RECIPIENT =
  /"(?:to|recipients?|cc|bcc|webhook|channel)":\s{0,4}\[?"[^"\n]{0,300}?([\w.-]{1,100})"/;

function isMessage(members: string, allowedHosts: readonly string[]): boolean {
  const to = RECIPIENT.exec(members)?.[1];
  return to !== undefined && KEY_SHAPE.test(members) && !isAllowedHost(to, allowedHosts);
}
