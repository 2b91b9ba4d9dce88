// docs/surfaces.md as text, from the surface table.
import { SURFACE_TABLE, type Body, type Reader, type Row } from "../src/openai/surface-table.ts";

const HOW: Readonly<Record<Reader, string>> = {
  json: "JSON",
  form: "form",
  file: "file",
  socket: "socket",
  opaque: "not inspected",
  nothing: "–",
};

/** When a block of what flows in takes effect. */
const BLOCKS_IN: Readonly<Record<Reader, string>> = {
  json: "before the upstream is called",
  form: "before the upstream has the whole file",
  file: "before the upstream has the whole file",
  socket: "before the event goes on",
  opaque: "",
  nothing: "",
};

/** The same for what flows out. */
const BLOCKS_OUT: Readonly<Record<Reader, string>> = {
  json: "before the first byte; in a stream before the event",
  form: "",
  file: "before the first byte, later by cutting off",
  socket: "before the event leaves",
  opaque: "",
  nothing: "",
};

const INTRODUCTION = `# Surfaces

Every operation of the OpenAI API, what flows through it, how that is read, and when a block takes
effect. Made from \`src/openai/surface-table.ts\` by \`npm run surfaces\`; a test holds it against the
operations that the official SDK knows.

How a body is read:

- **JSON**: every text, tool call, tool result and tool definition in it; in an event stream, event
  by event, with text held back only while it could still become a match and calls held until all
  of the response are judged.
- **form**: the fields of a multipart form as text, its files while they stream.
- **file**: the text of one file while it streams; of a batch's results, each line as the answer that
  it holds.
- **socket**: every WebSocket event in both directions.
- **not inspected**: media, or an answer that opens a way to the model past the gateway. The event
  says \`uninspected\`; a policy with \`defaults.uninspected: block\` refuses the request.
- **–**: ids and settings only. The event says \`nothing\`.

A path that is not in the table is read by what it carries: JSON and forms as above, everything else
is not inspected. Administration (\`/organization\`, \`/projects\`, \`/vaults\`, ...) carries no word to
or from a model and passes.
`;

/** The document. */
export function surfacesDocument(): string {
  const byName = Map.groupBy(SURFACE_TABLE, ({ name }) => name);
  const sections = [...byName].map(([name, rows]) => section(name, rows));
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

function section(name: string, rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| \`${row.method} ${row.path}\` | ${cell(row.request)} | ${cell(row.answer)} | ${blocks(row)} |`,
  );
  const head = "| operation | in | out | a block takes effect |\n| --- | --- | --- | --- |";
  return `## ${name}\n\n${head}\n${lines.join("\n")}\n`;
}

function cell({ reader, flows }: Body): string {
  if (flows.length === 0) return HOW[reader];
  return `${HOW[reader]}: ${flows.map((flow) => flow.replaceAll("_", " ")).join(", ")}`;
}

function blocks({ request, answer }: Row): string {
  const when = [
    BLOCKS_IN[request.reader] && `in: ${BLOCKS_IN[request.reader]}`,
    BLOCKS_OUT[answer.reader] && `out: ${BLOCKS_OUT[answer.reader]}`,
  ].filter((one) => one !== "");
  return when.length === 0 ? "–" : when.join("; ");
}
