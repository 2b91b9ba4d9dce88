// What is measured: the upstream itself, a bare pass-through, and Edgewarden with a policy and
// without one. Everything that knows Edgewarden's tables, keys or routes is in `seedEdgewarden`.
import { binaryModules } from "../scripts/local-gateway.ts";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { unstable_readConfig as readConfig } from "wrangler";
import { startWorkerd, type Running, type Seeding } from "./workerd.ts";

/** The case that every ratio is taken against. */
export const BASELINE_CASE = "pass-through";
/** The case that added latency is taken against. */
export const DIRECT_CASE = "direct";

/** One thing to load. */
export interface Case {
  readonly name: string;
  readonly start: () => Promise<Target>;
  readonly stop: () => Promise<void>;
}

/** Where a started case takes requests, and which process pays for them. */
export interface Target {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for the upstream, whose cost nobody asks for. */
  readonly workerd?: Running;
}

/** What the cases need to know of this run. */
export interface CaseOptions {
  readonly upstreamPort: number;
  /** A temporary folder, for bundles and storage. */
  readonly folder: string;
  readonly cpu: number;
  readonly inspect: boolean;
}

const ROOT = join(import.meta.dirname, "..");
const EDGEWARDEN_BUNDLE = join(ROOT, "dist/worker.js");
const CHAT_PATH = "/v1/chat/completions";

/** All cases; Edgewarden's only when its bundle has been built. */
export function benchCases(options: CaseOptions): readonly Case[] {
  const cases = [directCase(options), passThroughCase(options)];
  if (!existsSync(EDGEWARDEN_BUNDLE)) return cases;
  return [...cases, edgewardenCase(options, true), edgewardenCase(options, false)];
}

function directCase({ upstreamPort }: CaseOptions): Case {
  return {
    name: DIRECT_CASE,
    start: async () => ({ port: upstreamPort, path: CHAT_PATH, headers: {} }),
    stop: async () => {},
  };
}

function passThroughCase(options: CaseOptions): Case {
  return workerdCase(options, BASELINE_CASE, async (folder) => {
    const workerd = await startWorkerd(
      {
        name: BASELINE_CASE,
        bundle: await bundle("pass-through", folder),
        ...compatibility(),
        texts: { UPSTREAM: `http://127.0.0.1:${options.upstreamPort}` },
        durableObjects: { UNUSED: "UnusedObject" },
        databases: ["DB"],
      },
      { ...options, folder },
    );
    return { port: workerd.port, path: CHAT_PATH, headers: {}, workerd };
  });
}

function edgewardenCase(options: CaseOptions, hasPolicy: boolean): Case {
  const name = hasPolicy ? "edgewarden" : "edgewarden, no policy";
  return workerdCase(options, name, async (folder) => {
    const { durable_objects, d1_databases } = deployConfig();
    let headers: Readonly<Record<string, string>> = {};
    const workerd = await startWorkerd(
      {
        name: "edgewarden",
        bundle: EDGEWARDEN_BUNDLE,
        binaries: binaryModules(),
        ...compatibility(),
        texts: EDGEWARDEN_TEXTS,
        durableObjects: Object.fromEntries(
          durable_objects.bindings.map((binding) => [binding.name, binding.class_name]),
        ),
        databases: d1_databases.map((database) => database.binding),
        migrations: join(ROOT, "migrations"),
        seed: async (seeding) => {
          const upstream = `http://127.0.0.1:${options.upstreamPort}`;
          headers = await seedEdgewarden(seeding, { upstream, hasPolicy });
        },
      },
      { ...options, folder },
    );
    return { port: workerd.port, path: CHAT_PATH, headers, workerd };
  });
}

/** Vars and secrets of the Worker under test. */
const EDGEWARDEN_TEXTS = {
  EDGEWARDEN_ADMIN_TOKEN: "bench".repeat(8),
  EDGEWARDEN_MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
};

/**
 * Makes one tenant whose upstream is `upstream`, one gateway key and a policy: the default one, or
 * one that is switched off. Returns the headers that a request then needs. Runs once, before
 * workerd starts, on the migrated database and with the real Worker under Miniflare.
 */
async function seedEdgewarden(
  { fetch }: Seeding,
  { upstream, hasPolicy }: { readonly upstream: string; readonly hasPolicy: boolean },
): Promise<Readonly<Record<string, string>>> {
  async function admin(method: string, path: string, body: unknown): Promise<unknown> {
    const isText = typeof body === "string";
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${EDGEWARDEN_TEXTS.EDGEWARDEN_ADMIN_TOKEN}`,
        "content-type": isText ? "application/yaml" : "application/json",
      },
      body: isText ? body : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  }
  const source = hasPolicy
    ? readFileSync(join(ROOT, "policies/default.yaml"), "utf8")
    : 'version: "1.0"\nmode: "off"\n';
  await admin("POST", "/tenants", { id: "bench", name: "Bench" });
  await admin("PUT", "/tenants/bench/policies/bench", source);
  const target = { kind: "compatible", base_url: `${upstream}/v1` };
  await admin("PUT", "/tenants/bench/upstreams/main", target);
  await admin("PATCH", "/tenants/bench", { default_policy: "bench", default_upstream: "main" });
  const made = (await admin("POST", "/tenants/bench/keys", { label: "bench" })) as { key: string };
  return { authorization: `Bearer ${made.key}`, "x-edgewarden-agent": "bench" };
}

type StartTarget = (folder: string) => Promise<Target & { readonly workerd: Running }>;

/** A case in a process of its own, with a folder of its own. */
function workerdCase({ folder }: CaseOptions, name: string, start: StartTarget): Case {
  let running: Running | undefined;
  return {
    name,
    start: async () => {
      const target = await start(join(folder, name.replace(/\W+/g, "-")));
      running = target.workerd;
      return target;
    },
    stop: async () => running?.stop(),
  };
}

/** The same for every Worker, or their costs could not be compared. */
function compatibility() {
  const { compatibility_date, compatibility_flags } = deployConfig();
  return { compatibilityDate: compatibility_date, compatibilityFlags: compatibility_flags };
}

/** The part of `wrangler.toml` that we need; wrangler's own type of it is not exported. */
interface DeployConfig {
  readonly compatibility_date: string;
  readonly compatibility_flags: readonly string[];
  readonly durable_objects: { readonly bindings: readonly { name: string; class_name: string }[] };
  readonly d1_databases: readonly { binding: string }[];
}

function deployConfig(): DeployConfig {
  return readConfig({ config: join(ROOT, "wrangler.toml") });
}

/** Bundles a Worker of this folder as `wrangler deploy --minify` does and returns the file. */
async function bundle(name: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const { compatibilityDate, compatibilityFlags } = compatibility();
  const config = {
    name: "bench",
    main: join(import.meta.dirname, `${name}.ts`),
    compatibility_date: compatibilityDate,
    compatibility_flags: compatibilityFlags,
  };
  writeFileSync(join(folder, "wrangler.json"), JSON.stringify(config));
  const wrangler = join(ROOT, "node_modules/.bin/wrangler");
  const outdir = join(folder, "bundle");
  await promisify(execFile)(
    wrangler,
    ["deploy", "--dry-run", "--minify", "--outdir", outdir, "--config", "wrangler.json"],
    { cwd: folder, env: { ...process.env, WRANGLER_SEND_METRICS: "false" } },
  );
  return join(outdir, `${name}.js`);
}
