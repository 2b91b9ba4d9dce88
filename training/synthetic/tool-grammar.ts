// A small grammar: templates with choices and named rules, said by chance.
//
// `[a|b|]` is one of several (the last says nothing), `{name}` is a rule, `\` takes the next sign as
// it is. A whole template may be a choice too: `a|b`.
import type { Random } from "../random.ts";

/** Named rules; a function makes what no template can. */
export type Rules = Readonly<Record<string, string | ((random: Random) => string)>>;

type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "choice"; readonly of: readonly (readonly Node[])[] };

/** Rules nest this deep at most: deeper is a rule that calls itself. */
const DEPTH_MAX = 24;

/** Templates are few and said often. */
const parsed = new Map<string, readonly Node[]>();

/** Says templates with the chance and the rules that it was made with. */
export interface Speaker {
  readonly random: Random;
  /** What the template says this time; `own` rules go before the common ones. */
  readonly say: (template: string, own?: Rules) => string;
}

/** A speaker. Throws for a rule that is not there and for rules that never end. */
export function speaker(random: Random, rules: Rules): Speaker {
  function spoken(nodes: readonly Node[], own: Rules, depth: number): string {
    if (depth > DEPTH_MAX) throw new Error("a rule calls itself");
    let text = "";
    for (const node of nodes) {
      switch (node.kind) {
        case "text":
          text += node.text;
          break;
        case "choice":
          text += spoken(random.pick(node.of), own, depth);
          break;
        case "rule": {
          const rule = own[node.name] ?? rules[node.name];
          if (rule === undefined) throw new Error(`no rule ${node.name}`);
          text += typeof rule === "function" ? rule(random) : spoken(nodesOf(rule), own, depth + 1);
        }
      }
    }
    return text;
  }

  return {
    random,
    say: (template, own = {}) => tidied(spoken(nodesOf(template), own, 0)),
  };
}

/** The same text with a capital. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Choices that say nothing leave spaces behind. */
function tidied(text: string): string {
  return text
    .replaceAll(/(?<=\S) {2,}/g, " ")
    .replaceAll(/ (?=[.,;:!?](?:\s|$))/g, "")
    .trim();
}

function nodesOf(template: string): readonly Node[] {
  const known = parsed.get(template);
  if (known !== undefined) return known;
  const reader = { at: 0 };
  const nodes = choiceAt(template, reader);
  if (reader.at !== template.length) throw new Error(`odd bracket in ${template}`);
  parsed.set(template, nodes);
  return nodes;
}

/** Reads up to the bracket that closes, or to the end. */
function choiceAt(template: string, reader: { at: number }): readonly Node[] {
  const choices: Node[][] = [[]];
  let text = "";
  const put = (node?: Node): void => {
    if (text !== "") choices.at(-1)?.push({ kind: "text", text });
    text = "";
    if (node !== undefined) choices.at(-1)?.push(node);
  };
  for (; reader.at < template.length; reader.at += 1) {
    const sign = template[reader.at];
    if (sign === "]") break;
    if (sign === "[") {
      reader.at += 1;
      put({ kind: "choice", of: [choiceAt(template, reader)] });
    } else if (sign === "{") {
      const end = template.indexOf("}", reader.at);
      put({ kind: "rule", name: template.slice(reader.at + 1, end) });
      reader.at = end;
    } else if (sign === "|") {
      put();
      choices.push([]);
    } else if (sign === "\\") {
      reader.at += 1;
      text += template[reader.at] ?? "";
    } else {
      text += sign;
    }
  }
  put();
  return choices.length === 1 ? (choices[0] ?? []) : [{ kind: "choice", of: choices }];
}
