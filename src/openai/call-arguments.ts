// The arguments of a tool call as segments, one for every string in them, with its path; and what
// about them clients do not all read the same way.
import { hasLoneSurrogate, oddNumbers } from "../domain/json-faults.ts";
import { joinPaths } from "../domain/json-path.ts";
import { isNestedDeeper, readJsonStrings, type JsonStrings } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Segment } from "../domain/segment.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { commandLines } from "./command-lines.ts";
import { looseStrings } from "./loose-strings.ts";
import { patchPaths } from "./patch-paths.ts";

/**
 * What is wrong with arguments.
 *
 * - `json`: no JSON. Some clients read comments, trailing commas, NaN or what stands before an error.
 * - `not_object`: JSON, and no object.
 * - `duplicate_keys`: a name occurs twice in an object, however it is escaped; one client takes the
 *   first, another the last.
 * - `surrogate`: half of a surrogate pair.
 * - `infinity`: a number that no double holds; infinite, null or an error.
 * - `number`: a whole number that a double rounds; JavaScript calls with another one than Python.
 * - `too_large`: nested deeper than `LIMITS.argumentDepthMax`, or more strings than are inspected.
 */
export type ArgumentFaultKind =
  | "json"
  | "not_object"
  | "duplicate_keys"
  | "surrogate"
  | "infinity"
  | "number"
  | "too_large";

/** A fault, and where it stands in the arguments as they were written. */
export interface ArgumentFault {
  readonly kind: ArgumentFaultKind;
  readonly start: number;
  readonly end: number;
}

/** The arguments of one call. */
export interface CallReading {
  readonly segments: readonly Segment[];
  readonly faults: readonly ArgumentFault[];
}

const NOTHING: CallReading = { segments: [], faults: [] };

/**
 * The string leaves of a call's arguments in document order, then what is derived from them (names
 * of members that are more than a name, commands in pieces, files of patches). Empty text counts as `{}`, as clients
 * read it. What cannot be read so is one segment as it stands, and derived from it the strings that a
 * lenient client would find, so that it is inspected whatever a policy makes of the fault.
 */
export function readCallArguments(call: ToolCall): CallReading {
  const { arguments: text } = call;
  if (call.kind === "text") return { segments: withPatches([wholeSegment(call)]), faults: [] };
  if (text.trim() === "") return NOTHING;
  const whole = (kind: ArgumentFaultKind): CallReading => ({
    segments: [wholeSegment(call), ...looseSegments(call)],
    faults: [{ kind, start: 0, end: text.length }],
  });
  if (isNestedDeeper(text, LIMITS.argumentDepthMax)) return whole("too_large");
  const parsed = parse(text);
  if (parsed === undefined) return whole("json");
  const read = readJsonStrings(text, {
    depth: LIMITS.argumentDepthMax,
    strings: LIMITS.argumentLeavesMax,
    isAsked: isOddName,
  });
  if (!read.ok) return whole("too_large");
  return {
    segments: segmentsOf(call, read.value),
    faults: faultsOf(text, parsed.value, read.value),
  };
}

function originOf({ name }: ToolCall): Pick<Segment, "kind" | "direction" | "tool"> {
  return { kind: "tool_argument", direction: "output", tool: name };
}

function wholeSegment(call: ToolCall): Segment {
  return { ...originOf(call), text: call.arguments, path: rootOf(call) };
}

/** What a client that reads it all the same would find in it. */
function looseSegments(call: ToolCall): readonly Segment[] {
  const derived = { ...originOf(call), isDerived: true, path: rootOf(call) } as const;
  return looseStrings(call.arguments, LIMITS.argumentLeavesMax).map(({ text, name }): Segment => {
    return { ...derived, text, ...(name !== null && { parameter: name }) };
  });
}

function rootOf({ argumentsPath, path }: ToolCall): string {
  return argumentsPath ?? path;
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Not JSON, which is what the caller says of it.
    return undefined;
  }
}

function faultsOf(text: string, value: unknown, { duplicates }: JsonStrings): ArgumentFault[] {
  const whole = { start: 0, end: text.length };
  const faults: ArgumentFault[] = [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    faults.push({ kind: "not_object", ...whole });
  }
  if (duplicates.length > 0) faults.push({ kind: "duplicate_keys", ...whole });
  if (hasLoneSurrogate(text)) faults.push({ kind: "surrogate", ...whole });
  for (const { start, end, isInfinite } of oddNumbers(text)) {
    faults.push({ kind: isInfinite ? "infinity" : "number", start, end });
  }
  return faults;
}

/** More than a word, a path, an address or a label in words. */
const ODD_NAME = /[^\p{L}\p{N}\p{M}_$.@:/ -]|\.\.|.{65}/u;

const PLAIN_NAME = /^\w{1,64}$/;

function isOddName(name: string): boolean {
  return !PLAIN_NAME.test(name) && ODD_NAME.test(name);
}

function segmentsOf(call: ToolCall, { strings, names }: JsonStrings): readonly Segment[] {
  const root = rootOf(call);
  const origin = originOf(call);
  const leaves = strings.map(({ path, key, start, end }): Segment => {
    const text = JSON.parse(call.arguments.slice(start, end)) as string;
    const parameter = key === null ? {} : { parameter: key };
    return { ...origin, text, path: joinPaths(root, path), ...parameter };
  });
  const derived = { ...origin, isDerived: true } as const;
  const ofNames = names.map(({ path, name }): Segment => {
    return {
      ...derived,
      text: name,
      path: namePath(joinPaths(root, path)),
      declared: "text",
      declaredBy: "parameter",
    };
  });
  const ofCommands = commandLines(leaves).map(({ text, path, parameter }): Segment => {
    return { ...derived, text, path, parameter, declared: "shell", declaredBy: "parameter" };
  });
  const told = withPatches(leaves);
  return ofNames.length + ofCommands.length === 0 ? told : [...told, ...ofNames, ...ofCommands];
}

/** The texts, and the paths of the files that they patch where they are for a tool that patches. */
function withPatches(segments: readonly Segment[]): readonly Segment[] {
  const tool = segments[0]?.tool;
  if (tool === undefined || segments[0] === undefined || !PATCH_TOOL.test(tool)) return segments;
  const { kind, direction } = segments[0];
  const origin = { kind, direction, tool, isDerived: true } as const;
  const paths = segments.flatMap(({ text, path }) =>
    patchPaths(text).map((file): Segment => {
      return { ...origin, text: file, path, declared: "path", declaredBy: "tool" };
    }),
  );
  return [...segments, ...paths];
}

const PATCH_TOOL = /patch|diff|edit|shell|bash|terminal/i;

/** The path of a member's name: that of the member, and `.~`. */
function namePath(path: string): string {
  return `${path}.~`;
}

/** The path of a leaf within the arguments, from its segment's path. */
export function leafPath(call: ToolCall, path: string): string {
  const rest = path.slice(rootOf(call).length);
  return rest.startsWith(".") ? rest.slice(1) : rest;
}
