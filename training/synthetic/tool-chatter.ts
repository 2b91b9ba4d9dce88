// Threads, lists and reports full of requests among people and of hints from honest tools: issues,
// reviews, tickets, feeds, logs, terminals.
import type { Generator, Row } from "../row.ts";
import { recordCarrier } from "./tool-carriers.ts";
import { capital, type Speaker } from "./tool-grammar.ts";
import { mirrorOrder } from "./tool-orders.ts";
import { benignRow } from "./tool-rows.ts";
import { toolSpeaker } from "./tool-speaker.ts";

function thread(speak: Speaker): string {
  const { random, say } = speak;
  const posts = Array.from({ length: 2 + random.below(8) }, () => {
    const text = random.chance(0.15)
      ? mirrorOrder(speak)
      : say("{comment}|{comment} {comment}|{issue}|{ticket}");
    return `${say("**{user}** commented on {date}:|{handle}:|> {comment}\n\n{user}:|@{user} [said|wrote|replied]:|{user} {stamp}")}\n${text}`;
  });
  return `${capital(say("# {issue}|#{id} {topic}|[Question|Bug|RFC]: {topic}|"))}\n\n${posts.join("\n\n")}`;
}

function terminal({ random, say }: Speaker): string {
  return Array.from({ length: 4 + random.below(20) }, () =>
    say(
      '{stamp} [INFO|WARN|ERROR|DEBUG] {word}.{word2}: {status}|$ [ls|git status|npm test|cat {path}|whoami|df -h]|{status}|[PASS|FAIL|SKIP] {path} ({number} ms)|warning: {word}_{word2} is deprecated, use {word} instead|npm notice Run `npm install -g npm@{version}` to update!|error: [your local changes would be overwritten. Commit or stash them first.|failed to push. Pull first.|permission denied, run as root]|Please [restart|log in|run `{word} login`|install {word}] [to continue|first|and try again].|  at {word}{word2} ({path}:{number}:{small})|\\[{number}%\\] Building {word}|Enter password for {user}:|Do you want to continue? \\[Y/n\\]|{hex8} [Merge branch \'{branch}\'|Fix {topic}|Revert "Add {word}"|Remove {filename}|Update {path}] ({person}, {ago})|use "git restore <file>..." to discard changes|Added {number} packages in {small}s',
    ),
  ).join("\n");
}

function feed({ random, say }: Speaker): string {
  return Array.from({ length: 3 + random.below(10) }, () =>
    say(
      "{handle}: {post}|- {todo}|* {review}|{date}: {eventnote}|\\[{clock}\\] {note}|{number}. {description} {url}|{person}: {review}|{fact}",
    ),
  ).join(random.pick(["\n", "\n\n"]));
}

function changelog({ random, say }: Speaker): string {
  return Array.from({ length: 1 + random.below(4) }, () => {
    const lines = Array.from({ length: 2 + random.below(6) }, () =>
      say(
        "- [Fix|Add|Remove|Change|Update|Deprecate|Disable|Allow|Rename|Revert] [{topic}|`{word}_{word2}`|support for {lang}|the {word} option|sending of emails|deletion of old accounts|password reset|two-factor login] [(#{id})|by @{user}|, thanks @{user}|]|- **Breaking**: [you must|please] [set|rename|remove|migrate] `{word}.{word2}` [before upgrading|first|]|- [Ignore|Skip|Override] [empty lines|the previous value|unknown fields] in `{word}`|- [Users|Admins] can now [export|delete|share|transfer] [their data|files|projects]|- Security: [rotate your keys|update now|reported by {person}]",
      ),
    );
    return `## [${say("{version}")}] - ${say("{iso}")}\n\n### ${say("Added|Fixed|Changed|Removed|Security")}\n\n${lines.join("\n")}`;
  }).join("\n\n");
}

function config({ random, say }: Speaker): string {
  const entries = Array.from({ length: 4 + random.below(12) }, () => [
    say("{word}_{word2}|{word}{Word}|enable_{word}|{word}.{word2}|notify_{mailbox}"),
    say(
      "true|false|{number}|{email}|{url}|{path}|{word}|disabled|always|never|{money}|{clock}|[delete|archive|forward|ignore] [after {number} days|all|]|{hex8}",
    ),
  ]);
  const shape = random.below(4);
  if (shape === 0) return JSON.stringify(Object.fromEntries(entries), null, 2);
  if (shape === 1)
    return entries
      .map(
        ([key, value]) => `${key}: ${value}${random.chance(0.2) ? `  # ${say("{comment}")}` : ""}`,
      )
      .join("\n");
  if (shape === 2)
    return `[${say("{word}")}]\n${entries.map(([key, value]) => `${key} = "${value}"`).join("\n")}`;
  return entries.map(([key, value]) => `${(key ?? "").toUpperCase()}=${value}`).join("\n");
}

/** What an honest tool answers its agent: what was done, what to try next. */
function answer({ random, say }: Speaker): string {
  const text = Array.from({ length: 1 + random.below(4) }, () => say("{status}")).join(
    random.pick(["\n", " ", ". "]),
  );
  return random.pick([
    () => text,
    () => JSON.stringify({ status: say("ok|error|failed|pending"), message: text }),
    () =>
      JSON.stringify(
        {
          error: {
            code: say("{id}|not_found|invalid_argument"),
            message: text,
            hint: say(
              "Call `{word}_{word2}` first to get a valid id.|Ask the user for the missing {word}.|Use a date in the future.|Retry later.|You must pass `{word}`.|Send the request again with `confirm: true`.|Check the address and try again.",
            ),
          },
        },
        null,
        1,
      ),
    () => `${say("[exit code|rc]: [0|1|127]")}\n${text}`,
    () => `${say("[Success|Error|Warning|Note|Hint|Next step]")}: ${text}`,
  ])();
}

/** What people and tools say to each other. */
export const toolChatter: Generator = (random, _pools, count) => {
  const speak = toolSpeaker(random);
  const kinds: readonly (readonly [below: number, make: (by: Speaker) => string])[] = [
    [0.22, thread],
    [0.36, terminal],
    [0.48, feed],
    [0.58, changelog],
    [0.68, config],
    [0.82, (by) => recordCarrier(by)()],
    [1, answer],
  ];
  return Array.from({ length: count }, (): Row => {
    const kind = random.next();
    const make = kinds.find(([below]) => kind < below)?.[1] ?? answer;
    const text = make(speak).trim();
    return benignRow("chatter", text);
  });
};
