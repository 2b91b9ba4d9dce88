// SQL in arguments: what a payload may change about itself without getting through, and what a
// declared statement is said to do.
import { describe, expect, it } from "vitest";
import { judgeSqlPayload } from "../../src/detect/arguments/sql-payload.ts";
import { judgeStatements } from "../../src/detect/arguments/sql-statement.ts";
import { lexSqlReadings } from "../../src/domain/sql/lexer.ts";

const STOPPED = 0.8;

/** Categories that are found with enough confidence to be stopped. */
function categories(found: ReturnType<typeof judgeStatements>): readonly string[] {
  return [...new Set(found.filter((one) => one.confidence >= STOPPED).map((one) => one.category))];
}

const isStopped = (text: string): boolean => categories(judgeSqlPayload(text)).length > 0;

describe("a payload in text", () => {
  const SAME: readonly (readonly [string, (text: string) => string])[] = [
    ["in capitals", (text) => text.toUpperCase()],
    ["with comments for spaces", (text) => text.replaceAll(" ", "/**/")],
    ["with line breaks for spaces", (text) => text.replaceAll(" ", "\n")],
    ["with plus signs for spaces", (text) => text.replaceAll(" ", "+")],
    ["with vertical tabs for spaces", (text) => text.replaceAll(" ", "\v")],
    ["with a value before it", (text) => `tea${text}`],
    ["with brackets closed", (text) => text.replace("'", "'))")],
    ["in typographic quotes", (text) => text.replaceAll("'", "’")],
  ];
  const PAYLOADS = [
    "' or 7=7--",
    "' union select null,null--",
    "' and sleep(3)#",
    "' or 'k' like 'k",
    "' and 4=(select count(*) from staff)--",
    "' or ascii(substring(user(),1,1))>70--",
  ];

  it.each(SAME)("is found %s", (_name, change) => {
    expect(PAYLOADS.map(change).filter((text) => !isStopped(text))).toEqual([]);
  });

  it("is found in each of the contexts it may land in", () => {
    for (const quote of ["", "'", '"', "`"]) {
      expect([quote, isStopped(`5${quote} or 8=8 -- `)]).toEqual([quote, true]);
    }
  });

  it("needs no end of its own where the query around it brings one", () => {
    expect(isStopped("x' or 'a'='a")).toBe(true);
    expect(isStopped('x" or "a"="a')).toBe(true);
    expect(isStopped("7) or (6=6")).toBe(true);
  });

  it("is told by where it begins, whatever is written behind its comment", () => {
    expect(isStopped("x' or 9=9 -- a note about an attack")).toBe(true);
  });

  it("is less sure where it is quoted and talked about", () => {
    expect(isStopped(`The classic payload "' OR '1'='1" is an example of an attack.`)).toBe(false);
  });

  it("tells where it stands", () => {
    const text = "show all; DROP TABLE staff";
    const found = judgeSqlPayload(text).filter((one) => one.category === "sql_destructive");
    expect(found.map((one) => text.slice(one.start, one.end))).toContain("; DROP TABLE staff");
  });

  it("is looked for at the ends of a text with more quotes than are read", () => {
    expect(isStopped(`${"'=".repeat(300)}' or 6=6--`)).toBe(true);
  });
});

describe("a declared statement", () => {
  it.each([
    ["DROP OWNED BY clerk", "sql_destructive"],
    ["TRUNCATE ONLY bills", "sql_destructive"],
    ["UPDATE bills SET paid = 1", "sql_destructive"],
    ["DELETE FROM bills WHERE 3=3", "sql_destructive"],
    [
      "WITH gone AS (UPDATE bills SET paid = 1 RETURNING id) SELECT id FROM gone",
      "sql_destructive",
    ],
    ["MERGE INTO bills USING s ON 1=1 WHEN MATCHED THEN DELETE", "sql_destructive"],
    ["REVOKE ALL ON bills FROM clerk", "sql_privilege"],
    ["CREATE USER MAPPING FOR clerk SERVER s", "sql_privilege"],
    ["ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO clerk", "sql_privilege"],
    ["ALTER SYSTEM SET archive_mode = on", "sql_privilege"],
    ["USE ROLE accountadmin", "sql_privilege"],
    ["COPY bills FROM PROGRAM 'id'", "sql_execution"],
    ["EXEC sp_OACreate 'WScript.Shell', @o OUT", "sql_execution"],
    ["CREATE EXTENSION plpython3u", "sql_execution"],
    ["BULK INSERT bills FROM 'd:\\x.txt'", "sql_file_access"],
    ["SELECT * FROM bills INTO OUTFILE '/tmp/x'", "sql_file_access"],
    ["SELECT * FROM dblink('host=elsewhere','select 1') AS t(a int)", "sql_exfiltration"],
    ["SELECT dbms_pipe.receive_message('a',9) FROM dual", "sql_time_based"],
    [
      "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) SELECT max(n) FROM r",
      "sql_time_based",
    ],
    ["EXECUTE IMMEDIATE 'DROP TABLE bills'", "sql_destructive"],
    ["SELECT a FROM t WHERE b = 'x' OR 4=4", "sql_tautology"],
    ["SELECT 1; UPDATE bills SET paid = 1 WHERE id = 2", "sql_multi_statement"],
  ])("%s is %s", (sql, category) => {
    expect(categories(judgeStatements(sql))).toContain(category);
  });

  it.each([
    "DELETE FROM bills WHERE id = 4",
    "DELETE FROM bills WHERE 1 = 2",
    "UPDATE bills SET paid = ? WHERE id = ?",
    "INSERT INTO bills (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET paid = 1",
    "CREATE TABLE bills (id int, role text, policy text)",
    "SELECT user, role, password FROM staff WHERE grant_date > '2024-01-01'",
    "SELECT COUNT(*) FROM a UNION SELECT COUNT(*) FROM b",
  ])("%s passes", (sql) => {
    expect(judgeStatements(sql).filter((one) => one.confidence >= 0.5)).toEqual([]);
  });

  it("forgives an apostrophe that was not doubled more than a payload", () => {
    expect(categories(judgeStatements("SELECT a FROM t WHERE n = 'O'Neil'"))).toEqual([]);
    expect(categories(judgeStatements("SELECT a FROM t WHERE n = 'O' or 1=1--'"))).not.toEqual([]);
  });

  it("is judged with and without backslashes that escape", () => {
    const sql = "SELECT a FROM t WHERE n = '\\' OR 5=5 -- '";
    expect(lexSqlReadings(sql)).toHaveLength(2);
    expect(categories(judgeStatements(sql))).toContain("sql_tautology");
    // Broken in one reading only: the other is what was meant.
    expect(judgeStatements("SELECT 'a\\' b' AS c, 'd' AS e FROM t")).toEqual([]);
  });

  it("stays one pass over quotes that are never closed", () => {
    const unclosed = lexSqlReadings("\\'".repeat(2000)).map((tokens) => tokens.length);
    expect(Math.max(...unclosed)).toBeLessThanOrEqual(4000);
  });
});
