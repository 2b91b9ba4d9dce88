// One text that comes in pieces over a connection: scanned as it comes, judged as soon as anything
// in it is certain, and rewritten piece by piece. It knows no events and holds none.
import { ALLOW, stops, type Decision } from "../domain/decision.ts";
import type { Finding } from "../domain/finding.ts";
import type { Direction } from "../domain/segment.ts";
import { textRules } from "../detect/scan-families.ts";
import { createStreamScan, type StreamScanner } from "../detect/stream-scan.ts";
import type { AgentPolicy } from "../policy/agent-policy.ts";
import { byStart, redactPiece, type Span } from "../policy/redact.ts";
import { planFor } from "./scan-plan.ts";
import type { Account } from "./account.ts";
import { judgeEvidence } from "./judge-evidence.ts";

/** The rules of one direction: those that text waits for, and those that only take notes. */
export interface ChannelRules {
  readonly enforced: readonly StreamScanner[];
  readonly noted: readonly StreamScanner[];
}

/** The text rules that a policy has for a direction. */
export function channelRules(policy: AgentPolicy, direction: Direction): ChannelRules {
  return {
    enforced: textRules(planFor(policy.enforced[direction], policy.situation)),
    noted: textRules(planFor(policy.noted[direction], policy.situation)),
  };
}

/** A text in progress. Offsets are UTF-16 units from its start. */
export interface TextChannel {
  /** Adds a piece; what is certain of it now, `ALLOW` where nothing is found. */
  push(piece: string): Decision;
  /** The text is over: what was waiting for more is certain now. */
  end(): Decision;
  /** Length of the text so far. */
  readonly length: number;
  /** Everything before this offset is judged. */
  readonly decided: number;
  readonly isEnded: boolean;
  /** Where what stopped it begins; null while nothing has. */
  readonly stoppedAt: number | null;
  /** Something in it was redacted, released or not. */
  readonly isRedacted: boolean;
  /** The piece that begins at an offset, without what is redacted in it. */
  redact(piece: string, start: number): string;
  /** Text before this offset has left: nothing of it is kept. */
  release(to: number): void;
}

/** Starts a text. Memory is bounded by what is not judged yet and the largest piece. */
export function createTextChannel(of: {
  readonly policy: AgentPolicy;
  readonly account: Account;
  readonly rules: ChannelRules;
  readonly direction: Direction;
  readonly name: string;
}): TextChannel {
  const { policy, account, direction } = of;
  const scan = createStreamScan(of.rules.enforced, of.name);
  const noted = createStreamScan(of.rules.noted, of.name);
  /** Sorted by start; those that are wholly released are dropped. */
  let spans: readonly Span[] = [];
  /** Text from `base` on that is not released or not judged: to know what a finding matched. */
  let text = "";
  let base = 0;
  let isEnded = false;
  let isRedacted = false;
  let stoppedAt: number | null = null;

  function judge(findings: readonly Finding[]): Decision {
    if (findings.length === 0) return ALLOW;
    const kind = direction === "output" ? "output" : "user";
    const spoken = findings.map((finding) => ({ ...finding, kind }) as const);
    account.found(direction, spoken, ({ start, end }) => text.slice(start - base, end - base));
    const decision = judgeEvidence(policy, account, { direction, findings: spoken, calls: [] });
    if (stops(decision.action)) stoppedAt = Math.min(...findings.map(({ start }) => start));
    if (decision.redactions.length > 0) {
      isRedacted = true;
      spans = [...spans, ...decision.redactions].toSorted(byStart);
    }
    return decision;
  }

  return {
    push(piece) {
      text += piece;
      const [notes, findings] = [noted.push(piece), scan.push(piece)];
      if (notes.length > 0) judge(notes);
      return judge(findings);
    },
    end() {
      isEnded = true;
      const [notes, findings] = [noted.end(), scan.end()];
      if (notes.length > 0) judge(notes);
      return judge(findings);
    },
    get length() {
      return base + text.length;
    },
    get decided() {
      return scan.decided;
    },
    get isEnded() {
      return isEnded;
    },
    get stoppedAt() {
      return stoppedAt;
    },
    get isRedacted() {
      return isRedacted;
    },
    redact: (piece, start) => (spans.length === 0 ? piece : redactPiece(piece, start, spans)),
    release(to) {
      const keepFrom = Math.max(base, Math.min(to, noted.decided));
      text = text.slice(keepFrom - base);
      base = keepFrom;
      if (spans.length > 0) spans = spans.filter(({ end }) => end > to);
    },
  };
}
