// Holds the plan of the house (docs/architecture.md, DESIGN section 4): which room may import which,
// what the pure floors may not know, and how files are named. The rules are one pure function over
// files, and the first tests show that it sees what it is there to see.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";

interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

const FLOOR_OF_ROOM: Readonly<Record<string, number>> = {
  domain: 0,
  // Loads a library; it stands in no room because the bundle must find it by the same name.
  "pdfjs.ts": 0,
  openai: 1,
  detect: 1,
  documents: 1,
  policy: 1,
  behavior: 1,
  signals: 1,
  // What is found in the traffic and what policy makes of it: reads, scans, judges and rewrites.
  inspection: 2,
  "durable-objects": 3,
  storage: 3,
  gateway: 4,
  management: 4,
  // The entry and the route table; the bindings name the classes of the objects.
  "app.ts": 5,
  "worker.ts": 5,
  "env.d.ts": 5,
};

/** Rooms of one floor that may import each other: the objects flush into storage. */
const NEIGHBOURS: Readonly<Record<string, readonly string[]>> = { "durable-objects": ["storage"] };

/** The highest floor that is pure. */
const PURE_FLOOR = 2;

/** What a pure room does not know, each as it looks in code without comments. */
const IMPURE: Readonly<Record<string, RegExp>> = {
  "a clock": /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\.now\b/,
  chance: /\bMath\.random\b|\bcrypto\b/,
  "the network": /\bfetch\s*\(|\bnew WebSocket(?:Pair)?\b|\bcaches\b/,
  "a log": /\bconsole\b/,
  "a timer": /\bset(?:Timeout|Interval|Immediate)\b|\bscheduler\.|\bqueueMicrotask\b/,
  "the process": /\bprocess\.|\bglobalThis\b/,
};

const IMPURE_MODULE = /^(?:cloudflare:|node:|hono(?:\/|$))/;

/** Files whose loader wants a default export: Workers, and the test runner's configuration. */
const DEFAULT_EXPORT = new Set([
  "src/worker.ts",
  "bench/pass-through.ts",
  "binary-modules.d.ts",
  "vitest.config.ts",
]);

/** What is wrong with the files, one sentence each. */
function violations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const code = withoutComments(file.text);
    return [...nameViolations(file.path), ...exportViolations(file.path, code)].concat(
      file.path.startsWith("src/") ? roomViolations(file.path, code) : [],
    );
  });
}

function nameViolations(path: string): string[] {
  const name = posix.basename(path);
  const isKebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|config|d))?\.ts$/.test(name);
  return isKebab ? [] : [`${path}: the name is not kebab-case`];
}

function exportViolations(path: string, code: string): string[] {
  const found: string[] = [];
  if (/\bexport\s+default\b|\bas\s+default\b/.test(code) && !DEFAULT_EXPORT.has(path)) {
    found.push(`${path}: a default export`);
  }
  // The Worker's entry must export the classes of its objects; nothing else passes things on.
  const isReexport = /\bexport\s+(?:type\s+)?(?:\*|\{[^}]*\})[^;]*?\bfrom\s*["']/.test(code);
  if (path.startsWith("src/") && path !== "src/worker.ts" && isReexport) {
    found.push(`${path}: passes on what another file owns`);
  }
  return found;
}

function roomViolations(path: string, code: string): string[] {
  const room = roomOf(path);
  const floor = FLOOR_OF_ROOM[room];
  if (floor === undefined) return [`${path}: no such room`];
  const found: string[] = [];
  for (const module of importsOf(code)) {
    if (module.startsWith(".")) {
      found.push(...importViolations({ path, room, floor, module }));
    } else if (floor <= PURE_FLOOR && IMPURE_MODULE.test(module)) {
      found.push(`${path}: a pure room imports ${module}`);
    }
  }
  if (floor > PURE_FLOOR) return found;
  const known = withoutTexts(code);
  for (const [what, pattern] of Object.entries(IMPURE)) {
    if (pattern.test(known)) found.push(`${path}: a pure room knows ${what}`);
  }
  return found;
}

function importViolations(of: {
  readonly path: string;
  readonly room: string;
  readonly floor: number;
  readonly module: string;
}): string[] {
  const { path, room, floor, module } = of;
  const target = posix.join(posix.dirname(path), module);
  if (!target.startsWith("src/")) return [`${path}: imports ${target}, outside src`];
  if (path === "src/pdfjs.ts" && target === "src/pdfjs.mjs") return [];
  // Only the entry knows how its platform reads bytes.
  if (path === "src/worker.ts" && target.endsWith(".bin")) return [];
  if (!target.endsWith(".ts")) return [`${path}: imports ${target} without .ts`];
  const other = roomOf(target);
  const below = FLOOR_OF_ROOM[other];
  if (below === undefined) return [`${path}: imports from ${other}, which is no room`];
  if (below > floor) return [`${path}: imports upward from ${other}`];
  const isVisit = below === floor && other !== room && floor < 5;
  if (isVisit && !NEIGHBOURS[room]?.includes(other)) {
    return [`${path}: visits ${other} on its own floor`];
  }
  return [];
}

/** Code without the insides of its texts: a list of words knows nothing of what they name. */
function withoutTexts(code: string): string {
  return code.replace(/"(?:[^"\\\n]|\\.)*"|`[^`$]*`/g, '""');
}

function roomOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** Modules that a file imports, types included. */
function importsOf(code: string): string[] {
  const patterns = [
    /\bfrom\s*["']([^"']+)["']/g,
    /\bimport\s*["']([^"']+)["']/g,
    /\bimport\s*\(\s*["'`]([^"'`]+)["'`]/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, name = ""]) => name));
}

/** Comments as this house writes them: on lines of their own, or after two spaces or a brace. */
function withoutComments(text: string): string {
  return text
    .replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, "")
    .replaceAll(/^\s*\/\/.*$/gm, "")
    .replaceAll(/[;,{}()]\s+\/\/.*$/gm, "");
}

function trackedFiles(): SourceFile[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached"], { encoding: "utf8" });
  return listed
    .split("\0")
    .filter((path) => path !== "")
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(path, "utf8") }];
      } catch {
        // Deleted in the working tree and not yet in the index.
        return [];
      }
    });
}

/** This file, which has to say what it looks for. */
const SELF = "test/architecture/floors.test.ts";
const TRACKED = trackedFiles().filter(({ path }) => path !== SELF);
const isTypeScript = ({ path }: SourceFile): boolean => path.endsWith(".ts");

describe("the rules", () => {
  it.each([
    ["src/domain/a.ts", 'import { x } from "../policy/load.ts";', "upward"],
    ["src/openai/a.ts", 'import type { x } from "../storage/keys.ts";', "upward"],
    ["src/storage/a.ts", 'const x = await import("../gateway/route.ts");', "upward"],
    ["src/gateway/a.ts", 'import "../app.ts";', "upward"],
    ["src/detect/a.ts", 'import { x } from "../policy/load.ts";', "visits policy"],
    ["src/policy/a.ts", 'type X = import("../openai/chat.ts").X;', "visits openai"],
    ["src/storage/a.ts", 'import { x } from "../durable-objects/outbox.ts";', "visits"],
    ["src/gateway/a.ts", 'import { x } from "../management/api.ts";', "visits management"],
    ["src/utils/a.ts", "", "no such room"],
    ["src/domain/a.ts", 'import { x } from "../../scripts/start.ts";', "outside src"],
    ["src/domain/a.ts", 'import { x } from "./result";', "without .ts"],
    ["src/domain/a.ts", 'import fs from "node:fs";', "imports node:fs"],
    ["src/openai/a.ts", 'import { Hono } from "hono";', "imports hono"],
    ["src/policy/a.ts", 'import { x } from "hono/cookie";', "imports hono/cookie"],
    ["src/detect/a.ts", 'import { env } from "cloudflare:workers";', "imports cloudflare:workers"],
    ["src/domain/a.ts", "const at = Date.now();", "knows a clock"],
    ["src/domain/a.ts", "const at = new Date();", "knows a clock"],
    ["src/domain/a.ts", "const at = performance.now();", "knows a clock"],
    ["src/domain/a.ts", "const id = Math.random();", "knows chance"],
    ["src/domain/a.ts", "const id = crypto.randomUUID();", "knows chance"],
    ["src/domain/a.ts", "const x = await fetch(url);", "knows the network"],
    ["src/domain/a.ts", 'console.log("x");', "knows a log"],
    ["src/domain/a.ts", "setTimeout(run, 5);", "knows a timer"],
    ["src/domain/a.ts", "const x = process.env.HOME;", "knows the process"],
    ["src/domain/a.ts", "export default function a() {}", "default export"],
    ["test/unit/a.test.ts", "const a = 1;\nexport { a as default };", "default export"],
    ["src/domain/index.ts", 'export * from "./result.ts";', "passes on"],
    ["src/domain/a.ts", 'export { ok,\n  err } from "./result.ts";', "passes on"],
    ["src/domain/a.ts", 'export type { X } from "./result.ts";', "passes on"],
    ["src/domain/jsonPath.ts", "", "kebab-case"],
    ["scripts/Start.ts", "", "kebab-case"],
  ])("see in %s: %s", (path, text, expected) => {
    expect(violations([{ path, text }])).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ["src/gateway/a.ts", 'import { x } from "../domain/result.ts";\nconst at = Date.now();'],
    ["src/storage/a.ts", 'import type { Policy } from "../policy/schema/document.ts";'],
    ["src/durable-objects/a.ts", 'import { insertEvents } from "../storage/events.ts";'],
    ["src/detect/pii/a.ts", 'import { chars } from "../text-rule.ts";'],
    [
      "src/domain/a.ts",
      "// Date.now() is not for us.\n/** Nor is fetch(). */\nexport const a = 1;",
    ],
    ["src/domain/a.ts", "export interface A {\n  readonly b: 1; // console is not used\n}"],
    ["src/domain/a.ts", "export const at = new Date(ms);"],
    ["src/worker.ts", 'export { A } from "./durable-objects/a.ts";\nexport default createApp();'],
    ["src/env.d.ts", 'type A = import("./durable-objects/agent-object.ts").AgentObject;'],
    ["test/unit/json-text.test.ts", 'import { x } from "node:fs";'],
  ])("let %s say: %s", (path, text) => {
    expect(violations([{ path, text }])).toEqual([]);
  });
});

describe("the house", () => {
  it("keeps its floors", () => {
    const files = TRACKED.filter(isTypeScript);
    expect(violations(files)).toEqual([]);
    expect(files.filter(({ path }) => path.startsWith("src/")).length).toBeGreaterThan(80);
  });

  it("has files in every room of the lower floors", () => {
    for (const room of [
      "domain",
      "openai",
      "detect",
      "documents",
      "policy",
      "inspection",
      "durable-objects",
      "storage",
    ]) {
      expect(TRACKED.some(({ path }) => path.startsWith(`src/${room}/`))).toBe(true);
    }
  });
});

const MACHINE_PATH = new RegExp(`(?<![\\w.])/(?:${["work", "tmp"].join("|")})/`);
const REGISTRY_HOST =
  /https?:\/\/(?!registry\.npmjs\.org\/)[\w.-]*(?:registry|artifact|nexus|verdaccio|mirror)[\w.-]*(?::\d+)?\//i;

/** Lines of tracked files that say something about the machine that they were written on. */
function machineTraces(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const isShown = /^(?:src|docs)\/|^README/.test(path);
    return text.split("\n").flatMap((line, index) => {
      const isTrace = (isShown && MACHINE_PATH.test(line)) || REGISTRY_HOST.test(line);
      return isTrace ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [];
    });
  });
}

describe("traces of a machine", () => {
  it.each([
    ["src/a.ts", "see /work/main/x"],
    ["docs/a.md", "see /tmp/x"],
    ["README.md", "cd /work/x"],
    ["package-lock.json", '"resolved": "http://registry.corp.example:8081/x"'],
    [".npmrc", "registry=https://npm.artifactory.example/api/"],
  ])("are seen in %s", (path, text) => {
    expect(machineTraces([{ path, text }])).toHaveLength(1);
  });

  it.each([
    ["src/a.ts", "/api/work/items and policies/tmp/x"],
    ["test/corpus/a.yaml", "a path of an attack: /tmp/x"],
    ["package-lock.json", '"resolved": "https://registry.npmjs.org/hono"'],
  ])("are not seen in %s: %s", (path, text) => {
    expect(machineTraces([{ path, text }])).toEqual([]);
  });

  it("are not left in the repository", () => {
    expect(machineTraces(TRACKED)).toEqual([]);
    expect(TRACKED.length).toBeGreaterThan(100);
  });
});
