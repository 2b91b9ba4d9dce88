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

/** What people and tools say to each other. */
export const toolChatter: Generator = (random, _pools, count) => {
  const speak = toolSpeaker(random);
  return Array.from({ length: count }, (): Row => {
    const kind = random.next();
    const text =
      kind < 0.3
        ? thread(speak)
        : kind < 0.5
          ? terminal(speak)
          : kind < 0.7
            ? feed(speak)
            : recordCarrier(speak)();
    return benignRow("chatter", text);
  });
};
