// Throwaway.
import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";
interface E {
  UPSTREAM: string;
  COUNTER: DurableObjectNamespace<CounterObject>;
  DB: D1Database;
}
export class CounterObject extends DurableObject<E> {
  constructor(ctx: DurableObjectState, env: E) {
    super(ctx, env);
    ctx.storage.sql.exec("create table if not exists n (i integer primary key, at integer)");
  }
  hit(): number {
    return this.ctx.storage.sql
      .exec<{ c: number }>("insert into n (at) values (?) returning i as c", Date.now())
      .one().c;
  }
  count(): number {
    return this.ctx.storage.sql.exec<{ c: number }>("select count(*) as c from n").one().c;
  }
}
const app = new Hono<{ Bindings: E }>();
app.post("/v1/*", async (c) => {
  const n = await c.env.COUNTER.getByName("a").hit();
  await c.env.DB.prepare("insert into events (n, key) values (?, ?)")
    .bind(n, c.req.header("x-key") ?? "")
    .run();
  return fetch(c.env.UPSTREAM + c.req.path, c.req.raw);
});
app.get("/count", async (c) =>
  c.json({
    object: await c.env.COUNTER.getByName("a").count(),
    d1: await c.env.DB.prepare(
      "select count(*) as c, (select name from tenants) as tenant from events",
    ).first(),
  }),
);
export default app;
