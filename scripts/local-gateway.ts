// The production bundle in workerd on this machine: embedded D1 and Durable Objects in one folder,
// requests straight into the Worker. No dev server in between, whose proxies would cost more than
// the Worker itself.
import { randomBytes } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_readConfig as readConfig, unstable_splitSqlQuery as splitSql } from "wrangler";

const ROOT = join(import.meta.dirname, "..");
export const BUNDLE = join(ROOT, "dist/worker.js");
/** What is uploaded beside the bundle: see `src/pdfjs.ts`. */
const PDFJS = join(ROOT, "dist/pdfjs.mjs");

/** A binary file that the bundle imports. */
export interface BinaryModule {
  readonly type: "Data";
  /** As the bundle names it. */
  readonly path: string;
  readonly contents: Uint8Array;
}

/** The binary files beside the bundle: the weights of the classifier. */
export function binaryModules(): BinaryModule[] {
  const folder = dirname(BUNDLE);
  return globSync("**/*.bin", { cwd: folder }).map((path) => ({
    type: "Data",
    path,
    contents: readFileSync(join(folder, path)),
  }));
}

/** Secrets of one state folder, made once. */
interface Secrets {
  readonly adminToken: string;
  readonly masterKeys: string;
}

/** What a local gateway is started with. */
export interface LocalGatewayOptions {
  /** Folder of the databases; made if it is not there. */
  readonly state: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Variables of the Worker beside its secrets. */
  readonly vars?: Readonly<Record<string, string>>;
}

/** The part of `wrangler.toml` that we need; wrangler's own type of it is not exported. */
interface DeployConfig {
  readonly compatibility_date: string;
  readonly compatibility_flags: readonly string[];
  readonly durable_objects: {
    readonly bindings: readonly { readonly name: string; readonly class_name: string }[];
  };
}

/** A local gateway that answers. */
export interface LocalGateway {
  readonly url: string;
  readonly adminToken: string;
  /** Calls the management API; throws on an error reply. `body` is sent as JSON, text as it is. */
  admin(method: string, path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a gateway and migrates its database. */
export async function startLocalGateway(options: LocalGatewayOptions): Promise<LocalGateway> {
  mkdirSync(options.state, { recursive: true });
  const secrets = secretsOf(options.state);
  const port = options.port === 0 ? await freePort() : options.port;
  const config: DeployConfig = readConfig({ config: join(ROOT, "wrangler.toml") });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: [
        { type: "ESModule", path: "worker.js", contents: readFileSync(BUNDLE, "utf8") },
        { type: "ESModule", path: "pdfjs.mjs", contents: readFileSync(PDFJS, "utf8") },
        ...binaryModules(),
      ],
      compatibilityDate: config.compatibility_date,
      compatibilityFlags: [...config.compatibility_flags],
      bindings: {
        ...options.vars,
        EDGEWARDEN_ADMIN_TOKEN: secrets.adminToken,
        EDGEWARDEN_MASTER_KEYS: secrets.masterKeys,
      },
      d1Databases: ["DB"],
      durableObjects: Object.fromEntries(
        config.durable_objects.bindings.map(({ name, class_name }) => [
          name,
          { className: class_name, useSQLite: true },
        ]),
      ),
      resourcePersistencePath: options.state,
      unsafeDirectSockets: [{ host: "127.0.0.1", port }],
    }),
  );
  await miniflare.ready;
  await migrate(await miniflare.getD1Database("DB"));
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    adminToken: secrets.adminToken,
    admin: (method, path, body) =>
      callAdmin({ url, token: secrets.adminToken }, method, path, body),
    stop: () => miniflare.dispose(),
  };
}

/** Applies the migrations that the database has not seen. */
async function migrate(database: Awaited<ReturnType<Miniflare["getD1Database"]>>): Promise<void> {
  await database
    .prepare("CREATE TABLE IF NOT EXISTS d1_migrations (name TEXT PRIMARY KEY) STRICT")
    .run();
  const { results } = await database
    .prepare("SELECT name FROM d1_migrations")
    .all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const folder = join(ROOT, "migrations");
  for (const name of globSync("*.sql", { cwd: folder }).toSorted()) {
    if (applied.has(name)) continue;
    const statements = splitSql(readFileSync(join(folder, name), "utf8"));
    // One batch is one transaction: a migration is applied whole or not at all.
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare("INSERT INTO d1_migrations (name) VALUES (?1)").bind(name),
    ]);
  }
}

function secretsOf(state: string): Secrets {
  const file = join(state, "secrets.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Secrets;
  const secrets: Secrets = {
    adminToken: randomBytes(32).toString("base64url"),
    masterKeys: `k1:${randomBytes(32).toString("base64")}`,
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

async function callAdmin(
  at: { readonly url: string; readonly token: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const isText = typeof body === "string";
  const response = await fetch(`${at.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${at.token}`,
      ...(body !== undefined && {
        "content-type": isText ? "application/yaml" : "application/json",
      }),
    },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new AdminError(`${method} ${path}: ${response.status} ${text}`, response.status);
  return text === "" ? null : JSON.parse(text);
}

/** An error reply of the management API. */
export class AdminError extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
