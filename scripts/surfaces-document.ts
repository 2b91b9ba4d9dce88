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

When a block takes effect:

- a JSON request: before the upstream is called;
- a form: before the upstream has the whole file, and the upstream never keeps a truncated one;
- a JSON answer: before its first byte leaves;
- a stream or a socket: before the event leaves that carries what is forbidden.

What is read: every string, wherever it stands, but for ids, states, credentials for a tool's server,
and media in base64. They are told by their member's name and by their look (\`src/openai/labels.ts\`):
words in an \`id\` are read. What tools and stores said in an answer is read twice: as on its way to the
model and as on its way to the client. Text in the form of token ids passes as \`uninspected\`.

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
    (row) => `| \`${row.method} ${row.path}\` | ${cell(row.request)} | ${cell(row.answer)} |`,
  );
  return `## ${name}\n\n| operation | in | out |\n| --- | --- | --- |\n${lines.join("\n")}\n`;
}

function cell({ reader, flows }: Body): string {
  if (flows.length === 0) return HOW[reader];
  return `${HOW[reader]}: ${flows.map((flow) => flow.replaceAll("_", " ")).join(", ")}`;
}
