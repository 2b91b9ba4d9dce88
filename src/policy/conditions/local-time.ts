// What the clock on the wall says in a time zone at a given moment, right across changes of summer
// time. The platform's own zone table (`Intl`) answers; this only remembers its answers.
import { LIMITS } from "../../domain/limits.ts";

/** A moment as a wall clock shows it. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** 1 (Monday) to 7 (Sunday), as in ISO 8601. */
  readonly weekday: number;
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 59. */
  readonly minute: number;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  minute: number;
  time: LocalTime;
}

const MINUTE_MS = 60_000;
const MIDNIGHT: LocalTime = { year: 1970, month: 1, day: 1, weekday: 4, hour: 0, minute: 0 };

/** A formatter costs 50 us to make and 3 us to ask; rules ask for the same minute again and again. */
const zones = new Map<string, Zone>();

/** Whether the platform knows a zone of this name, such as `Europe/Berlin` or `UTC`. */
export function isTimeZone(name: string): boolean {
  // The platform would also take offsets such as `+01:00`, which know no summer time.
  return /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name) && zone(name) !== null;
}

/**
 * The wall clock of a zone at a moment in milliseconds since 1970. `null` where there is no such
 * zone or moment. Exact to the minute since 1972, when the last offsets with seconds ended.
 */
export function localTime(name: string, atMs: number): LocalTime | null {
  if (!Number.isFinite(atMs) || Math.abs(atMs) > 8.64e15) return null;
  const known = zone(name);
  if (known === null) return null;
  const minute = Math.floor(atMs / MINUTE_MS);
  if (known.minute !== minute) {
    known.time = read(known.format, minute * MINUTE_MS);
    known.minute = minute;
  }
  return known.time;
}

/** The day before, of which only the date and the weekday count. */
export function dayBefore(time: LocalTime): LocalTime {
  const date = new Date(Date.UTC(time.year, time.month - 1, time.day - 1));
  return {
    ...time,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: time.weekday === 1 ? 7 : time.weekday - 1,
  };
}

function zone(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { ...FORMAT, timeZone: name });
  } catch {
    // A RangeError: there is no such zone.
    return null;
  }
  if (zones.size >= LIMITS.timeZonesMax) zones.clear();
  const made: Zone = { format, minute: Number.NaN, time: MIDNIGHT };
  zones.set(name, made);
  return made;
}

const FORMAT = {
  calendar: "gregory",
  numberingSystem: "latn",
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
} as const;

function read(format: Intl.DateTimeFormat, atMs: number): LocalTime {
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };
  for (const { type, value } of format.formatToParts(atMs)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value);
  }
  const days = Math.floor(Date.UTC(parts.year, parts.month - 1, parts.day) / 86_400_000);
  // The first of January 1970 was a Thursday.
  return { ...parts, weekday: ((((days + 3) % 7) + 7) % 7) + 1 };
}
