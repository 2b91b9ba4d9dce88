// Alerts of one agent on their way to their webhooks: each said once in a cooldown, kept in the
// object's storage until they are delivered, tried again with growing pauses, given up in the end.
import type { DueAlert } from "../domain/alert.ts";
import type { Sealed } from "../domain/event.ts";
import { LIMITS } from "../domain/limits.ts";

const PREFIX = "a:";
const COOLDOWNS = "c:alerts";

/** Pauses between tries: 5 s, doubled up to an hour; eighteen tries are about half a day. */
const PAUSE_MIN_MS = 5_000;
const PAUSE_MAX_MS = 60 * 60 * 1_000;
const TRIES_MAX = 18;
/** Sent at a time. */
const BATCH = 8;

/** One alert that is to be delivered. */
export interface AlertMessage {
  readonly tenant: string;
  readonly url: string;
  /** JSON. */
  readonly body: string;
}

interface Queued extends AlertMessage {
  /** Event and alert: a batch of events that is sent twice says nothing twice. */
  readonly id: string;
  readonly tries: number;
  /** Not before, in ms since the epoch. */
  readonly dueAt: number;
}

/** The alerts of one agent. */
export interface AlertQueue {
  /** Reads what an earlier life of the object left. Before anything else. */
  load(): Promise<void>;
  /** Queues what events give cause for. Their alarm is to be rung after it. */
  note(events: readonly Sealed[], now: number): void;
  /**
   * Sends what is due by `post`, which tells whether it was taken and does not reject. Returns after
   * how many ms there is more to send, or null.
   */
  send(now: number, post: (message: AlertMessage) => Promise<boolean>): Promise<number | null>;
  readonly isEmpty: boolean;
}

/** Makes the alerts of one object. */
export function createAlertQueue(storage: DurableObjectStorage): AlertQueue {
  const queue = new Map<string, Queued>();
  /** Until when a rule says nothing more through an alert, in ms since the epoch. */
  const cooling = new Map<string, number>();
  let sequence = 0;

  async function load(): Promise<void> {
    const rows = await storage.list<Queued>({ prefix: PREFIX });
    for (const [key, row] of rows) {
      queue.set(key, row);
      sequence = Math.max(sequence, Number(key.slice(PREFIX.length)));
    }
    const kept = await storage.get<readonly (readonly [string, number])[]>(COOLDOWNS);
    for (const [key, until] of kept ?? []) cooling.set(key, until);
  }

  function note(events: readonly Sealed[], now: number): void {
    const due = events.flatMap((event) =>
      (event.alerts ?? []).flatMap((alert) => freshOf(event, alert, now) ?? []),
    );
    if (due.length === 0) return;
    for (const message of due) add(message);
    forget(now);
    void storage.put(COOLDOWNS, [...cooling]);
  }

  /** An alert with the rules that are not cooling down; null where all are. */
  function freshOf(event: Sealed, alert: DueAlert, now: number): Queued | null {
    const id = `${event.id}/${alert.name}`;
    if ([...queue.values()].some((queued) => queued.id === id)) return null;
    const rules = alert.rules.filter((rule) => (cooling.get(coolingKey(alert, rule)) ?? 0) <= now);
    if (rules.length === 0) return null;
    for (const rule of rules) cooling.set(coolingKey(alert, rule), now + alert.cooldownMs);
    const body = bodyOf(event, { ...alert, rules });
    return { id, tenant: event.tenant, url: alert.webhook, body, tries: 0, dueAt: now };
  }

  function add(message: Queued): void {
    if (queue.size >= LIMITS.alertsQueuedMax) {
      console.error(JSON.stringify({ at: "alert_lost", id: message.id, why: "queue_full" }));
      return;
    }
    sequence += 1;
    keep(PREFIX + String(sequence).padStart(12, "0"), message);
  }

  function keep(key: string, message: Queued): void {
    queue.set(key, message);
    // Not awaited: the output gate holds replies until the write is durable.
    void storage.put(key, message);
  }

  /** Drops cooldowns that are over and, of too many, the oldest. */
  function forget(now: number): void {
    for (const [key, until] of cooling) if (until <= now) cooling.delete(key);
    for (const key of cooling.keys()) {
      if (cooling.size <= LIMITS.alertCooldownsMax) return;
      cooling.delete(key);
    }
  }

  async function send(
    now: number,
    post: (message: AlertMessage) => Promise<boolean>,
  ): Promise<number | null> {
    const due = [...queue].filter(([, { dueAt }]) => dueAt <= now).slice(0, BATCH);
    await Promise.all(
      due.map(async ([key, message]) =>
        settle(key, message, { now, isTaken: await post(message) }),
      ),
    );
    const next = Math.min(...[...queue.values()].map(({ dueAt }) => dueAt));
    return queue.size === 0 ? null : Math.max(0, next - now);
  }

  function settle(
    key: string,
    message: Queued,
    { now, isTaken }: { readonly now: number; readonly isTaken: boolean },
  ): void {
    const tries = message.tries + 1;
    if (!isTaken && tries < TRIES_MAX) {
      const pause = Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS * 2 ** message.tries);
      keep(key, { ...message, tries, dueAt: now + pause });
      return;
    }
    if (!isTaken) {
      console.error(JSON.stringify({ at: "alert_lost", id: message.id, why: "not_taken" }));
    }
    queue.delete(key);
    void storage.delete(key);
  }

  return {
    load,
    note,
    send,
    get isEmpty() {
      return queue.size === 0;
    },
  };
}

function coolingKey({ name }: DueAlert, rule: string): string {
  return `${name}\n${rule}`;
}

/** What a webhook gets. */
function bodyOf({ id, tenant, agent }: Sealed, alert: DueAlert): string {
  const { name, at, mode, action, intended, severity, rules } = alert;
  return JSON.stringify({
    type: "edgewarden.alert",
    alert: name,
    tenant,
    agent,
    event: id,
    at: new Date(at).toISOString(),
    mode,
    action,
    intended,
    severity,
    rules,
  });
}
