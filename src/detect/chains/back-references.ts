// Arguments that stand for the result of another call of the same response, which cannot be there yet:
// a plan to pass on what nobody has seen. Placeholders of templates and variables of shells look alike.
import type { Evidence } from "./reasons.ts";
import { isReading } from "./sink-evidence.ts";
import type { Situation, Step } from "./situation.ts";

/**
 * What can stand for nothing else: `$1.output`, `$PREV_RESULT`, `#E1` (ReWOO), `<contents of notes.txt>`,
 * `[result of step 1]`, `the output of read_file()`, `steps.read.result`, `tool_outputs[0]`.
 */
const REFERENCE =
  /\$(?:\d{1,2}|[a-z_]{1,32})\.(?:output|result|content|response|data|text|body|stdout)\b|\$(?:PREV(?:IOUS)?|LAST|STEP_?\d{1,2})_(?:RESULT|OUTPUT|RESPONSE|CONTENT)\b|(?<![\w#])#E\d{1,2}\b|[<[({«](?:the |full |entire |insert |paste )?(?:the )?(?:contents?|results?|output|response|return value|answer)s? (?:of|from|returned by)\b[^\n>\])}»]{1,80}[>\])}»]|\b(?:results?|output|response|return value) (?:of|from) (?:the )?(?:(?:step|previous (?:step|call|tool)|(?:first|last|prior) (?:step|call|tool)) ?\d{0,2}\b|\w{2,40}\(\))|\b(?:steps|nodes|outputs|results|tasks)(?:\[\d{1,2}\]|\.\w{1,40})\.(?:output|result|content|data|text)s?\b|\btool_?(?:output|result)s?\[\d{1,2}\]/i;

/** A placeholder: of a result where its words say so, else of a template. */
const PLACEHOLDER = /\{\{[^{}\n]{1,80}\}\}|\$\{[^{}\n]{1,80}\}|<%[^%\n]{1,80}%>/g;
const OF_RESULT = /output|result|response|content|return|step|prev|call_|tool/i;

/** What is read like this in a program is its own variable. */
const TEMPLATE_WEIGHT = 0.2;

/** Whether a call of a batch that sends, runs or destroys refers to another one's result. */
export function backReferences(step: Step, { steps, read }: Situation): readonly Evidence[] {
  if (steps.length < 2) return [];
  const { traits } = step.use;
  const isRun = traits.has("executes");
  if (!step.isOutward && !isRun && !traits.has("destructive")) return [];
  const others = steps.filter((other) => other !== step);
  const names = others.map(({ call }) => call.name.toLowerCase());
  const sure: string[] = [];
  const loose: string[] = [];
  for (const { text } of step.values) {
    const [reference] = REFERENCE.exec(text) ?? [];
    if (reference !== undefined) sure.push(reference);
    for (const placeholder of (text.match(PLACEHOLDER) ?? []).slice(0, PLACEHOLDERS_MAX)) {
      const lowered = placeholder.toLowerCase();
      const isOfCall = names.some((name) => name !== "" && lowered.includes(name));
      const isSure = isOfCall || (!isRun && OF_RESULT.test(placeholder));
      (isSure ? sure : loose).push(placeholder);
    }
  }
  if (sure.length === 0) {
    return loose.length === 0
      ? []
      : [{ reason: "back-reference", weight: TEMPLATE_WEIGHT, values: loose }];
  }
  const isPrivate = read.has("private") || others.some(isReading);
  const isCertain = isPrivate && step.isOutward && !step.isExpected;
  return [{ reason: "back-reference", weight: isCertain ? 0.93 : 0.6, values: sure, isCertain }];
}

const PLACEHOLDERS_MAX = 16;
