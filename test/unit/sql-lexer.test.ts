// Tokens of SQL: what dialects have, what attackers leave open, and that nothing is lost.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lexSql, lexSqlReadings } from "../../src/domain/sql/lexer.ts";

const RUNS = { numRuns: 400 };

/** Kinds and texts, as `kind:text`. */
function tokensOf(sql: string): readonly string[] {
  return lexSql(sql).map(({ kind, text }) => `${kind}:${text}`);
}

describe("a token", () => {
  it.each([
    ["two quotes in a string", "'a''b'", ["string:'a''b'"]],
    ["the first of two quotes where none closes", "'a''", ["string:'a'", "unclosed:'"]],
    ["a quote that is never closed", "'a", ["unclosed:'", "word:a"]],
    ["a comment that is never closed", "a/*b", ["word:a", "comment:/*b"]],
    ["what MySQL runs in a comment", "/*!50000a*/", ["operator:/*!50000", "word:a", "operator:*/"]],
    ["a dollar quote", "$a$'$A$", ["string:$a$'$A$"]],
    ["a dollar quote inside another", "$a$$$;$$$a$", ["string:$a$$$;$$$a$"]],
    ["an opener without an end", "$a$ 1", ["operator:$", "word:a$", "number:1"]],
    ["a name in brackets", "[a b]", ["identifier:[a b]"]],
    ["an index", "a[1]", ["word:a", "operator:[", "number:1", "operator:]"]],
    [
      "numbers",
      "0xFf 1.5e-3 .5 1e 0x",
      "number:0xFf number:1.5e-3 number:.5 number:1 word:e number:0 word:x".split(" "),
    ],
    ["three signs of comparison", "====", ["operator:===", "operator:="]],
    ["an operator of JSON", "a #>b", ["word:a", "comment:#", "operator:>", "word:b"]],
    ["letters of any script", "Été@x", ["word:été@x"]],
  ])("is %s", (_, sql, expected) => {
    expect(tokensOf(sql)).toEqual(expected);
  });

  it("ends a dollar quote only within the length of a body", () => {
    const body = (chars: number): string => `$$${"x".repeat(chars)}$$`;
    expect(tokensOf(body(4096))).toHaveLength(1);
    expect(tokensOf(body(4097)).length).toBeGreaterThan(1);
  });
});

const PIECES =
  "' '' \" ` \\ -- # #> /* */ /*!1 $ $$ $a$ $A$ [a] [ ] ( ) ; , 0x1 1.5e3 .5 . e a AbC @v é | || & <=> := - + \n".split(
    " ",
  );

describe("tokens", () => {
  it("leave out nothing but white space, in either reading, and count the depth", () => {
    const text = fc.array(fc.constantFrom(...PIECES, " ", "\n")).map((parts) => parts.join(""));
    const check = (sql: string): void => {
      for (const tokens of lexSqlReadings(sql)) {
        let at = 0;
        let depth = 0;
        for (const token of tokens) {
          expect(sql.slice(at, token.start)).toMatch(/^\s*$/);
          const written = sql.slice(token.start, token.end);
          expect(token.text).toBe(token.kind === "word" ? written.toLowerCase() : written);
          if (written === ")") depth -= 1;
          expect(token.depth).toBe(depth);
          if (written === "(") depth += 1;
          at = token.end;
        }
        expect(sql.slice(at)).toMatch(/^\s*$/);
      }
    };
    fc.assert(fc.property(text, check), RUNS);
  });
});
