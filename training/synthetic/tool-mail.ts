// Letters and messages between people: they ask each other for everything an attack asks an agent for.
// All of this is ordinary, the unwanted advertising too: it is written to a human.
import type { Generator, Row } from "../row.ts";
import { ACTIONS, actionOf, told } from "./tool-actions.ts";
import { capital, type Speaker } from "./tool-grammar.ts";
import type { Carrier } from "./tool-carriers.ts";
import { benignRow } from "./tool-rows.ts";
import { toolSpeaker } from "./tool-speaker.ts";

type Header = (speak: Speaker, subject: string, body: string) => string;

const HEADERS: readonly Header[] = [
  ({ say }, subject, body) =>
    say(
      "From: {fullname} <{email}>\nTo: {email}\nDate: {weekday}, {day} {month} {year} 1{small}:[05|17|32|48]:[00|21|54] [+0000|+0200|-0500]\nSubject: ",
    ) + `${subject}\n\n${body}`,
  ({ say }, subject, body) =>
    `SUBJECT: ${subject}|EMAIL_FROM: ${say("{fullname} <{email}>|{company} <{email}>")}|RECEIVED DATE: ${say("{weekday}, {day} {month} {year}")}|CONTENT: ${body}`,
  ({ say }, subject, body) => `Subject: ${subject}\nFrom: ${say("{email}")}\n\n${body}`,
  (_speak, _subject, body) => body,
  (_speak, _subject, body) => body,
  ({ say }, subject, body) =>
    JSON.stringify(
      {
        id: say("{hex8}"),
        from: say("{email}"),
        to: [say("{email}")],
        subject,
        body,
        date: say("{stamp}"),
      },
      null,
      2,
    ),
  ({ say }, subject, body) =>
    JSON.stringify({ sender: say("{email}"), subject, body, read: false }),
  ({ say }, subject, body) =>
    `{'id': '${say("{id}")}', 'sender': '${say("{email}")}', 'subject': '${subject}', 'body': '${body.replaceAll("\n", "\\n")}'}`,
  ({ say }, _subject, body) =>
    `On ${say("{date} at {clock}, {fullname}")} wrote:\n${body.replaceAll(/^/gm, "> ")}`,
  ({ say }, subject, body) =>
    `${body}\n\n-----Original Message-----\nFrom: ${say("{fullname}")}\nSubject: ${subject}\n\n${say("{greeting}\n\n{opening} {context}\n\n{closing}")}`,
  ({ say }, subject, body) =>
    `<html><body><h2>${subject}</h2><p>${body.replaceAll("\n", "<br>")}</p><p>${say("{company}, {address}")}</p></body></html>`,
];

/** One letter from a human to a human, which may ask for what an agent could do. */
export function letterOf(speak: Speaker, extra?: string): string {
  const { random, say } = speak;
  const asked = random.chance(0.45) ? delegation(speak) : "";
  const parts = [
    say("{greeting}"),
    say("{opening} {context}"),
    [asked, extra ?? "", random.chance(0.5) ? say("{request}") : ""].filter(Boolean).join(" "),
    random.chance(0.6) ? say("{context} {request}") : say("{context}"),
    say("{closing}"),
  ].filter((part) => part !== "");
  const body = parts.join(random.pick(["\n\n", "\n", "\n\n", " "]));
  const subject = capital(
    say(
      "{topic}|Re: {topic}|Fwd: {topic}|[Quick|Small] [question|favour|request]|Invoice {id}|[Reminder|Urgent|Action required|Important]: {topic}|[Payment|Transfer|Meeting] [of {money}|on {date}|]|Your request {code}",
    ),
  );
  return random.pick(HEADERS)(speak, subject, body);
}

/** A letter with a place for one more paragraph. */
export function letterCarrier(speak: Speaker): Carrier {
  const [before = "", after = ""] = letterOf(speak, PLACE).split(PLACE);
  const isJson = before.startsWith('{"') || before.startsWith("{\n");
  return (plant = "") => before + (isJson ? JSON.stringify(plant).slice(1, -1) : plant) + after;
}

/** Stands in a letter where something is planted. */
const PLACE = "\u0001";

/** An agent's action, asked of a colleague or friend. */
export function delegation(speak: Speaker): string {
  const { random, say } = speak;
  const action = actionOf(
    speak,
    random.pick(["my", "our", "the", "your", "the client's"]),
    random.pick(ACTIONS),
  );
  const what = told(action, "base");
  return capital(
    say(
      "[Could|Can|Would] you [please|] {what} [{when}|]?|Please {what} [{when}|].|[{first}|{first} from {team}] will {what} [{when}|].|I need you to {what} [{when}|].|We still have to {what}.|Can you ask {first} to {what}?|Would you be able to {what} [before I leave|{when}|while I am away]?|Don't forget to {what} [{when}|].|Did you {what} [already|]?|I {done} [{ago}|], [just so you know|as agreed|is that ok]?|As agreed, please {what} [{when}|], [and|then] {ask}.|{first} asked me to {what}.|Mum, can you {what}? |[Feel free|You are welcome] to {what}.|If you have time, {what}, [please|thanks].",
      { what: () => what, done: () => told(action, "past") },
    ),
  );
}

/** Letters of all kinds. */
export const toolMail: Generator = (random, _pools, count) => {
  const speak = toolSpeaker(random);
  return Array.from({ length: count }, (): Row => {
    const kind = random.next();
    const text =
      kind < 0.62
        ? letterOf(speak)
        : kind < 0.72
          ? random.pick(HEADERS)(speak, speak.say("{topic}"), speak.say("{notice}|{newsletter}"))
          : kind < 0.84
            ? threadOf(speak)
            : kind < 0.92
              ? chatOf(speak)
              : minutesOf(speak);
    return benignRow("mail", text);
  });
};

function threadOf(speak: Speaker): string {
  return Array.from({ length: 2 + speak.random.below(4) }, () => letterOf(speak)).join(
    speak.random.pick(["\n\n---\n\n", "\n\n", "\n==========\n"]),
  );
}

/** A channel or a support chat. */
function chatOf(speak: Speaker): string {
  const { random, say } = speak;
  const people = [say("{first}"), say("{first}"), say("{handle}")];
  const shape = random.below(3);
  return Array.from({ length: 4 + random.below(14) }, () => {
    const who = random.pick(people);
    const text = random.chance(0.25) ? delegation(speak) : say("{chat}|{chat}|{ticket}|{comment}");
    if (shape === 0) return `[${say("{clock}")}] ${who}: ${text}`;
    return shape === 1 ? `${who}: ${text}` : `**${who}** ${say("{clock}")}\n${text}\n`;
  }).join("\n");
}

/** Minutes and task lists with owners. */
function minutesOf(speak: Speaker): string {
  const { random, say } = speak;
  const tasks = Array.from({ length: 3 + random.below(6) }, () =>
    random.chance(0.5)
      ? say("- \\[ \\] {first}: {todo}")
      : `- ${say("{first}")} to ${told(actionOf(speak, random.pick(["the", "our"])), "base")} ${say("{when}")}`,
  );
  return (
    say(
      "# [Minutes|Notes|Weekly sync|1:1], {date}\n\nPresent: {person}, {person}, {person}\n\n{note} {note}\n\n## [Action items|To do|Next steps]\n",
    ) + `\n${tasks.join("\n")}`
  );
}
