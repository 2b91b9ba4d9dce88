// Whether the change of one field makes a policy stricter or looser, field by field. What depends on
// the traffic is `unclear`, and so is every field that this table does not know.
import { type Action, rankOf } from "../domain/decision.ts";
import type { Rule } from "./schema/document.ts";
import { durationMs, rateOf } from "./schema/values.ts";

/** What a change does to what passes; `unclear` where it depends on the traffic. */
export type Effect = "stricter" | "looser" | "none" | "unclear";

/** The change of one field; absent where there was, or is, nothing. */
export interface FieldValues {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** What the change of a field of the document does, beside its rules; `path` as `defaults.on_error`. */
export function documentFieldEffect(change: FieldValues): Effect {
  const absent = ABSENT_OF_DOCUMENT[change.path];
  const { from = absent, to = absent } = change;
  return effectOf(from, to, DOCUMENT_FIELDS[change.path]);
}

/** What the change of a field of a rule does that acts; for one that allows it is the reverse. */
export function ruleFieldEffect(change: FieldValues, rule: Rule): Effect {
  const absent = ABSENT[change.path];
  const { from = absent, to = absent } = change;
  return effectOf(from, to, senseOf(change.path, rule));
}

/** What another action of a rule does. */
export function actionEffect(from: Action, to: Action): Effect {
  if (from === "allow") return "stricter";
  if (to === "allow") return "looser";
  const isBoth = [from, to].every((action) => action === "redact" || action === "rewrite");
  if (isBoth) return "unclear";
  return rankOf(to) > rankOf(from) ? "stricter" : "looser";
}

/** How a field's value bears on what passes. */
type Sense =
  /** A later value of the list is stricter. */
  | { readonly ranks: readonly unknown[] }
  /** A larger number is stricter, or looser. */
  | { readonly larger: "stricter" | "looser"; readonly amountOf?: (value: unknown) => number }
  /** More entries match more, or less; `absent` says what no list means. */
  | { readonly more: "stricter" | "looser"; readonly absent: "all" | "none" }
  | ((from: unknown, to: unknown) => Effect)
  /** Nothing is stopped or passes because of it. */
  | "words";

const LIST_OF_MEANT = { more: "stricter", absent: "all" } as const;
const LIST_OF_ALLOWED = { more: "looser", absent: "all" } as const;
const LIST_OF_DENIED = { more: "stricter", absent: "none" } as const;
const LIST_OF_EXCEPTED = { more: "looser", absent: "none" } as const;
const LARGER_IS_LOOSER = { larger: "looser" } as const;
const SPAN = { larger: "looser", amountOf: (value: unknown) => durationMs(String(value)) } as const;
const SHARE = { larger: "stricter" } as const;

/** The fields of rules whose sense is known, for rules that act; those that allow have the reverse. */
const RULE_FIELDS: Readonly<Record<string, Sense>> = {
  description: "words",
  severity: "words",
  tags: "words",
  message: "words",
  respond_with: "words",
  replacement: "words",
  enabled: { ranks: [false, true] },
  mode: { ranks: ["monitor", "enforce"] },
  mandatory: { ranks: [false, true] },
  on_error: { ranks: ["fail_open", "fail_closed"] },
  threshold: LARGER_IS_LOOSER,
  sample: SHARE,
  rollout: SHARE,
  agents: LIST_OF_MEANT,
  users: LIST_OF_MEANT,
  roles: LIST_OF_MEANT,
  models: LIST_OF_MEANT,
  endpoints: LIST_OF_MEANT,
  except_roles: LIST_OF_EXCEPTED,
  except_endpoints: LIST_OF_EXCEPTED,
  on: LIST_OF_MEANT,
  types: LIST_OF_MEANT,
  tools: LIST_OF_MEANT,
  except_tools: LIST_OF_EXCEPTED,
  patterns: LIST_OF_DENIED,
  keywords: LIST_OF_DENIED,
  canaries: LIST_OF_DENIED,
  categories: LIST_OF_MEANT,
  allowed_tools: LIST_OF_ALLOWED,
  denied_tools: LIST_OF_DENIED,
  allow: LIST_OF_ALLOWED,
  deny: LIST_OF_DENIED,
  allowed_users: { more: "looser", absent: "none" },
  allowed_roles: { more: "looser", absent: "none" },
  allowed_hosts: LIST_OF_EXCEPTED,
  hosted_allowed: LIST_OF_ALLOWED,
  hosted_denied: LIST_OF_DENIED,
  mcp_servers_allowed: LIST_OF_ALLOWED,
  mcp_servers_denied: LIST_OF_DENIED,
  types_allowed: LIST_OF_ALLOWED,
  types_denied: LIST_OF_DENIED,
  forbid: LIST_OF_DENIED,
  require: LIST_OF_DENIED,
  direction: (from, to) => (to === "both" ? "stricter" : from === "both" ? "looser" : "unclear"),
  declared: { ranks: [false, true] },
  unscannable: { ranks: [false, true] },
  require_strict: { ranks: [false, true] },
  changed_in_session: { ranks: [false, true] },
  blocked_response: { ranks: [false, true] },
  model_change: { ranks: [false, true] },
  required: { ranks: [false, true] },
  unpinned: { ranks: ["allow", "deny"] },
  additional: { ranks: ["allow", "deny"] },
  wait: { ranks: [false, true] },
  max: LARGER_IS_LOOSER,
  max_chars: LARGER_IS_LOOSER,
  max_tools: LARGER_IS_LOOSER,
  max_bytes: LARGER_IS_LOOSER,
  max_calls: LARGER_IS_LOOSER,
  max_turns: LARGER_IS_LOOSER,
  max_tokens: LARGER_IS_LOOSER,
  max_age: SPAN,
  quarantine_after_flags: LARGER_IS_LOOSER,
  injection_score: LARGER_IS_LOOSER,
  window_seconds: { larger: "stricter" },
  p_value: { larger: "stricter" },
  min_sessions: LARGER_IS_LOOSER,
};

/** What an absent field means where that is not "no bound" or an empty list. */
const ABSENT: Readonly<Record<string, unknown>> = {
  enabled: true,
  mode: "enforce",
  mandatory: false,
  sample: 100,
  rollout: 100,
  declared: false,
  unscannable: false,
  require_strict: false,
  changed_in_session: false,
  blocked_response: false,
  model_change: false,
  required: false,
  unpinned: "allow",
  additional: "allow",
};

/** Fields of the document that are not rules, by path. */
const DOCUMENT_FIELDS: Readonly<Record<string, Sense>> = {
  name: "words",
  description: "words",
  tests: "words",
  alerts: "words",
  privacy: "words",
  own_domains: LIST_OF_EXCEPTED,
  mode: { ranks: ["off", "monitor", "enforce"] },
  extends: { ranks: ["none", "tenant"] },
  "defaults.on_error": { ranks: ["fail_open", "fail_closed"] },
  "defaults.uninspected": { ranks: ["allow", "block"] },
  "defaults.blocked_calls": { ranks: ["drop", "block"] },
  "defaults.realtime_audio": { ranks: ["pass", "hold", "whole"] },
  "defaults.explain": "words",
  "defaults.respond_with": "words",
  "defaults.message": "words",
};

const ABSENT_OF_DOCUMENT: Readonly<Record<string, unknown>> = { extends: "none" };

/** Some names mean another thing in another kind of rule. */
function senseOf(field: string, { scanner }: Rule): Sense | undefined {
  if (scanner === "sequence" && field === "requires") return { more: "looser", absent: "none" };
  if (field === "rate") return { larger: "looser", amountOf: perSecond };
  return RULE_FIELDS[field];
}

/** A rate as a number; those of a session's life and those of a time cannot be compared. */
function perSecond(rate: unknown): number {
  const { max, windowMs } = rateOf(String(rate));
  return windowMs === null ? Number.NaN : max / windowMs;
}

function effectOf(from: unknown, to: unknown, sense: Sense | undefined): Effect {
  if (sense === undefined) return "unclear";
  if (sense === "words") return "none";
  if (typeof sense === "function") return sense(from, to);
  if ("ranks" in sense) {
    const [was, is] = [sense.ranks.indexOf(from), sense.ranks.indexOf(to)];
    if (was < 0 || is < 0) return "unclear";
    return was === is ? "none" : is > was ? "stricter" : "looser";
  }
  if ("larger" in sense) return amountEffect(from, to, sense);
  return listEffect(from, to, sense);
}

function amountEffect(
  from: unknown,
  to: unknown,
  { larger, amountOf = Number }: Extract<Sense, { larger: unknown }>,
): Effect {
  // Without a bound everything passes.
  const none = larger === "looser" ? Infinity : -Infinity;
  const was = from === undefined ? none : amountOf(from);
  const is = to === undefined ? none : amountOf(to);
  if (Number.isNaN(was) || Number.isNaN(is)) return "unclear";
  if (was === is) return "unclear";
  return is > was ? larger : reversed(larger);
}

function listEffect(
  from: unknown,
  to: unknown,
  { more, absent }: Extract<Sense, { more: unknown }>,
): Effect {
  const was = listOf(from);
  const is = listOf(to);
  if (was === null || is === null) {
    const isMore = (is === null) === (absent === "all");
    return isMore ? more : reversed(more);
  }
  const isGrown = is.some((entry) => !was.includes(entry));
  const isShrunk = was.some((entry) => !is.includes(entry));
  if (isGrown && isShrunk) return "unclear";
  if (!isGrown && !isShrunk) return "none";
  return isGrown ? more : reversed(more);
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** The effect of the change backwards. */
export function reversed(effect: Effect): Effect {
  if (effect === "stricter") return "looser";
  return effect === "looser" ? "stricter" : effect;
}
