// A conversation as an agent sends it: everything that was said so far, and one new turn.
import type { BenchModel } from "./upstream.ts";

/** Stands in the last message, where each request of a load says something else. */
export const NEW_MARK = "0000000000000000";

/** Characters of a message, more or less: lengths vary, as those of people do. */
const MESSAGE_CHARS = 400;
const WORDS =
  `the quarterly report says that region three did best because its harbours were open for most of
  the year and the team expects more orders in March after the holidays please compare the numbers
  with pages 12 to 19 and tell me about risks customs fuel prices and late trucks`.split(/\s+/);

/** The body of a request of one session with so many turns; the last is a question, the others have answers. */
export function conversationBody(model: BenchModel, turns: number): string {
  const before = Array.from({ length: 2 * turns - 2 }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    content: message(index),
  }));
  const question = `${NEW_MARK} ${message(before.length)}`.slice(0, MESSAGE_CHARS);
  const messages = [...before, { role: "user", content: question }];
  const metadata = { session_id: `bench-${turns}` };
  return JSON.stringify({ model, temperature: 0.2, metadata, messages });
}

/** The same index gives the same message. */
function message(index: number): string {
  const chars = MESSAGE_CHARS - 50 + ((index * 7919) % 101);
  let text = "";
  for (let word = index * 31; text.length < chars; word += 1 + (word % 3)) {
    text += `${WORDS[word % WORDS.length]} `;
  }
  return text.slice(0, chars);
}
