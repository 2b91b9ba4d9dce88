// Programs that run other programs: what they run is judged as if it stood alone. `sudo env rm` is
// `rm`; `ssh host 'cmd'` and `bash -c 'cmd'` hold a text of the shell of their own.
import { baseName, type Step } from "./shell-step.ts";

/** How a program that runs another is called. */
interface Wrapper {
  /** Options that take the next word. */
  readonly takes?: RegExp;
  /** Words before the command: a duration, a folder, a container. */
  readonly skips?: number;
  /** The command begins after this word. */
  readonly after?: RegExp;
}

const WRAPPERS: Readonly<Record<string, Wrapper | undefined>> = {
  sudo: { takes: /^-(?:[ugUChprtTDR]|-user|-group|-host|-prompt|-chdir)$/ },
  doas: { takes: /^-[uC]$/ },
  pkexec: { takes: /^--user$/ },
  env: { takes: /^-(?:[uCS]|-unset|-chdir)$/ },
  nohup: {},
  setsid: {},
  time: { takes: /^-[fo]$/ },
  command: {},
  builtin: {},
  exec: { takes: /^-a$/ },
  busybox: {},
  toybox: {},
  timeout: { takes: /^-(?:[ks]|-signal|-kill-after)$/, skips: 1 },
  gtimeout: { takes: /^-[ks]$/, skips: 1 },
  nice: { takes: /^-n$/ },
  ionice: { takes: /^-[cnp]$/ },
  stdbuf: { takes: /^-[ioe]$/ },
  unbuffer: {},
  watch: { takes: /^-(?:n|-interval)$/ },
  strace: { takes: /^-[eoPpsuabEIOSUX]$/ },
  ltrace: { takes: /^-[eolnpsuaAD]$/ },
  catchsegv: {},
  chroot: { skips: 1 },
  unshare: {},
  nsenter: { takes: /^-[tSG]$/ },
  flock: { takes: /^-[wE]$/, skips: 1 },
  cpulimit: { takes: /^-[lpe]$/ },
  taskset: { skips: 1 },
  chrt: { skips: 1 },
  xargs: {
    takes: /^-[IiLnPsEdad]$|^--(?:max-args|max-procs|replace|delimiter|arg-file|max-lines)$/,
  },
  parallel: { takes: /^-[jNIaS]$/ },
  runuser: { takes: /^-[ugGs]$/ },
  gosu: { skips: 1 },
  "su-exec": { skips: 1 },
  proxychains: {},
  proxychains4: {},
  torsocks: {},
  "systemd-run": { takes: /^-[pEMHt]$|^--(?:unit|uid|gid|property|slice)$/ },
  firejail: {},
  dbus_launch: {},
  coproc: {},
  start: {},
};

const OPTIONS_MAX = 24;
const WRAPPED_MAX = 8;

/** The command that is run in the end, behind all programs that only run others. */
export function unwrapped(step: Step): Step {
  return unwrappings(step).at(-1) ?? step;
}

/** The command and every one that it runs, outermost first; at least the command. */
export function unwrappings(step: Step): readonly Step[] {
  const all = [step];
  let inner = step;
  while (all.length < WRAPPED_MAX) {
    const next = unwrapOnce(inner);
    if (next === null) break;
    all.push(next);
    inner = next;
  }
  return all;
}

function unwrapOnce(step: Step): Step | null {
  const { name, args } = step;
  if (name === "docker" || name === "podman" || name === "nerdctl" || name === "lxc")
    return ofContainer(step);
  if (name === "kubectl" || name === "oc") {
    const at = args.indexOf("--");
    return args.includes("exec") || args.includes("run")
      ? at < 0
        ? null
        : commandAt(step, at + 1)
      : null;
  }
  if (name === "find" || name === "fd") {
    const at = args.findIndex((arg) => /^(?:-exec(?:dir)?|-ok(?:dir)?|-x)$/.test(arg));
    return at < 0 ? null : commandAt(step, at + 1, /^[;+]$/);
  }
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (wrapper === undefined) return null;
  const { takes, skips = 0 } = wrapper;
  let at = 0;
  let skipped = 0;
  while (at < args.length && at < OPTIONS_MAX) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      at += 1;
      break;
    }
    if (takes?.test(arg) === true) at += 2;
    else if (/^-|^\w+=/.test(arg)) at += 1;
    else if (skipped < skips) {
      skipped += 1;
      at += 1;
    } else break;
  }
  const next = at < args.length ? commandAt(step, at) : null;
  // What xargs reads, its command is given.
  if (next === null || name !== "xargs" || step.fed === null) return next;
  const given = SHELLS.has(next.name) ? [step.fed] : step.fed.split(/\s+/, 16);
  return { ...next, args: [...next.args, ...given] };
}

function ofContainer(step: Step): Step | null {
  const at = step.args.findIndex((arg) => arg === "exec" || arg === "run");
  if (at < 0) return null;
  const takes =
    /^-(?:[euwvpl]|-(?:env|user|workdir|volume|publish|name|network|mount|entrypoint|env-file|memory|cpus|platform|gpus|restart|hostname|label|add-host|device|pid|ipc|shm-size|ulimit|net|userns|cap-add|security-opt))$/;
  for (let next = at + 1; next < step.args.length && next < OPTIONS_MAX * 2; next += 1) {
    const arg = step.args[next] ?? "";
    if (takes.test(arg)) next += 1;
    else if (!arg.startsWith("-"))
      return next + 1 < step.args.length ? commandAt(step, next + 1) : null;
  }
  return null;
}

function commandAt(step: Step, at: number, until?: RegExp): Step | null {
  const program = step.args[at];
  if (program === undefined) return null;
  const rest = step.args.slice(at + 1);
  const end = until === undefined ? -1 : rest.findIndex((arg) => until.test(arg));
  return { ...step, program, name: baseName(program), args: end < 0 ? rest : rest.slice(0, end) };
}

/** Programs that read commands of a shell. */
export const SHELLS: ReadonlySet<string> = new Set([
  "sh",
  "bash",
  "zsh",
  "dash",
  "ksh",
  "ash",
  "fish",
  "csh",
  "tcsh",
  "mksh",
  "rbash",
  "rsh",
]);
const INTERPRETERS: ReadonlySet<string> = new Set(
  "python pypy perl ruby node nodejs deno bun php lua tclsh osascript pwsh powershell Rscript julia gawk awk mawk".split(
    " ",
  ),
);

/** True for programs that run other languages, with a version behind their name or without. */
export function isInterpreter(name: string): boolean {
  const last = name.charCodeAt(name.length - 1);
  return INTERPRETERS.has(last >= 0x30 && last <= 0x39 ? name.replace(/[\d.]{1,8}$/, "") : name);
}

/** A text of the shell or of a language that stands inside a command. */
export interface InnerText {
  readonly text: string;
  readonly is: "shell" | "code";
}

/** What the command hands to an interpreter. */
export function innerTexts(step: Step): readonly InnerText[] {
  const { name, args } = step;
  if (
    SHELLS.has(name) ||
    name === "su" ||
    name === "runuser" ||
    name === "script" ||
    name === "watch"
  ) {
    const at = args.findIndex((arg) => /^-\w{0,6}c$|^--command$/.test(arg));
    const text = at < 0 ? undefined : args[at + 1];
    if (text !== undefined) return [{ text, is: "shell" }];
    return SHELLS.has(name) && step.fed !== null ? [{ text: step.fed, is: "shell" }] : [];
  }
  switch (name) {
    case "eval":
    case "trap":
    case "watch":
    case "at":
    case "cmd":
      return [
        {
          text: (name === "trap"
            ? args.slice(0, 1)
            : args.filter((arg) => !/^\/[a-z]$/i.test(arg))
          ).join(" "),
          is: "shell",
        },
      ];
    case "alias":
      return args
        .filter((arg) => /^\w+=.{3}/.test(arg))
        .map((arg) => ({ text: arg.slice(arg.indexOf("=") + 1), is: "shell" }));
    case "ssh":
    case "sshpass":
    case "rsh":
    case "vagrant":
      return sshCommand(args);
    case "tmux":
    case "screen":
    case "make":
    case "ansible":
      return args.filter((arg) => /\s/.test(arg)).map((text) => ({ text, is: "shell" }));
    case "parallel":
    case "xargs":
      return args.filter((arg) => arg.includes(" ")).map((text) => ({ text, is: "shell" }));
    case "vim":
    case "vi":
    case "nvim":
    case "ed":
    case "less":
    case "man":
    case "gdb":
      return args
        .filter((arg) => /^:?!/.test(arg))
        .map((arg) => ({ text: arg.replace(/^:?!/, ""), is: "shell" }));
  }
  if (!isInterpreter(name)) return [];
  if (name.endsWith("awk"))
    return args.filter((arg) => arg.includes("{")).map((text) => ({ text, is: "code" }));
  const at = args.findIndex((arg) =>
    /^-{1,2}(?:\w{0,6}[cer]|eval|exec|command|enc|encodedcommand)$/i.test(arg),
  );
  const glued = args.find((arg) => /^-e\S*[('"\s]/.test(arg));
  const code = glued ?? (at < 0 ? undefined : args[at + 1]);
  if (code !== undefined) return [{ text: code, is: "code" }];
  return step.fed === null ? [] : [{ text: step.fed, is: "code" }];
}

function sshCommand(args: readonly string[]): readonly InnerText[] {
  let at = 0;
  while (at < args.length && (args[at] ?? "").startsWith("-")) {
    at += /^-[bcDEeFIiJLlmOopQRSWw]$/.test(args[at] ?? "") ? 2 : 1;
  }
  const text = args.slice(at + 1).join(" ");
  return text === "" ? [] : [{ text, is: "shell" }];
}
