// What is known of an exchange from its request alone, before anybody has looked into it.
import type { ExchangeHead } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";
import type { RequestFacts } from "../openai/protocol.ts";
import type { Arrival, Asked } from "./arrival.ts";
import { isUpgrade } from "./headers.ts";
import type { Route } from "./route.ts";

/** What is known of an exchange when it is admitted. */
export function headOf(of: {
  readonly arrival: Arrival;
  readonly asked: Asked;
  readonly facts: RequestFacts | null;
  readonly session: string | null;
}): ExchangeHead {
  const { arrival, facts, session } = of;
  const { route, caller } = of.asked;
  return {
    id: arrival.id,
    tenant: caller.key.tenant,
    agent: caller.agent.agent,
    session,
    at: arrival.at,
    surface: route.surface.name,
    method: arrival.request.method,
    path: pathOf(route),
    model: (facts?.model ?? modelOf(route))?.slice(0, LIMITS.modelCharsMax) ?? null,
    streamed: facts?.streamed ?? false,
  };
}

/** Whether a request only reads what the upstream keeps. A connection begins with a GET and is none. */
export function isRead(request: Request): boolean {
  return (request.method === "GET" || request.method === "HEAD") && !isUpgrade(request);
}

/** Characters of the request's texts. */
export function charsOf(facts: RequestFacts | null): number {
  return facts?.segments.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
}

/** The model of a connection, which has no body to name it. */
function modelOf({ surface, query }: Route): string | null {
  return surface.request === "socket" ? new URLSearchParams(query).get("model") : null;
}

/** The path as it is recorded. */
export function pathOf(route: Route | undefined): string {
  return `/v1${route?.path ?? ""}`.slice(0, 256);
}
