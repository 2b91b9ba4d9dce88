// Log probabilities repeat the tokens of a text, wherever they stand. Where something in the text
// was redacted, they would tell it all the same.

/** A JSON text without its log probabilities; as it was where it has none. */
export function withoutLogprobs(data: string): string {
  if (!data.includes("logprobs")) return data;
  return JSON.stringify(JSON.parse(data), (key, value: unknown) => {
    if (key !== "logprobs" || typeof value !== "object") return value;
    // Responses has a list there, which clients walk; Chat Completions an object or null.
    return Array.isArray(value) ? [] : null;
  });
}
