// The detectors by family. A new one is imported here and added to its list; nothing else changes.
import { openRedirectArgument } from "./arguments/open-redirect.ts";
import { codeInjectionArgument } from "./arguments/code-injection.ts";
import { deserialisationArgument } from "./arguments/deserialisation.ts";
import { headerArgument } from "./arguments/header.ts";
import { markupArgument } from "./arguments/markup.ts";
import { codeArgument } from "./arguments/code.ts";
import { optionInjection } from "./arguments/option-injection.ts";
import { keysArgument } from "./arguments/keys.ts";
import { pathArgument } from "./arguments/path.ts";
import { prototypeArgument } from "./arguments/prototype.ts";
import { queryArgument } from "./arguments/query.ts";
import { shellArgument } from "./arguments/shell.ts";
import { sqlArgument } from "./arguments/sql.ts";
import { templateArgument } from "./arguments/template.ts";
import { urlArgument } from "./arguments/url.ts";
import { xmlArgument } from "./arguments/xml.ts";
import type { Detector } from "./detector.ts";
import { authority } from "./injection/authority.ts";
import { combinedCues } from "./injection/combined-cues.ts";
import { exfiltrationOrder } from "./injection/exfiltration-order.ts";
import { fictionFrames } from "./injection/fiction-frames.ts";
import { payloadSplitting } from "./injection/payload-splitting.ts";
import { refusalSuppression } from "./injection/refusal-suppression.ts";
import { secretExtraction } from "./injection/secret-extraction.ts";
import { toolPoisoning } from "./injection/tool-poisoning.ts";
import { memoryWrites, persistence } from "./injection/persistence.ts";
import { multilingual } from "./injection/multilingual.ts";
import { override } from "./injection/override.ts";
import { personaJailbreak } from "./injection/persona-jailbreak.ts";
import { promptExtraction } from "./injection/prompt-extraction.ts";
import { roleMarkers } from "./injection/role-markers.ts";
import { roleObjects } from "./injection/role-objects.ts";
import { systemBypass } from "./injection/system-bypass.ts";
import { toolDirected } from "./injection/tool-directed.ts";

/**
 * Changes when any detector or text rule finds something else than before. Digests of what was seen
 * are made under it, so that while two versions of the gateway share a session, what the older one
 * let pass is inspected by the newer.
 */
export const DETECTORS_VERSION = "4";

/** Phrases that try to take the model over. */
export const INJECTION_DETECTORS: readonly Detector[] = [
  override,
  systemBypass,
  roleMarkers,
  roleObjects,
  promptExtraction,
  personaJailbreak,
  toolDirected,
  multilingual,
  authority,
  exfiltrationOrder,
  fictionFrames,
  payloadSplitting,
  refusalSuppression,
  secretExtraction,
  toolPoisoning,
  persistence,
  memoryWrites,
  combinedCues,
];

/** Attacks on what stands behind the tools, in the arguments of their calls. */
export const ARGUMENT_DETECTORS: readonly Detector[] = [
  sqlArgument,
  shellArgument,
  optionInjection,
  pathArgument,
  urlArgument,
  openRedirectArgument,
  markupArgument,
  templateArgument,
  queryArgument,
  xmlArgument,
  headerArgument,
  deserialisationArgument,
  codeInjectionArgument,
  prototypeArgument,
  codeArgument,
  keysArgument,
];
