// The text of a value is found where JSON.parse finds the value.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonAt } from "../../src/domain/json-at.ts";
import { keyPath } from "../../src/domain/json-path.ts";

describe("the text of a member", () => {
  it.each([
    { text: ` { "a" : { "b" : 1.0 } } `, path: "a", is: `{ "b" : 1.0 }` },
    { text: ` { "a" : { "b" : 1.0 } } `, path: "a.b", is: "1.0" },
    { text: `{"a":1,"a":[2, 3]}`, path: "a", is: "[2, 3]" },
    { text: `{"\\u0061":"}"}`, path: "a", is: `"}"` },
    { text: ` {"a":1}`, path: "", is: `{"a":1}` },
    { text: `{"a":{"b":1}}`, path: "b", is: null },
    { text: `{"a":[{"b":1}]}`, path: "a[0].b", is: null },
    { text: `{"a":"b"}`, path: "a.b", is: null },
    { text: `{}`, path: "a", is: null },
  ])("$path in $text is $is", ({ text, path, is }) => {
    expect(jsonAt(text, path)).toBe(is);
  });

  it("says what JSON.parse reads there, however it is written", () => {
    const written = fc.tuple(
      fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue())),
      fc.constantFrom(0, 1, 3),
    );
    fc.assert(
      fc.property(written, ([body, indent]) => {
        const text = JSON.stringify(body, null, indent);
        const read = JSON.parse(text) as typeof body;
        for (const [outer, inner] of Object.entries(read)) {
          for (const [key, value] of Object.entries(inner)) {
            const found = jsonAt(text, keyPath(keyPath("", outer), key));
            expect(JSON.parse(found ?? "null")).toEqual(value);
          }
        }
      }),
    );
  });
});
