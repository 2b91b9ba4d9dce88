// Which files a path in an argument may name: those below some folders. Paths are compared as text,
// with everything undone that a tool could undo; links on the disk are not known here.
import * as z from "zod";
import { plainPath } from "../../domain/plain-path.ts";
import type { TextCheck } from "./problem.ts";

/** What `path:` may say. */
export const pathSchema = z.strictObject({
  /** Folders below which the path must lie, absolute: `/srv/data`, `C:/data`. */
  roots: z
    .array(
      z
        .string()
        .min(1)
        .max(1_024)
        .regex(
          /^(?:[A-Za-z]:)?\/(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\\%~\p{Cc}]*$/u,
          "an absolute path with `/`, without `.` and `..`",
        ),
    )
    .min(1)
    .max(100),
  absolute: z
    .boolean()
    .optional()
    .describe("Whether it must be absolute (true) or relative to a root (false); absent: either."),
});

/** PATH_MAX of Linux. */
const PATH_CHARS_MAX = 4_096;

/** Makes the check of a path. */
export function compilePath(spec: z.infer<typeof pathSchema>): TextCheck {
  const roots = spec.roots.map(rootOf);
  return (text) => {
    if (text.length > PATH_CHARS_MAX) return "too_long";
    if (text.trim() === "" || CONTROL.test(text)) return "not_a_path";
    if (text.trim() !== text || EXPANDS.test(text) || isForeign(text)) return "ambiguous_path";
    // What the text says, and what a tool would make of it that decodes once more than it should.
    const readings = [text.replaceAll("\\", "/"), plainPath(text)];
    if (readings.some((path) => CONTROL.test(path) || EXPANDS.test(path) || isForeign(path))) {
      return "ambiguous_path";
    }
    const isAbsolute = readings.map((path) => path.startsWith("/") || DRIVE.test(path));
    if (isAbsolute[0] !== isAbsolute[1]) return "ambiguous_path";
    if (spec.absolute === true && isAbsolute[0] !== true) return "relative_path";
    if (spec.absolute === false && isAbsolute[0] === true) return "absolute_path";
    if (readings.some((path) => path.split("/").some(isOddStep))) return "ambiguous_path";
    return readings.every((path) => isInside(path, roots)) ? null : "outside_roots";
  };
}

const CONTROL = /\p{Cc}|\p{Cf}|[\u2028\u2029]/u;
/** What shells and libraries put something else in the place of: homes and variables. */
const EXPANDS = /^~|^file:|[$%]\{|\$\(|`|^\$|%[A-Za-z_]{1,64}%/i;
const DRIVE = /^[A-Za-z]:\//;

/** Forms that mean another place on another system: shares, devices, streams, schemes. */
function isForeign(path: string): boolean {
  return (
    /^[\\/]{2}/.test(path) ||
    /^[a-z][a-z0-9+.-]{1,31}:[\\/]/i.test(path) ||
    /^[a-z]:(?![\\/])/i.test(path) ||
    /::\$/.test(path)
  );
}

/** A step of dots and spaces that is neither `.` nor `..`: Windows drops what is at its end. */
function isOddStep(step: string): boolean {
  return step !== "" && step !== "." && step !== ".." && /^[.\s]+$|^\.\.?;/.test(step);
}

interface Root {
  readonly steps: readonly string[];
  /** Windows compares names without regard to case. */
  readonly isDrive: boolean;
}

function rootOf(path: string): Root {
  const isDrive = DRIVE.test(path);
  return { steps: stepsOf(isDrive ? path.toLowerCase() : path), isDrive };
}

function stepsOf(path: string): readonly string[] {
  return path.split("/").filter((step) => step !== "" && step !== ".");
}

/** Whether the path, step by step, ends below a root and a relative one never leaves it. */
function isInside(path: string, roots: readonly Root[]): boolean {
  const isDrive = DRIVE.test(path);
  const isAbsolute = path.startsWith("/") || isDrive;
  const walked: string[] = [];
  for (const step of stepsOf(isDrive ? path.toLowerCase() : path)) {
    if (step !== "..") walked.push(step);
    else if (walked.pop() === undefined) return false;
  }
  if (!isAbsolute) return true;
  return roots.some(
    (root) => root.isDrive === isDrive && root.steps.every((step, at) => walked[at] === step),
  );
}
