// What the `files` rules of a policy say of a form while it streams: a file's type once its first
// bytes are there, its size as it grows, its purpose when that field has come, and whether it can be
// read. Each rule acts once on a file.
import { stops } from "../domain/decision.ts";
import { LIMITS } from "../domain/limits.ts";
import type { PartHead } from "../openai/multipart-head.ts";
import { concat } from "../openai/sse.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import type { SentFile } from "../policy/situation.ts";
import type { Account } from "./account.ts";
import { contentsOf } from "./file-content.ts";
import { createFormField, type FormPart } from "./form-field.ts";
import { judge } from "./inspect.ts";

/** The files of one form. */
export interface FormFiles {
  /** A part begins; null where it is no file, and not the field that rules read. */
  open(head: PartHead, path: string): FormPart | null;
}

/** Judges the files of one form; null where no rule speaks of files. */
export function createFormFiles(policy: AgentPolicy, account: Account): FormFiles | null {
  const isAsked = allRules(policy).some(({ rule }) => rule.scanner === "files");
  if (!isAsked) return null;
  const files: FormFile[] = [];
  let purpose: string | null = null;

  function open(head: PartHead, path: string): FormPart | null {
    if (head.filename !== null) {
      const file = createFormFile({ policy, account }, { head, path, purpose });
      files.push(file);
      return file;
    }
    return head.name === "purpose" ? purposeField() : null;
  }

  function purposeField(): FormPart {
    return createFormField((said) => {
      purpose = said;
      // A form that gives two is judged by each.
      return files.map((file) => file.isFor(said)).every(Boolean);
    });
  }

  return { open };
}

interface FormFile extends FormPart {
  /** The purpose of the form is known; false if the file must not pass with it. */
  isFor(purpose: string): boolean;
}

function createFormFile(
  { policy, account }: { readonly policy: AgentPolicy; readonly account: Account },
  of: { readonly head: PartHead; readonly path: string; readonly purpose: string | null },
): FormFile {
  const { head } = of;
  const hints = {
    filename: head.filename === "" ? null : head.filename,
    contentType: head.contentType,
  };
  const isPiece = policy.situation.endpoint === "uploads";
  const acted = new Set<string>();
  const bounds = sizeBounds(policy);
  let first: Uint8Array[] | null = [];
  let size = 0;
  let isStopped = false;
  let file: SentFile = {
    // A piece of an upload is named by chance; the upload itself was named when it was announced.
    name: isPiece ? null : hints.filename,
    mediaType: isPiece ? null : hints.contentType,
    contents: [],
    bytes: null,
    purpose: of.purpose,
    isReference: isPiece,
    isUnread: false,
    path: of.path,
  };

  function judged(next: Partial<SentFile>): boolean {
    file = { ...file, ...next };
    const rules = policy.rules.filter(({ rule }) => !acted.has(rule.name));
    const { decision } = judge({ ...policy, rules }, account, {
      direction: "input",
      findings: [],
      calls: [],
      files: [file],
      failed: new Set<string>(),
    });
    for (const { rule } of decision.reasons) acted.add(rule);
    isStopped ||= stops(decision.action);
    return !isStopped;
  }

  /** Judges what the file is, once that can be told: by the same bytes, however they came. */
  function begin(isWhole: boolean): boolean {
    const bytes = concat(first ?? []).subarray(0, LIMITS.fileHeadBytesMax);
    first = null;
    const contents = contentsOf(bytes, hints, isWhole);
    // The middle of a text reads like text, whatever it is the middle of.
    return judged({
      contents: isPiece ? contents.filter((kind) => kind !== "text") : contents,
      bytes: isWhole ? size : bytes.length,
    });
  }

  /** Judges the sizes that the file grows beyond, one after the other. */
  function grow(from: number): boolean {
    for (const max of bounds) {
      if (from <= max && size > max && !judged({ bytes: max + 1 })) return false;
    }
    return !isStopped;
  }

  return {
    feed(bytes) {
      const before = size;
      size += bytes.length;
      if (first === null) return grow(before);
      first.push(bytes.slice(0, LIMITS.fileHeadBytesMax));
      if (size < LIMITS.fileHeadBytesMax) return true;
      return begin(false) && grow(LIMITS.fileHeadBytesMax);
    },
    mayPassUnread: () => judged({ isUnread: true }),
    end: () => (first === null ? !isStopped : begin(true)),
    isFor: (purpose) => judged({ purpose }),
  };
}

/** The sizes beyond which a rule begins to match, smallest first. */
function sizeBounds(policy: AgentPolicy): readonly number[] {
  const bounds = allRules(policy).flatMap(({ rule }) =>
    rule.scanner === "files" && rule.max_bytes !== undefined ? [rule.max_bytes] : [],
  );
  return bounds.toSorted((a, b) => a - b);
}

/** The rules of a policy and of its shadow. */
function allRules({ rules, shadow }: AgentPolicy): AgentPolicy["rules"] {
  return shadow === null ? rules : [...rules, ...shadow.rules];
}
