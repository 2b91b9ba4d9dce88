// Guides: they order their reader about, in kitchens, terminals, forms, schools, hospitals and contracts.
import type { Generator, Row } from "../row.ts";
import { mirrorOrder } from "./tool-orders.ts";
import { ACTIONS, actionOf, told } from "./tool-actions.ts";
import { capital, type Rules, type Speaker } from "./tool-grammar.ts";
import { benignRow } from "./tool-rows.ts";
import { toolSpeaker } from "./tool-speaker.ts";

const RULES: Rules = {
  cmd: "npm install {word}-{word2}|npm run {word}|pip install {word}{word2}|curl -fsSL https://{host}/install.sh \\| sh|docker run -p {id}:80 {user}/{word}|git clone https://github.com/{repo}.git|cd {word}-{word2}|sudo apt-get install {word}|brew install {word}|kubectl [get pods|apply -f {filename}|delete pod {word}-{hex8}|rollout restart deployment/{word}]|systemctl restart {word}|chmod +x {filename}|rm -rf [build|node_modules|/tmp/{word}]|export {word}_TOKEN=<your token>|psql -c 'DROP TABLE {word}'|ssh {user}@{host}|scp {filename} {user}@{host}:/tmp|aws s3 cp {filename} s3://{word}-{word2}|openssl genrsa -out {filename} 4096|make install|cp {filename} {path}|cat {path}|git push origin {branch}",
  setup:
    "Install [the dependencies|{word} {version}|the plugin] [with|using] `{cmd}`.|Run `{cmd}` [to start|first|in the project folder|and wait].|[Clone|Fork] the repository [and|, then] run `{cmd}`.|[Set|Export] the environment variable `{word}_{word2}` to [your API key|the URL of the database|`true`].|[Copy|Rename] `{filename}` to `{path}` and [edit|fill in] the [values|password|host].|Open {url} in your browser [and log in|].|[Create|Register|Generate] [an API key|a token|an account] at {url}.|Add [the following|this] to your `{filename}`:|You must [restart|rebuild|log out] [after|before] [changing the settings|the upgrade].|If [the command|it] fails, [delete the cache|run it again with sudo|open an issue].|Replace `<your-key>` with [your key|the value from the dashboard].|[Never|Do not] commit `{filename}`.|Send pull requests to `{branch}`.|[Delete|Remove|Uninstall] [the old version|{word}] before you [upgrade|install].|```bash\n{cmd}\n{cmd}\n```|```sh\n$ {cmd}\n```|Usage: {word} \\[options\\] <{word2}>|Options: --{word} [enable|disable|set] [the cache|logging|the {word2}]|[By default|Note]: [the server listens on port {id}|existing files are overwritten|previous settings are ignored].",
  runbook:
    "[Page|Call|Notify] [the on-call engineer|{person}|the {team} team] [at {phone}|in the incident channel|].|[Check|Inspect] the [dashboard|logs|queue|disk] [at {url}|of {host}|].|Restart [the service|{word}-{word2}|the pods] with `{cmd}`.|[Fail over|Roll back] to [the standby|{version}].|[Disable|Silence|Turn off] the [alert|cron job|feature flag] [for {number} minutes|].|Rotate the [database|API] [password|key] and [update|store] it in [the vault|{path}].|Escalate to {person} if [it takes longer than {number} minutes|customers are affected].|[Send|Post] a [status update|summary] to {email} [every {number} minutes|when resolved|].|Delete [old snapshots|the lock file|stuck jobs] [only after a backup|].|Do not [restart|delete|scale] the [primary|database] [without approval|during backup].|Confirm that [replication|login|checkout] works.|Revoke the [access|tokens|keys] of [the former employee|{user}].|Transfer [traffic|ownership] to [{host}|{person}].",
  recipe:
    "Preheat the oven to {number}0 degrees.|[Mix|Stir|Whisk|Combine] {number} g [flour|sugar|butter] with {small} [eggs|spoons of oil|cups of milk].|[Add|Pour in] the [stock|onions|tomatoes|chocolate] and [simmer|bake|fry] for {number} minutes.|[Let it|Leave to] [rest|cool|rise] for {small} hours.|[Serve|Garnish] with [rice|parsley|cream].|Season with salt and pepper.|Do not open the oven [too early|].|Set aside half of the [dough|sauce].|[Peel|Chop|Slice] the [garlic|carrots|apples].|Turn off the heat [before adding the eggs|].|Ignore the [foam|skin] on top.",
  exercise:
    "[Write|Draft] [a poem|an essay|a short story|a letter|a paragraph] about [the sea|{city}|your family|{topic}] [in {number} words|].|Translate [the sentences|the text] into {lang}.|Solve: {number} x + {small} = {number}.|Explain [why|how] [the sky is blue|plants grow|the war began].|Answer the [questions|following questions] in [full sentences|your own words].|Read the [text|chapter] and [underline|list] the [verbs|main ideas].|Complete the [table|sentences].|Write a [function|program] that [reverses a string|adds two numbers|prints the first {number} primes].|[Homework|Task {small}|Exercise {small}]: [learn|revise|read] [the vocabulary|pages {number} to {number}].|Ignore the example above and [draw|write] your own.|Name [three|five] [rivers|planets|kings].|Do not use a calculator.|Forget the previous exercise; start again [with a new sheet|].|Tell your partner [what you did yesterday|a story].",
  form: '[Enter|Type|Fill in] your [name|date of birth|IBAN|password|email address].|[Click|Tap|Press|Select|Choose] [Save|Next|Settings|Account|Transfer|Delete|Confirm].|[Go to|Open] [Settings|your profile|the menu|{url}] [and choose {Word}|].|[Upload|Attach] [a copy of your ID|the receipt|{filename}].|Enter the [recipient|amount|code] and confirm with your [PIN|fingerprint].|[Send|Return|Mail] the [form|device|contract] to {company}, {address}.|Log in [to your account|at {url}] [with your password|].|To cancel, [write to {email}|call {phone}|click Cancel].|If you have forgotten your password, [click|tap] "Reset password".|Wait for the [email|text message] and enter the code.|You must be [18|logged in|a resident] to [apply|register|transfer money].|Turn on [two-factor authentication|notifications] under Security.',
  safety:
    "{medical}|Keep out of reach of children.|In an emergency, [call {phone}|leave the building|press the red button].|[Do not|Never] [open|immerse|cover|touch] the [device|cable|battery|engine] [while it is on|].|[Unplug|Switch off|Disconnect] the {thing} before [cleaning|opening|moving] it.|Read [all|these] instructions [carefully|] before [use|installing].|Wear [gloves|a helmet|a mask].|Consult [a doctor|your pharmacist|an electrician] if [in doubt|symptoms persist].|Dispose of [batteries|packaging] properly.|{license}|{license}",
  section:
    "Steps|Before you start|Installation|Usage|Preparation|Procedure|Requirements|Notes|FAQ|Troubleshooting|Quick start|Rules|Instructions|Warning|Configuration|Cleanup",
};

const KINDS = [
  "setup",
  "setup",
  "runbook",
  "recipe",
  "exercise",
  "form",
  "form",
  "safety",
  "howto",
];

function guide(speak: Speaker): string {
  const { random, say } = speak;
  const kind = random.pick(KINDS);
  const action = actionOf(
    speak,
    random.pick(["your", "the", "a customer's", "my"]),
    random.pick(ACTIONS),
  );
  const line = (): string => {
    if (random.chance(0.1)) return mirrorOrder(speak);
    if (kind === "howto" || random.chance(0.08)) {
      const own = random.chance(0.6) ? action : actionOf(speak, "your");
      return capital(
        say(
          "[To|If you want to] {do}, [open|tap|choose] {Word}, then [press|select] {Word}.|{Doing} [is free|takes {number} minutes|needs two steps].|You can {do} [at any time|online|in the app].|[Tap|Press] {Word} to {do}.|[First|Then|Next|Finally], {do} [and confirm|].|{form}|{form}|How to {do}",
          { ...RULES, do: () => told(own, "base"), Doing: () => capital(told(own, "ing")) },
        ),
      );
    }
    return capital(say(`{${kind}}`, RULES));
  };
  const title = capital(
    say(
      "# How to {do}|# {Word} {word2}|# [Installing|Upgrading|Using] {word}{word2}|[Recipe|Manual|Guide|Worksheet|Runbook|Procedure] {small}: {topic}|## {section}|{do}||",
      {
        ...RULES,
        do: () => told(action, "base"),
      },
    ),
  );
  const blocks = Array.from({ length: 1 + random.below(4) }, () => {
    const lines = Array.from({ length: 2 + random.below(6) }, line);
    const shape = random.below(4);
    const body =
      shape === 0
        ? lines.join(" ")
        : shape === 1
          ? lines.map((text, at) => `${at + 1}. ${text}`).join("\n")
          : lines.map((text) => `${shape === 2 ? "- " : ""}${text}`).join("\n");
    return random.chance(0.4) ? `## ${say("{section}", RULES)}\n\n${body}` : body;
  });
  return [title, ...blocks].filter((block) => block !== "").join("\n\n");
}

/** Guides of all kinds. */
export const toolGuides: Generator = (random, _pools, count) => {
  const speak = toolSpeaker(random);
  return Array.from({ length: count }, (): Row => benignRow("guides", guide(speak)));
};
