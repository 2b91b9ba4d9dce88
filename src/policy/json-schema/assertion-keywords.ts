// The keywords of JSON Schema that look at one value alone, as a schema writes them.
import { canonicalJson } from "../../domain/canonical-json.ts";
import { keyPath } from "../../domain/json-path.ts";
import { codePoints } from "../../domain/text-length.ts";
import { allOf } from "./applicators.ts";
import * as assert from "./assertions.ts";
import { isObject, type Check } from "./evaluation.ts";
import { FORMATS } from "./formats.ts";
import type { SchemaReader } from "./schema-reader.ts";

const TYPES = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);

/** The check of one such keyword; an error where the keyword is not known. */
export function assertionOf(
  reader: SchemaReader,
  of: { readonly keyword: string; readonly value: unknown; readonly at: string },
): Check {
  const { keyword, value, at } = of;
  const { wrong, number, count, names } = reader;
  switch (keyword) {
    case "type": {
      const types = Array.isArray(value) ? (value as readonly unknown[]) : [value];
      const isKnown = types.length > 0 && types.every((type) => TYPES.has(String(type)));
      return isKnown ? assert.typeCheck(new Set(types.map(String))) : wrong(at, "no such type");
    }
    case "enum":
      if (!Array.isArray(value)) return wrong(at, "a list is needed");
      return assert.equalCheck(new Set(value.map(canonicalJson)), "enum");
    case "const":
      return assert.equalCheck(new Set([canonicalJson(value)]), "const");
    case "multipleOf": {
      const by = number(value, at);
      if (!(by > 0)) return wrong(at, "a number above zero is needed");
      return assert.numberCheck(keyword, (one) => assert.isMultipleOf(one, by));
    }
    case "maximum":
    case "minimum":
    case "exclusiveMaximum":
    case "exclusiveMinimum":
      return bound(keyword, number(value, at));
    case "maxLength":
    case "minLength": {
      const [limit, isMax] = [count(value, at), keyword === "maxLength"];
      return assert.textCheck(keyword, (text) =>
        isMax ? codePoints(text) <= limit : codePoints(text) >= limit,
      );
    }
    case "pattern": {
      const pattern = reader.pattern(value, at);
      return pattern === null ? () => false : assert.patternCheck(pattern);
    }
    case "format": {
      const holds = FORMATS.get(String(value));
      if (holds !== undefined) return assert.textCheck(keyword, holds);
      return wrong(at, `this format is not checked; there are: ${[...FORMATS.keys()].join(", ")}`);
    }
    case "maxItems":
    case "minItems": {
      const [limit, isMax] = [count(value, at), keyword === "maxItems"];
      return assert.lengthCheck(keyword, (length) => (isMax ? length <= limit : length >= limit));
    }
    case "maxProperties":
    case "minProperties": {
      const [limit, isMax] = [count(value, at), keyword === "maxProperties"];
      return assert.sizeCheck(keyword, (size) => (isMax ? size <= limit : size >= limit));
    }
    case "uniqueItems":
      if (typeof value !== "boolean") return wrong(at, "true or false is needed");
      return value ? assert.uniqueCheck : () => true;
    case "required":
      return assert.requiredCheck(names(value, at), { keyword, dependsOn: null });
    case "dependentRequired":
      if (!isObject(value)) return wrong(at, "an object is needed");
      return allOf(
        Object.entries(value).map(([dependsOn, keys]) =>
          assert.requiredCheck(names(keys, keyPath(at, dependsOn)), { keyword, dependsOn }),
        ),
      );
    default:
      return wrong(at, "this keyword is not known");
  }
}

function bound(keyword: string, limit: number): Check {
  return assert.numberCheck(keyword, (value) => {
    if (keyword === "maximum") return value <= limit;
    if (keyword === "minimum") return value >= limit;
    return keyword === "exclusiveMaximum" ? value < limit : value > limit;
  });
}
