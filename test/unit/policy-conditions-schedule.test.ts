// Schedules: the wall clock of a zone, right across changes of summer time; and what is impossible.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTimeZone, localTime } from "../../src/policy/conditions/local-time.ts";
import {
  compileSchedule,
  isWithinSchedule,
  scheduleSchema,
} from "../../src/policy/conditions/schedule.ts";

/** One line per moment: the time as ISO 8601, and whether the schedule is on. */
function check(schedule: object, moments: readonly (readonly [string, boolean])[]): void {
  const compiled = compileSchedule(scheduleSchema.parse(schedule));
  for (const [at, expected] of moments) {
    expect(isWithinSchedule(compiled, Date.parse(at)), at).toBe(expected);
  }
}

describe("isWithinSchedule", () => {
  it("is always on without members", () => {
    check({}, [
      ["2026-01-01T00:00:00Z", true],
      ["1970-01-01T00:00:00Z", true],
    ]);
  });

  it("includes the start of a range and not its end", () => {
    check({ hours: "09:00-17:30" }, [
      ["2026-03-02T08:59:59.999Z", false],
      ["2026-03-02T09:00:00Z", true],
      ["2026-03-02T17:29:59.999Z", true],
      ["2026-03-02T17:30:00Z", false],
    ]);
  });

  it("goes to the end of a day and over midnight, with the day on which the range starts", () => {
    check({ days: ["fri"], hours: ["22:00-06:00", "12:00-12:30"] }, [
      ["2026-03-06T21:59:00Z", false],
      ["2026-03-06T22:00:00Z", true],
      ["2026-03-07T05:59:00Z", true],
      ["2026-03-07T06:00:00Z", false],
      ["2026-03-07T22:00:00Z", false],
      ["2026-03-06T05:59:00Z", false],
      ["2026-03-06T12:15:00Z", true],
    ]);
    check({ hours: "23:00-24:00" }, [
      ["2026-03-06T23:59:00Z", true],
      ["2026-03-07T00:00:00Z", false],
    ]);
  });

  it("knows every weekday", () => {
    const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    for (const [index, day] of days.entries()) {
      // The second of March 2026 is a Monday.
      const moments = days.map((_, at) => {
        return [`2026-03-0${at + 2}T12:00:00Z`, at === index] as const;
      });
      check({ days: [day] }, moments);
    }
  });

  it("includes the first and the last date, in the zone", () => {
    check({ from: "2026-12-31", until: "2027-01-01", time_zone: "Asia/Tokyo" }, [
      ["2026-12-30T14:59:59Z", false],
      ["2026-12-30T15:00:00Z", true],
      ["2027-01-01T14:59:59Z", true],
      ["2027-01-01T15:00:00Z", false],
    ]);
    check({ until: "2026-12-31", hours: "22:00-06:00" }, [
      ["2027-01-01T05:00:00Z", true],
      ["2027-01-01T22:00:00Z", false],
    ]);
  });

  it("follows summer time in Berlin: 02:00 to 03:00 is missing in March and comes twice in October", () => {
    check({ hours: "02:00-03:00", time_zone: "Europe/Berlin" }, [
      ["2026-03-28T01:30:00Z", true],
      ["2026-03-29T00:59:00Z", false],
      ["2026-03-29T01:00:00Z", false],
      ["2026-03-30T00:30:00Z", true],
      ["2026-10-24T23:59:00Z", false],
      ["2026-10-25T00:30:00Z", true],
      ["2026-10-25T01:30:00Z", true],
      ["2026-10-25T02:00:00Z", false],
    ]);
    check({ hours: "09:00-17:00", time_zone: "America/New_York" }, [
      ["2026-03-06T14:00:00Z", true],
      ["2026-03-06T13:30:00Z", false],
      ["2026-03-09T13:30:00Z", true],
    ]);
  });

  it("knows zones with odd offsets", () => {
    check({ hours: "05:45-05:46", time_zone: "Asia/Kathmandu" }, [["2026-03-02T00:00:00Z", true]]);
    check({ hours: "13:45-13:46", time_zone: "Pacific/Chatham" }, [["2026-03-02T00:00:00Z", true]]);
  });

  it("is off at a moment that is none", () => {
    const always = compileSchedule(scheduleSchema.parse({}));
    expect(isWithinSchedule(always, Number.NaN)).toBe(false);
    expect(isWithinSchedule(always, Number.POSITIVE_INFINITY)).toBe(false);
  });
});

/** Paths and messages of what is wrong. */
function problems(schedule: unknown): string[] {
  const parsed = scheduleSchema.safeParse(schedule);
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

describe("scheduleSchema", () => {
  it.each<[object, string, RegExp]>([
    [{ time_zone: "Europe/Berln" }, "time_zone", /no such time zone/],
    [{ time_zone: "+01:00" }, "time_zone", /no such time zone/],
    [{ time_zone: "" }, "time_zone", /no such time zone/],
    [{ hours: "25:00-26:00" }, "hours", /00:00 to 24:00/],
    [{ hours: "09:60-10:00" }, "hours", /60 minutes/],
    [{ hours: "24:00-06:00" }, "hours", /24:00/],
    [{ hours: "09:00-24:01" }, "hours", /24:00/],
    [{ hours: "09:00-09:00" }, "hours", /empty/],
    [{ hours: "9-17" }, "hours", /like 09:00-17:30/],
    [{ hours: ["09:00-10:00", "11:00"] }, "hours.1", /like 09:00-17:30/],
    [{ hours: [] }, "hours", /./],
    [{ days: [] }, "days", /./],
    [{ days: ["mon", "tues"] }, "days.1", /./],
    [{ from: "2026-02-29" }, "from", /must exist/],
    [{ until: "tomorrow" }, "until", /like 2026-12-31/],
    [{ from: "2026-02-02", until: "2026-02-01" }, "until", /before 2026-02-02/],
    [{ day: ["mon"] }, "", /day/],
  ])("refuses %j at %s", (schedule, path, message) => {
    const found = problems(schedule);
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(`${path}: `), found[0]).toBe(true);
    expect(found[0]).toMatch(message);
  });

  it.each<object>([
    { days: ["mon"], hours: "00:00-24:00", time_zone: "America/Argentina/Buenos_Aires" },
    { hours: ["00:00-00:01", "23:59-24:00", "23:59-00:01"] },
    { from: "2028-02-29", until: "2028-02-29" },
  ])("accepts %j", (schedule) => {
    expect(problems(schedule)).toEqual([]);
  });
});

describe("localTime", () => {
  it("agrees with the calendar in UTC", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date("1972-01-01") }), (date) => {
        fc.pre(date.getUTCFullYear() < 9999);
        expect(localTime("UTC", date.getTime())).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          weekday: date.getUTCDay() === 0 ? 7 : date.getUTCDay(),
          hour: date.getUTCHours(),
          minute: date.getUTCMinutes(),
        });
      }),
    );
  });

  it("remembers more zones than it keeps, and the same ones at other times", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    expect(zones.length).toBeGreaterThan(200);
    const atMs = Date.UTC(2026, 6, 1, 12);
    const once = zones.map((zone) => localTime(zone, atMs));
    for (const zone of zones) localTime(zone, 0);
    expect(zones.map((zone) => localTime(zone, atMs))).toEqual(once);
    expect(zones.every(isTimeZone)).toBe(true);
  });

  it("knows no zone of an unknown name", () => {
    expect(localTime("Nowhere/Land", 0)).toBeNull();
  });
});
