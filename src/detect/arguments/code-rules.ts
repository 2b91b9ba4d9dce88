// What a program's acts come to, and how sure it is. Single acts are ordinary in programs: a file is
// read, a page fetched, a program started. What they are put together to do is not.
import type { Severity } from "../../domain/finding.ts";
import {
  COLLECTOR_HOST,
  ESCAPES,
  FOREIGN_PACKAGE,
  METADATA_HOST,
  MINING,
  NUMBERED_HOST,
  PRECIOUS_TREE,
  SECRET_FILE,
  SHELL_OUT,
  SHELL_PROGRAM,
  type CodeAct,
} from "./code-acts.ts";
import type { CodeStep, DataKind } from "./code-flow.ts";
import type { CodeUse } from "./code-uses.ts";

/** Something that a program does. */
export interface CodeSign {
  readonly category: string;
  readonly severity: Severity;
  readonly confidence: number;
  readonly use: CodeUse;
}

/** A program, by what it does. */
export interface CodeFacts {
  readonly uses: readonly CodeUse[];
  readonly steps: readonly CodeStep[];
  /** The words and signs of the program. */
  readonly tokens: readonly { readonly text: string }[];
  /** Judges a line of a shell, 0 to 1. */
  readonly judgeShell: (line: string) => number;
  /** Judges a text that is run as a program. */
  readonly judgeInner: (text: string) => readonly Omit<CodeSign, "use">[];
}

/** All that is odd about a program. */
export function codeSigns(facts: CodeFacts): readonly CodeSign[] {
  const by = new Map<CodeAct, CodeStep[]>();
  for (const step of facts.steps) {
    for (const act of step.acts) {
      const known = by.get(act);
      if (known === undefined) by.set(act, [step]);
      else if (known.length < STEPS_MAX) known.push(step);
    }
  }
  const program: Program = { ...facts, of: (act) => by.get(act) ?? [] };
  return RULES.flatMap((rule) => rule(program));
}

/** Steps of one kind that are looked at; a program has tens. */
const STEPS_MAX = 1_000;

interface Program extends CodeFacts {
  /** Steps that do something. */
  readonly of: (act: CodeAct) => readonly CodeStep[];
}

type Rule = (program: Program) => readonly CodeSign[];

function sign(
  { use }: Pick<CodeStep, "use">,
  category: string,
  confidence: number,
  severity: Severity = confidence >= 0.8 ? "critical" : "medium",
): CodeSign {
  return { category, severity, confidence, use };
}

const starts = ({ of }: Program): readonly CodeStep[] => [...of("spawn"), ...of("shell")];

/** A socket and a shell that are tied together. */
function reverseShell(program: Program): readonly CodeSign[] {
  const { of } = program;
  const [socket] = [...of("connect"), ...of("listen")];
  const said = [...starts(program), ...of("evaluate")].filter(({ texts }) =>
    texts.some((text) => SHELL_OUT.test(text)),
  );
  const found = said.map((step) => sign(step, "reverse_shell", 0.95));
  if (socket === undefined) return found;
  for (const step of of("attach")) found.push(sign(step, "reverse_shell", 0.97));
  for (const step of starts(program)) {
    const isTied = step.names.has("fileno") || step.texts.some((text) => SHELL_PROGRAM.test(text));
    if (isTied) found.push(sign(step, "reverse_shell", 0.93));
    else if (step.flow.has("received")) found.push(sign(step, "reverse_shell", 0.95));
  }
  for (const step of of("evaluate")) {
    if (step.flow.has("received")) found.push(sign(step, "reverse_shell", 0.95));
  }
  return found;
}

/** How sure it is that data of a kind should not leave. */
const LEAVING: readonly (readonly [DataKind, number])[] = [
  ["secret", 0.97],
  ["env", 0.95],
  ["settings", 0.9],
];

function exfiltration(program: Program): readonly CodeSign[] {
  const { of } = program;
  const found: CodeSign[] = [];
  const sends = [
    ...of("send"),
    ...of("upload"),
    ...of("fetch"),
    ...starts(program).filter(isSendingLine),
  ];
  for (const step of sends) {
    const isOpen = step.texts.some((text) => COLLECTOR_HOST.test(text));
    const kind = LEAVING.find(([one]) => step.flow.has(one));
    if (kind !== undefined) found.push(sign(step, "code_exfiltration", kind[1]));
    else if (step.flow.has("key")) {
      // A key in a header is what keys are for.
      const isCredential = /headers|auth|api_key|apiKey|token=/i.test(
        [...step.names, ...step.texts].join(" "),
      );
      const confidence = isOpen ? 0.92 : isCredential ? 0 : 0.7;
      if (confidence > 0) found.push(sign(step, "code_exfiltration", confidence));
    } else if (step.flow.has("file") && !step.acts.includes("fetch")) {
      const isNumbered = step.texts.some((text) => NUMBERED_HOST.test(text));
      if (isOpen || isNumbered) found.push(sign(step, "code_exfiltration", isOpen ? 0.88 : 0.75));
    }
  }
  const [leak] = [...of("send"), ...of("upload"), ...of("connect")];
  if (found.length > 0 || leak === undefined) return found;
  // Not seen to flow, but both are there: through a function, a file, a callback.
  const [secret] = of("read").filter(({ flow }) => flow.has("secret"));
  if (secret !== undefined) found.push(sign(leak, "code_exfiltration", 0.88));
  const [dump] = of("show").filter(({ flow }) => flow.has("env"));
  if (dump !== undefined) found.push(sign(leak, "code_exfiltration", 0.82));
  const [watched] = of("spy");
  if (watched !== undefined) found.push(sign(leak, "code_exfiltration", 0.85));
  return found;
}

function isSendingLine({ texts }: CodeStep): boolean {
  return texts.some((text) => /\b(?:curl|wget|nc|ncat|scp|ftp)\b/.test(text));
}

/** What a process knows of the machine and its keys. */
function environment({ of, steps, tokens }: Program): readonly CodeSign[] {
  const found: CodeSign[] = [];
  for (const step of of("read")) {
    if (step.flow.has("secret")) found.push(sign(step, "environment_access", 0.86, "high"));
    else if (step.flow.has("settings")) found.push(sign(step, "environment_access", 0.55));
  }
  for (const step of of("show")) {
    if (step.flow.has("env")) found.push(sign(step, "environment_access", 0.82, "high"));
    else if (step.flow.has("key")) found.push(sign(step, "environment_access", 0.6));
  }
  for (const step of [...of("fetch"), ...of("send"), ...of("connect"), ...of("shell")]) {
    if (step.texts.some((text) => METADATA_HOST.test(text))) {
      found.push(sign(step, "environment_access", 0.92));
    }
  }
  const last = steps.at(-1);
  // The value of the last line is what an interpreter shows.
  const isLast = last?.use.args === null && last.acts.includes("environment");
  if (isLast && last.use.to >= tokens.length - 2) found.push(sign(last, "environment_access", 0.7));
  return found;
}

function network({ of, steps }: Program): readonly CodeSign[] {
  const found: CodeSign[] = [];
  const isOut = (step: CodeStep): boolean =>
    step.acts.some((act) => act === "send" || act === "upload");
  for (const step of [...of("send"), ...of("upload"), ...of("fetch")]) {
    const isOpen = step.texts.some((text) => COLLECTOR_HOST.test(text));
    const isNumbered = step.texts.some((text) => NUMBERED_HOST.test(text));
    if (isOpen) found.push(sign(step, "code_network", isOut(step) ? 0.7 : 0.6));
    else if (isNumbered && isOut(step)) found.push(sign(step, "code_network", 0.6));
  }
  const [socket] = of("connect").filter(({ use }) => /socket|net\.|sock/.test(use.path));
  if (socket !== undefined) found.push(sign(socket, "code_network", 0.55));
  const [watch] = of("spy").filter(({ use }) => /pynput|keyboard/.test(use.path));
  if (watch !== undefined) found.push(sign(watch, "environment_access", 0.7));
  for (const step of steps) {
    if (step.texts.some((text) => MINING.test(text))) {
      found.push(sign(step, "code_execution", step.acts.includes("show") ? 0.4 : 0.9));
    }
  }
  return found;
}

/** Texts that are run as programs. */
function evaluation(program: Program): readonly CodeSign[] {
  const { of, judgeInner } = program;
  const found: CodeSign[] = [];
  for (const step of of("evaluate")) {
    const { path, args } = step.use;
    const isLater = /^set(?:Timeout|Interval|Immediate)$/.test(path);
    if (args === null || args.from === args.to) continue;
    if (step.flow.has("fetched")) found.push(sign(step, "code_execution", isLater ? 0 : 0.95));
    if (step.flow.has("decoded")) found.push(sign(step, "obfuscation", isLater ? 0 : 0.95));
    if (step.isBuilt) found.push(sign(step, "obfuscation", 0.88));
    const [inner] = step.texts;
    if (inner !== undefined) {
      for (const one of judgeInner(inner)) found.push({ ...one, use: step.use });
    } else if (!isLater && path !== "compile" && path !== "assert") {
      found.push(sign(step, "code_execution", /(?:^|\.)eval$/.test(path) ? 0.5 : 0.55));
    }
  }
  for (const step of of("deserialise")) {
    const isForeign = ["decoded", "fetched", "received"].some((kind) =>
      step.flow.has(kind as DataKind),
    );
    if (isForeign) found.push(sign(step, "code_execution", 0.88));
    else if (step.texts.some((text) => /!!python\/(?:object|name|module)/.test(text))) {
      found.push(sign(step, "code_execution", 0.92));
    } else if (/unsafe|full/.test(step.use.path) || step.names.has("UnsafeLoader")) {
      found.push(sign(step, "code_execution", 0.5));
    }
  }
  return found.filter(({ confidence }) => confidence > 0);
}

/** Commands that only look around; who breaks in begins with one. */
const PROBE =
  /^\s*(?:whoami|id|uname(?:\s+-a)?|hostname|ifconfig|ipconfig(?:\s+\/all)?|net\s+user|cat\s+\/etc\/\w+|ps\s+-?aux|netstat(?:\s+-\w+)?|env|printenv|set)\s*$/i;

/** Files that a program writes and may run. */
const WRITTEN_MAX = 20;

/** Programs that are started. */
function execution(program: Program): readonly CodeSign[] {
  const { of, judgeShell, uses } = program;
  const found: CodeSign[] = [];
  const written = [...of("write"), ...of("fetch"), ...of("read")]
    .filter(
      ({ flow, acts, use }) =>
        flow.has("fetched") || (acts.includes("fetch") && /retrieve|download$/.test(use.path)),
    )
    .concat(of("write").some(({ flow }) => flow.has("fetched")) ? of("read").filter(isWriting) : [])
    .flatMap(({ texts }) => texts.filter((text) => text.length > 2 && !text.includes("://")))
    .slice(0, WRITTEN_MAX);
  const inline = new Set(
    uses
      .filter(
        ({ path, args }) => args !== null && /^(?:__import__|importlib\.import_module)$/.test(path),
      )
      .map(({ from }) => from),
  );
  for (const step of starts(program)) {
    const { texts, flow, use } = step;
    const line =
      use.path.startsWith("child_process.spawn") || texts.length > 1
        ? texts.join(" ")
        : (texts[0] ?? "");
    const option = texts.findIndex((text) => /^(?:-c|-lc|\/c)$/i.test(text));
    const lines = option < 0 ? [line, texts[0] ?? ""] : [line, texts[option + 1] ?? ""];
    const shell = texts.length === 0 ? 0 : Math.max(...lines.map(judgeShell));
    if (shell >= 0.5) found.push(sign(step, "code_execution", shell));
    if (flow.has("fetched") || texts.some((text) => written.some((name) => text.includes(name)))) {
      found.push(sign(step, "code_execution", 0.88));
    }
    if (flow.has("decoded")) found.push(sign(step, "obfuscation", 0.9));
    if (texts.some((text) => FOREIGN_PACKAGE.test(text)) || FOREIGN_PACKAGE.test(line)) {
      found.push(sign(step, "code_execution", 0.78));
    }
    if (PROBE.test(line)) found.push(sign(step, "code_execution", 0.6));
    // In one breath, where nobody reads on: no program is written so.
    if (inline.has(use.from) || isModuleTable(program, use))
      found.push(sign(step, "code_execution", 0.86));
  }
  for (const step of of("install")) {
    if (step.texts.some((text) => /^(?:git\+)?https?:|--(?:extra-)?index-url/.test(text))) {
      found.push(sign(step, "code_execution", 0.8));
    }
  }
  for (const step of [...of("write"), ...of("read").filter(isWriting)]) {
    if (step.flow.has("autorun")) found.push(sign(step, "code_execution", 0.86));
  }
  const native = of("native").filter(
    ({ use }) =>
      !/(?:CDLL|WinDLL|cdll|windll|oledll|PyDLL|pythonapi|dlopen|memset|string_at|memmove|CFUNCTYPE)$/.test(
        use.path,
      ),
  );
  for (const step of native) found.push(sign(step, "code_execution", 0.92));
  if (native.length === 0 && of("native").some(({ use }) => use.path.endsWith("CFUNCTYPE"))) {
    const [call] = of("native").filter(({ use }) => /memmove|CDLL|cdll|pythonapi/.test(use.path));
    if (call !== undefined) found.push(sign(call, "code_execution", 0.82));
  }
  const library = uses.find(({ path }) =>
    /^ctypes\..*\b(?:system|execve|popen|WinExec|ShellExecute\w?)$/.test(path),
  );
  if (library !== undefined) found.push(sign({ use: library }, "code_execution", 0.88));
  const reduced = uses.find(({ path }) => path === "__reduce__" || path === "__reduce_ex__");
  const run = uses.some(
    ({ path, from }) =>
      reduced !== undefined &&
      from > reduced.from &&
      from < reduced.from + 40 &&
      /^(?:os\.(?:system|popen|exec\w{1,3})|subprocess\.\w+|eval|exec|pty\.spawn)$/.test(path),
  );
  if (reduced !== undefined && run) found.push(sign({ use: reduced }, "code_execution", 0.92));
  return found;
}

/** `sys.modules["os"].system(...)`. */
function isModuleTable({ tokens }: Program, { from }: CodeUse): boolean {
  return tokens[from]?.text === "sys" && tokens[from + 2]?.text === "modules";
}

/** Whether a file that is opened is opened to be written. */
function isWriting({ texts, use }: CodeStep): boolean {
  return (
    /open$|Path$/.test(use.path) &&
    texts.some((text) => /^[rwax]?[bt]?[wax+][bt+]{0,2}$/.test(text))
  );
}

/** Names that were put together so that nobody reads them. */
function obfuscation({ steps, uses }: Program): readonly CodeSign[] {
  const found: CodeSign[] = [];
  const hidden = new Set<CodeAct>([
    "spawn",
    "shell",
    "evaluate",
    "environment",
    "attach",
    "connect",
    "native",
    "erase",
    "send",
  ]);
  for (const step of steps) {
    if (step.use.isBuilt && step.acts.some((act) => hidden.has(act))) {
      found.push(sign(step, "obfuscation", 0.88));
    }
    if (step.acts.includes("load") && step.isBuilt) found.push(sign(step, "obfuscation", 0.86));
  }
  const masked = uses.filter(({ path }) => /^_0x[0-9a-f]{4,8}$/.test(path));
  if (masked.length >= 6 && masked[0] !== undefined)
    found.push(sign({ use: masked[0] }, "obfuscation", 0.8));
  return found;
}

/** Ways out of where a program is kept. */
function sandboxEscape({ uses }: Program): readonly CodeSign[] {
  const found: CodeSign[] = [];
  for (const use of uses) {
    if (!/__|constructor|process|_load|f_|frame/.test(use.path)) continue;
    // `x.__class__.__name__` is how a program tells what it has.
    if (/^(?:''|\(\)|\[\]|\{\})\.__(?:class|doc)__(?:\.__name__)?$/.test(use.path)) {
      if (use.path.endsWith("__name__") || use.args !== null) continue;
    }
    const confidence = Math.max(
      0,
      ...ESCAPES.filter(({ is }) => is.test(use.path)).map((one) => one.confidence),
    );
    if (confidence > 0) found.push(sign({ use }, "sandbox_escape", confidence));
  }
  return found;
}

const HOME =
  /^(?:os\.path\.expanduser|Path\.home|pathlib\.Path\.home|os\.homedir|os\.getcwd|process\.cwd)$/;

/** What is gone afterwards. */
function destruction({ of, uses, tokens }: Program): readonly CodeSign[] {
  const found: CodeSign[] = [];
  const isPrecious = ({ texts }: CodeStep): boolean =>
    texts.some((text) => PRECIOUS_TREE.test(text));
  /** The home directory, or the one that the program stands in, as all of an argument. */
  const homes = new Map(
    uses.filter(({ path }) => HOME.test(path)).map(({ from, to }) => [from, to]),
  );
  const isHome = ({ use: { args } }: CodeStep): boolean =>
    args !== null && homes.get(args.from) === args.to;
  for (const step of of("erase")) {
    if (isPrecious(step) || isHome(step)) found.push(sign(step, "code_destructive", 0.95));
  }
  const removes = [...of("remove"), ...of("erase")];
  const [first] = removes;
  const [locked] = of("encrypt");
  const isWritten = first !== undefined || [...of("write"), ...of("read")].some(isWriting);
  for (const step of of("walk")) {
    const isAll = isPrecious(step) || isHome(step);
    if (first !== undefined && isAll) found.push(sign(first, "code_destructive", 0.88));
    if (locked !== undefined && isWritten) found.push(sign(locked, "code_destructive", 0.9));
  }
  for (const step of removes) {
    if (
      step.texts.some(
        (text) => /^\/(?:etc|usr|bin|boot|lib|var\/log)\//.test(text) || SECRET_FILE.test(text),
      )
    ) {
      found.push(sign(step, "code_destructive", 0.84));
    }
  }
  for (const step of [...of("read").filter(isWriting), ...of("write")]) {
    const isDisk = step.texts.some((text) =>
      /^(?:\/dev\/(?:sd|hd|vd|nvme|mem|disk|kmem)|\\\\\.\\PhysicalDrive)/i.test(text),
    );
    if (isDisk) found.push(sign(step, "code_destructive", 0.95));
  }
  // Who makes a table may drop it.
  const isMaking = of("query").some(({ texts }) =>
    texts.some((text) => /^\s*create\s+(?:temp\w*\s+)?table\b/i.test(text)),
  );
  if (!isMaking) for (const step of of("query")) found.push(...destroyingQueries(step));
  const fork = uses.find(
    ({ path, from }) =>
      path === "os.fork" &&
      tokens.slice(Math.max(0, from - 6), from).some(({ text }) => text === "while"),
  );
  if (fork !== undefined) found.push(sign({ use: fork }, "code_destructive", 0.88));
  const isAllListed = uses.some(
    ({ path }) => path.endsWith(".process_iter") || path === "psutil.pids",
  );
  const kill = uses.find(({ path, args }) => args !== null && /\.(?:kill|terminate)$/.test(path));
  if (isAllListed && kill !== undefined) found.push(sign({ use: kill }, "code_destructive", 0.75));
  const drop = uses.find(
    ({ path, args }) => args !== null && /\.(?:drop_database|dropDatabase)$/.test(path),
  );
  if (drop !== undefined) found.push(sign({ use: drop }, "code_destructive", 0.82));
  return found;
}

function destroyingQueries(step: CodeStep): readonly CodeSign[] {
  const line = step.texts.find((text) => /^\s*(?:drop|truncate|delete)\b/i.test(text));
  if (line === undefined) return [];
  const isTidy = /\bif\s+exists\b|\b(?:tmp|temp|test|staging)\w*/i.test(line);
  if (/^\s*drop\s+(?:database|schema)\b/i.test(line))
    return [sign(step, "code_destructive", isTidy ? 0.6 : 0.86)];
  if (/^\s*(?:drop\s+table|truncate)\b/i.test(line))
    return isTidy ? [] : [sign(step, "code_destructive", 0.82)];
  const isAll = /^\s*delete\s+from\s+[\w."`[\]]{1,80}\s*;?\s*$/i.test(line);
  return isAll && !isTidy ? [sign(step, "code_destructive", 0.6)] : [];
}

const RULES: readonly Rule[] = [
  reverseShell,
  exfiltration,
  environment,
  network,
  evaluation,
  execution,
  obfuscation,
  sandboxEscape,
  destruction,
];
