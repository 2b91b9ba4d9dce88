// The Worker's side of the limit objects: asks all that an exchange is counted by at once, and gives
// back what some granted where another refused. Nothing here throws: an object that cannot be asked
// is named, and what that means is for the rules to say.
import type { CallAllowance, Meter, MeterLeft, MeterRefusal } from "../domain/meter.ts";
import type { LimitObject } from "./limit-object.ts";
import type { FinishAsk, TakeAnswer } from "./limit-state.ts";

/** How long one object may take, with its second try. A request waits for no longer than that. */
const DEADLINE_MS = 2_000;

/** The context of the request that speaks. */
export interface LimitContext {
  readonly env: Cloudflare.Env;
  waitUntil(promise: Promise<unknown>): void;
}

/** One object, and the meters that it counts. */
export interface LimitTake {
  /** `tenant/agent:id`, `tenant/user:hash` or `tenant/key:id`. */
  readonly object: string;
  readonly meters: readonly Meter[];
}

/** An exchange and all that it is counted by. */
export interface LimitUse {
  readonly id: string;
  readonly takes: readonly LimitTake[];
}

/** What the objects said together. */
export interface LimitVerdict {
  /** The refusal with the longest wait; nothing is counted anywhere then. Null: granted. */
  readonly refused: MeterRefusal | null;
  /** Meters whose object could not be asked. */
  readonly failed: readonly Meter[];
  readonly exceeded: readonly MeterLeft[];
  readonly left: readonly MeterLeft[];
  readonly calls: readonly CallAllowance[];
}

/** Asks for an exchange everywhere at once. `tokens`: how many it will use, as far as can be told. */
export async function takeLimits(
  context: LimitContext,
  { id, takes, tokens }: LimitUse & { readonly tokens: number },
): Promise<LimitVerdict> {
  const answers = await Promise.all(
    takes.map(async ({ object, meters }) => {
      try {
        return await ask(context, object, (stub) => stub.take({ id, meters, tokens }));
      } catch {
        return null;
      }
    }),
  );
  const told = answers.filter((answer) => answer !== null);
  const refused = longestWait(told);
  if (refused !== null) giveBackLimits(context, { id, takes });
  return {
    refused,
    failed: takes.flatMap(({ meters }, index) => (answers[index] === null ? meters : [])),
    exceeded: told.flatMap(({ exceeded }) => exceeded),
    left: told.flatMap(({ left }) => left),
    calls: told.flatMap(({ calls }) => calls),
  };
}

/** Undoes a take everywhere, also where it may have come too late to be heard of. */
export function giveBackLimits(context: LimitContext, { id, takes }: LimitUse): void {
  for (const { object } of takes) send(context, object, (stub) => stub.giveBack(id));
}

/**
 * Tells what an exchange used and that it holds nothing any more. In its own time; an object that
 * cannot be told lets go when the lease is over, and its count misses this exchange.
 */
export function finishLimits(
  context: LimitContext,
  told: LimitUse & Omit<FinishAsk, "meters">,
): void {
  const { takes, ...end } = told;
  for (const { object, meters } of takes) {
    // Requests were counted when they were asked for.
    if (meters.every(({ count }) => count === "requests")) continue;
    send(context, object, (stub) => stub.finish({ ...end, meters }));
  }
}

/** A sign of life of an exchange, to the objects of which it holds something. */
export function touchLimits(context: LimitContext, { id, takes }: LimitUse): void {
  for (const { object, meters } of takes) {
    const isHeld = meters.some(({ count }) => count === "concurrency" || count === "tokens");
    if (isHeld) send(context, object, (stub) => stub.touch(id));
  }
}

type LimitStub = DurableObjectStub<LimitObject>;

function send(
  context: LimitContext,
  object: string,
  call: (stub: LimitStub) => Promise<unknown>,
): void {
  // Nobody waits for it and nobody can mend it.
  context.waitUntil(ask(context, object, call).catch(() => undefined));
}

/** One message, tried twice: a stub is broken for good after an exception, a new one is not. */
async function ask<T>(
  { env }: LimitContext,
  object: string,
  call: (stub: LimitStub) => Promise<T>,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("deadline")), DEADLINE_MS);
  const stub = () => env.LIMIT.get(env.LIMIT.idFromName(object));
  try {
    return await Promise.race([call(stub()).catch(() => call(stub())), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function longestWait(answers: readonly TakeAnswer[]): MeterRefusal | null {
  const waitOf = ({ retryAfterMs }: MeterRefusal) => retryAfterMs ?? Infinity;
  const refusals = answers.flatMap(({ refused }) => (refused === null ? [] : [refused]));
  return refusals.toSorted((a, b) => waitOf(b) - waitOf(a))[0] ?? null;
}
