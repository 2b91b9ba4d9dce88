// The Worker's bindings, as wrangler.toml and its secrets declare them.
declare namespace Cloudflare {
  interface Env {
    readonly DB: D1Database;
    readonly SESSION: DurableObjectNamespace<
      import("./durable-objects/session-object.ts").SessionObject
    >;
    readonly AGENT: DurableObjectNamespace<import("./durable-objects/agent-object.ts").AgentObject>;
    readonly LIMIT: DurableObjectNamespace<import("./durable-objects/limit-object.ts").LimitObject>;
    /** Secret: bootstrap token of the management API; the API is closed without it. */
    readonly EDGEWARDEN_ADMIN_TOKEN?: string;
    /** Secret: `kid:base64[,kid:base64...]`. */
    readonly EDGEWARDEN_MASTER_KEYS: string;
    /** How long an open exchange lives without a sign of life, in ms. Default 30000. */
    readonly EDGEWARDEN_LEASE_MS?: string;
    /** How long a WebSocket may be without an event, in ms. Default 30 minutes. */
    readonly EDGEWARDEN_SOCKET_IDLE_MS?: string;
    /** How long a WebSocket may last, in ms. Default 65 minutes. */
    readonly EDGEWARDEN_SOCKET_LIFE_MS?: string;
    /** Events a second that a client may send on a WebSocket. Default 1000. */
    readonly EDGEWARDEN_SOCKET_EVENTS_PER_SECOND?: string;
  }
}

interface Env extends Cloudflare.Env {}
