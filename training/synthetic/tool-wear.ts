// What happens to texts on their way: lines broken by a PDF, letters mistaken by a scanner, lost line
// ends, one case. The same happens to an attack and to its twin.
import { seededRandom, type Random } from "../random.ts";

/** Letters that scanners take for each other. */
const MISTAKEN: Readonly<Record<string, string>> = {
  l: "1",
  o: "0",
  I: "l",
  e: "c",
  S: "5",
  m: "rn",
  h: "b",
  B: "8",
};

/** Letters mistaken, of a hundred. */
const MISTAKES_PERCENT = 3;

/** Mostly nothing happens. */
export function wearOf(random: Random): (text: string) => string {
  const kind = random.next();
  const seed = random.below(1_000_000);
  const width = 50 + random.below(50);
  if (kind < 0.04) return (text) => broken(text, width);
  if (kind < 0.07) return (text) => scanned(text, seed);
  if (kind < 0.09) return (text) => text.replaceAll(/\s*\n\s*/g, " ");
  if (kind < 0.1) return (text) => text.toLowerCase();
  return kind < 0.105 ? (text) => text.toUpperCase() : (text) => text;
}

/** Lines as a page has them, sometimes with a number between. */
function broken(text: string, width: number): string {
  let line = 0;
  return text.replaceAll(/[^\n]+/g, (paragraph) => {
    const lines: string[] = [];
    let current = "";
    for (const word of paragraph.split(" ")) {
      if (current !== "" && current.length + word.length >= width) {
        lines.push(current);
        current = "";
        line += 1;
        if (line % 40 === 0) lines.push("", String(line / 40), "");
      }
      current += current === "" ? word : ` ${word}`;
    }
    return [...lines, current].join("\n");
  });
}

function scanned(text: string, seed: number): string {
  const random = seededRandom(seed);
  return text.replaceAll(/[loIeSmhB]/g, (letter) =>
    random.chance(MISTAKES_PERCENT / 100) ? (MISTAKEN[letter] ?? letter) : letter,
  );
}
