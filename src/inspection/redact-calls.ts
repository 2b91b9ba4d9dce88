// Redaction inside the arguments of tool calls: the leaf changes, the JSON around it stays.
import type { Redaction } from "../domain/decision.ts";
import { isWithin } from "../domain/json-path.ts";
import { spliceJsonStrings } from "../domain/json-text.ts";
import type { ToolCall } from "../domain/tool-call.ts";
import { leafPath, readCallArguments } from "../openai/call-arguments.ts";
import { redactText } from "../policy/redact.ts";
import { redactedTexts } from "./inspect-request.ts";

/** The new arguments of those calls that have redactions. */
export function redactedArguments<C extends ToolCall>(
  calls: readonly C[],
  redactions: readonly Redaction[],
): Map<C, string> {
  const result = new Map<C, string>();
  for (const call of calls) {
    const root = call.argumentsPath ?? call.path;
    const own = redactions.filter(({ path }) => isWithin(path, root));
    if (own.length === 0) continue;
    result.set(call, call.kind === "text" ? redactText(call.arguments, own) : splice(call, own));
  }
  return result;
}

function splice(call: ToolCall, redactions: readonly Redaction[]): string {
  const texts = new Map<string, string>();
  const twice = new Map<string, string>();
  for (const { path, text, isDerived } of readCallArguments(call).segments) {
    if (isDerived === true) continue;
    const label = texts.has(path) ? redactions.find((one) => one.path === path)?.label : undefined;
    // Of a name that occurs twice nobody knows which value is meant.
    if (label !== undefined) twice.set(path, label);
    texts.set(path, text);
  }
  const values = new Map([...redactedTexts(texts, redactions), ...twice]);
  // What is no JSON was inspected as it stands.
  const root = call.argumentsPath ?? call.path;
  if (texts.get(root) === call.arguments) return values.get(root) ?? call.arguments;
  const byLeaf = [...values].map(([path, text]) => [leafPath(call, path), text] as const);
  return spliceJsonStrings(call.arguments, new Map(byLeaf));
}
