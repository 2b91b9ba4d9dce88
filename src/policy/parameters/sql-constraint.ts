// What SQL in an argument may do: how many statements, which verbs, on which tables. What cannot be
// read in one way only may do nothing.
import * as z from "zod";
import { matchesGlob } from "../glob.ts";
import type { TextCheck } from "./problem.ts";
import { readSql, type SqlStatement } from "./sql-reading.ts";

/** The verbs that a policy can name. `into` is what SELECT INTO does. */
const VERBS = [
  "select",
  "insert",
  "update",
  "delete",
  "merge",
  "replace",
  "into",
  "create",
  "alter",
  "drop",
  "truncate",
  "grant",
  "revoke",
  "explain",
  "describe",
  "show",
  "pragma",
  "analyze",
  "vacuum",
  "call",
  "execute",
  "copy",
  "set",
  "use",
  "begin",
  "start",
  "commit",
  "rollback",
  "lock",
] as const;

const TABLES = z.array(z.string().min(1).max(256)).min(1).max(1_000);

/** What `sql:` may say. */
export const sqlSchema = z.strictObject({
  verbs: z
    .array(z.enum(VERBS))
    .min(1)
    .describe("What statements may do; what they hide in a CTE or behind EXPLAIN counts too."),
  statements: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(1)
    .describe("How many statements one text may hold."),
  tables: z
    .strictObject({
      allow: TABLES.optional().describe(
        "Globs of tables that may be named. Without a dot they mean names without a schema.",
      ),
      deny: TABLES.optional().describe(
        "Globs of tables that may not; without a dot they mean the table in any schema.",
      ),
    })
    .optional(),
});

/** No agent's query is longer; reading so much takes some 30 ms. */
const SQL_CHARS_MAX = 65_536;

/** Makes the check of a text of SQL. */
export function compileSql(spec: z.infer<typeof sqlSchema>): TextCheck {
  const verbs = new Set<string>(spec.verbs);
  const allow = spec.tables?.allow?.map((glob) => glob.toLowerCase());
  const deny = spec.tables?.deny?.map((glob) => glob.toLowerCase()) ?? [];
  return (text) => {
    if (text.length > SQL_CHARS_MAX) return "too_long";
    const statements = readSql(text);
    if (statements === null || statements.length === 0) return "unreadable_sql";
    if (statements.length > spec.statements) return "sql_statements";
    if (statements.some((one) => [...one.verbs].some((verb) => !verbs.has(verb))))
      return "sql_verb";
    if (statements.some(({ reaches }) => reaches)) return "sql_reach";
    return statements.every((statement) => mayName(statement, { allow, deny }))
      ? null
      : "sql_table";
  };
}

function mayName(
  { tables }: SqlStatement,
  of: { readonly allow: readonly string[] | undefined; readonly deny: readonly string[] },
): boolean {
  return [...new Set(tables)].every((table) => {
    if (of.deny.some((glob) => isDenied(glob, table))) return false;
    return of.allow === undefined || of.allow.some((glob) => isAllowed(glob, table));
  });
}

/** A table without a schema may be that of any schema, and one with two may be told with one. */
function isDenied(glob: string, table: string): boolean {
  if (!table.includes(".")) return matchesGlob(glob.slice(glob.lastIndexOf(".") + 1), table);
  const parts = table.split(".");
  return parts.some((_, at) => matchesGlob(glob, parts.slice(at).join(".")));
}

/** A glob without a dot does not open every schema; `*` alone does. */
function isAllowed(glob: string, table: string): boolean {
  const isForSchemas = glob === "*" || glob.includes(".");
  return (isForSchemas || !table.includes(".")) && matchesGlob(glob, table);
}
