// An alert on its way from an event to people, and where it may go.
import type { Action, Mode } from "./decision.ts";
import type { Severity } from "./finding.ts";
import { authorityOf, hostKind } from "./host-kind.ts";

/** An alert that an event gives cause for. It holds no content: names and ranks only. */
export interface DueAlert {
  /** Its name in the policy. */
  readonly name: string;
  readonly webhook: string;
  /** For so long the same rule says nothing more through this alert. */
  readonly cooldownMs: number;
  /** Rules that gave cause, in the order of the event's reasons; bounded. */
  readonly rules: readonly string[];
  /** The worst of their severities. */
  readonly severity: Severity;
  /** What was carried out, and what would be in enforce mode. */
  readonly action: Action;
  readonly intended: Action;
  readonly mode: Mode;
  /** When the exchange began, in ms since the epoch. */
  readonly at: number;
}

/**
 * Whether alerts may be sent to a URL: HTTPS, no credentials in it, and no host that by its name
 * leads inward. Names are not resolved.
 */
export function isWebhookUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "https:") return false;
  if (url.username !== "" || url.password !== "") return false;
  return hostKind(url.hostname, authorityOf(text)) === "public";
}
