// Every generator of synthetic rows, with how many it makes.
import type { Generator } from "../row.ts";
import { USER_GENERATORS } from "./user-generators.ts";
import { toolAgentFiles } from "./tool-agent-files.ts";
import { toolChatter } from "./tool-chatter.ts";
import { toolChores } from "./tool-chores.ts";
import { toolCompletion } from "./tool-completion.ts";
import { toolExfiltration } from "./tool-exfiltration.ts";
import { toolGuides } from "./tool-guides.ts";
import { toolHidden } from "./tool-hidden.ts";
import { toolLanguages } from "./tool-languages.ts";
import { toolLeaks } from "./tool-leaks.ts";
import { toolMail } from "./tool-mail.ts";
import { toolMessages } from "./tool-messages.ts";
import { toolOverrides } from "./tool-overrides.ts";
import { toolPlain } from "./tool-plain.ts";
import { toolPoison } from "./tool-poison.ts";
import { toolPrompts } from "./tool-prompts.ts";
import { toolSecurity } from "./tool-security.ts";
import { toolSteering } from "./tool-steering.ts";
import { toolTechnical } from "./tool-technical.ts";

/** A generator and its share. */
export interface GeneratorEntry {
  readonly name: string;
  readonly rows: number;
  readonly generate: Generator;
}

/** In the order in which they run; each gets a seed by its name, so that one never moves another. */
export const GENERATORS: readonly GeneratorEntry[] = [
  ...USER_GENERATORS,
  { name: "tool-plain", rows: 7000, generate: toolPlain },
  { name: "tool-overrides", rows: 3600, generate: toolOverrides },
  { name: "tool-messages", rows: 4200, generate: toolMessages },
  { name: "tool-completion", rows: 2200, generate: toolCompletion },
  { name: "tool-hidden", rows: 2200, generate: toolHidden },
  { name: "tool-exfiltration", rows: 2200, generate: toolExfiltration },
  { name: "tool-steering", rows: 3000, generate: toolSteering },
  { name: "tool-poison", rows: 1500, generate: toolPoison },
  { name: "tool-languages", rows: 3200, generate: toolLanguages },
  { name: "tool-chores", rows: 2600, generate: toolChores },
  { name: "tool-leaks", rows: 1400, generate: toolLeaks },
  { name: "tool-mail", rows: 6000, generate: toolMail },
  { name: "tool-guides", rows: 2400, generate: toolGuides },
  { name: "tool-agent-files", rows: 2000, generate: toolAgentFiles },
  { name: "tool-security", rows: 2000, generate: toolSecurity },
  { name: "tool-prompts", rows: 2200, generate: toolPrompts },
  { name: "tool-chatter", rows: 2000, generate: toolChatter },
  { name: "tool-technical", rows: 2000, generate: toolTechnical },
];
