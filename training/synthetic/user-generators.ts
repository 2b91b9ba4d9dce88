// The user side's families, with how many rows each makes.
import { ACCESS } from "./user-access.ts";
import { CARRIER } from "./user-carrier.ts";
import { EVERYDAY } from "./user-everyday.ts";
import { EXCUSE } from "./user-excuse.ts";
import { EXTRACTION } from "./user-extraction.ts";
import { generatorOf, type Family } from "./user-family.ts";
import { FORCED } from "./user-forced.ts";
import { LANGUAGES } from "./user-languages.ts";
import { MARKERS } from "./user-markers.ts";
import { MIXED } from "./user-mixed.ts";
import { OVERRIDE } from "./user-override.ts";
import { PERSONA } from "./user-persona.ts";
import { PRETEXT } from "./user-pretext.ts";
import { SECRET } from "./user-secret.ts";
import { SUFFIX } from "./user-suffix.ts";
import { SYSTEM } from "./user-system.ts";
import { TASKS } from "./user-tasks.ts";
import { TEMPLATE } from "./user-template.ts";
import { TRIGGER } from "./user-trigger.ts";

/** Rows by family; half of them attacks, where a family has attacks. */
const FAMILIES: readonly (readonly [Family, number])[] = [
  [SECRET, 4_800],
  [EXTRACTION, 3_800],
  [ACCESS, 3_000],
  [OVERRIDE, 4_000],
  [PERSONA, 6_000],
  [TEMPLATE, 2_600],
  [SUFFIX, 2_600],
  [PRETEXT, 2_400],
  [LANGUAGES, 3_000],
  [MIXED, 2_800],
  [FORCED, 2_000],
  [EXCUSE, 2_000],
  [MARKERS, 1_600],
  [CARRIER, 1_400],
  [SYSTEM, 3_000],
  [TRIGGER, 2_400],
  [TASKS, 2_400],
  [EVERYDAY, 4_800],
];

/** A generator for each family of what users say. */
export const USER_GENERATORS = FAMILIES.map(([family, rows]) => ({
  name: `user-${family.name}`,
  rows,
  generate: generatorOf(family),
}));
