// The end of an exchange: its account becomes one event, and the event is handed over. Runs after
// the reply, in `waitUntil`, and gives up only when three ways in a row have failed.
import { seal, type Sealed } from "../domain/event.ts";
import { insertEvents } from "../storage/events.ts";
import { fingerprint, type MasterKeys } from "../storage/vault.ts";
import { settleExchange, type PortContext } from "../durable-objects/session-port.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { StateReport } from "../durable-objects/session-state.ts";
import type { Account, Ending } from "../inspection/account.ts";

/** What settling needs. */
export interface SettleContext {
  readonly port: PortContext;
  readonly master: MasterKeys;
  /** Name of the session object. */
  readonly session: string;
  /** What the caller is held to; null where there is no caller that we know. */
  readonly policy: AgentPolicy | null;
  /** Tells the limits that count the exchange, and says what its session is told. */
  finish?(ending: Ending): StateReport | null;
}

/**
 * Closes the account and hands over its event; does nothing if it was closed before. The event waits
 * for `late`, the verdicts that nobody else waited for; it must come to an end by itself.
 */
export function settle(
  context: SettleContext,
  account: Account,
  ending: Ending & { readonly late?: Promise<void> | undefined },
): void {
  if (!account.close(ending, Date.now())) return;
  const report = context.finish?.(ending) ?? null;
  context.port.waitUntil(handOver(context, account, { report, late: ending.late }));
}

async function handOver(
  context: SettleContext,
  account: Account,
  of: { readonly report: StateReport | null; readonly late: Promise<void> | undefined },
): Promise<void> {
  if (of.late !== undefined) await of.late;
  const { tenant } = account.head;
  const event = await account.toEvent((text) => fingerprint(context.master, tenant, text));
  const retentionDays = context.policy?.privacy.retentionDays;
  const alerts = context.policy?.alerts?.(event) ?? [];
  const sealed = {
    ...seal(event),
    ...(retentionDays !== undefined && { retentionDays }),
    ...(alerts.length > 0 && { alerts }),
  };
  settleExchange(context.port, context.session, sealed, of.report);
}

/** Where events go that no session object would take: to D1, else to the log, as JSON. */
export async function keepLost(db: D1Database, events: readonly Sealed[]): Promise<void> {
  try {
    await insertEvents(db, events);
  } catch {
    // The last resort. An event holds no content, so it may stand in a log.
    for (const { json } of events) console.error(`{"at":"event_lost","event":${json}}`);
  }
}
