// The route table.
import { Hono } from "hono";
import { isApiPath } from "./gateway/route.ts";
import { serve } from "./gateway/pipeline.ts";
import { createManagement } from "./management/api.ts";
import { errorBody } from "./openai/error-envelope.ts";

/** The whole Worker as one Hono app. */
export function createApp(): Hono<{ Bindings: Cloudflare.Env }> {
  const app = new Hono<{ Bindings: Cloudflare.Env }>();
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.route("/api/v1", createManagement());
  app.all("*", (c) => {
    if (!isApiPath(c.req.path)) return c.notFound();
    const { env, executionCtx } = c;
    return serve(c.req.raw, {
      env,
      waitUntil: (promise) => executionCtx.waitUntil(promise),
    });
  });
  app.notFound((c) => {
    const error = {
      message: `Unknown path: ${c.req.path}`,
      type: "not_found_error",
      param: null,
      code: "unknown_path",
    };
    return c.body(errorBody(error), 404, { "content-type": "application/json" });
  });
  app.onError((cause) => {
    // Only our own mistakes and a missing secret come here; neither holds content.
    console.error(JSON.stringify({ at: "app", error: cause.message }));
    const error = {
      message: "The gateway failed to serve this request.",
      type: "api_error",
      param: null,
      code: "gateway_error",
    };
    return new Response(errorBody(error), {
      status: 500,
      headers: { "content-type": "application/json" },
    });
  });
  return app;
}
