// Which events people are told of: those with a reason whose rule says `alert`, and those whose
// rules mark, change or stop something that is severe enough.
import type { DueAlert } from "../domain/alert.ts";
import { type Reason, rankOf } from "../domain/decision.ts";
import type { ExchangeEvent } from "../domain/event.ts";
import { SEVERITIES, type Severity } from "../domain/finding.ts";
import { LIMITS } from "../domain/limits.ts";
import { matchesAny, optionalGlobs } from "./glob.ts";
import type { Policy } from "./schema/document.ts";
import { durationMs } from "./schema/values.ts";

type Alert = NonNullable<Policy["alerts"]>[number];

/** Tells which alerts an event gives cause for. */
export type AlertTest = (event: ExchangeEvent) => readonly DueAlert[];

/** Compiles a policy's alerts for one agent; null where none has somewhere to go. */
export function compileAlerts(alerts: Policy["alerts"], agent: string): AlertTest | null {
  const own = (alerts ?? []).filter(
    ({ webhook, agents }) =>
      webhook !== undefined && (agents === undefined || matchesAny(agents, agent)),
  );
  if (own.length === 0) return null;
  const tests = own.map(compileAlert);
  return (event) => tests.flatMap((test) => test(event) ?? []).slice(0, LIMITS.alertsOfEventMax);
}

function compileAlert(alert: Alert): (event: ExchangeEvent) => DueAlert | null {
  const { name, webhook = "" } = alert;
  const isRule = optionalGlobs(alert.rules, true);
  const cooldownMs = durationMs(alert.cooldown);
  return (event) => {
    const causes = event.reasons.filter(
      (reason) => isRule(reason.rule) && isCause(reason, alert.min_severity),
    );
    if (causes.length === 0) return null;
    const rules = [...new Set(causes.map(({ rule }) => rule))];
    const { action, intended, mode, at } = event;
    return {
      name,
      webhook,
      cooldownMs,
      rules: rules.slice(0, LIMITS.alertRulesMax),
      severity: causes.reduce<Severity>((worst, { severity }) => worse(worst, severity), "info"),
      action,
      intended,
      mode,
      at,
    };
  };
}

/** `log` and `allow` are no cause, however severe. */
function isCause({ action, severity }: Reason, min: Severity): boolean {
  if (action === "alert") return true;
  return (
    rankOf(action) >= rankOf("flag") && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(min)
  );
}

function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(b) > SEVERITIES.indexOf(a) ? b : a;
}
