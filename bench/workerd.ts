// Runs a production bundle in plain `workerd serve`. Miniflare prepares the storage and says how it
// would run the Worker; then it is gone, and no part of it stands in the path of a request (its
// outbound Worker alone doubles the CPU time of one). Only D1 stays its simulator: there is no other.
import { spawn } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_splitSqlQuery as splitSql } from "wrangler";
import type { BinaryModule } from "../scripts/local-gateway.ts";
import { pinned } from "./cpu.ts";

/** A Worker as the bench runs it. */
export interface WorkerSpec {
  readonly name: string;
  /** The bundle: one ES module. */
  readonly bundle: string;
  /** Binary files that it imports. */
  readonly binaries?: readonly BinaryModule[];
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  /** Vars and secrets. */
  readonly texts: Readonly<Record<string, string>>;
  /** Binding name to class name; every class has SQLite. */
  readonly durableObjects: Readonly<Record<string, string>>;
  /** Binding names of D1 databases. */
  readonly databases: readonly string[];
  /** Folder of `*.sql` that are applied to every database in order of their names. */
  readonly migrations?: string;
  /** Fills the storage before the start; runs after the migrations. */
  readonly seed?: (seeding: Seeding) => Promise<void>;
}

/** What a seed may use. The Worker is the real one, but under Miniflare. */
export interface Seeding {
  /** Runs statements, divided by semicolons, in the first database. */
  readonly sql: (text: string) => Promise<void>;
  /** Calls the Worker, such as its management API; `path` begins with a slash. */
  readonly fetch: (path: string, init?: Parameters<Dispatch>[1]) => ReturnType<Dispatch>;
}

type Dispatch = Miniflare["dispatchFetch"];

/** A running workerd. */
export interface Running {
  readonly port: number;
  readonly pid: number;
  /** Where its inspector listens; absent unless it was asked for. */
  readonly inspectorPort?: number;
  readonly stop: () => Promise<void>;
}

/** Where and how to start: `folder` is ours to fill, `cpu` is pinned to where the system can. */
export interface StartOptions {
  readonly folder: string;
  readonly cpu: number;
  readonly inspect: boolean;
}

/** Prepares the storage, starts workerd and waits until it listens. */
export async function startWorkerd(spec: WorkerSpec, options: StartOptions): Promise<Running> {
  mkdirSync(options.folder, { recursive: true });
  const config = await prepare(spec, options.folder);
  const file = join(options.folder, "config.capnp");
  writeFileSync(file, capnpConfig(config, options.folder));
  return serve(file, options);
}

/** The workerd that Miniflare brings along, as that is the one that everything else runs on. */
export function workerdVersion(): string {
  return WORKERD.version;
}

const WORKERD: { readonly default: string; readonly version: string } = createRequire(
  import.meta.resolve("miniflare"),
)("workerd");

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

interface Service {
  readonly name: string;
  readonly worker?: { readonly bindings?: readonly Json[]; readonly [key: string]: Json };
  readonly [key: string]: Json;
}

interface WorkerdConfig {
  readonly services: readonly Service[];
  readonly extensions: readonly { readonly modules: readonly Json[] }[];
}

/** Runs the Worker under Miniflare once, fills its storage, and returns the config of that run. */
async function prepare(spec: WorkerSpec, folder: string): Promise<WorkerdConfig> {
  const dump = join(folder, "miniflare.json");
  process.env["MINIFLARE_WORKERD_CONFIG_DEBUG"] = dump;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: spec.name,
      modules: [
        { type: "ESModule", path: "worker.js", contents: readFileSync(spec.bundle, "utf8") },
        ...(spec.binaries ?? []),
      ],
      compatibilityDate: spec.compatibilityDate,
      compatibilityFlags: [...spec.compatibilityFlags],
      bindings: { ...spec.texts },
      durableObjects: mapValues(spec.durableObjects, (className) => ({
        className,
        useSQLite: true,
      })),
      d1Databases: [...spec.databases],
      resourcePersistencePath: join(folder, "state"),
    }),
  );
  try {
    await miniflare.ready;
    const run = async (binding: string, text: string) => {
      const database = await miniflare.getD1Database(binding);
      const statements = splitSql(text).map((statement) => database.prepare(statement));
      if (statements.length > 0) await database.batch(statements);
    };
    for (const binding of spec.databases) {
      for (const file of migrationFiles(spec.migrations)) {
        await run(binding, readFileSync(file, "utf8"));
      }
    }
    await spec.seed?.({
      sql: (text) => run(spec.databases[0] ?? "", text),
      fetch: (path, init) => miniflare.dispatchFetch(`http://localhost${path}`, init),
    });
  } finally {
    await miniflare.dispose();
    delete process.env["MINIFLARE_WORKERD_CONFIG_DEBUG"];
  }
  return JSON.parse(readFileSync(dump, "utf8"));
}

function migrationFiles(folder: string | undefined): readonly string[] {
  if (folder === undefined || !existsSync(folder)) return [];
  return globSync("*.sql", { cwd: folder })
    .toSorted()
    .map((name) => join(folder, name));
}

/** What of a Worker's config matters here; the rest is Miniflare's own plumbing. */
const WORKER_FIELDS = [
  "modules",
  "compatibilityDate",
  "compatibilityFlags",
  "bindings",
  "durableObjectNamespaces",
  "durableObjectStorage",
];

/**
 * The config without Miniflare: the user's Worker behind one socket, the services that its bindings
 * lead to, and the network, loopback included, as the only way out.
 */
function capnpConfig(config: WorkerdConfig, folder: string): string {
  const user = config.services.find((service) => service.name.startsWith("core:user:"));
  if (user === undefined) throw new Error("Miniflare's config has no user Worker");
  const kept = reachable(config.services, user).map((service) =>
    service.worker === undefined
      ? service
      : { ...service, worker: strip(service.worker, service === user) },
  );
  const network = { name: "network", network: { allow: ["public", "private", "local"] } };
  const modules = config.extensions.flatMap((extension) => extension.modules);
  const value = printValue(
    {
      services: [...kept, network],
      sockets: [{ name: "http", address: "127.0.0.1:0", http: {}, service: user.name }],
      extensions: [{ modules }],
    },
    moduleWriter(folder),
  );
  return `using Workerd = import "/workerd/workerd.capnp";\nconst config :Workerd.Config = ${value};\n`;
}

/** Drops Miniflare's loopback, through which its simulators only log, and its outbound Worker. */
function strip(worker: NonNullable<Service["worker"]>, isUser: boolean): Json {
  const fields = Object.entries(worker).filter(([name]) => WORKER_FIELDS.includes(name));
  const bindings = (worker.bindings ?? []).filter(
    (binding) => !referencesOf(binding).has("loopback"),
  );
  return { ...Object.fromEntries(fields), bindings, ...(isUser && { globalOutbound: "network" }) };
}

function reachable(services: readonly Service[], from: Service): readonly Service[] {
  const found = new Set([from]);
  for (const service of found) {
    const { bindings, durableObjectStorage = null } = service.worker ?? {};
    const names = referencesOf([bindings ?? [], durableObjectStorage]);
    names.delete("loopback");
    for (const other of services) if (names.has(other.name)) found.add(other);
  }
  return [...found];
}

/** Every text under `value`: service names are among them, and other texts name no service. */
function referencesOf(value: Json): Set<string> {
  if (typeof value === "string") return new Set([value]);
  if (typeof value !== "object" || value === null) return new Set();
  return new Set(Object.values(value).flatMap((inner) => [...referencesOf(inner)]));
}

/** Writes what a module holds to a file, and tells its name. */
type WriteModule = (contents: string | Uint8Array) => string;

/** Cap'n Proto's text form of plain data; what modules hold goes to files of their own. */
function printValue(value: Json, writeModule: WriteModule): string {
  const print = (inner: Json) => printValue(inner, writeModule);
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  const fields = Object.entries(value).map(([name, inner]) => {
    const contents = contentsOf(name, inner);
    return contents === null
      ? `${name} = ${print(inner)}`
      : `${name} = embed ${quote(writeModule(contents))}`;
  });
  return `(${fields.join(", ")})`;
}

/**
 * What a module holds, if this is the field for it. Bytes come as an object with their places, or with
 * a list of them, as a `Buffer` writes itself.
 */
function contentsOf(name: string, value: Json): string | Uint8Array | null {
  if (name === "esModule" && typeof value === "string") return value;
  if (name !== "data" || typeof value !== "object" || value === null) return null;
  const bytes = "data" in value && Array.isArray(value["data"]) ? value["data"] : value;
  return Uint8Array.from(Object.values(bytes), Number);
}

function moduleWriter(folder: string): WriteModule {
  let count = 0;
  return (contents) => {
    count += 1;
    const name = `module-${count}`;
    writeFileSync(join(folder, name), contents);
    return name;
  };
}

/** Cap'n Proto knows no `\u`, and takes UTF-8 as it is. */
function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- Control characters are what has to be escaped.
  const escaped = text.replace(/[\\"\u0000-\u001f]/g, (char) =>
    char === "\\" || char === '"'
      ? `\\${char}`
      : `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${escaped}"`;
}

/** Spawns workerd and learns from its control descriptor which ports it took. */
async function serve(file: string, { cpu, inspect }: StartOptions): Promise<Running> {
  const flags = ["--experimental", "--control-fd=3"];
  if (inspect) flags.push("--inspector-addr=127.0.0.1:0");
  const [command = "", ...args] = pinned(cpu, [WORKERD.default, "serve", ...flags, file]);
  const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit", "pipe"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const died = exited.then(() => {
    throw new Error("workerd ended before it listened; see above");
  });
  const control = child.stdio[3];
  if (!(control instanceof Readable)) throw new Error("workerd has no control descriptor");
  const ports = await Promise.race([listeningPorts(control, inspect), died]);
  return {
    ...ports,
    pid: child.pid ?? 0,
    stop: () => {
      child.kill("SIGKILL");
      return exited;
    },
  };
}

async function listeningPorts(control: Readable, inspect: boolean) {
  let port = 0;
  let inspectorPort = 0;
  for await (const line of createInterface({ input: control })) {
    const message: { event: string; port: number } = JSON.parse(line);
    if (message.event === "listen") port = message.port;
    if (message.event === "listen-inspector") inspectorPort = message.port;
    if (port > 0 && (!inspect || inspectorPort > 0)) break;
  }
  return { port, ...(inspect && { inspectorPort }) };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
