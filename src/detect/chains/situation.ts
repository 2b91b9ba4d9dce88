// What is known when one response's calls are judged: what each tool does, what was read before,
// and where each destination has come from. Made once for all of them.
import type { FlowSketch, ToolTrait } from "../../domain/data-flow.ts";
import { FLOW } from "../../domain/data-flow.ts";
import type { ToolCall } from "../../domain/tool-call.ts";
import { wasAsked } from "./asked.ts";
import {
  callValues,
  destinationsOf,
  isOwn,
  type CallValue,
  type Destination,
} from "./call-values.ts";
import type { FlowFacts } from "./flow.ts";
import { whoSaid, type Said, type Told } from "./said.ts";
import { declarationOf, toolUse, type ToolUse } from "./tool-traits.ts";

/** One destination and who told of it. */
export interface Place {
  readonly destination: Destination;
  readonly isOwn: boolean;
  readonly told: Told;
  /** Tools or documents told of it, and no person. */
  readonly isOnlyTold: boolean;
  /** Only lists of people told of it. */
  readonly isListed: boolean;
  /** Strangers told of it. */
  readonly isFromStrangers: boolean;
}

/** One call with what its words say. */
export interface Step {
  readonly call: ToolCall;
  readonly use: ToolUse;
  readonly values: readonly CallValue[];
  readonly places: readonly Place[];
  /** It takes data out, to where is not known to be inside. */
  readonly isOutward: boolean;
  /** Every place that it names is the tenant's own, or was named by people. */
  readonly isExpected: boolean;
  /** Whether people spoke of such a deed; null where nobody can tell. */
  readonly asked: boolean | null;
}

/** Traits of what was read before, or is read beside. */
export interface Situation {
  readonly said: Said;
  readonly steps: readonly Step[];
  /** Of tools whose results are there, in the request or in the session. */
  readonly read: ReadonlySet<ToolTrait>;
  /** Of those among the last few calls. */
  readonly readLately: ReadonlySet<ToolTrait>;
  readonly useOf: (tool: string) => ToolUse;
  readonly facts: FlowFacts;
}

/** "Lately" is within so many calls. */
const LATELY_CALLS = 8;

/** Calls of one response that are judged; the gateway holds no more. */
const CALLS_MAX = 256;

/** Puts together what is known. */
export function situationOf(calls: readonly ToolCall[], facts: FlowFacts): Situation {
  const uses = new Map<string, ToolUse>();
  const useOf = (tool: string): ToolUse => {
    const known = uses.get(tool);
    if (known !== undefined) return known;
    const use = toolUse(tool, declarationOf(tool, facts.tools), facts.labelled(tool));
    uses.set(tool, use);
    return use;
  };
  const said = whoSaid(facts.sources, facts.sketch);
  const read = new Set<ToolTrait>();
  for (const { traits } of facts.sketch?.reads ?? []) addAll(read, traits);
  for (const { kind, tool } of facts.sources) {
    if (kind === "tool_result" && tool !== undefined) addAll(read, useOf(tool).traits);
    if (kind === "document") read.add("untrusted");
  }
  const readLately = new Set<ToolTrait>();
  for (const [index, { name }] of facts.pastCalls.entries()) {
    const { traits } = useOf(name);
    addAll(read, traits);
    if (index >= facts.pastCalls.length - LATELY_CALLS) addAll(readLately, traits);
  }
  const situation = { said, read, readLately, useOf, facts };
  return { ...situation, steps: calls.slice(0, CALLS_MAX).map((call) => stepOf(call, situation)) };
}

function addAll(to: Set<ToolTrait>, traits: Iterable<ToolTrait>): void {
  for (const trait of traits) to.add(trait);
}

function stepOf(call: ToolCall, situation: Omit<Situation, "steps">): Step {
  const { said, facts, useOf } = situation;
  const use = useOf(call.name);
  const values = callValues(call);
  const isRun = use.traits.has("executes");
  const sends = isRun && values.some(({ text }) => SENDING.test(text));
  const mayLeave = use.traits.has("external") || sends;
  const places = mayLeave
    ? destinationsOf(values, { within: sends }).map((one) => placeOf(one, situation))
    : [];
  const isExpected =
    places.length > 0 && places.every(({ told, isOwn: own }) => own || told.byPeople);
  const isHome = places.length > 0 && places.every(({ isOwn: own }) => own);
  return {
    call,
    use,
    values,
    places,
    isOutward: mayLeave && !isHome && !(use.needsPeople && places.length === 0),
    isExpected,
    asked: askedBefore(use, said, facts.sketch),
  };
}

/** Programs that send, in what is run. */
const SENDING =
  /\b(?:curl|wget|nc|ncat|netcat|scp|sftp|rsync|ftp|telnet|nslookup|dig|Invoke-(?:WebRequest|RestMethod)|iwr|irm|requests\.(?:post|put|get|request)|urllib|httpx?\.(?:post|put|get|client)|axios|fetch\(|XMLHttpRequest|smtplib|sendmail|mailx?|gh gist|aws s3 (?:cp|sync|mv)|gsutil cp|az storage blob upload|git push|socket\.)/i;

/** A session that is told in pieces does not show all that people said: then nobody can tell. */
function askedBefore(use: ToolUse, said: Said, sketch: FlowSketch | null): boolean | null {
  const asked = wasAsked(use.words, said.people);
  if (asked !== false || sketch === null) return asked;
  const isToldWhole = (sketch.reads ?? []).length === 0 || said.results.length > 0;
  return isToldWhole ? false : null;
}

function placeOf(destination: Destination, situation: Omit<Situation, "steps">): Place {
  const { said, facts, useOf } = situation;
  const told = said.toldPlace(destination, digestOf(destination.value, facts));
  const isToldOf = told.byTools.length > 0 || told.byDocument || told.wasTold;
  return {
    destination,
    isOwn: isOwn(destination, facts.ownDomains),
    told,
    isListed: told.byTools.length > 0 && told.byTools.every((tool) => useOf(tool).isDirectory),
    isOnlyTold: isToldOf && !told.byPeople,
    isFromStrangers:
      told.byDocument || told.byTools.some((tool) => useOf(tool).traits.has("untrusted")),
  };
}

/** The keyed digest of a value as the session keeps it; null where nothing is kept. */
export function digestOf(value: string, { digest }: FlowFacts): string | null {
  return digest === null ? null : digest(value).slice(0, FLOW.digestChars);
}
