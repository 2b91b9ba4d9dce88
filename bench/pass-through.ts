// The physical limit on Workers: Hono, one fetch, the answer handed back untouched. Its Durable
// Object and D1 bindings are declared, because declaring them is not free, and never used.
import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";

interface PassThroughEnv {
  /** `http://host:port` of the scripted upstream. */
  readonly UPSTREAM: string;
}

const app = new Hono<{ Bindings: PassThroughEnv }>();

app.post("/v1/*", (c) => fetch(c.env.UPSTREAM + c.req.path, c.req.raw));

/** Declared, never called. */
export class UnusedObject extends DurableObject {}

export default app;
