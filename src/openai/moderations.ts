// The moderation endpoint as the gateway asks it (platform.openai.com/docs/api-reference/moderations):
// what to send, and what its answer says.
import { err, ok, type Result } from "../domain/result.ts";
import { arrayOf, isObject, type JsonObject } from "./protocol.ts";

/** What the endpoint says of one category, over all texts that it was sent. */
export interface CategoryVerdict {
  /** For example `self-harm/intent`. */
  readonly category: string;
  /** From 0 to 1; null where the endpoint gives no scores. */
  readonly score: number | null;
  /** The endpoint's own verdict. */
  readonly isFlagged: boolean;
}

/** Longest name of a category, and how many there may be: OpenAI has 13 of up to 22 characters. */
const CATEGORY_CHARS_MAX = 64;
const CATEGORIES_MAX = 128;

/** The body of a question about some texts. */
export function moderationBody(model: string, texts: readonly string[]): string {
  return JSON.stringify({ model, input: texts });
}

/**
 * Reads an answer about `count` texts: the worst of each category. Malformed where a text has no
 * result, or a result is not what the endpoint documents.
 */
export function readModeration(
  body: JsonObject,
  count: number,
): Result<readonly CategoryVerdict[], "malformed"> {
  const results = arrayOf(body["results"]);
  if (results.length !== count || count === 0) return err("malformed");
  const worst = new Map<string, CategoryVerdict>();
  for (const result of results) {
    if (!isObject(result)) return err("malformed");
    const verdicts = readResult(result);
    if (verdicts === null) return err("malformed");
    for (const verdict of verdicts) {
      worst.set(verdict.category, worse(worst.get(verdict.category), verdict));
    }
  }
  return worst.size > CATEGORIES_MAX ? err("malformed") : ok([...worst.values()]);
}

/** The verdicts of one result; null where it is none. */
function readResult(result: JsonObject): readonly CategoryVerdict[] | null {
  const { categories, category_scores: scores } = result;
  if (!isObject(categories)) return null;
  const verdicts: CategoryVerdict[] = [];
  for (const [category, isFlagged] of Object.entries(categories)) {
    const score = isObject(scores) && Object.hasOwn(scores, category) ? scores[category] : null;
    // Older models answer null for categories that they do not know.
    if (isFlagged === null) continue;
    if (typeof isFlagged !== "boolean" || category.length > CATEGORY_CHARS_MAX) return null;
    if (score !== null && !isScore(score)) return null;
    verdicts.push({ category, isFlagged, score });
  }
  return verdicts.length === 0 ? null : verdicts;
}

/** Whether a value is a score: a number from 0 to 1. */
export function isScore(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function worse(a: CategoryVerdict | undefined, b: CategoryVerdict): CategoryVerdict {
  if (a === undefined) return b;
  const score =
    a.score === null || b.score === null ? (a.score ?? b.score) : Math.max(a.score, b.score);
  return { category: a.category, score, isFlagged: a.isFlagged || b.isFlagged };
}
