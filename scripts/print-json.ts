// JSON for people to read: what fits on a line stands on one, as formatters of code have it.

const WIDTH = 140;

/** The text of a value without `undefined` in it. `used` is what stands before it on its line. */
export function printJson(value: unknown, indent = "", used = indent.length): string {
  const line = onOneLine(value);
  if (typeof value !== "object" || value === null || used + line.length < WIDTH) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === "string")) return wrapped(value, indent);
    const items = value.map((item) => `${inner}${printJson(item, inner)}`);
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(([key, member]) => {
    const start = `${inner}${JSON.stringify(key)}: `;
    return `${start}${printJson(member, inner, start.length)}`;
  });
  return `{\n${members.join(",\n")}\n${indent}}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${onOneLine(member)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Words, as many on a line as fit. */
function wrapped(words: readonly string[], indent: string): string {
  const inner = `${indent}  `;
  const lines = [inner];
  for (const [index, word] of words.entries()) {
    const item = `${JSON.stringify(word)}${index < words.length - 1 ? "," : ""}`;
    const line = lines.at(-1) ?? inner;
    const isFirst = line === inner;
    const longer = isFirst ? `${line}${item}` : `${line} ${item}`;
    if (isFirst || longer.length <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(`${inner}${item}`);
  }
  return `[\n${lines.join("\n")}\n${indent}]`;
}
