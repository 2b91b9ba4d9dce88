// Undoes percent-encoding the way careless servers do: again and again, and in its overlong forms.

/** Two rounds undo double encoding; a third is seen in the wild, a fourth is not. */
const ROUNDS_MAX = 3;

/** Overlong UTF-8 of `.`, `/` and `\`, and IIS's `%u` form: https://capec.mitre.org (CAPEC-80). */
const OVERLONG: readonly (readonly [RegExp, string])[] = [
  [/%(?:c0%(?:ae|2e|%ae)|e0%80%ae|f0%80%80%ae|u002e|uff0e)/gi, "."],
  [/%(?:c0%(?:af|2f)|e0%80%af|f0%80%80%af|c1%af|u002f|u2215|u2044|uff0f)/gi, "/"],
  [/%(?:c1%(?:9c|1c|pc|8s)|c0%5c|e0%81%9c|u005c|u2216)/gi, "\\"],
];

/** The text with percent-encoded ASCII decoded until it stays the same, at most three times. */
export function percentDecoded(text: string): string {
  let decoded = text;
  for (let round = 0; round < ROUNDS_MAX && decoded.includes("%"); round += 1) {
    const before = decoded;
    for (const [encoded, plain] of OVERLONG) decoded = decoded.replace(encoded, plain);
    decoded = decoded.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (decoded === before) break;
  }
  return decoded;
}
