// JSON of a file, a record at a time: each line of JSON Lines, or one value as a whole. A record is
// judged before it leaves; what is not JSON, or too long for it, is text.
import { stops } from "../domain/decision.ts";
import { isNestedDeeper, spliceJsonStrings } from "../domain/json-text.ts";
import { LIMITS } from "../domain/limits.ts";
import {
  callWithin,
  readFileRecord,
  within,
  type BatchResult,
  type FileRecord,
} from "../openai/file-record.ts";
import { withoutLogprobs } from "../openai/echoes.ts";
import { concat } from "../openai/sse.ts";
import { decodeUtf8 } from "./json-body.ts";
import type { FileJudge } from "./file-judge.ts";
import { createTextRun, type TextRun } from "./file-text.ts";
import { blockInstead, bothVerdicts, inspectCalls, inspectTexts, type Verdict } from "./inspect.ts";
import { redactedTexts } from "./inspect-request.ts";
import { redactedArguments } from "./redact-calls.ts";
import { REFUSALS } from "./refusal.ts";

const LF = 0x0a;
const lossyUtf8 = new TextDecoder();
const TEXT_FORM = { encoding: "utf-8", isMarkup: false } as const;

/** Starts reading records; `lines`: one a line, else the whole is one. Memory is one record. */
export function createRecords(file: FileJudge, shape: "lines" | "whole"): TextRun {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  /** Text that waits for its window; it must leave before any record after it. */
  let run: TextRun | null = null;
  /** In a record that is too long for one: what is left of it is text. */
  let isLong = false;
  /** How often text has begun so far. */
  let runs = 0;
  const isUpload = file.direction === "input";

  function feed(bytes: Uint8Array, out: Uint8Array[]): void {
    for (let from = 0; from < bytes.length && file.stop === null;) {
      const lineEnd = shape === "lines" ? bytes.indexOf(LF, from) : -1;
      let to = lineEnd < 0 ? bytes.length : lineEnd + 1;
      // Empty lines go together: they are as many as they like, and say nothing.
      if (lineEnd === from && pendingBytes === 0) while (bytes[to] === LF) to += 1;
      add(bytes.subarray(from, to), lineEnd >= 0, out);
      from = to;
    }
  }

  function add(bytes: Uint8Array, isEnd: boolean, out: Uint8Array[]): void {
    if (isLong) {
      text(bytes, out);
      if (isEnd) isLong = false;
      return;
    }
    if (pendingBytes + bytes.length > LIMITS.fileRecordBytesMax) {
      isLong = !isEnd;
      const whole = concat([...takePending(), bytes]);
      if (isResult(whole)) passUnjudged();
      return text(whole, out);
    }
    if (!isEnd) {
      // The caller may use the chunk's buffer again.
      pending.push(bytes.slice());
      pendingBytes += bytes.length;
    } else if (pending.length === 0) record(bytes, out);
    else record(concat([...takePending(), bytes]), out);
  }

  function takePending(): Uint8Array[] {
    const pieces = pending;
    pending = [];
    pendingBytes = 0;
    return pieces;
  }

  function end(out: Uint8Array[]): void {
    if (pending.length > 0 && file.stop === null) record(concat(takePending()), out);
    if (file.stop === null) endText(out);
  }

  /** Whether bytes that are not read as a record may be a batch's result to their client. */
  function isResult(bytes: Uint8Array): boolean {
    return (
      !isUpload && /"(?:custom_id|response)"\s*:/.test(lossyUtf8.decode(bytes.subarray(0, 4_096)))
    );
  }

  /** Calls in it could not be judged: the policy's fail mode says what follows. */
  function passUnjudged(): void {
    const { account, policy } = file;
    if (!policy.judgesCalls) return;
    account.degraded("record_unreadable");
    if (!policy.failsClosed) return;
    const refusal = REFUSALS.malformedUpstream;
    file.halt({ kind: "refused", refusal, outcome: "gateway_error" });
  }

  function text(bytes: Uint8Array, out: Uint8Array[]): void {
    if (file.stop !== null) return;
    if (run === null) runs += 1;
    run ??= createTextRun(file, TEXT_FORM);
    run.feed(bytes, out);
  }

  function endText(out: Uint8Array[]): void {
    run?.end(out);
    run = null;
  }

  function record(bytes: Uint8Array, out: Uint8Array[]): void {
    const isText = isUpload && run !== null && runs >= LIMITS.fileRunsMax;
    const read = isText ? null : readRecord(bytes);
    if (read === null && isResult(bytes)) passUnjudged();
    const said = read === null ? null : readFileRecord(read.value, file.direction);
    if (read === null || said === null || isTable(said)) return text(bytes, out);
    endText(out);
    if (file.stop !== null) return;
    const { line } = file;
    file.line += shape === "lines" ? 1 : read.json.split("\n").length - 1;
    const place = shape === "lines" ? file.place(line) : file.path;
    const verdict = judgeRecord(said, place);
    if (stops(verdict.decision.action) && said.result !== null) {
      out.push(blockedLine(said.result, file.account.head.id));
      return;
    }
    file.accept(verdict);
    if (file.stop === null)
      out.push(verdict.values === null ? bytes.slice() : splice(read, verdict.values));
  }

  function judgeRecord(
    said: FileRecord,
    place: string,
  ): Verdict & { readonly values: ReadonlyMap<string, string> | null } {
    const { policy, account } = file;
    const texts = within(place, said.texts);
    const calls = said.calls.map((call) => callWithin(place, call));
    const read = inspectTexts(policy, account, texts);
    const verdict =
      calls.length === 0 ? read : bothVerdicts(read, inspectCalls(policy, account, calls));
    const { redactions } = verdict.decision;
    if (redactions.length === 0) return { ...verdict, values: null };
    const whole = new Map(texts.map((segment) => [segment.path, segment.text]));
    const values = redactedTexts(whole, redactions);
    for (const [call, value] of redactedArguments(calls, redactions)) {
      if (call.argumentsPath !== null) values.set(call.argumentsPath, value);
    }
    const own = [...values].map(([path, value]) => [pathIn(path, place), value] as const);
    if (![...values.keys()].some((path) => path.endsWith("{key}"))) {
      return { ...verdict, values: new Map(own) };
    }
    // A key is not rewritten: two could become one.
    return { ...blockInstead(account, verdict), values: null };
  }

  return { feed, end };
}

/** Whether a record's texts are so many and so short that they are better read as one text. */
function isTable({ texts, result }: FileRecord): boolean {
  // A result is read as an answer however much it says: it may hold calls.
  if (result !== null) return false;
  if (texts.length > LIMITS.segmentsMax) return true;
  if (texts.length <= LIMITS.fileRecordTextsMax) return false;
  const chars = texts.reduce((sum, { text }) => sum + text.length, 0);
  return chars < texts.length * LIMITS.fileTinyTextChars;
}

/** A record's bytes: what stands before its JSON, the JSON, and what stands behind it. */
interface RecordText {
  readonly before: Uint8Array;
  readonly json: string;
  readonly value: unknown;
}

/** Null where the bytes are not a JSON object or array that a reader would take. */
function readRecord(bytes: Uint8Array): RecordText | null {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const before = bytes.slice(0, hasMark ? 3 : 0);
  const own = bytes.subarray(before.length);
  const first = own.find((byte) => byte > 0x20);
  if (first !== 0x7b && first !== 0x5b) return null;
  const json = decodeUtf8(own);
  if (json === null || isNestedDeeper(json, LIMITS.jsonDepthMax)) return null;
  try {
    return { before, json, value: JSON.parse(json) };
  } catch {
    // Not JSON: it is read as text.
    return null;
  }
}

function splice({ before, json }: RecordText, values: ReadonlyMap<string, string>): Uint8Array {
  const spliced = spliceJsonStrings(json, values);
  const end = json.slice(json.trimEnd().length);
  const whole = json.includes('"logprobs"') ? withoutLogprobs(spliced) + end : spliced;
  return concat([before, new TextEncoder().encode(whole)]);
}

function pathIn(path: string, place: string): string {
  return path.slice(place.length).replace(/^\./, "");
}

/** The line that stands in the place of a result that policy does not let pass. */
function blockedLine({ id, customId }: BatchResult, requestId: string): Uint8Array {
  const message = `This result was blocked by policy. Request id: ${requestId}`;
  const error = { code: "policy_violation", message };
  const line = { id, custom_id: customId, response: null, error };
  return new TextEncoder().encode(`${JSON.stringify(line)}\n`);
}
