// A multipart form while it streams: its fields as what a user says, its files as documents. Pure.
// The framing passes as it is; a form that servers could read differently does not pass.
import { stops } from "../domain/decision.ts";
import type { MultipartProblem, PartHead } from "../openai/multipart-head.ts";
import { createMultipartReader } from "../openai/multipart.ts";
import { concat } from "../openai/sse.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { Account } from "./account.ts";
import type { FileStop } from "./file-judge.ts";
import type { FormPart } from "./form-field.ts";
import { createFormFiles } from "./form-files.ts";
import { createFormModel } from "./form-model.ts";
import { createFileInspection, type ByteInspection, type FileInspection } from "./inspect-file.ts";
import { blockInstead, inspectTexts } from "./inspect.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";

/** What a form's inspection works for. */
export interface FormContext {
  readonly policy: AgentPolicy;
  readonly account: Account;
  readonly boundary: string;
}

/** Starts the inspection of one form. */
export function createFormInspection(context: FormContext): ByteInspection {
  const { policy, account } = context;
  const reader = createMultipartReader(context.boundary);
  const files = createFormFiles(policy, account);
  const modelOf = createFormModel(policy, account);
  let part: FileInspection | null = null;
  /** The same part as rules about files see it. */
  let asked: FormPart | null = null;
  let stop: FileStop | null = null;
  let hasUninspected = false;

  async function feed(chunk: Uint8Array): Promise<Uint8Array> {
    if (stop !== null) return EMPTY;
    const out: Uint8Array[] = [];
    for (const event of reader.feed(chunk)) {
      if (event.kind === "head") part = open(event.head);
      else if (event.kind === "frame") out.push(event.bytes.slice());
      else if (part !== null) {
        const mayPass = event.kind === "body" ? asked?.feed(event.bytes) : asked?.end();
        if (mayPass === false) stop ??= { kind: "blocked" };
        if (stop !== null) return EMPTY;
        out.push(event.kind === "body" ? part.feed(event.bytes) : await part.end());
        hasUninspected ||= part.hasUninspected;
        stop ??= part.stop;
      }
      if (stop !== null) return EMPTY;
    }
    if (reader.problem === null) return concat(out);
    refuse(formRefusal(reader.problem));
    return EMPTY;
  }

  function open(head: PartHead): FileInspection {
    const path = pathOf(head);
    const own = files?.open(head, path) ?? null;
    asked = own ?? modelOf?.(head) ?? null;
    if (head.filename !== null && head.filename !== "") inspectName(head.filename, path);
    return createFileInspection({
      policy,
      account,
      direction: "input",
      kind: head.filename === null ? "user" : "document",
      path,
      hasLines: head.filename !== null,
      isFixed: head.contentLength !== null,
      filename: head.filename,
      contentType: head.contentType,
      ...(own !== null && { mayPassUnread: () => own.mayPassUnread() }),
    });
  }

  /** A file's name is told to the model, too. It is framing, and so is not rewritten. */
  function inspectName(text: string, path: string): void {
    const name = { text, kind: "document", direction: "input", path: `${path}.filename` } as const;
    const judged = inspectTexts(policy, account, [name]);
    const isStuck = judged.decision.redactions.length > 0;
    const { decision, failedClosed } = isStuck ? blockInstead(account, judged) : judged;
    if (stops(decision.action)) stop = { kind: "blocked" };
    else if (failedClosed) {
      const refusal = REFUSALS.inspectionFailed;
      stop = { kind: "refused", refusal, outcome: "gateway_error" };
    }
  }

  function refuse(refusal: Refusal): void {
    stop ??= { kind: "refused", refusal, outcome: "refused" };
  }

  async function end(): Promise<Uint8Array> {
    reader.end();
    if (reader.problem !== null) refuse(formRefusal(reader.problem));
    return EMPTY;
  }

  return {
    feed,
    end,
    get stop() {
      return stop;
    },
    get hasUninspected() {
      return hasUninspected;
    },
  };
}

const EMPTY = new Uint8Array();

/** A field's name as findings tell it. What is no plain name could carry content. */
function pathOf({ name }: PartHead): string {
  return /^[A-Za-z0-9_.[\]-]{1,64}$/.test(name) ? name : "field";
}

const PROBLEMS: Readonly<Record<MultipartProblem, string>> = {
  boundary: "its Content-Type names no boundary, or not exactly one",
  preamble: "something stands before its first part",
  headers: "the header lines of a part are not well formed",
  "headers-too-long": "the header lines of a part are too long",
  disposition: "a part's Content-Disposition is missing, or can be read in more than one way",
  "transfer-encoding": "a part is encoded",
  nested: "a part is a multipart body itself",
  charset: "a field is not in UTF-8",
  "too-many-parts": "it has too many parts",
  "duplicate-file": "two of its files have the same name",
  length: "a part is not as long as it says",
  delimiter: "its boundary stands where it does not delimit a part",
  epilogue: "something stands after its last part",
  unclosed: "it ends before its last boundary",
};

/** A form's problem as the client is told. */
export function formRefusal(problem: MultipartProblem): Refusal {
  const isHeader = problem === "boundary";
  return {
    ...REFUSALS.malformedForm,
    message: `The multipart form cannot be read: ${PROBLEMS[problem]}.`,
    ...(isHeader && { param: "content-type" }),
  };
}
