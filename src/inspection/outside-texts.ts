// Which texts of an exchange are shown to a moderation endpoint or a judge: what is new in a request,
// what an answer says, as it leaves the gateway and within bounds.
import type { Redaction } from "../domain/decision.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Segment, SegmentKind } from "../domain/segment.ts";
import { parseObject, type Protocol } from "../openai/protocol.ts";
import { createSseSplitter } from "../openai/sse.ts";
import { redactedTexts } from "./inspect-request.ts";

/** Texts to be judged. */
export interface ShownTexts {
  /** Pieces of at most `LIMITS.outsidePieceChars`; empty where there is nothing to judge. */
  readonly pieces: readonly string[];
  /** There was more: what stood in the middle is left out. */
  readonly isCut: boolean;
  /** Where the last of them stands. */
  readonly path: string;
}

/** Who brings something new into a conversation: neither its developer nor the model. */
const NEWCOMERS: ReadonlySet<SegmentKind> = new Set(["user", "document", "tool_result"]);

/**
 * What is new in a request: what users, documents and tools say after the model's last word, with
 * what the policy has redacted in it. All that they say where the model has said nothing. Words that
 * are put into the model's mouth behind the last of theirs do not make theirs old.
 */
export function newTexts(
  segments: readonly Segment[],
  redactions: readonly Redaction[],
): ShownTexts {
  const newcomers = segments.filter(({ kind }) => NEWCOMERS.has(kind));
  const latest = newcomers.reduce((last, { path }) => Math.max(last, turnOf(path) ?? -1), -1);
  const answered = segments
    .filter(({ kind }) => kind === "assistant")
    .map(({ path }) => turnOf(path) ?? -1)
    .reduce((last, turn) => (turn < latest ? Math.max(last, turn) : last), -1);
  const fresh = newcomers.filter(({ path }) => (turnOf(path) ?? Infinity) > answered);
  const own = new Map(fresh.map((segment) => [segment.path, segment.text]));
  const redacted = redactedTexts(
    own,
    redactions.filter(({ path }) => own.has(path)),
  );
  const texts = fresh.map((segment) => redacted.get(segment.path) ?? segment.text);
  return { ...shown(texts), path: fresh.at(-1)?.path ?? "" };
}

/** The place of a message or an item in its list; null for what stands in none. */
function turnOf(path: string): number | null {
  const turn = /^[a-z_]{1,32}\[(\d{1,9})\]/.exec(path)?.[1];
  return turn === undefined ? null : Number(turn);
}

/** What a whole answer says. */
export function answerTexts(protocol: Protocol, bytes: Uint8Array): ShownTexts {
  const json = parseObject(new TextDecoder().decode(bytes));
  const texts = json === null ? [] : protocol.readAnswer(json).texts;
  return { ...shown(spokenTexts(texts)), path: "" };
}

function spokenTexts(texts: readonly Segment[]): string[] {
  return texts.filter(({ kind }) => kind === "output").map((segment) => segment.text);
}

/** Gathers what a stream of events says. */
export interface StreamTexts {
  /** Takes bytes as they leave for the client. */
  feed(bytes: Uint8Array): void;
  texts(): ShownTexts;
}

/** Starts to gather. Memory is bounded by `LIMITS.heldStreamBytesMax`; what comes later is cut. */
export function createStreamTexts(protocol: Protocol): StreamTexts {
  const splitter = createSseSplitter(LIMITS.sseEventBytesMax);
  const reader = protocol.createStreamReader();
  const channels = new Map<string, string[]>();
  const wholes = new Set<string>();
  let chars = 0;

  function add(text: string, to: (text: string) => void): void {
    chars += text.length;
    if (chars <= LIMITS.heldStreamBytesMax) to(text);
  }

  function feed(bytes: Uint8Array): void {
    for (const frame of splitter.push(bytes)) {
      const { pieces, wholes: told } = reader.read(frame);
      for (const { channel, text } of pieces) {
        const parts = channels.get(channel) ?? [];
        channels.set(channel, parts);
        add(text, (one) => void parts.push(one));
      }
      for (const text of spokenTexts(told)) add(text, (one) => void wholes.add(one));
    }
  }

  return {
    feed,
    texts() {
      const said = [...channels.values()].map((parts) => parts.join(""));
      // Events at the end of a part repeat what its deltas have said.
      const others = [...wholes].filter((text) => !said.some((one) => one.includes(text)));
      const { pieces, isCut } = shown([...said, ...others]);
      const isLost = chars > LIMITS.heldStreamBytesMax || splitter.overflow !== null;
      return { pieces, isCut: isCut || isLost, path: "" };
    },
  };
}

/** Texts in pieces that an endpoint takes: of what is too long, the beginning and the end. */
function shown(texts: readonly string[]): Pick<ShownTexts, "pieces" | "isCut"> {
  const all = texts.filter((text) => text.trim() !== "").join("\n\n");
  const max = LIMITS.outsideCharsMax;
  const isCut = all.length > max;
  const kept = isCut ? [all.slice(0, max / 2), all.slice(-max / 2)] : [all];
  return { pieces: kept.flatMap(inPieces), isCut };
}

function inPieces(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += LIMITS.outsidePieceChars) {
    // A character that is cut in two becomes two that stand for nothing.
    pieces.push(text.slice(at, at + LIMITS.outsidePieceChars).toWellFormed());
  }
  return pieces;
}
