// The survey of an argument decides which detectors look at it: it may ask too many, never too few.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SIGNS, surveyArgument } from "../../src/detect/arguments/argument-survey.ts";
import { judgeCodePayload } from "../../src/detect/arguments/code-payload.ts";
import { judgePathInText } from "../../src/detect/arguments/path-in-text.ts";
import { smuggledCommands } from "../../src/detect/arguments/shell-text.ts";
import { judgeSqlPayload } from "../../src/detect/arguments/sql-payload.ts";
import { judgeUrlInText } from "../../src/detect/arguments/url-in-text.ts";

const JUDGES = {
  sql: judgeSqlPayload,
  shell: smuggledCommands,
  path: judgePathInText,
  url: judgeUrlInText,
  code: judgeCodePayload,
} as const;

/** Parts of payloads, whole words and signs, of which some together are found. */
const PIECES = [
  "1",
  "a",
  " ",
  "\n",
  "'",
  '"',
  "`",
  "(",
  ")",
  ";",
  "|",
  "&",
  "$",
  "{",
  "}",
  "=",
  "-",
  ".",
  "/",
  "\\",
  "%",
  "#",
  "*",
  "or 1=1",
  "union select",
  "null",
  "--",
  "drop table t",
  "exec xp_cmdshell",
  "order by 9",
  "waitfor delay",
  "; id",
  "| cat /etc/passwd",
  "$(id)",
  "`id`",
  "cat /etc/passwd",
  "${IFS}",
  "rm -rf /",
  "curl http://a.b",
  "../",
  "..\\",
  "%2e%2e/",
  "..2f..2f",
  "etc/passwd",
  "boot.ini",
  "0x2e0x2e/",
  "‥",
  "／",
  "http://127.0.0.1",
  "169.254.169.254/",
  "file:///",
  "//a@b",
  "process.mainModule",
  "constructor .constructor",
  "__import__",
  "phpinfo()",
  "eval(x)",
  "<?php",
  "require('fs')",
  "php://input",
  "$_GET[",
  "import os",
  "O:8:",
  "allow_url_include=1",
  "os:cmd",
] as const;

describe("the survey", () => {
  it.each(Object.entries(JUDGES))(
    "asks for %s wherever its judge finds something",
    (name, judge) => {
      const sign = SIGNS[name as keyof typeof JUDGES];
      const text = fc
        .array(fc.constantFrom(...PIECES), { maxLength: 5 })
        .map((all) => all.join(""));
      const check = (one: string): void => {
        if ((surveyArgument(one) & sign) === 0)
          expect(judge(one, { text: one, decoding: [] })).toEqual([]);
      };
      fc.assert(fc.property(text, check), { numRuns: 4_000 });
      for (const piece of PIECES) check(piece);
    },
  );

  it.each(["New York", "2026-11-22", "ann", "table for two", "Well, fine", "12.5 km"])(
    "asks nobody about %s",
    (text) => {
      const all = Object.values(SIGNS).reduce((mask, sign) => mask | sign, 0);
      expect(surveyArgument(text) & all).toBe(0);
    },
  );
});
