// YAML to plain data and the nodes that it came from, bounded before anything is built. What of YAML
// a policy does without, such as aliases, is `yaml-data.ts`'s business.
import { Composer, CST, Lexer, Parser, type Document, type ParsedNode } from "yaml";
import { LIMITS } from "../../domain/limits.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { dataOf, type Path, type YamlFault } from "./yaml-data.ts";

/** A text that could be read. */
export interface YamlTree {
  readonly data: unknown;
  /** What YAML allows and a policy does not. The data is without it. */
  readonly faults: readonly YamlFault[];
  /** The node of the document, for `locate`. */
  readonly root: ParsedNode | null;
}

/** Reads YAML. An error means that there is no data at all. Never throws. */
export function readYaml(text: string): Result<YamlTree, readonly YamlFault[]> {
  try {
    const tokens = tokensOf(text);
    if (!tokens.ok) return err([tokens.error]);
    return compose(tokens.value, text);
  } catch {
    // The library throws for nothing that we know of; a stack that ran out would be one.
    return err([{ message: "this YAML cannot be read", offset: 0, path: [] }]);
  }
}

/** The text's tokens, unless they are too many or nest too deeply: then no node is built. */
function tokensOf(text: string): Result<readonly CST.Token[], YamlFault> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  let isScalarText = false;
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    if (!isScalarText && !BLANK.has(CST.tokenType(lexeme) ?? "")) count += 1;
    // The lexer announces a plain or block text with a sign of its own; what follows is any text.
    isScalarText = !isScalarText && lexeme === CST.SCALAR;
    tokens.push(...parser.next(lexeme));
    // On the stack are the document, the collections in it, and the text that is being read.
    const around = CST.isCollection(parser.stack.at(-1)) ? 1 : 2;
    if (parser.stack.length - around > LIMITS.policyDepthMax) {
      return err(fault(`a policy nests at most ${LIMITS.policyDepthMax} deep`, offset));
    }
    if (count > LIMITS.policyNodesMax) {
      return err(fault(`a policy has at most ${LIMITS.policyNodesMax} words and signs`, offset));
    }
  }
  tokens.push(...parser.end());
  return ok(tokens);
}

/** Tokens that mean nothing by themselves. */
const BLANK: ReadonlySet<string> = new Set(["space", "newline", "comment", "doc-mode"]);

function fault(message: string, offset: number, path: Path = []): YamlFault {
  return { message, offset, path };
}

function compose(
  tokens: readonly CST.Token[],
  text: string,
): Result<YamlTree, readonly YamlFault[]> {
  const documents: Document.Parsed[] = [];
  for (const document of new Composer(YAML_1_2).compose(tokens, true, text.length)) {
    documents.push(document);
    if (documents.length > 1) break;
  }
  const [first, second] = documents;
  const directive = tokens.find(({ type }) => type === "directive");
  const around = [
    ...(directive ? [fault("a policy has no YAML directives", directive.offset)] : []),
    ...(second ? [fault("a policy is one YAML document", second.range[0])] : []),
  ];
  const syntax = [...(first?.errors ?? []), ...(first?.warnings ?? [])]
    .slice(0, LIMITS.policyErrorsMax)
    .map(({ message, pos: [at] }) => fault(plainMessage(message), Math.min(at, text.length)));
  if (syntax.length > 0 || around.length > 0) return err([...around, ...syntax]);
  const root = first?.contents ?? null;
  const faults: YamlFault[] = [];
  const data = root === null ? null : dataOf(root, { text, faults, path: [] });
  return ok({ data, faults, root });
}

/** YAML 1.2 and its core schema, whatever a document asks for; keys are the text that is written. */
const YAML_1_2 = {
  version: "1.2",
  schema: "core",
  strict: true,
  // A linear check of ours tells both places.
  uniqueKeys: false,
  stringKeys: true,
  // `!!timestamp`, `!!binary` and `!!set` make objects that no policy expects.
  resolveKnownTags: false,
  prettyErrors: false,
} as const;

function plainMessage(message: string): string {
  const [line = ""] = message.split("\n", 1);
  return line.length > MESSAGE_CHARS_MAX ? `${line.slice(0, MESSAGE_CHARS_MAX)}...` : line;
}

/** The library quotes what it did not understand, at any length. */
const MESSAGE_CHARS_MAX = 160;
