// YAML text to a policy, or to every problem in it, each with its line and column.
import { LineCounter, parseDocument, type Document } from "yaml";
import type * as z from "zod";
import { LIMITS } from "../domain/limits.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { policySchema, SCANNERS, validFields, type Policy } from "./schema/document.ts";

/** One problem of a policy document. */
export interface PolicyError {
  readonly message: string;
  /** For example `rules[2].allowed_tools`; empty for the document itself. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What would have been valid there, where that is a list. */
  readonly expected?: readonly string[];
}

/**
 * Loads a policy. Either the whole document is valid, or the result lists all that is wrong with
 * it. Never throws. YAML aliases are refused: a policy does not need them, and they are how a small
 * document becomes a large one.
 */
export function loadPolicy(source: string): Result<Policy, readonly PolicyError[]> {
  if (source.length > LIMITS.policyBytesMax) {
    return err([{ ...START, message: `a policy has at most ${LIMITS.policyBytesMax} characters` }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: lines,
    uniqueKeys: true,
    strict: true,
    prettyErrors: false,
  });
  const syntax = [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { message: firstLine(error.message), path: "", line, column: col };
  });
  if (syntax.length > 0) return err(syntax);

  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    // The yaml library throws a ReferenceError when a document uses more aliases than allowed.
    return err([
      { ...START, message: error instanceof Error ? firstLine(error.message) : "invalid" },
    ]);
  }
  const parsed = policySchema.safeParse(data);
  if (!parsed.success) {
    const context = { document, lines, data };
    return err(parsed.error.issues.flatMap((issue) => located(issue, context)));
  }
  const twice = duplicateNames(parsed.data);
  if (twice.length > 0) {
    return err(
      twice.map((index) => ({
        message: `another rule has the name "${parsed.data.rules[index]?.name}"`,
        ...place(["rules", index, "name"], { document, lines, data }),
      })),
    );
  }
  return ok(parsed.data);
}

const START = { path: "", line: 1, column: 1 } as const;

interface Located {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly data: unknown;
}

function located(issue: z.core.$ZodIssue, context: Located): PolicyError[] {
  if (issue.code === "unrecognized_keys") {
    const expected = validFields(issue.path, context.data);
    return issue.keys.map((key) => ({
      message: `unknown field "${key}"`,
      ...place([...issue.path, key], context, "key"),
      ...(expected && { expected }),
    }));
  }
  if (issue.code === "invalid_union") {
    return [
      {
        message: "a rule needs a known scanner",
        ...place(
          issue.path.at(-1) === "scanner" ? issue.path : [...issue.path, "scanner"],
          context,
        ),
        expected: SCANNERS,
      },
    ];
  }
  const expected = issue.code === "invalid_value" ? issue.values.map(String) : null;
  return [{ message: issue.message, ...place(issue.path, context), ...(expected && { expected }) }];
}

/** Where a path stands in the source: its own node, or the nearest parent that exists. */
function place(
  path: readonly PropertyKey[],
  context: Located,
  part: "value" | "key" = "value",
): Pick<PolicyError, "path" | "line" | "column"> {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(context.document, path.slice(0, length), part);
    if (node === null) continue;
    const { line, col } = context.lines.linePos(node);
    return { path: pathText(path), line, column: col };
  }
  return { path: pathText(path), line: 1, column: 1 };
}

function nodeAt(
  document: Document,
  path: readonly PropertyKey[],
  part: "value" | "key",
): number | null {
  if (part === "key" && path.length > 0) {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const items = (parent as { items?: unknown } | null)?.items;
    if (Array.isArray(items)) {
      for (const item of items as { key?: { value?: unknown; range?: number[] } }[]) {
        if (item.key?.value === path.at(-1)) return item.key?.range?.[0] ?? null;
      }
    }
  }
  const node = path.length === 0 ? document.contents : document.getIn([...path], true);
  const range = (node as { range?: number[] } | null | undefined)?.range;
  return range?.[0] ?? null;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

function duplicateNames(policy: Policy): number[] {
  const seen = new Set<string>();
  return policy.rules.flatMap((rule, index) => {
    if (seen.has(rule.name)) return [index];
    seen.add(rule.name);
    return [];
  });
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? message;
}
