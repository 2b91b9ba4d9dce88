// Options smuggled into values: a value that begins with a dash is an option to the program that it
// is handed to, and some options run commands or write files (CWE-88). Where a command is expected,
// options are ordinary; elsewhere a value that sets one of these is an attack.
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { SIGNS } from "./argument-survey.ts";
import { weighPayloads } from "./report.ts";

const META: DetectorMeta = {
  id: "arguments.option-injection",
  finds:
    "Options of programs smuggled into values: ones that run commands or read and write files.",
  source: "CWE-88; GTFOBins; manuals of git, ssh, tar, rsync, curl, wget, find, zip, sed, psql.",
};

const JUDGES: Judges = {
  sql: null,
  shell: null,
  path: judgeValue,
  url: judgeValue,
  code: null,
  text: judgeValue,
  unknown: judgeValue,
};

/** Detects options smuggled into values of arguments. */
export const optionInjection: Detector = argumentDetector(META, JUDGES, { signs: SIGNS.option });

/** Longest value that can be one argument of a program; a longer one is a document. */
const VALUE_CHARS_MAX = 2000;

const GATE = /(?:^|[\s"',;&|=])-{1,2}[a-zA-Z]|ext::|:\/\/-|\$\{run/;

type OptionRule = readonly [is: RegExp, confidence: number];

/** Where an option may begin: the value's start, or behind a space or quote that ends what it was in. */
const AT = String.raw`(?:^[\s"']{0,4}|[\s"',;])`;
/** Something to run: a program, a path, a substitution; no word of a sentence. */
const RUN = String.raw`(?:["'\x60]{0,2}(?:[\w./-]{0,40}\b(?:sh|bash|zsh|id|whoami|touch|curl|wget|nc|ncat|cat|python[\d.]{0,4}|perl|ruby|php|cmd(?:\.exe)?|powershell|sleep|ping|echo|env|ls|rm|cp|uname|open|calc|nslookup|chmod|mkfifo|tee)\b|/\w|\./|\$\(|\x60|\||;|[\w.-]{1,40}\$\{IFS\}))`;
/** A place that no value should be written to or read from. */
const SENSITIVE_PATH = String.raw`["']?(?:/(?:etc|root|home|var|usr|proc|bin|opt|tmp|dev/shm|srv|boot|lib)\b|~|\.\./|\$HOME|[a-z]:[\\/]|\.ssh|\.git/|\.\w{2,12}rc\b|file:)`;

function at(source: string, confidence: number): OptionRule {
  return [new RegExp(AT + source, "gi"), confidence];
}

const RULES: readonly OptionRule[] = [
  // Git and Mercurial.
  at(String.raw`--(?:upload-pack|receive-pack|exec|upload-archive)[=\s]{1,2}${RUN}`, 0.9),
  at(String.raw`--(?:upload-pack|receive-pack)=\S`, 0.85),
  at(String.raw`-u\s?(?:["']?\$\(|touch\s|/bin/|sh\s-c|\./)`, 0.85),
  at(
    String.raw`--config(?:-env)?[=\s](?:core\.(?:sshcommand|fsmonitor|pager|editor|hookspath|gitproxy|askpass)|alias\.\w{1,24}|diff\.external|protocol\.ext\.allow|credential\.helper|filter\.|hooks\.|extensions\.|http\.proxy|url\.|ui\.|alias\.|merge-tools?)`,
    0.9,
  ),
  at(
    String.raw`-c\s?(?:core\.(?:sshcommand|fsmonitor|pager|editor|hookspath|gitproxy|askpass)|alias\.\w{1,24}|diff\.external|protocol\.ext\.allow|credential\.helper|filter\.\w{1,24}\.\w{4,8}|sequence\.editor|gpg\.program|http\.proxy)=`,
    0.9,
  ),
  at(
    String.raw`--(?:template|git-dir|work-tree|exec-path|separate-git-dir)=${SENSITIVE_PATH}`,
    0.85,
  ),
  at(
    String.raw`--(?:open-files-in-pager|ext-diff|textconv|no-index)(?:=\S{1,80}|(?=\s{0,2}$))`,
    0.8,
  ),
  at(String.raw`-O(?:["']?(?:sh|touch|\./|/bin)|pen-files)`, 0.8),
  [/(?:^|[\s"'=])ext::\S{1,12}/gi, 0.95],
  [/\bgit(?:\+|:\/\/|@)?\S{0,20}--upload-pack/gi, 0.9],
  // Ssh and what is built on it.
  at(
    String.raw`-o\s?(?:["']?)(?:ProxyCommand|LocalCommand|PermitLocalCommand|KnownHostsCommand|ProxyUseFdpass|Match|Include|PKCS11Provider|SecurityKeyProvider|RemoteCommand)\s?[=\s]`,
    0.95,
  ),
  at(String.raw`-(?:S|F|J)\s?${SENSITIVE_PATH}\S{1,80}(?=\s{0,2}$)`, 0.6),
  [/(?:ssh|git|svn\+ssh|hg|sftp|scp):\/\/-{1,2}[a-zA-Z]/gi, 0.95],
  at(String.raw`-(?:e|-rsh)[=\s]{1,2}["']?(?:sh|bash|/(?:bin|tmp)/|\./)`, 0.9),
  at(String.raw`--(?:rsync-path|rsh)=["']?\S`, 0.85),
  // Tar, zip, 7z, cpio, ar.
  at(
    String.raw`--(?:use-compress-program|checkpoint-action|to-command|info-script|new-volume-script|rmt-command|rsh-command|compress-program|unzip-command|use-compress-prog)[=\s]`,
    0.9,
  ),
  at(String.raw`--checkpoint(?:=\d{1,6})?(?=\s{0,2}$|\s)`, 0.8),
  at(String.raw`-I\s?["']?(?:/(?:bin|tmp)/|sh\s-c|bash\s-c|\./)`, 0.85),
  at(String.raw`-(?:TT|-unzip-command)[=\s]?["']?${RUN}`, 0.85),
  at(String.raw`--(?:absolute-names|unlink-first|recursive-unlink|to-stdout)(?=\s{0,2}$|\s-)`, 0.7),
  // Find, xargs, sort, sed, awk.
  at(String.raw`-(?:exec|execdir|ok|okdir)\s{1,4}${RUN}`, 0.9),
  at(String.raw`-(?:delete|fprint0?|fls|fprintf)(?:\s{1,4}\S{1,120})?(?=\s{0,2}$)`, 0.7),
  at(
    String.raw`--(?:execute|exec|compress-program|files0-from|to-command|filter|pager|preprocessor|pre|search-zip|hostname-bin)[=\s]${RUN}`,
    0.85,
  ),
  at(String.raw`--(?:pre|hostname-bin)=\S{1,80}`, 0.8),
  // Curl and wget.
  at(
    String.raw`-(?:o|O|-output|-output-document|-output-file|-output-dir|-append-output|-directory-prefix|P)[=\s]?${SENSITIVE_PATH}`,
    0.85,
  ),
  at(
    String.raw`-(?:K|-config)[=\s]?(?:${SENSITIVE_PATH}|http|\S{1,60}\.(?:conf|cfg|curlrc)\b)`,
    0.85,
  ),
  at(
    String.raw`-(?:T|-upload-file|F|-form|d|-data(?:-binary|-raw)?|-post-file|-body-file|-input-file|i)[=\s]?["']?(?:\w{0,16}=)?@?${SENSITIVE_PATH}`,
    0.85,
  ),
  at(
    String.raw`--(?:use-askpass|ca-certificate|cookie-jar|dump-header|trace(?:-ascii)?|libcurl|stderr|netrc-file|unix-socket|abstract-unix-socket|engine|random-file|egd-file|rejected-log|save-cookies|load-cookies|warc-file)[=\s]{1,2}["']?[\w./~$@-]{2,200}`,
    0.8,
  ),
  at(String.raw`-(?:x|-proxy|-preproxy|-socks5)[=\s]{1,2}(?:https?|socks[45]h?)://\S{3,80}`, 0.6),
  at(String.raw`--(?:insecure|no-check-certificate|proxy-insecure)(?=\s{0,2}$)`, 0.6),
  // Interpreters, editors, pagers, databases, and the rest.
  at(
    String.raw`-(?:e|E|c|r|-eval|-command|-execute|-exec)[=\s]{0,2}["'](?:[^"']{0,60})(?:system|exec|eval|import\s|require|puts|print|phpinfo|spawn|File\.|open\(|/bin/|sh\b)`,
    0.85,
  ),
  at(
    String.raw`-(?:c|-command|-cmd)[=\s]{1,2}["']?(?::!|!|\\!|:py|:lua|\\copy\s|COPY\s{1,2}\S{1,60}\sFROM\sPROGRAM)`,
    0.9,
  ),
  at(
    String.raw`--(?:require|loader|import|experimental-loader|inspect(?:-brk)?|env-file)[=\s]${SENSITIVE_PATH}`,
    0.85,
  ),
  at(
    String.raw`--(?:gpu-launcher|renderer-cmd-prefix|utility-cmd-prefix|no-sandbox|browser-subprocess-path|ppapi-plugin-launcher|nacl-gdb|disable-web-security|remote-debugging-port|load-extension|user-data-dir|allow-file-access-from-files)(?:=\S{1,120})?(?=\s|$|["'])`,
    0.85,
  ),
  at(
    String.raw`--(?:load-module|plugin-dir|plugin|pager|editor|init-command|log-file|logfile|log-config|pid-file|tee|defaults-(?:extra-)?file|general-log-file|debug-file)[=\s]${SENSITIVE_PATH}`,
    0.8,
  ),
  at(String.raw`-(?:oQ|X|OQueueDirectory=|be\s|C)\s?${SENSITIVE_PATH}|-be\s?\$\{run`, 0.8),
  [/\$\{run\{[^}]{1,120}\}/gi, 0.95],
  at(String.raw`-(?:dNOSAFER|dDELAYSAFER|sOutputFile=|sDEVICE=)\S{0,120}`, 0.85),
  at(String.raw`-write\s{1,2}\S{1,80}|-(?:label|draw|caption)\s{1,2}@${SENSITIVE_PATH}`, 0.8),
  at(
    String.raw`--(?:privileged|pid=host|net(?:work)?=host|cap-add=\w{3,20}|security-opt(?:=|\s)\S{3,60}|device=/dev/\S{2,40}|userns=host|volume=/[^\s:]{0,60}:|mount=type=bind)(?=\s|$|\S)`,
    0.8,
  ),
  at(String.raw`-v\s?(?:/|/etc|/root|/var/run/docker\.sock):/`, 0.85),
  at(
    String.raw`--(?:kubeconfig|token-auth-file|as|as-group)[=\s](?:system:|${SENSITIVE_PATH})`,
    0.75,
  ),
  at(
    String.raw`--post(?:install|rm|inst)?-script[=\s]|--(?:unsafe-perm|script-shell)(?:=\S{1,60})?(?=\s|$)`,
    0.8,
  ),
  at(
    String.raw`--(?:index-url|extra-index-url|registry|trusted-host|find-links)[=\s]{1,2}http:\S{3,120}`,
    0.85,
  ),
  at(String.raw`--(?:eval-file|rcfile|init-file|rsyncable-cmd)[=\s]{1,2}${SENSITIVE_PATH}`, 0.85),
  at(
    String.raw`--(?:output|out|outfile|out-file|dest|destination|target-directory|to-file|write-out-file|report-file)[=\s]{1,2}${SENSITIVE_PATH}`,
    0.85,
  ),
  at(
    String.raw`-(?:oX|oN|oG|oA|-script|-datadir|-servicedb|-stylesheet|iL)[=\s]{1,2}${SENSITIVE_PATH}`,
    0.8,
  ),
  at(String.raw`--script[=\s]{1,2}(?:http|\S{1,80}\.(?:nse|lua|js)\b|\S{0,24}exploit|vuln)`, 0.6),
  // A value that is nothing but short options of a program, with a place to write or a file to show.
  [/^\s?-{1,2}[a-z][\w-]{0,30}[=\s]\/(?:etc|root|proc|home)\/\S{2,100}\s?$/gi, 0.85],
];

/** Matches reported of one rule. */
const MATCHES_MAX = 3;

function judgeValue(text: string): Found[] {
  if (text.length > VALUE_CHARS_MAX || !GATE.test(text)) return [];
  const plain = text.replace(/[\t\r\f\v]/g, " ");
  const found: Found[] = [];
  const isOption = /^[\s"']{0,4}-{1,2}\w|::|:\/\/-/.test(plain);
  for (const [is, confidence] of RULES) {
    let matches = 0;
    for (const match of plain.matchAll(is)) {
      // In the middle of a sentence an option may be talked about.
      const before = plain.slice(0, match.index);
      const line = before.slice(before.lastIndexOf("\n") + 1);
      const isCertain = isOption || !(isProse(before) || isProse(line));
      found.push({
        category: "option_injection",
        severity: "high",
        confidence: isCertain ? confidence : 0.4,
        start: match.index + (match[0].length - match[0].trimStart().length),
        end: match.index + match[0].length,
      });
      matches += 1;
      if (matches === MATCHES_MAX) break;
    }
  }
  return found.length === 0 ? found : weighPayloads(text, found);
}

/** Words of a language before the option: a sentence, or a command line that was asked for. */
function isProse(before: string): boolean {
  const words = before.trim().split(/\s+/, 12);
  return words.length > 2 && words.filter((word) => /^[A-Za-z]{2,}[,.:]?$/.test(word)).length > 1;
}
