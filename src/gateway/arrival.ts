// A request as it arrived, and who asks for what with it.
import type { MasterKeys } from "../storage/vault.ts";
import type { Caller } from "./authenticate.ts";
import type { Route } from "./route.ts";

/** The platform's part of an exchange. */
export interface GatewayContext {
  readonly env: Cloudflare.Env;
  waitUntil(promise: Promise<unknown>): void;
}

/** A request, as it arrived. */
export interface Arrival {
  readonly id: string;
  readonly at: number;
  readonly request: Request;
  readonly context: GatewayContext;
  readonly location: string;
}

/** Who asks for what. */
export interface Asked {
  readonly route: Route;
  readonly caller: Caller;
  readonly master: MasterKeys;
}
