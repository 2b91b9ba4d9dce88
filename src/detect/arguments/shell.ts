// Commands in tool arguments. Where a command is expected, what it does is judged over its syntax
// tree; elsewhere only the ways by which a command is smuggled into a value are looked for.
import type { Detector, DetectorMeta } from "../detector.ts";
import { argumentDetector, type Judges } from "./argument-detector.ts";
import { SIGNS } from "./argument-survey.ts";
import { judgeShell } from "./shell-judge.ts";
import { smuggledCommands } from "./shell-text.ts";

const META: DetectorMeta = {
  id: "arguments.shell",
  finds: "Destructive, remote, stealthy and injected commands in arguments of tool calls.",
  source: "CWE-78; MITRE ATT&CK; Atomic Red Team; GTFOBins; LOLBAS; OWASP CRS 932.",
};

const JUDGES: Judges = {
  sql: null,
  shell: judgeShell,
  path: smuggledCommands,
  url: smuggledCommands,
  code: null,
  text: smuggledCommands,
  unknown: smuggledCommands,
};

/** Detects dangerous and injected commands in arguments of tool calls. */
export const shellArgument: Detector = argumentDetector(META, JUDGES, {
  signs: SIGNS.shell,
  except: "shell",
});
