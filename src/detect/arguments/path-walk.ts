// Walks a path step by step, the way a file system would, and remembers how it climbed: plainly,
// or in a way that only someone writes who wants past a filter. It knows no file by name.
import { plainPath } from "../../domain/plain-path.ts";

/** Where a path leads and how. */
export interface PathWalk {
  /** The path with every escape undone. */
  readonly path: string;
  /** The steps that are left after walking, in lower case. */
  readonly steps: readonly string[];
  /** Begins at a root: `/x`, `C:/x`, or climbed above where it began. */
  readonly isRooted: boolean;
  /** Steps up. */
  readonly climbs: number;
  /** Steps up of which the text, read as it stands, shows nothing. */
  readonly hidden: number;
  /** Steps of dots that a filter or an old system turns into a climb: `...`, `....`, `.?`. */
  readonly doubtful: number;
  /** How many folders above its start it gets. */
  readonly above: number;
}

/** Windows' PATH_MAX is 32,767, but nothing longer than Linux's 4,096 names a file anywhere else. */
export const PATH_CHARS_MAX = 4_096;

/** A step of two dots, with or without what a decoder or a file system drops from it. */
const CLIMB =
  // oxlint-disable-next-line no-control-regex -- control characters are what is dropped
  /^[\s\0-\x1f%;,+"'<>|\x7f]{0,8}\.[\s\0-\x1f"'\x7f]{0,8}\.[\s\0-\x1f%;,+"'<>|#\x7f]{0,8}$/;
/** Three dots and more, a dot and a wildcard, two wildcards. */
const DOUBTFUL = /^(?:\.{3,256}|[.?]\?|\?\.)$/;

/** What a step needs to be more than a name. */
const NO_NAME = /[^\w@+~$ .-]|^\.|[. ]$/;

/** Walks a path of at most `PATH_CHARS_MAX` characters. Linear; never throws. */
export function walkPath(text: string): PathWalk {
  const path = plainPath(text);
  const walked = walk(path);
  // A filter that deletes "../" once makes one of "....//" and of "..././".
  if (walked.climbs === 0 && walked.doubtful > 0 && path.includes("../")) {
    const left = walk(path.replaceAll("../", ""));
    if (left.climbs > 0) return { ...left, path, hidden: left.climbs };
  }
  const shown = walked.climbs === 0 ? 0 : shownClimbs(text);
  return { ...walked, path, hidden: Math.max(0, walked.climbs - shown) };
}

/** The climbs that everybody sees. */
function shownClimbs(text: string): number {
  let shown = 0;
  for (const step of text.split(/[/\\]/)) if (step === "..") shown += 1;
  return shown;
}

function walk(path: string): Omit<PathWalk, "path" | "hidden"> {
  const steps: string[] = [];
  let climbs = 0;
  let doubtful = 0;
  let above = 0;
  let depth = 0;
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (!NO_NAME.test(step)) {
      depth += 1;
      steps.push(step.toLowerCase());
    } else if (step === ".." || (!/\w/.test(step) && CLIMB.test(step))) {
      climbs += 1;
      depth -= 1;
      above = Math.max(above, -depth);
      if (steps.length > 0) steps.pop();
    } else if (DOUBTFUL.test(step)) {
      doubtful += 1;
      depth += 1;
    } else {
      depth += 1;
      steps.push(named(step));
    }
  }
  const isDrive = /^[a-z]:$/.test(steps[0] ?? "");
  if (isDrive) steps.shift();
  return { steps, isRooted: path.startsWith("/") || isDrive || above > 0, climbs, doubtful, above };
}

/** A step as it is looked up: Windows and macOS take no notice of case, nor of dots at the end. */
function named(step: string): string {
  // oxlint-disable-next-line no-control-regex -- a NUL ends the name for what is written in C
  const name = step.toLowerCase().replace(/[\0\r\n].{0,4096}$/s, "");
  return name.length > 1 ? name.replace(/(?<=[^.\s])[.\s]{1,64}$/, "") : name;
}
