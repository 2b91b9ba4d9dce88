// The score of a conversation: ordinary talk stays near nothing, a crescendo comes up, what is old
// fades and never counts twice.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterSuspicions,
  NO_SCORE,
  scoreWith,
  SUSPICION_MIN,
  type ConversationScore,
  type Suspicion,
} from "../../src/domain/conversation-score.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import {
  afterFacts,
  injectionScore,
  newSession,
  type SessionFacts,
} from "../../src/domain/session-view.ts";

let made = 0;

/** A text of its own. */
function said(confidence: number): Suspicion {
  made += 1;
  return { digest: `d${made}`, confidence };
}

function after(turns: readonly (readonly Suspicion[])[]): ConversationScore {
  return turns.reduce(afterSuspicions, NO_SCORE);
}

function inTurns(...confidences: readonly number[]): number {
  return after(confidences.map((confidence) => [said(confidence)])).score;
}

const CONFIDENCE = fc.double({ min: 0, max: 1, noNaN: true });
const TURNS = fc.array(fc.array(CONFIDENCE, { maxLength: 4 }), { maxLength: 60 });

describe("the score of a conversation", () => {
  it("comes to a stop that single texts do not come to", () => {
    expect(inTurns(0.75)).toBeLessThan(0.5);
    expect(inTurns(0.75, 0.75)).toBeGreaterThan(0.6);
    expect(inTurns(0.75, 0.75, 0.75)).toBeGreaterThan(0.7);
    expect(inTurns(0.5, 0.6, 0.7, 0.75)).toBeGreaterThan(0.6);
  });

  it("never crosses one half by turns of up to 0.55, however many, in whichever order", () => {
    const ordinary = fc.double({ min: 0, max: 0.55, noNaN: true });
    fc.assert(
      fc.property(fc.array(ordinary, { maxLength: 400 }), (confidences) => {
        expect(inTurns(...confidences)).toBeLessThan(0.5);
      }),
    );
    expect(inTurns(...Array.from({ length: 2_000 }, () => 0.55))).toBeLessThan(0.5);
  });

  it("is nothing, for ever, of texts below the floor", () => {
    const below = SUSPICION_MIN - 0.001;
    expect(inTurns(...Array.from({ length: 1_000 }, () => below))).toBe(0);
  });

  it("stays between 0 and 1", () => {
    fc.assert(
      fc.property(TURNS, (turns) => {
        const { score } = after(turns.map((turn) => turn.map(said)));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("never grows without new content: not by silence, a retry or a history that is sent again", () => {
    fc.assert(
      fc.property(TURNS, (turns) => {
        const told = turns.map((turn) => turn.map(said));
        const state = after(told);
        const known = told.flat().filter(({ digest }) => state.counted.includes(digest));
        expect(scoreWith(state, [])).toBeLessThanOrEqual(state.score);
        expect(scoreWith(state, known)).toBe(scoreWith(state, []));
        expect(afterSuspicions(state, known).score).toBe(scoreWith(state, []));
      }),
    );
  });

  it("fades with every turn, by half in four", () => {
    const before = after([[said(0.9)]]);
    const scores = [before];
    for (let turn = 0; turn < 8; turn += 1)
      scores.push(afterSuspicions(scores.at(-1) ?? before, []));
    for (let turn = 1; turn < scores.length; turn += 1) {
      expect(scores[turn]?.score).toBeLessThan(scores[turn - 1]?.score ?? 0);
    }
    expect(scores[4]?.score).toBeCloseTo(before.score / 2, 10);
    expect(scores[8]?.score).toBeCloseTo(before.score / 4, 10);
  });

  it("counts the surest of a turn, and remembers the others as told", () => {
    const turn = [said(0.5), said(0.7), said(0.6)];
    const state = after([turn]);
    expect(state.score).toBe(inTurns(0.7));
    expect(state.counted).toEqual(turn.map(({ digest }) => digest));
  });

  it("remembers a bounded number of texts, the latest", () => {
    const all = Array.from({ length: 100 }, () => said(0.4));
    const { counted } = after(all.map((one) => [one]));
    expect(counted).toEqual(all.slice(-LIMITS.conversationTextsMax).map(({ digest }) => digest));
  });
});

describe("a session", () => {
  const told = (facts: Omit<SessionFacts, "id">, view = newSession(0)) =>
    afterFacts(view, { id: "x", ...facts }, 1);

  it("takes up what reached the model, and shows it in the next exchange with its own", () => {
    const first = told({ suspicions: [said(0.75)] });
    expect(first.injection?.score).toBe(inTurns(0.75));
    expect(injectionScore(first, [said(0.75)])).toBe(inTurns(0.75, 0.75));
    expect(injectionScore(first, [])).toBeLessThan(first.injection?.score ?? 0);
  });

  it("is moved neither up nor down by what was stopped before it reached the model", () => {
    const view = told({ suspicions: [said(0.75)] });
    expect(told({ isBlocked: true }, view).injection).toEqual(view.injection);
    const again = said(0.75);
    const judged = injectionScore(view, [again]);
    expect(injectionScore(told({ isBlocked: true }, view), [again])).toBe(judged);
  });

  it("has no score while nothing has counted, and fades once it has one", () => {
    expect(told({ suspicions: [] })).not.toHaveProperty("injection");
    const view = told({ suspicions: [said(0.9)] });
    expect(told({ suspicions: [] }, view).injection?.score).toBeLessThan(
      view.injection?.score ?? 0,
    );
  });
});
