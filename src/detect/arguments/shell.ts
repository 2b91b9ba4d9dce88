// Commands in tool arguments. Where a command is expected, what destroys, downloads and runs,
// opens a shell to outside, or takes credentials is found; elsewhere only the shapes by which a
// command is smuggled into a value. It does not parse the shell; quoting tricks need a deeper look.
import type { Severity } from "../../domain/finding.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { judgeShell } from "./shell-judge.ts";
import { findPayloads, type Shape } from "./report.ts";

const META: DetectorMeta = {
  id: "arguments.shell",
  finds: "Destructive, remote and injected commands in arguments of tool calls.",
  source: "CWE-78; Atomic Red Team; GTFOBins; reverse-shell cheat sheets.",
};

const JUDGES: Judges = {
  sql: null,
  shell: judgeCommand,
  path: judgeText,
  url: null,
  code: null,
  text: judgeText,
  unknown: judgeText,
};

/** Detects dangerous and injected commands in arguments of tool calls. */
export const shellArgument: Detector = argumentDetector(META, JUDGES);

/** A command that was asked for as one. */
function judgeCommand(text: string): Found[] {
  return judgeShell(text);
}

const GATE = /[;|&`\n]|\$[({]|\(\)\s?\{|\/dev\/|%0|rm\s-/;

function judgeText(text: string): Found[] {
  return GATE.test(text) ? findPayloads(text, INJECTED) : [];
}

function command(source: string, severity: Severity, confidence: number): Shape {
  return { is: new RegExp(source, "gi"), category: "command_injection", severity, confidence };
}

/** Where a command may begin: the start, after a separator, inside a substitution, after sudo. */
const BEGIN = String.raw`(?:^|[;&|\n(\x60{]\s{0,8}|\$\(\s{0,4}|\b(?:sudo|exec|xargs|then|do|else|nohup|time|env)\s{1,4}|-c\s{1,4}['"])(?:/usr)?(?:/s?bin/)?`;
/** Up to the end of the simple command. */
const REST = String.raw`[^;|&\n]{0,200}?`;
const FETCH = String.raw`(?:curl|wget|fetch|aria2c|http)\b`;
const INTERPRETER = String.raw`(?:(?:ba|z|k|da|fi|c|tc)?sh|python[\d.]{0,4}|perl|ruby|node|php|pwsh|powershell|source)\b`;
/** Directories without which a machine does not run or a person loses everything. */
const PRECIOUS = String.raw`(?:/|/\*|~|~/|~/\*|\$HOME/?|"\$HOME"/?|\*|\.|\./|\.\.|\.\./|\./\*|/(?:etc|usr|var|home|bin|sbin|boot|lib|lib64|opt|root|srv|dev|Users|System|Library|Windows)/?\*?|[a-z]:\\?\*?)`;
const CREDENTIALS = String.raw`(?:(?:~|\$HOME|/root|/home/[\w.-]{1,32}|/Users/[\w.-]{1,32})?/?\.(?:ssh/(?:id_\w{1,16}(?!\w|\.pub)|identity|authorized_keys|\*?(?=[\s;|&]|$))|aws(?:/credentials|(?=[\s/;|&]|$))|netrc|git-credentials|kube/config|docker/config\.json|npmrc|pypirc|pgpass|gnupg|config/gcloud)|/etc/(?:shadow|gshadow|sudoers|passwd|master\.passwd)|/proc/(?:self|\d{1,7}|\*)/environ|/run/secrets/|serviceaccount/token|id_rsa(?!\.pub))`;
const READER = String.raw`(?:cat|less|more|head|tail|tac|nl|base64|xxd|od|strings|cp|mv|scp|rsync|tar|zip|gzip|grep|egrep|awk|sed|cut|sort|openssl|curl|wget|nc|ncat|dd|tee|find|vi|vim|nano|printf|type|get-content)\b`;

/** What no agent should run, however it came by it. */
const COMMANDS: readonly Shape[] = [
  // Destruction.
  command(
    String.raw`${BEGIN}rm\s{1,8}(?:-{1,2}[\w=-]{1,24}\s{1,8}){0,6}(?:-\w{0,8}r\w{0,8}|--recursive)\s{1,8}(?:-{1,2}[\w=-]{1,24}\s{1,8}){0,6}(?:[^\s;|&]{1,80}\s{1,8}){0,4}["']?${PRECIOUS}["']?(?=[\s;|&)'"]|$)|--no-preserve-root`,
    "critical",
    0.95,
  ),
  command(
    String.raw`${BEGIN}(?:mkfs(?:\.\w{1,8})?|wipefs|shred)\s${REST}/dev/\w{1,32}`,
    "critical",
    0.9,
  ),
  command(
    String.raw`${BEGIN}dd\s${REST}\bof=/dev/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|mem)\w{0,16}|>{1,2}\s{0,4}/dev/(?:sd|hd|vd|nvme|mem|mmcblk)\w{0,16}`,
    "critical",
    0.9,
  ),
  command(
    String.raw`:\s{0,4}\(\)\s{0,4}\{\s{0,4}:\s{0,4}\|\s{0,4}:\s{0,4}&\s{0,4}\}\s{0,4};\s{0,4}:|\b(\w{1,16})\s{0,4}\(\)\s{0,4}\{\s{0,4}\1\s{0,4}\|\s{0,4}\1\s{0,4}&`,
    "critical",
    0.95,
  ),
  command(
    String.raw`${BEGIN}(?:chmod|chown|chgrp)\s{1,8}(?:-\w{0,8}R\w{0,8}|--recursive)\s{1,8}[\w:+=,.-]{1,32}\s{1,8}/(?:\*|etc|usr|var|bin|home)?(?=[\s;|&]|$)`,
    "critical",
    0.9,
  ),
  command(
    String.raw`${BEGIN}find\s{1,8}/\S{0,40}\s${REST}(?:-delete\b|-exec\s{1,4}rm\b)`,
    "critical",
    0.7,
  ),
  command(
    String.raw`${BEGIN}(?:kill\s{1,4}-(?:9|KILL)\s{1,4}-1|mv\s{1,4}/\S{0,8}\s{1,4}/dev/null|iptables\s{1,4}-F|crontab\s{1,4}-r|history\s{1,4}-c)(?=[\s;|&]|$)`,
    "high",
    0.8,
  ),
  command(
    String.raw`\bRemove-Item\b${REST}-Recurse\b${REST}[a-z]:\\(?=["'\s]|$)|\bvssadmin(?:\.exe)?\s{1,4}delete\s{1,4}shadows|\bFormat-Volume\b|\bformat\s{1,4}[a-z]:(?=\s|$)|\b(?:rd|rmdir|del)\s{1,4}(?:/[fsq]\s{1,4}){1,4}[a-z]:\\`,
    "critical",
    0.9,
  ),
  command(
    String.raw`${BEGIN}(?:terraform\s${REST}destroy\s${REST}-auto-approve|kubectl\s${REST}delete\s{1,4}(?:ns|namespaces?)\s|aws\s{1,4}s3\s{1,4}rb\s${REST}--force)`,
    "critical",
    0.75,
  ),
  // Download and run.
  command(
    String.raw`${BEGIN}${FETCH}[^;&\n]{0,300}?\|\s{0,8}(?:sudo\s{1,4}(?:-\w{1,4}\s{1,4}){0,2})?(?:/usr)?(?:/bin/)?(?:env\s{1,4})?${INTERPRETER}`,
    "critical",
    0.9,
  ),
  command(
    String.raw`(?:${INTERPRETER}|\.)\s{1,4}(?:-\w{1,8}\s{1,4}){0,3}(?:<\(|["']?\$\(|["']?\x60)\s{0,4}${FETCH}|\beval\s{1,4}["']?(?:\$\(|\x60)\s{0,4}(?:${FETCH}|echo|printf|base64|openssl)`,
    "critical",
    0.95,
  ),
  command(
    String.raw`\b(?:IEX|Invoke-Expression)\b[^\n]{0,200}?(?:DownloadString|Invoke-WebRequest|\biwr\b|Net\.WebClient)|\bDownloadString\(|\bcertutil(?:\.exe)?\s${REST}-urlcache|\bbitsadmin(?:\.exe)?\s${REST}/transfer|\bmshta(?:\.exe)?\s{1,4}["']?(?:https?:|javascript:|vbscript:)|\bregsvr32(?:\.exe)?\s${REST}/i:https?:`,
    "critical",
    0.95,
  ),
  command(
    String.raw`\bexec\(\s{0,4}(?:[\w.]{1,40}\()?[\w.]{0,24}(?:urlopen|requests\.get)\(`,
    "critical",
    0.9,
  ),
  // A shell to outside.
  command(
    String.raw`/dev/(?:tcp|udp)/[\w.$-]{1,80}/[\w$]{1,10}|/inet/tcp/0/|\bztcp\s`,
    "critical",
    0.95,
  ),
  command(
    String.raw`${BEGIN}(?:nc|ncat|netcat)(?:\.\w{1,12})?\s${REST}-\w{0,4}[ec]\w{0,4}\s{1,4}(?:["']?/?\w|["'])|\bmkfifo\b[^\n]{0,120}?\b(?:nc|ncat|netcat|telnet|openssl)\b|\bsocat\b${REST}\bexec:`,
    "critical",
    0.95,
  ),
  command(
    String.raw`\bsocket\b[^\n]{0,300}?(?:dup2|pty\.spawn|/bin/(?:ba)?sh)|\bfsockopen\([^\n]{0,200}?(?:exec|shell_exec|proc_open|/bin/)|\bTCPSocket\.(?:open|new)\([^\n]{0,200}?(?:exec|/bin/)|\buse\s{1,4}Socket;[^\n]{0,200}?socket\(|\b(?:telnet|s_client)\b[^\n]{0,120}?\|\s{0,4}/bin/(?:ba)?sh`,
    "critical",
    0.9,
  ),
  // Taking credentials, and sending things away.
  command(String.raw`${BEGIN}${READER}\s${REST}${CREDENTIALS}`, "high", 0.85),
  command(
    String.raw`\b(?:reg(?:\.exe)?\s{1,4}save\s{1,4}HKLM\\(?:SAM|SYSTEM|SECURITY)|sekurlsa::|mimikatz|dump-keychain|comsvcs\.dll[^\n]{0,24}minidump|169\.254\.169\.254)`,
    "critical",
    0.9,
  ),
  command(
    String.raw`${BEGIN}curl\s${REST}(?:-d|-F|-T|--data(?:-\w{1,10})?|--form|--upload-file)[\s=]{0,4}["']?(?:\w{1,24}=)?@?(?:["']?(?:~|/etc/|/home/|/root/)|\.env\b|["']?\$\(|["']?\x60)`,
    "critical",
    0.85,
  ),
  command(
    String.raw`(?:\bcat\s[^|;\n]{1,120}|\b(?:env|printenv|history)\s{0,4}|\btar\s[^|;\n]{1,120}|\bbase64\s?[^|;\n]{0,80})\|\s{0,4}(?:[^|;\n]{1,40}\|\s{0,4})?(?:(?:nc|ncat|netcat)\s|curl\s[^|;\n]{0,160}?(?:-d|--data\S{0,10}|-T|-F)\s{0,4}\S{0,12}[@-]|mail\s)`,
    "critical",
    0.85,
  ),
  command(String.raw`\b(?:dig|nslookup|host|ping)\s[^|;\n]{0,40}(?:\$\(|\x60)`, "high", 0.85),
  // Hiding what is run; staying.
  command(
    String.raw`\b(?:base64|openssl\s{1,4}(?:base64|enc))\s[^|;\n]{0,60}(?:-d|-D|--decode)\b[^|;\n]{0,60}\|\s{0,4}(?:sudo\s{1,4})?${INTERPRETER}|\bpowershell(?:\.exe)?\s${REST}-e(?:nc|ncodedcommand|c)?\s{1,4}[A-Za-z0-9+/=]{6,}|\$\{IFS\}|\{cat,`,
    "critical",
    0.85,
  ),
  command(
    String.raw`>{1,2}\s{0,4}(?:~|\$HOME|/root|/home/[\w.-]{1,32})?/?(?:\.ssh/authorized_keys|etc/(?:passwd|shadow|sudoers|crontab|ld\.so\.preload)|etc/cron\S{0,40})|\|\s{0,4}crontab\s{1,4}-|\bchmod\s{1,4}(?:u\+s|[24]7\d\d)\s|\buseradd\s${REST}-u\s{1,4}0\b|\bschtasks(?:\.exe)?\s${REST}/create|\breg(?:\.exe)?\s{1,4}add\s${REST}\\Run\b`,
    "high",
    0.8,
  ),
];

/** Commands that a smuggled value runs first: look around, fetch, delete, open a shell. */
const PROBE = String.raw`(?:cat\s{1,4}\S{0,8}/?(?:etc/|proc/|\.\./|\.env)|rm\s{1,4}-\w{0,8}[rf]|(?:curl|wget)\s{1,4}(?:-\S{1,20}\s{1,4}){0,4}["']?(?:https?:|\w[\w.-]{1,60}\.\w{2,12}[/\s:"')]|\$)|(?:nc|ncat|netcat)\s{1,4}-|(?:/bin/|/usr/bin/)?(?:ba|z|da|k)?sh\s{1,4}-[ci]|(?:whoami|id|uname(?:\s{1,4}-a)?|ifconfig|ipconfig|hostname|netstat(?:\s{1,4}-\w{1,6})?|ls(?:\s{1,4}-\w{1,6})?(?:\s{1,4}/\S{0,40})?|pwd|env|printenv|ps(?:\s{1,4}-?aux)?)\s{0,4}(?=$|[;|&#\n)\x60'"])|ping\s{1,4}-[cn]\s{1,4}\d|sleep\s{1,4}\d{1,6}\s{0,4}(?=$|[;|&#\n)\x60'"])|nslookup\s{1,4}\S|powershell(?:\.exe)?\s{1,4}-|chmod\s{1,4}(?:\+x|[0-7]{3,4})\s|/(?:usr/)?bin/(?:id|cat|ls|sh|bash|whoami|uname|nc|curl|wget)\b|dir\s{1,4}[a-z]:\\|type\s{1,4}\S{0,60}win\.ini|python[\d.]{0,4}\s{1,4}-c\s|perl\s{1,4}-e\s)`;

/** How a command gets out of the value it was put into. */
const INJECTED: readonly Shape[] = [
  command(String.raw`(?:;|\|\||\|(?=\s)|^\||&&?)[\s+]{0,8}${PROBE}`, "critical", 0.85),
  // A line of its own, or a bar without spaces, is ordinary in longer text.
  command(String.raw`^[^\n|]{0,80}(?:\n{1,2}|\|)${PROBE}`, "critical", 0.7),
  command(String.raw`\$\(\s{0,4}${PROBE}`, "critical", 0.9),
  command(String.raw`^[^\n\x60\s]{0,64}\x60\s{0,4}${PROBE}[^\x60\n]{0,120}\x60`, "critical", 0.85),
  command(String.raw`\$\{IFS\}|\(\)\s{0,4}\{\s{0,4}:\s{0,4};\s{0,4}\}\s{0,4};`, "critical", 0.95),
  command(String.raw`/dev/tcp/[\w.$-]{1,80}/\d{1,5}|\bbash\s{1,4}-i\s{0,4}>&`, "critical", 0.9),
  command(
    String.raw`(?:^|[;|&]\s{0,4})(?:sudo\s{1,4})?rm\s{1,4}-(?:rf|fr|r\s{1,4}-f)\s{1,4}(?:/|~|\*|\$HOME)(?=[\s;|&*]|$)`,
    "critical",
    0.9,
  ),
  command(
    String.raw`[;|&]\s{0,4}(?:curl|wget)\s[^|;&\n]{0,200}\|\s{0,4}(?:ba|z)?sh\b`,
    "critical",
    0.95,
  ),
];
