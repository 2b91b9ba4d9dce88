// Judges a text that is a command: not whether it is one, but what it does. Walks the commands of
// the syntax tree, those behind `sudo`, `xargs` and `ssh`, and the texts inside `bash -c` or
// `eval`; then the words of the text as it is written.
import { outputOf, isDecoding } from "./shell-output.ts";
import { PROGRAM_RULES } from "./shell-programs.ts";
import {
  autorunOf,
  credentialOf,
  globReaches,
  hostOf,
  isKnownInstaller,
  isLocalHost,
  isPrivateFolder,
  isShellProfile,
  lossOf,
} from "./shell-place.ts";
import { SEVERITY_OF, type ShellCategory, type Verdict } from "./shell-rule.ts";
import { shellSteps, type Step } from "./shell-step.ts";
import { innerTexts, isInterpreter, SHELLS, unwrapped, unwrappings } from "./shell-unwrap.ts";
import { shellStringsOf } from "./shell-code.ts";
import { wordVerdicts, type PlacedVerdict } from "./shell-words.ts";
import { findLongCommands } from "./shell-long.ts";
import type { Found } from "./argument-detector.ts";

/** Texts within texts that are read. */
const NESTED_MAX = 5;
/** Characters of nested texts that are read, all together. */
const NESTED_CHARS_MAX = 16_384;

/** What a command does that none should. Never throws; linear in its length. */
export function judgeShell(text: string): Found[] {
  const found = new Map<string, PlacedVerdict>();
  const walk: JudgeWalk = { found, charsLeft: NESTED_CHARS_MAX };
  for (const verdict of wordVerdicts(text)) keep(verdict, walk);
  judgeText(text, null, 0, walk);
  return [...found.values()].map((verdict) => ({
    category: verdict.category,
    severity: SEVERITY_OF[verdict.category],
    confidence: verdict.confidence,
    start: verdict.start,
    end: verdict.end,
  }));
}

interface JudgeWalk {
  readonly found: Map<string, PlacedVerdict>;
  charsLeft: number;
}

/** Of one category the surest is kept. */
function keep(verdict: PlacedVerdict, { found }: JudgeWalk): void {
  const known = found.get(verdict.category);
  if (known === undefined || known.confidence < verdict.confidence) {
    found.set(verdict.category, verdict);
  }
}

/** Judges a text; `outer` is the command that it stands in, where it is a nested one. */
function judgeText(text: string, outer: Step | null, depth: number, walk: JudgeWalk): void {
  const shell = shellSteps(text);
  if (shell === null || shell.isCut) {
    for (const found of findLongCommands(text)) {
      keep(outer === null ? found : { ...found, start: outer.start, end: outer.end }, walk);
    }
  }
  if (shell === null) return;
  const { steps } = shell;
  const written = new Map<string, string>();
  const isFetched = steps.some(
    (step) => FETCHERS.has(step.name) || FETCHERS.has(unwrapped(step).name),
  );
  const say = (step: Step, category: ShellCategory, confidence: number): void => {
    const { start, end } = outer ?? step;
    if (end > start) keep({ category, confidence, start, end }, walk);
  };
  for (const [index, step] of steps.entries()) {
    const inner = unwrapped(step);
    for (const verdict of stepVerdicts(step, inner))
      say(step, verdict.category, verdict.confidence);
    for (const verdict of pipeVerdicts(step, inner))
      say(step, verdict.category, verdict.confidence);
    if (isFetched && isRunDownload(inner, steps, index))
      say(step, "download_and_run", downloadConfidence(steps, index));
    if (isLossHere(inner, steps, index)) say(step, "shell_destructive", 0.85);
    if (depth < NESTED_MAX) {
      judgeNested(step, inner, depth, walk, outer ?? step);
      const script = writtenScript(inner, written);
      if (script !== undefined && script.length <= walk.charsLeft) {
        walk.charsLeft -= script.length;
        judgeText(script, outer ?? step, depth + 1, walk);
      }
    }
    rememberWritten(step, written);
  }
  if (isForkBomb(steps)) say(steps[0] ?? NO_STEP, "shell_destructive", 0.95);
}

/** Scripts that a text writes before it runs them. */
const WRITTEN_MAX = 8;

function rememberWritten(step: Step, written: Map<string, string>): void {
  const [file] = step.writes;
  if (file === undefined || written.size >= WRITTEN_MAX) return;
  const text = step.name === "cat" && step.fed !== null ? step.fed : outputOf(step);
  if (text !== null) written.set(file.replace(/^\.\//, ""), `${written.get(file) ?? ""}${text}\n`);
}

/** What a script that is run now holds, where an earlier command wrote it. */
function writtenScript(step: Step, written: ReadonlyMap<string, string>): string | undefined {
  if (written.size === 0) return undefined;
  const isShell = SHELLS.has(step.name) || step.name === "source" || step.name === ".";
  const file = isShell ? step.args.find((arg) => !arg.startsWith("-")) : step.program;
  return file === undefined ? undefined : written.get(file.replace(/^\.\//, ""));
}

const NO_STEP: Step = {
  name: "",
  program: "",
  args: [],
  writes: [],
  reads: [],
  fed: null,
  before: null,
  inner: [],
  isBent: false,
  within: null,
  isBackground: false,
  start: 0,
  end: 0,
};

function judgeNested(step: Step, inner: Step, depth: number, walk: JudgeWalk, outer: Step): void {
  const nested = (text: string): void => {
    if (text.length > walk.charsLeft || text.trim() === "") return;
    walk.charsLeft -= text.length;
    judgeText(text, outer, depth + 1, walk);
  };
  for (const one of new Set([step, inner])) {
    for (const { text, is } of innerTexts(one)) {
      if (is === "shell") nested(text);
      else {
        for (const command of shellStringsOf(text)) nested(command);
        if (depth > 0) {
          for (const verdict of wordVerdicts(text)) {
            keep({ ...verdict, start: outer.start, end: outer.end }, walk);
          }
        }
      }
    }
  }
  // What `echo` prints into a shell is run by it.
  if (readsProgram(inner) && inner.before !== null && SHELLS.has(inner.name)) {
    const text = outputOf(inner.before);
    if (text !== null) nested(text);
  }
}

/** Programs that show, copy or send the files they are given. */
const READERS = new Set(
  "cat less more head tail tac nl base64 base32 xxd od hexdump strings cp mv scp rsync tar zip 7z 7za gzip bzip2 xz zstd grep egrep fgrep rg awk gawk sed cut sort uniq openssl gpg curl wget nc ncat netcat dd diff cmp paste fold rev column comm bat batcat jq yq install ln socat ftp tftp sftp rclone ed ex pr fmt split csplit iconv cpio ar look date mail mutt sendmail xclip pbcopy type gcp aws gsutil gcloud az gh vi vim nano emacs ee view pico sqlite3 wc cksum md5sum openssl uuencode busybox kubectl ssh-keygen tee file bridge join shuf expand dig".split(
    " ",
  ),
);
/** Options whose value is a key to use, not a file to show. */
const KEY_OPTION =
  /^(?:-i|-F|-E|--key|--cert|--cacert|--capath|--netrc-file|--identity|--identity-file|--kubeconfig|--config|--credentials-file|-e|--rsh|--env-file|-S)$/;
const EDITORS = new Set([
  "vi",
  "vim",
  "nano",
  "emacs",
  "ee",
  "pico",
  "view",
  "wc",
  "file",
  "ssh-keygen",
  "md5sum",
  "cksum",
  "diff",
]);
const COPIERS = new Set(["cp", "mv", "install", "ln", "gcp", "rsync", "scp", "tee"]);

/** What one command does by itself. */
function stepVerdicts(step: Step, inner: Step): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const one of unwrappings(step)) {
    const text = ` ${one.args.join(" ")} `;
    for (const [, is, category, confidence] of PROGRAM_RULES.get(one.name) ?? []) {
      if (is === null || is.test(text)) verdicts.push({ category, confidence });
    }
  }
  if (step.isBent || inner.isBent) {
    if (isProgramName(inner.name)) verdicts.push({ category: "obfuscation", confidence: 0.85 });
  }
  if (globReaches(inner.program, "program"))
    verdicts.push({ category: "obfuscation", confidence: 0.9 });
  for (const one of inner === step ? [inner] : [inner, step]) {
    const loss = lossVerdict(one);
    if (loss !== null) verdicts.push(loss);
  }
  // What `find` lists at the top of everything goes to `rm`.
  if (
    inner.name === "rm" &&
    step.before?.name === "find" &&
    lossOf(step.before.args[0] ?? "") === 1
  ) {
    verdicts.push({ category: "shell_destructive", confidence: 0.85 });
  }
  readVerdicts(inner, verdicts);
  writeVerdicts(step, inner, verdicts);
  return verdicts;
}

/** A bare name, as programs have. */
function isProgramName(name: string): boolean {
  return /^[a-z][a-z0-9_.-]{0,24}$/.test(name) && !/\.(?:exe|bat|ps1|py|sh)$/.test(name);
}

function lossVerdict({ name, args }: Step): Verdict | null {
  if (name === "rm" || name === "rmdir" || name === "srm" || name === "unlink") {
    const isDeep = args.some((arg) => /^-\w{0,6}[rR]|^--recursive$/.test(arg));
    if (!isDeep && name === "rm") return null;
    const worst = Math.max(0, ...args.filter((arg) => !arg.startsWith("-")).map(lossOf));
    return worst === 1 ? { category: "shell_destructive", confidence: 0.95 } : null;
  }
  if (name === "find" || name === "fd") {
    const isDeleting =
      args.some((arg) => arg === "-delete") ||
      /-exec(?:dir)? (?:sudo )?(?:\/bin\/)?(?:rm|shred|unlink) /.test(args.join(" "));
    if (!isDeleting) return null;
    const [place = "."] = args.filter((arg) => !/^-[HLP]$/.test(arg));
    const isAll = !args.some((arg) =>
      /^-(?:i?name|i?path|i?regex|mtime|mmin|size|empty|newer|user|maxdepth)$/.test(arg),
    );
    if (lossOf(place) === 1 && !/^\/(?:var\/log|var\/www|opt|data|mnt|media)/.test(place)) {
      return { category: "shell_destructive", confidence: isAll ? 0.9 : 0.7 };
    }
    return null;
  }
  return null;
}

/** `rm -rf *`: what that is depends on where the text has gone before. */
function isLossHere(step: Step, steps: readonly Step[], index: number): boolean {
  if (step.name !== "rm" || !step.args.some((arg) => /^-\w{0,6}[rR]|^--recursive$/.test(arg)))
    return false;
  if (!step.args.some((arg) => !arg.startsWith("-") && lossOf(arg) === 0.9)) return false;
  const moved = steps.slice(0, index).findLast((one) => one.name === "cd" || one.name === "pushd");
  const to = moved?.args.find((arg) => !arg.startsWith("-"));
  if (to === undefined) return true;
  // Into a folder of the work: emptying it is ordinary.
  return (
    /^(?:\/|~|\.\.)/.test(to) && !/^\/\w[\w.-]{0,60}\/[\w.-]{1,80}\/|^\/tmp\/[\w.$-]{1,80}/.test(to)
  );
}

function readVerdicts(step: Step, verdicts: Verdict[]): void {
  const { name, args } = step;
  let surest = Math.max(0, ...step.reads.map(credentialOf));
  const isReader = READERS.has(name);
  if (isReader || isInterpreter(name)) {
    const last = COPIERS.has(name) ? args.length - 1 : args.length;
    for (let at = 0; at < last; at += 1) {
      const arg = args[at] ?? "";
      if (KEY_OPTION.test(args[at - 1] ?? "") && !/^(?:grep|egrep|sed|base64)$/.test(name))
        continue;
      surest = Math.max(surest, credentialOf(pathOf(arg)));
    }
    if (EDITORS.has(name)) surest *= 0.6;
    // Looking one thing up in the list of users is ordinary.
    if (surest === 0.8 && /^(?:grep|egrep|rg|awk|sed|cut|wc|ls|id)$/.test(name)) surest = 0.45;
  }
  if (surest > 0) verdicts.push({ category: "credential_access", confidence: surest });
}

/** The path in `file=@/path`, `if=/path`, `--opt=/path`, `file:///path`, `user@host:/path`. */
function pathOf(arg: string): string {
  return (
    /^(?:--?[\w-]{1,24}=|[\w.-]{0,24}=@?|@|file:\/\/|-[a-zA-Z]@?(?=[/~]))(.{2,200})$/
      .exec(arg)?.[1]
      ?.replace(/^@/, "") ?? arg
  );
}

const HARMLESS_LINE =
  /^(?:["']?\s?(?:#|export\s|alias\s|source\s|\.\s|eval\s"?\$\((?:\/\S{0,60}\/)?(?:\w{1,16}env|brew|starship|zoxide|direnv|fnm|mise|conda|ssh-agent|\w{1,12}\s(?:init|shellenv|hook|completion))|complete\s|autoload|PATH=|\[|if\s|set\s|bind\s|setopt|fpath|plugins|ZSH|unset\s|ulimit|umask|stty|PS1=|[A-Z_]{2,24}=|case\s|fi$|esac$|[A-Za-z ]{0,40}$))/;

function writeVerdicts(step: Step, inner: Step, verdicts: Verdict[]): void {
  const targets = [...step.writes, ...inner.writes];
  const { name, args } = inner;
  if (name === "tee") targets.push(...args.filter((arg) => !arg.startsWith("-")));
  if (COPIERS.has(name) && args.length > 1) targets.push(args.at(-1) ?? "");
  if ((name === "sed" && args.some((arg) => /^-\w{0,3}i/.test(arg))) || name === "touch")
    targets.push(...args.slice(-1));
  if (name === "curl" || name === "wget") {
    const at = args.findIndex((arg) => /^(?:-\w{0,4}[oO]|--output(?:-document)?)$/.test(arg));
    if (at >= 0) targets.push(args[at + 1] ?? "");
  }
  if (name === "dd")
    targets.push(...args.filter((arg) => arg.startsWith("of=")).map((arg) => arg.slice(3)));
  for (const target of targets) {
    if (/^\/dev\/(?:sd|hd|vd|xvd|nvme|mem|kmem|mmcblk|r?disk)\w{0,16}/.test(target)) {
      verdicts.push({ category: "shell_destructive", confidence: 0.95 });
    }
    if (
      /^\/(?:var\/log\/\S{1,80}|var\/run\/utmp)$|\.(?:bash|zsh)_history$/.test(target) &&
      isEmptying(step)
    ) {
      verdicts.push({ category: "defense_evasion", confidence: 0.8 });
    }
    if (/^\/etc\/(?:passwd|shadow|hosts|fstab|group)$|^\/boot\//.test(target) && isEmptying(step)) {
      verdicts.push({ category: "shell_destructive", confidence: 0.85 });
    }
    const confidence = autorunOf(target);
    if (confidence > 0) verdicts.push({ category: "persistence", confidence });
    else if (isShellProfile(target)) {
      verdicts.push({ category: "persistence", confidence: profileConfidence(step, inner) });
    }
  }
  if (/^\/proc\/sysrq-trigger$/.test(targets[0] ?? ""))
    verdicts.push({ category: "shell_destructive", confidence: 0.9 });
}

/** Nothing is written: the file ends up empty. */
function isEmptying({ name, args, before, writes, reads }: Step): boolean {
  if (writes.length === 0) return false;
  return (
    (before === null &&
      (name === "" ||
        name === ":" ||
        name === "true" ||
        (name === "echo" && args.join("") === "") ||
        (name === "cat" && args[0] === "/dev/null"))) ||
    reads.includes("/dev/null")
  );
}

function profileConfidence(step: Step, inner: Step): number {
  const source = inner.name === "tee" ? inner.before : inner;
  const text = (source === null ? null : outputOf(source)) ?? step.fed ?? inner.args.join(" ");
  if (
    /\b(?:curl|wget|nc|ncat|socat|base64|mkfifo|python[\d.]{0,4} -c|perl -e|crontab|chmod|useradd)\b|\/dev\/tcp|\bbash -i|\/tmp\/\S|&>\s?\/dev\/null &/.test(
      text,
    )
  )
    return 0.9;
  const lines = text.split("\n", 40).filter((line) => line.trim() !== "");
  if (
    inner.name === "cp" ||
    inner.name === "mv" ||
    inner.name === "ln" ||
    inner.name === "sed" ||
    inner.name === "touch"
  )
    return 0.3;
  return lines.every((line) => HARMLESS_LINE.test(line.trim())) ? 0.1 : 0.5;
}

const FETCHERS = new Set([
  "curl",
  "wget",
  "fetch",
  "aria2c",
  "http",
  "https",
  "lynx",
  "xh",
  "curlie",
  "GET",
  "lwp-download",
  "axel",
  "ftp",
  "tftp",
  "w3m",
  "links",
  "iwr",
  "irm",
  "Invoke-WebRequest",
]);

/** Runs what is piped into it: an interpreter that was given no program of its own. */
function readsProgram({ name, args }: Step): boolean {
  if (name === "source" || name === ".") return args[0] === "/dev/stdin" || args[0] === "-";
  if (name === "iex" || name === "Invoke-Expression") return true;
  if (name === "xargs") return args.some((arg) => SHELLS.has(arg));
  if (!SHELLS.has(name) && (!isInterpreter(name) || name.endsWith("awk"))) return false;
  return (
    args.every(
      (arg, index) =>
        /^-(?:$|[silxeu-]|-\w)/.test(arg) ||
        args.slice(0, index).some((one) => /^-\w{0,3}s\w{0,3}$|^-$|^--$/.test(one)),
    ) && !args.some((arg) => /^-\w{0,4}c$|^-[em]$/.test(arg))
  );
}

/** What comes through a pipe or a substitution. */
function pipeVerdicts(step: Step, inner: Step): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  if (readsProgram(inner) && (inner.before !== null || inner.fed !== null)) {
    verdicts.push(...runVerdicts(inner.fed === null ? chain(inner) : step.inner.map(unwrapped)));
  }
  const isRunning =
    SHELLS.has(inner.name) ||
    inner.name === "eval" ||
    inner.name === "source" ||
    inner.name === "." ||
    isInterpreter(inner.name) ||
    inner.program === "$()" ||
    inner.name === "exec";
  if (isRunning && step.inner.length > 0) {
    const isWhole =
      inner.args.some((arg) => /^\$\(\)$|<\(\)/.test(arg)) ||
      inner.name === "eval" ||
      inner.program === "$()";
    const run = runVerdicts(step.inner.map(unwrapped));
    // What was decoded is known and no longer stands as a substitution.
    verdicts.push(...run.filter(({ category }) => isWhole || category === "obfuscation"));
  }
  verdicts.push(...sendVerdicts(step, inner));
  return verdicts;
}

/** What is piped into a command, nearest first. */
function chain(step: Step): readonly Step[] {
  const sources: Step[] = [];
  for (let one = step.before; one !== null && sources.length < 12; one = one.before) {
    sources.push(unwrapped(one), ...one.inner);
  }
  return sources;
}

function runVerdicts(sources: readonly Step[]): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  const fetcher = sources.find((one) => FETCHERS.has(one.name));
  if (fetcher !== undefined) {
    verdicts.push({ category: "download_and_run", confidence: fetchConfidence(fetcher) });
  }
  const isDecoded = sources.some(
    (one) =>
      (/^(?:base64|base32|openssl|uudecode|gunzip|gzip|zcat|xz|bunzip2|basenc)$/.test(one.name) &&
        (isDecoding(one.args) ||
          one.args.some((arg) => /^-\w{0,2}d\w{0,2}$/.test(arg)) ||
          /^(?:gunzip|zcat|uudecode)$/.test(one.name))) ||
      one.name === "rev" ||
      (one.name === "xxd" && one.args.some((arg) => arg.startsWith("-r"))) ||
      (one.name === "tr" && (one.before !== null || one.fed !== null)) ||
      (one.name === "printf" && one.args.some((arg) => /[\\]/.test(arg))) ||
      one.name.startsWith("{base64"),
  );
  if (isDecoded) verdicts.push({ category: "obfuscation", confidence: 0.9 });
  if (sources.some((one) => /^(?:nc|ncat|netcat|telnet|socat|dig|nslookup|host)$/.test(one.name))) {
    verdicts.push({ category: "download_and_run", confidence: 0.9 });
  }
  return verdicts;
}

function addressOf(step: Step): string | null {
  return (
    step.args.find(
      (arg) =>
        !arg.startsWith("-") &&
        (/^[a-z]{2,6}:\/\//i.test(arg) ||
          /^[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}(?::\d{1,5})?(?:\/|$)/.test(arg) ||
          arg.startsWith("localhost")),
    ) ?? null
  );
}

function fetchConfidence(fetcher: Step): number {
  const address = addressOf(fetcher);
  if (address === null) return 0.8;
  if (isKnownInstaller(address)) return 0.4;
  const host = hostOf(address);
  return host !== null && isLocalHost(host) && !/^\d/.test(host) ? 0.5 : 0.95;
}

/** The file that a fetcher writes. */
function downloadedFile(step: Step): string | null {
  if (!FETCHERS.has(step.name)) return null;
  const { args } = step;
  const at = args.findIndex((arg) => /^(?:-\w{0,6}o|--output|-O|--output-document)$/.test(arg));
  const named = at < 0 ? undefined : args[at + 1];
  if (named !== undefined && named !== "-" && !(step.name === "curl" && args[at] === "-O"))
    return named;
  const [written] = step.writes;
  if (written !== undefined) return written;
  const address = addressOf(step);
  if (
    address === null ||
    (step.name === "curl" && !args.some((arg) => /^-\w{0,6}O|--remote-name/.test(arg)))
  )
    return null;
  return address.slice(address.lastIndexOf("/") + 1).replace(/[?#].*$/, "");
}

function sameFile(one: string, other: string): boolean {
  const plain = (path: string): string => path.replace(/^\.\//, "");
  return one !== "" && plain(one) === plain(other);
}

/** Runs a file that an earlier command fetched. */
function isRunDownload(step: Step, steps: readonly Step[], index: number): boolean {
  if (index === 0 || step.program === "") return false;
  const run =
    SHELLS.has(step.name) ||
    isInterpreter(step.name) ||
    step.name === "source" ||
    step.name === "." ||
    step.name === "start" ||
    step.name === "open"
      ? (step.args.find((arg) => !arg.startsWith("-")) ?? "")
      : step.program;
  if (run === "" || step.program === "") return false;
  return downloadBefore(run, steps, index) !== null;
}

function downloadBefore(run: string, steps: readonly Step[], index: number): Step | null {
  const isPath = run.includes("/") || /\.(?:sh|py|pl|rb|js|exe|bin|elf)$/.test(run);
  if (!isPath) return null;
  return (
    steps
      .slice(0, index)
      .map(unwrapped)
      .findLast((one) => {
        const file = downloadedFile(one);
        return (
          file !== null &&
          (sameFile(file, run) || (run.startsWith("./") && sameFile(file, run.slice(2))))
        );
      }) ?? null
  );
}

function downloadConfidence(steps: readonly Step[], index: number): number {
  const step = unwrapped(steps[index] ?? NO_STEP);
  const run =
    SHELLS.has(step.name) || isInterpreter(step.name) || step.name === "source"
      ? (step.args.find((arg) => !arg.startsWith("-")) ?? "")
      : step.program;
  const fetcher = downloadBefore(run, steps, index);
  if (fetcher === null) return 0.8;
  return Math.min(fetchConfidence(fetcher), 0.85);
}

const SECRET_SOURCES = new Set([
  "env",
  "printenv",
  "set",
  "export",
  "history",
  "id",
  "whoami",
  "uname",
  "hostname",
  "ps",
  "ifconfig",
  "netstat",
  "declare",
  "compgen",
]);

/** How secret what a command prints is: 2 a credential, 1 what tells of the machine, 0 neither. */
function secrecyOf(sources: readonly Step[]): number {
  let most = 0;
  for (const one of sources) {
    const paths = [...one.reads, ...one.args.map(pathOf)];
    if (
      READERS.has(one.name) &&
      paths.some((path) => credentialOf(path) >= 0.4 || isPrivateFolder(path))
    )
      return 2;
    if (one.reads.some((path) => credentialOf(path) >= 0.4)) return 2;
    if (
      SECRET_SOURCES.has(one.name) &&
      !(one.name === "env" && one.args.some((arg) => arg.includes("=")))
    )
      most = Math.max(most, 1);
    if (one.name === "git" && one.args.includes("config")) most = Math.max(most, 1);
    if (
      (one.name === "cat" || one.name === "head" || one.name === "xxd" || one.name === "base64") &&
      paths.some((path) => /^(?:\/etc\/|\/var\/|\/proc\/|~\/)/.test(path))
    )
      most = Math.max(most, 1);
    if ((one.name === "ls" || one.name === "find") && paths.some((path) => /^(?:\/|~)/.test(path)))
      most = Math.max(most, 1);
    if (/^(?:mysqldump|pg_dump|pg_dumpall|mongodump|sqlite3|redis-cli)$/.test(one.name))
      most = Math.max(most, 1);
    if (
      (one.name === "tar" || one.name === "zip") &&
      paths.some((path) => /^(?:\/|~|\.$)/.test(path) && !path.startsWith("/tmp"))
    )
      most = Math.max(most, 1);
  }
  return most;
}

/** Programs that send what they are given. */
const SENDERS = new Set(
  "curl http https xh wget nc ncat netcat telnet socat ftp tftp sftp mail mailx mutt sendmail msmtp dig nslookup host ping drill scp rsync ssh aws gsutil rclone az gcloud gh mc s3cmd".split(
    " ",
  ),
);

/** Data leaves for another machine. */
function sendVerdicts(step: Step, inner: Step): readonly Verdict[] {
  const { name, args } = inner;
  if (!SENDERS.has(name)) return [];
  const sources = chain(inner);
  const within = step.inner.map(unwrapped);
  const secrecy = Math.max(secrecyOf(sources), secrecyOf(within));
  switch (name) {
    case "curl":
    case "http":
    case "https":
    case "xh":
    case "wget":
      return webVerdicts(inner, secrecy, within.length > 0);
    case "nc":
    case "ncat":
    case "netcat":
    case "telnet":
    case "socat": {
      const host = args.map(hostOf).find((one) => one !== null && /[.\d]/.test(one)) ?? "";
      const hasInput = inner.before !== null || inner.reads.length > 0 || inner.fed !== null;
      if (!hasInput || /-\w{0,4}[zl]/.test(args.join(" "))) return [];
      const isPlain =
        secrecy === 0 &&
        inner.reads.length === 0 &&
        ["echo", "printf", "yes"].includes(inner.before?.name ?? "");
      if (isPlain || (isLocalHost(host) && secrecy < 2)) return [];
      return [{ category: "shell_exfiltration", confidence: 0.85 }];
    }
    case "ftp":
    case "tftp":
    case "sftp": {
      const isSecret = (inner.fed ?? "").split(/\s+/, 64).some((word) => credentialOf(word) >= 0.8);
      return isSecret ? [{ category: "shell_exfiltration", confidence: 0.85 }] : [];
    }
    case "mail":
    case "mailx":
    case "mutt":
    case "sendmail":
    case "msmtp":
      return secrecy > 0 || inner.reads.length > 0
        ? [{ category: "shell_exfiltration", confidence: secrecy > 0 ? 0.85 : 0.4 }]
        : [];
    case "dig":
    case "nslookup":
    case "host":
    case "ping":
    case "drill": {
      const isData =
        args.some((arg) =>
          /(?:\$\(\)|\$\{?[a-z]\w{0,12}\}?)\.[\w-]{1,60}\.|\$\(\)\.\w/i.test(arg),
        ) ||
        (within.some((one) => READERS.has(one.name) || SECRET_SOURCES.has(one.name)) &&
          !/^(?:docker|kubectl)$/.test(within[0]?.name ?? ""));
      return isData
        ? [{ category: "shell_exfiltration", confidence: secrecy > 0 ? 0.9 : 0.8 }]
        : [];
    }
    case "scp":
    case "rsync": {
      const to = args.at(-1) ?? "";
      const isOut =
        /^(?:[\w.-]{1,60}@)?[\w.-]{2,80}::?|^rsync:\/\//.test(to) && !/^[a-z]:\\/i.test(to);
      const from = args.slice(0, -1).filter((arg) => !arg.startsWith("-"));
      const isSecret = from.some(
        (path, at) =>
          !KEY_OPTION.test(args[args.indexOf(path) - 1] ?? "") &&
          at >= 0 &&
          (credentialOf(path) >= 0.8 || isPrivateFolder(path)),
      );
      return isOut && isSecret ? [{ category: "shell_exfiltration", confidence: 0.85 }] : [];
    }
    case "ssh":
      return inner.before !== null && secrecy === 2
        ? [{ category: "shell_exfiltration", confidence: 0.8 }]
        : [];
    case "aws":
    case "gsutil":
    case "rclone":
    case "az":
    case "gcloud":
    case "gh":
    case "mc":
    case "s3cmd": {
      const isSecret = args.some(
        (arg) =>
          credentialOf(arg) >= 0.8 ||
          (isPrivateFolder(arg) &&
            /^(?:cp|sync|copy|mv|put)$/.test(
              args.find((one) => /^(?:cp|sync|copy|mv|put)$/.test(one)) ?? "",
            )),
      );
      return isSecret || (secrecy === 2 && args.includes("-"))
        ? [{ category: "shell_exfiltration", confidence: 0.9 }]
        : [];
    }
    default:
      return [];
  }
}

const SENDING =
  /^(?:-d|-F|-T|--data(?:-\w{1,12})?|--form(?:-string)?|--upload-file|--json|--post-(?:data|file)|--body-(?:data|file))$/;

function webVerdicts({ args, name }: Step, secrecy: number, hasInner: boolean): readonly Verdict[] {
  const sent: string[] = [];
  for (const [at, arg] of args.entries()) {
    const next = args[at + 1];
    if (SENDING.test(arg) || /^-\w{1,6}[dFT]$/.test(arg)) {
      if (next !== undefined) sent.push(next);
    } else {
      const glued =
        /^(?:--(?:data|form|json|upload-file|post|body)[\w-]{0,12}=|-[dFT](?=[@\w"'{./~$]))(.{1,400})$/.exec(
          arg,
        )?.[1];
      if (glued !== undefined) sent.push(glued);
    }
  }
  const address = addressOf({ ...NO_STEP, args: args.filter((arg) => !sent.includes(arg)) }) ?? "";
  const host = hostOf(address) ?? "";
  const isLocal = isLocalHost(host);
  const files = sent
    .map(
      (one) =>
        /^(?:[\w.-]{0,32}=)?[@<](.{1,200})$/.exec(one)?.[1]?.replace(/;.*$/, "") ??
        (name === "curl" && args.some((arg) => /^-\w{0,5}T$|^--upload-file$/.test(arg)) ? one : ""),
    )
    .filter((one) => one !== "");
  if (
    files.some(
      (file) =>
        credentialOf(file) >= 0.4 ||
        isPrivateFolder(file) ||
        /^(?:\/etc\/|\/proc\/|\/var\/log\/)/.test(file) ||
        /^~\/\.\w/.test(file),
    )
  ) {
    return [{ category: "shell_exfiltration", confidence: isLocal ? 0.6 : 0.95 }];
  }
  if (isLocal) return [];
  const takesInput = files.some(
    (file) => file === "-" || file === "/dev/stdin" || file.startsWith("."),
  );
  if (secrecy === 2 && (sent.length > 0 || hasInner))
    return [{ category: "shell_exfiltration", confidence: 0.95 }];
  if (
    secrecy === 1 &&
    (takesInput || sent.some((one) => one.includes("$()")) || (hasInner && /\$\(\)/.test(address)))
  ) {
    return [{ category: "shell_exfiltration", confidence: 0.9 }];
  }
  return [];
}

/** A function that pipes itself into itself. */
function isForkBomb(steps: readonly Step[]): boolean {
  return steps.some(
    (step) => step.within !== null && step.name === step.within && step.before?.name === step.name,
  );
}
