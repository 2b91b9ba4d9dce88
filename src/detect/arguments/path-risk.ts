// Looks a walked path up among the places that are worth stealing.
import { EXAMPLE_FOLDERS, OTHER_ROOTS, PLACES } from "./path-places.ts";
import type { PathWalk } from "./path-walk.ts";

/** How sure a path is an attack by where it leads. */
export interface PlaceRisk {
  readonly declared: number;
  readonly text: number;
}

const NOWHERE: PlaceRisk = { declared: 0, text: 0 };

interface Pattern extends PlaceRisk {
  readonly start: "root" | "home" | "any";
  readonly steps: readonly (string | RegExp)[];
  readonly isFolder: boolean;
}

/** By the first step, so that a path is held against few of them. */
const BY_FIRST = new Map<string, Pattern[]>();
/** Patterns whose first step is not known: from the root, or of the last step. */
const BY_SHAPE: Pattern[] = [];

for (const { paths, declared, text } of PLACES) {
  for (const path of paths) {
    const pattern = patternOf(path, { declared, text });
    const first = pattern.steps[0];
    if (typeof first !== "string") BY_SHAPE.push(pattern);
    else BY_FIRST.set(first, [...(BY_FIRST.get(first) ?? []), pattern]);
  }
}

function patternOf(path: string, risk: PlaceRisk): Pattern {
  const steps = path.replace(/^~?\/|\/$/g, "").split("/");
  return {
    ...risk,
    start: path.startsWith("/") ? "root" : path.startsWith("~") ? "home" : "any",
    steps: steps.map((step) => (step.includes("*") ? globOf(step) : step)),
    isFolder: path.endsWith("/"),
  };
}

/** At most two `*` stand in a step of the table. */
function globOf(step: string): RegExp {
  return new RegExp(`^${step.replace(/[.$]/g, "\\$&").replaceAll("*", ".{0,255}")}$`);
}

/** More steps than a path of any worth has; the rest of a long one is padding. */
const STEPS_LOOKED_UP = 64;

/** The worst that the path's place says. */
export function placeRisk({ steps, isRooted, above }: PathWalk): PlaceRisk {
  let worst = NOWHERE;
  const from = Math.max(0, steps.length - STEPS_LOOKED_UP);
  const root = isRooted ? otherRoot(steps) : -1;
  let isExample = false;
  for (let at = from; at < steps.length; at += 1) {
    const step = steps[at] ?? "";
    const risk = riskAt(steps, at, { isRoot: isRooted && (at === 0 || at === root) });
    if (risk !== undefined) worst = worse(worst, isExample && above === 0 ? lowered(risk) : risk);
    isExample ||= EXAMPLE_FOLDERS.has(step);
  }
  return worse(worst, environmentRisk(steps, above));
}

function riskAt(
  steps: readonly string[],
  at: number,
  { isRoot }: { readonly isRoot: boolean },
): PlaceRisk | undefined {
  const known = BY_FIRST.get(steps[at] ?? "");
  const shaped = isRoot || at === steps.length - 1 ? BY_SHAPE : NO_PATTERNS;
  if (known === undefined && shaped.length === 0) return undefined;
  let worst: PlaceRisk | undefined;
  for (const pattern of [...(known ?? NO_PATTERNS), ...shaped]) {
    if (pattern.start === "root" && !isRoot) continue;
    if (pattern.start === "home" && !isHome(steps, at)) continue;
    if (fits(pattern, steps, at)) worst = worst === undefined ? pattern : worse(worst, pattern);
  }
  return worst;
}

const NO_PATTERNS: readonly Pattern[] = [];

function fits(pattern: Pattern, steps: readonly string[], at: number): boolean {
  const end = at + pattern.steps.length;
  if (pattern.isFolder ? steps.length < end : steps.length !== end) return false;
  return pattern.steps.every((wanted, index) => {
    const step = steps[at + index] ?? "";
    return typeof wanted === "string" ? wanted === step : wanted.test(step);
  });
}

/** Whether the step stands in someone's home: `~`, `$HOME`, `/home/ann`, `C:/Users/Ann`. */
function isHome(steps: readonly string[], at: number): boolean {
  const parent = steps[at - 1] ?? "";
  if (
    /^(?:~[\w.-]{0,64}|\$\{?home\}?|%(?:userprofile|homepath|home)%|\$env:userprofile)$/.test(
      parent,
    )
  ) {
    return true;
  }
  return (at === 2 && /^(?:home|users)$/.test(steps[0] ?? "")) || (at === 1 && parent === "root");
}

const FIRST_OF_ROOTS: ReadonlySet<string | undefined> = new Set(
  OTHER_ROOTS.map((root) => root.split("/")[0]),
);

/** Where a root within the root begins; -1 without one. */
function otherRoot(steps: readonly string[]): number {
  if (!FIRST_OF_ROOTS.has(steps[0] ?? "")) return -1;
  const path = `${steps.slice(0, 4).join("/")}/`;
  const found = OTHER_ROOTS.find((root) => path.startsWith(`${root}/`));
  return found === undefined ? -1 : found.split("/").length;
}

const ENVIRONMENT = /^\.env(?:rc)?(?:\.([\w-]{1,24}))?(?:\.(?:bak|old|save|swp|orig|backup))?$/;
/** Written to be read: they hold names without values. */
const EMPTY_ENVIRONMENT = /^(?:example|examples|sample|template|tpl|dist|defaults?|schema|d)$/;
/** Often committed, with values for development. */
const COMMITTED_ENVIRONMENT = /^(?:dev|development|test|testing|ci|e2e)$/;
/** A package deep in a repository has settings of its own, which are no secrets as a rule. */
const ENVIRONMENT_DEPTH_MAX = 4;

/** Files of variables, which hold the passwords of an application. */
function environmentRisk(steps: readonly string[], above: number): PlaceRisk {
  if (steps.at(-1)?.startsWith(".env") !== true) return NOWHERE;
  const match = ENVIRONMENT.exec(steps.at(-1) ?? "");
  if (match === null || EMPTY_ENVIRONMENT.test(match[1] ?? "")) return NOWHERE;
  const isCommitted =
    COMMITTED_ENVIRONMENT.test(match[1] ?? "") || steps.length > ENVIRONMENT_DEPTH_MAX;
  if (above === 0 && (isCommitted || steps.some((step) => EXAMPLE_FOLDERS.has(step)))) {
    return { declared: 0.4, text: 0.4 };
  }
  return { declared: 0.85, text: 0.8 };
}

function worse(a: PlaceRisk, b: PlaceRisk): PlaceRisk {
  return { declared: Math.max(a.declared, b.declared), text: Math.max(a.text, b.text) };
}

function lowered(risk: PlaceRisk): PlaceRisk {
  return { declared: Math.min(risk.declared, 0.4), text: Math.min(risk.text, 0.4) };
}
