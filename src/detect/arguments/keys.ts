// Names of members that mean something to what reads them: operators of MongoDB where a plain value
// is expected, and names that reach the prototype of every JavaScript object.
import type { Finding } from "../../domain/finding.ts";
import { joinPaths } from "../../domain/json-path.ts";
import type { JsonName } from "../../domain/json-text.ts";
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentForms } from "./argument-forms.ts";
import { mayBeJson, readNested } from "./nested-json.ts";

const META: DetectorMeta = {
  id: "arguments.keys",
  finds: "Operators of databases and names of prototypes among the members of arguments.",
  source:
    "CWE-943, CWE-1321; https://www.mongodb.com/docs/manual/reference/operator/query/; OWASP Testing for NoSQL Injection.",
};

/** Detects names of members in arguments that are JSON; `keyFindings` does in arguments as a whole. */
export const keysArgument: Detector = {
  meta: META,
  applies: ({ kind, isDerived }) => kind === "tool_argument" && isDerived !== true,
  inspect(segment) {
    const forms = argumentForms(segment);
    // As a rule there is one form, and it is no JSON.
    if (forms.length === 1 && !mayBeJson(forms[0]?.text ?? "")) return NOTHING;
    const { tool = "", parameter = null } = segment;
    return forms.flatMap((form) => {
      const { mapped, undone, path } = form;
      return namesIn(form.text, { tool, parameter }).map(({ name, ...found }): Finding => {
        const at = joinPaths(path, name.path);
        const start = mapped === null ? name.start : mapped.start(name.start);
        const end = mapped === null ? name.end : Math.max(mapped.end(name.end), start);
        const { start: viewStart, end: viewEnd } = form;
        const view = { decoding: undone, start: viewStart, end: viewEnd };
        const own = { detector: META.id, ...found, start, end, path: at, within: segment.path };
        return mapped === null ? own : { ...own, view };
      });
    });
  },
};

const NOTHING: readonly Finding[] = [];

/**
 * The findings of `arguments.keys` in the arguments of a call as a whole, which stand at `path`; none
 * where they are no JSON. Ranges are of their text, as `within` says. Linear in it; never throws.
 */
export function keyFindings(
  text: string,
  of: {
    readonly path: string;
    readonly tool: string;
    /** Whether the tool's schema wants no object in a parameter. */
    readonly isScalar?: ((parameter: string) => boolean) | undefined;
  },
): readonly Finding[] {
  const { path, tool, isScalar } = of;
  return namesIn(text, { tool, parameter: null, isScalar }).map(({ name, ...found }) => {
    const { start, end } = name;
    return {
      detector: META.id,
      ...found,
      start,
      end,
      path: joinPaths(path, name.path),
      within: path,
      kind: "tool_argument",
    };
  });
}

/** Without one of these nothing below can be found. */
const GATE = /[$\\]|__proto__|constructor|prototype/;
interface FoundName extends Pick<Finding, "category" | "severity" | "confidence"> {
  readonly name: JsonName;
}

/** Whose names they are. */
interface Owner {
  readonly tool: string;
  /** The parameter that the JSON is the text of; null for arguments as a whole. */
  readonly parameter: string | null;
  readonly isScalar?: ((parameter: string) => boolean) | undefined;
}

function namesIn(json: string, owner: Owner): readonly FoundName[] {
  if (!mayBeJson(json) || !GATE.test(json)) return [];
  const read = readNested(json, isTelling);
  if (read === null) return [];
  return read.names.flatMap((name) => {
    const found = judge(name, json, owner);
    return found === null ? [] : [{ ...found, name }];
  });
}

function isTelling(name: string): boolean {
  return name.includes("$") || /proto/.test(name);
}

const POLLUTION = { category: "prototype_pollution", severity: "high", confidence: 0.9 } as const;
/** The name alone, or as a step of a path in dots or brackets. */
const PROTO = /(?:^|[.[\]"'])__proto__(?:$|[.[\]"'])/;
const CONSTRUCTOR = /constructor(?:\.|\]?\[["']?)prototype/;

function judge(name: JsonName, json: string, owner: Owner): Omit<FoundName, "name"> | null {
  const isPrototype = name.name === "prototype" && name.above === "constructor";
  if (isPrototype || PROTO.test(name.name) || CONSTRUCTOR.test(name.name)) return POLLUTION;
  const confidence = MONGO_TOOL.test(owner.tool) ? 0 : operatorConfidence(name, json, owner);
  return confidence === 0 ? null : { category: "nosql_injection", severity: "high", confidence };
}

/** Tools whose arguments are queries of such a language by their nature. */
const MONGO_TOOL =
  /mongo|nosql|documentdb|cosmos|atlas|couch|collection|aggregate|pipeline|find_?(?:one|many|documents?)|vector|pinecone|chroma|qdrant|weaviate|milvus|embedding|strapi|feathers|sequelize|semantic/i;

/** Operators that compare, choose or run code; those that only change a document are no injection. */
const OPERATOR =
  /^\$(?:gte?|lte?|ne|eq|n?in|regex|exists|not|n?or|and|where|expr|function|accumulator)$/;
const CODE_OPERATOR = /^\$(?:where|function|accumulator)$/;
/** `user[$ne]`, which readers of forms make an object of. */
const IN_BRACKETS = /\[\$(?:gte?|lte?|ne|eq|n?in|regex|exists|not|n?or|and|where|expr|function)\]/;

/** Values by which somebody is known: no query compares them but with one of their kind. */
const CREDENTIAL =
  /^(?:user|user_?names?|login|log_?in|e?_?mail|email_?address|pass|pass_?word|passwd|pwd|token|access_?token|reset_?token|auth|secret|otp|pin|pass_?code|api_?key|session|session_?id|sid|account|credentials?|hash)$/i;
/** Members that hold a query in some language of objects. */
const FILTER =
  /(?:^|[.\]_])(?:filters?|where|quer(?:y|ies)|criteria|selectors?|conditions?|match|pipeline|stages?|must|should|search|rules?|expressions?|predicates?)(?=$|[.[])/i;
/** What every value meets. */
const ALWAYS =
  /^(?:""|null|false|true|-?\d{1,2}(?=[\s,}\]])|\[\s{0,8}\]|"(?:\.\*|\^|\.\+|\^\.\*|\.\*\$|\.|\.\{0?,\}|\^\.\*\$|~|\W{1,3})")/;

function operatorConfidence(
  { name, path, above, valueStart }: JsonName,
  json: string,
  owner: Owner,
): number {
  if (IN_BRACKETS.test(name)) return 0.9;
  if (!OPERATOR.test(name)) return 0;
  const parameter = above ?? owner.parameter;
  const value = json.slice(valueStart, valueStart + 64);
  if (CODE_OPERATOR.test(name)) return value.startsWith('"') ? 0.85 : 0.6;
  const isScalar = above !== null && owner.isScalar?.(above) === true;
  if (isScalar || (parameter !== null && CREDENTIAL.test(parameter))) return 0.9;
  const isAlways = ALWAYS.test(value) && name !== "$eq";
  const isFilter = FILTER.test(parentOf(path)) || FILTER.test(owner.parameter ?? "");
  if (isFilter) return 0;
  // A parameter that nobody would call a query has an operator for its value.
  return isAlways ? 0.8 : 0.5;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}
