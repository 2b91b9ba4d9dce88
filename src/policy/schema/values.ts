// The values that fields of a policy take: names, globs, actions, spans of time.
import * as z from "zod";
import { ACTIONS } from "../../domain/decision.ts";
import { SEVERITIES } from "../../domain/finding.ts";
import { SEGMENT_KINDS } from "../../domain/segment.ts";

export const NAME = z.string().min(1).max(128);

/** Names with `*` for any run of characters. */
export const GLOBS = z.array(NAME).min(1).max(1_000);

export const CONFIDENCE = z.number().min(0).max(1);

export const SEVERITY = z.enum(SEVERITIES);

export const ACTION = z.enum(ACTIONS);

export const DIRECTION = z.enum(["input", "output", "both"]);

export const ON_ERROR = z.enum(["fail_closed", "fail_open"]);

/** How a client is told that it was stopped. */
export const RESPOND_WITH = z.enum(["error", "refusal", "message", "strip"]);

/** Who speaks in a text; the words of `domain/segment.ts`. */
export const SPEAKER = z.enum(SEGMENT_KINDS);

/** A sentence for people. */
export const TEXT = z.string().min(1).max(2_000);

const SPAN_OF_TIME = /^(\d{1,9})(ms|s|m|h|d)$/;

const MS_OF_UNIT = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A span of time: `30s`, `5m`, `12h`, `7d`. */
export const DURATION = z.string().regex(SPAN_OF_TIME, {
  message: "a span of time is a number and a unit (ms, s, m, h, d), for example 30m",
});

/** The milliseconds of a `DURATION`; 0 for what is none. */
export function durationMs(text: string): number {
  const [, count = "0", unit = "s"] = SPAN_OF_TIME.exec(text) ?? [];
  // The unit is one of the pattern's.
  return Number(count) * MS_OF_UNIT[unit as keyof typeof MS_OF_UNIT];
}

/** So much in a span of time: `30/min`, `1000/h`, `5/10s`, or for the session's life `200/session`. */
export const RATE = z
  .string()
  .regex(/^\d{1,9}\/(?:\d{1,6})?(?:s|sec|m|min|h|hour|d|day|session)$/, {
    message: "a rate is a number, a slash and a span of time, for example 30/min or 200/session",
  });

const UNIT_OF_RATE = { s: "s", sec: "s", m: "m", min: "m", h: "h", hour: "h", d: "d", day: "d" };

/** A `RATE` as numbers; `windowMs` is null where it is for a session's life. */
export function rateOf(text: string): { readonly max: number; readonly windowMs: number | null } {
  const [count = "0", span = ""] = text.split("/");
  const max = Number(count);
  if (span === "session") return { max, windowMs: null };
  const [, factor = "", unit = "m"] = /^(\d*)([a-z]+)$/.exec(span) ?? [];
  const short = UNIT_OF_RATE[unit as keyof typeof UNIT_OF_RATE];
  return { max, windowMs: durationMs(`${factor === "" ? "1" : factor}${short}`) };
}

/** A JSON value in a policy, as it stands. */
export const JSON_VALUE = z.json();
