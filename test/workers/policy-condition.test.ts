// Conditions, patterns and schedules in the Workers runtime: no code from text, and all time zones.
import { describe, expect, it } from "vitest";
import { compilePattern } from "../../src/domain/tenant-pattern.ts";
import { compileCondition } from "../../src/policy/conditions/cel.ts";
import { conditionTime } from "../../src/policy/conditions/condition-scope.ts";
import {
  compileSchedule,
  isWithinSchedule,
  scheduleSchema,
} from "../../src/policy/conditions/schedule.ts";

const AT_MS = Date.UTC(2026, 9, 25, 0, 30);

describe("in the Workers runtime", () => {
  it.each<[string, boolean | "failed"]>([
    ['args.amount > 100 && user.claims.tier == "gold"', true],
    ['user.roles.exists(r, r.matches("^adm"))', true],
    ['hour_in("Europe/Berlin") == 2 && weekday_in("Europe/Berlin") == 7', true],
    ["args.missing > 1", "failed"],
  ])("evaluates %s", (source, expected) => {
    const compiled = compileCondition(source);
    const said = compiled.ok
      ? compiled.value.evaluate({
          args: { amount: 150.5 },
          user: { id: "u", roles: ["admin"], claims: { tier: "gold" } },
          time: conditionTime(AT_MS),
        })
      : compiled.error;
    expect(said).toBe(expected);
  });

  it("refuses a condition with its place", () => {
    expect(compileCondition("user.rols == 1")).toMatchObject({ error: { offset: 5 } });
  });

  it("matches patterns", () => {
    const compiled = compilePattern(String.raw`\bACME-\d{6}\b`);
    expect(compiled.ok && compiled.value.firstMatch("x ACME-123456", 0)).toEqual({
      start: 2,
      end: 13,
    });
  });

  it("knows time zones and summer time", () => {
    const schedule = compileSchedule(
      scheduleSchema.parse({ hours: "02:00-03:00", time_zone: "Europe/Berlin" }),
    );
    expect(isWithinSchedule(schedule, AT_MS)).toBe(true);
    expect(isWithinSchedule(schedule, AT_MS + 3_600_000)).toBe(true);
    expect(isWithinSchedule(schedule, AT_MS + 7_200_000)).toBe(false);
    expect(scheduleSchema.safeParse({ time_zone: "Europe/Berln" }).success).toBe(false);
  });
});
