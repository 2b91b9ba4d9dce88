// Technical prose about users, accounts, sessions, messages, models, agents and tools: the nouns of every
// attack, in documentation, reference, design notes and code comments.
import type { Generator, Row } from "../row.ts";
import { capital, type Rules, type Speaker } from "./tool-grammar.ts";
import { benignRow } from "./tool-rows.ts";
import { toolSpeaker } from "./tool-speaker.ts";

const RULES: Rules = {
  actor:
    "the user|users|a user|the client|the server|the application|the browser|the agent|the model|the assistant|the administrator|the customer|the caller|the owner|an operator|the attacker|the provider|the tool|the system|the recipient|the sender|developers|your application|the gateway|the LLM|the chatbot|the developer|the organisation|the account holder|the worker|the plugin",
  noun: "password|account|session|token|message|email address|prompt|system prompt|tool call|tool result|conversation|credential|API key|transaction|payment|file|document|request|response|credit card number|phone number|profile|permission|role|log entry|database|secret|certificate|cookie|instruction|task|context|policy|device|address|order|invoice|calendar|contact|notification|backup|record|memory|identity|one-time code|URL|image|header|attachment|recovery code|mailbox|private key|personal data|history|balance",
  adj: "new|previous|old|current|original|valid|expired|default|internal|sensitive|encrypted|first|last|single|external|hidden|temporary|shared|main|existing|untrusted|private|confidential|additional|important|required",
  does: "sends|receives|stores|validates|creates|deletes|updates|requests|returns|reads|forwards|ignores|overrides|replaces|reveals|transfers|changes|confirms|rejects|copies|encrypts|resets|revokes|loads|checks|shares|uploads|approves|executes|follows|disables|enables|grants|exposes|signs",
  do: "send|receive|store|validate|create|delete|update|request|return|read|forward|ignore|override|replace|reveal|transfer|change|confirm|reject|copy|encrypt|reset|revoke|load|check|share|upload|approve|execute|follow|disable|enable|grant|expose|sign",
  done: "sent|stored|validated|created|deleted|updated|requested|returned|read|forwarded|ignored|overridden|replaced|revealed|transferred|changed|confirmed|rejected|copied|encrypted|reset|revoked|loaded|shared|uploaded|approved|executed|disabled|enabled|granted|exposed|signed",
  np: "[the|a|an|this|each|the user's|their|your|any] [{adj}|] {noun}",
  cond: "when {actor} {does} {np}|if {np} [is|was] [not|] {done}|after {np} is {done}|before {np} is {done}|unless {actor} {does} {np}|as soon as {np} expires|while {np} is being {done}|once {actor} has {done} {np}",
  tech: "{cond}, {actor} [must|should|can|may|will|cannot|has to|is able to] {do} {np}.|{np} [is|must be|should be|can be|may be|will be|is not|has been|needs to be] {done} [by {actor}|before {np} is {done}|on the server|{cond}|in the background|over a secure channel|].|{actor} {does} {np} [and|, then] {does} {np}.|This [allows|enables|requires|forces|lets|helps|prevents] {actor} [to|from] {do}[ing|] {np}.|[Make sure|Ensure|Verify|Check] that {np} is [not|] {done} {cond}.|[Note|Important|Warning|Caution|Tip]: {np} [is|must be] {done} {cond}.|[Send|Return|Show|Give] {actor} {np} [informing them|which says|stating|to confirm] that {np} [has been|was] {done}.|Ask {actor} to {do} {np} [{cond}|before continuing|].|Do not {do} {np} [until|unless|if] {np} is {done}.|To {do} {np}, [call|use] `{word}{Word}({word2})`.|{np}: [the|a] {noun} that {actor} {does} {cond}.|The [only|most common|safest|recommended|next] [way|step|option] is to {do} {np}.|For [example|instance], {actor} [may|might|could] {do} {np} [such as|like] `{word}_{word2}`.|{actor} [does not|do not] [need|have] to {do} {np}.|Instead of [{doing}] {np}, {do} {np}.|[However|Therefore|In addition|Additionally|Also|Finally|First|Next|Then], {actor} {does} {np}.|[Options|Fields|Parameters]: `{word}` ({np}), `{word2}` (optional, {np}).|/** {Does} {np}. */|// {does} {np} {cond}|# {do} {np}|- {np} [is|are] {done}|- {do} {np} {cond}|- `{word}_{word2}`: {np}, {done} by {actor}|If you [want|need|wish] to {do} {np}, [set|pass|enable] `{word}`.|How does {actor} {do} {np}?|[Read|See] {url} [for|on] how {actor} {does} {np}.|It is [important|necessary|possible|recommended|not enough] to {do} {np} {cond}.|The {noun} of {actor} [contains|includes|refers to] {np}.|{actor} [who|that] {does} {np} [is|are] [asked|allowed|required|expected] to {do} {np}.|[Previous|Earlier] versions {did} {np}; [now|from now on] {np} is {done}.|As a security measure, {np} is {done} {cond}.|{np} [overrides|replaces|takes precedence over] {np}.|You [must|should|can|may] {do} {np} [in|on|through] [the console|your account page|the settings|the request].",
  did: "ignored|accepted|stored|returned|required|exposed",
  doing:
    "sending|storing|deleting|sharing|checking|changing|asking for|forwarding|trusting|resetting",
};

function page(speak: Speaker): string {
  const { random, say } = speak;
  const own = { ...RULES, Does: () => capital(say("{does}", RULES)) };
  const line = (): string => {
    const text = say("{tech}", own);
    return /^[/#`-]/.test(text) ? text : capital(text);
  };
  const blocks = Array.from({ length: 1 + random.below(5) }, () => {
    const lines = Array.from({ length: 1 + random.below(6) }, line);
    const body = lines.join(random.pick([" ", " ", " ", "\n", "\n\n"]));
    return random.chance(0.3)
      ? `${say("##|###|#")} ${capital(say("{noun} [reset|handling|storage|management|review|]|{np}|{doing} {np}", RULES))}\n\n${body}`
      : body;
  });
  return blocks.join("\n\n");
}

/** Technical prose. */
export const toolTechnical: Generator = (random, _pools, count) => {
  const speak = toolSpeaker(random);
  return Array.from({ length: count }, (): Row => benignRow("technical", page(speak)));
};
