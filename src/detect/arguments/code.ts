// Programs in arguments of tool calls, in Python, JavaScript or something like them: what they read
// of the machine, what they send away, run, destroy or hide. It executes and parses nothing.
import type { Segment } from "../../domain/segment.ts";
import type { DetectorMeta } from "../detector.ts";
import { argumentDetector, type Found, type Judges } from "./argument-detector.ts";
import { SIGNS } from "./argument-survey.ts";
import { judgeCodePayload } from "./code-payload.ts";
import { followData } from "./code-flow.ts";
import { foldTexts } from "./code-fold.ts";
import { languageOf, lexCode } from "./code-lexer.ts";
import { codeSigns, type CodeSign } from "./code-rules.ts";
import { readUses } from "./code-uses.ts";
import { shellArgument } from "./shell.ts";

const META: DetectorMeta = {
  id: "arguments.code",
  finds: "Programs in arguments of tool calls that spy, send away, destroy, hide or break out.",
  source: "CWE-94, CWE-95, CWE-502; reverse-shell cheat sheets; sandbox-escape write-ups.",
};

const JUDGES: Judges = {
  sql: null,
  shell: null,
  path: null,
  url: null,
  code: (text) => judgeProgram(text, 0),
  text: judgeCodePayload,
  unknown: judgeCodePayload,
};

/** Detects programs that do what no tool should run. */
export const codeArgument = argumentDetector(META, JUDGES, { signs: SIGNS.code, except: "code" });

/** Programs within programs that are judged. */
const NESTED_MAX = 2;
/** Lines of shells, and programs, within one program that are judged. */
const TEXTS_MAX = 100;
/** Signs of one kind that are reported. */
const SIGNS_MAX = 8;

/** A program that was asked for as one. */
function judgeProgram(text: string, nested: number): Found[] {
  if (text.length < 4) return [];
  const language = languageOf(text);
  const tokens = foldTexts(lexCode(text, language));
  const unit = readUses(tokens);
  const lines = new Map<string, number>();
  const inners = new Map<string, readonly Omit<CodeSign, "use">[]>();
  const signs = codeSigns({
    uses: unit.uses,
    tokens,
    steps: followData(unit, language),
    judgeShell: (line) => remembered(lines, line, { judge: judgeShell, beyond: 0 }),
    judgeInner: (inner) => remembered(inners, inner, { judge: judgeNext, beyond: [] }),
  });
  const counts = new Map<string, number>();
  const found: Found[] = [];
  for (const sign of signs.toSorted((a, b) => b.confidence - a.confidence)) {
    const count = counts.get(sign.category) ?? 0;
    if (count >= SIGNS_MAX) continue;
    counts.set(sign.category, count + 1);
    found.push(placed(sign));
  }
  return found;

  function judgeNext(inner: string): readonly Omit<CodeSign, "use">[] {
    if (nested >= NESTED_MAX) return [];
    return judgeProgram(inner, nested + 1).map(({ category, severity, confidence }) => ({
      category,
      severity,
      confidence,
    }));
  }

  function placed({ use, category, severity, confidence }: CodeSign): Found {
    const start = tokens[use.from]?.start ?? 0;
    const end = tokens[use.to - 1]?.end ?? text.length;
    return { category, severity, confidence, start, end: Math.max(end, start + 1) };
  }
}

/** What was made of a text before; of more than some, `beyond`. */
function remembered<T>(
  known: Map<string, T>,
  text: string,
  { judge, beyond }: { readonly judge: (text: string) => T; readonly beyond: T },
): T {
  const said = known.get(text);
  if (said !== undefined) return said;
  if (known.size >= TEXTS_MAX) return beyond;
  const made = judge(text);
  known.set(text, made);
  return made;
}

/** How sure the judge of shells is that a line should not be run. */
function judgeShell(line: string): number {
  if (line.length < 3 || line.length > 4_000) return 0;
  const segment: Segment = {
    text: line,
    kind: "tool_argument",
    direction: "output",
    path: "",
    declared: "shell",
  };
  return shellArgument.inspect(segment).reduce((most, one) => Math.max(most, one.confidence), 0);
}
