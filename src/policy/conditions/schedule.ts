// When a rule applies by the calendar: days, hours and dates on the wall clock of one time zone.
// Free conditions on the time belong to `cel.ts`.
import * as z from "zod";
import { dayBefore, isTimeZone, localTime, type LocalTime } from "./local-time.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Longest list of ranges: more of them than that do not fit a day sensibly. */
const RANGES_MAX = 24;

const hourRange = z.string().superRefine((text, context) => {
  const problem = rangeProblem(text);
  if (problem !== null) context.addIssue({ code: "custom", message: problem });
});

const date = z
  .string()
  .refine(isDate, { message: "a date is written like 2026-12-31 and must exist" });

/**
 * A schedule as policies write it. All members are optional, and each narrows it: without any it is
 * always on. A range over midnight belongs to the day on which it starts, also for `days`, `from`
 * and `until`.
 */
export const scheduleSchema = z
  .strictObject({
    days: z.array(z.enum(DAYS)).min(1).max(DAYS.length).optional(),
    hours: z
      .union([hourRange, z.array(hourRange).min(1).max(RANGES_MAX)])
      .optional()
      .describe(
        "`09:00-17:30`, the end not included; `22:00-06:00` goes over midnight; `24:00` ends a day.",
      ),
    /** A name of the IANA database; default UTC. */
    time_zone: z
      .string()
      .refine(isTimeZone, { message: "no such time zone; write it like Europe/Berlin" })
      .default("UTC"),
    from: date.optional().describe("First and last day, both included."),
    until: date.optional(),
  })
  .superRefine((schedule, context) => {
    const { from, until } = schedule;
    if (from !== undefined && until !== undefined && until < from) {
      context.addIssue({ code: "custom", path: ["until"], message: `it ends before ${from}` });
    }
  });

/** A valid schedule with its defaults. */
export type Schedule = z.infer<typeof scheduleSchema>;

/** A schedule that is ready to be asked. */
export interface CompiledSchedule {
  readonly timeZone: string;
  /** By weekday, 1 (Monday) to 7. */
  readonly days: ReadonlySet<number>;
  readonly ranges: readonly HourRange[];
  /** Dates as numbers, 20261231, both included. */
  readonly from: number;
  readonly until: number;
}

/** Half-open, in minutes since midnight; a range over midnight ends before it starts. */
interface HourRange {
  readonly start: number;
  readonly end: number;
}

const DAY_MINUTES = 24 * 60;

/** Makes a schedule that passed `scheduleSchema` ready. */
export function compileSchedule(schedule: Schedule): CompiledSchedule {
  const { days = DAYS, hours = "00:00-24:00", from, until } = schedule;
  return {
    timeZone: schedule.time_zone,
    days: new Set(days.map((day) => DAYS.indexOf(day) + 1)),
    ranges: [hours].flat().map((text) => readRange(text) ?? { start: 0, end: 0 }),
    from: from === undefined ? 0 : dateNumber(from),
    until: until === undefined ? Number.POSITIVE_INFINITY : dateNumber(until),
  };
}

/** Whether the schedule is on at a moment, in milliseconds since 1970. Under a microsecond. */
export function isWithinSchedule(schedule: CompiledSchedule, atMs: number): boolean {
  const now = localTime(schedule.timeZone, atMs);
  if (now === null) return false;
  const minute = now.hour * 60 + now.minute;
  let beforeNow: LocalTime | null = null;
  for (const { start, end } of schedule.ranges) {
    const isOvernight = end <= start;
    if (minute >= start && (isOvernight || minute < end) && isOnDay(schedule, now)) return true;
    if (isOvernight && minute < end) {
      beforeNow ??= dayBefore(now);
      if (isOnDay(schedule, beforeNow)) return true;
    }
  }
  return false;
}

function isOnDay(schedule: CompiledSchedule, day: LocalTime): boolean {
  const number = (day.year * 100 + day.month) * 100 + day.day;
  return schedule.days.has(day.weekday) && number >= schedule.from && number <= schedule.until;
}

const RANGE = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/;

function readRange(text: string): HourRange | null {
  const match = RANGE.exec(text);
  if (match === null) return null;
  const [, startHour, startMinute, endHour, endMinute] = match.map(Number);
  const start = minutes(startHour, startMinute);
  const end = minutes(endHour, endMinute);
  return start === null || end === null || start === DAY_MINUTES ? null : { start, end };
}

function minutes(hour = 0, minute = 0): number | null {
  const total = hour * 60 + minute;
  return minute < 60 && total <= DAY_MINUTES ? total : null;
}

function rangeProblem(text: string): string | null {
  if (!RANGE.test(text)) return "hours are written like 09:00-17:30";
  const range = readRange(text);
  if (range === null) return "a day goes from 00:00 to 24:00, and an hour has 60 minutes";
  return range.start === range.end ? "the range is empty; a whole day is 00:00-24:00" : null;
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [, year = 0, month = 0, day = 0] = match.map(Number);
  const read = new Date(Date.UTC(year, month - 1, day));
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === day;
}

function dateNumber(text: string): number {
  return Number(text.replaceAll("-", ""));
}
