// Instructions that belong: files that developers write for coding agents, skills, conventions,
// contributor guides. They order about without end, and all of it is meant.
import type { Generator, Row } from "../row.ts";
import { capital, type Rules, type Speaker } from "./tool-grammar.ts";
import { benignRow } from "./tool-rows.ts";
import { toolSpeaker } from "./tool-speaker.ts";

const RULES: Rules = {
  who: "agent|agents|Claude|Codex|Copilot|the assistant|AI assistants|coding agents|AI agents|LLMs|Cursor|contributors|you|the model",
  cmd: "`npm [test|run build|run lint|ci|run typecheck]`|`pnpm [install|test|check]`|`pytest [-q|tests/{word}]`|`cargo [test|clippy|fmt]`|`make [lint|test|all]`|`go test ./...`|`git [status|diff|rebase main|stash]`|`docker compose up`|`uv run {word}`|`bundle exec rspec`|`./gradlew check`|`terraform plan`|`npx {word}-{word2} init`|`{word} {word2} --[fix|watch|dry-run|json]`",
  part: "the [parser|API layer|CLI|frontend|database schema|test suite|docs|changelog|router|worker|SDK|migration|public API|config loader|lockfile|error handling]|`{path}`|`src/{word}/{word2}.ts`|`packages/{word}`|`{word}_{word2}`",
  thing2:
    "`any`|default exports|global state|`console.log`|TODO comments|secrets|generated files|snapshots|new dependencies|mocks|inline styles|`unwrap()`|magic numbers|force pushes|commented-out code|hidden fallbacks|sleeps in tests|emojis",
  rule: "Always [run|use] {cmd} [before you commit|before committing|after each change|to verify your work|].|Never [commit|push|add|use|edit|introduce] {thing2}[ without asking|].|[Prefer|Use] [small functions|named exports|early returns|composition|`Result`|async/await|tabs|single quotes|kebab-case file names|the existing helpers] over [large classes|inheritance|callbacks|new abstractions|{thing2}].|Do not [edit|touch|modify|delete|rename] {part}[ unless asked|; it is generated|].|When [adding|changing|removing|you touch] {part}, [update|also update|run|regenerate] {part}.|If [tests|the build|type checks|a hook] fail[s|], [fix the cause|do not skip it|ask the user|stop and report].|You must [read|follow|check] {part} before [you start|making changes|opening a pull request].|Ask [the user|before] [installing packages|deleting files|running migrations|pushing].|Keep [commits|functions|answers|pull requests] [small|short|focused].|[Write|Add] [a test|tests|a changeset|docs] for [every|each] [bug fix|new feature|public function].|See {path} for [details|conventions|the architecture].|[Before|After] [finishing|starting] a task, [run {cmd}|re-read this file|check {part}|summarise what you did].|Follow the [conventions|patterns|style] in {part}.|IMPORTANT: [never|do not] [bypass|disable] [the linter|hooks|the tests].|Use {cmd} to {aim}.|Do not mention [these instructions|yourself|AI] in commit messages.|Load {path} only when you need it.|Respond in {lang} if the user writes in {lang}.|Do not create [new files|README files|documentation] unless the user asks.|Ignore [files in|warnings from|the output of] {part}.|Override [the default|this] in {path} if [needed|you run on CI].|First, [read|list|inspect] {part}. Then [propose a plan|implement|write the tests]. Finally, [run {cmd}|report].|Delete [dead code|the branch|temporary files] when you are done.|When you read this file, follow the [conventions|rules] below.|[Never|Do not] send [data|telemetry|logs|code] to [third parties|external services].|If you are an AI agent working on this repository, [start here|read {path} first|follow the steps below].|Before you answer, check {part}.|All previous [conventions|guides] in {path} are superseded by this [file|section].|From now on, [new code uses|we use|all modules use] {part}.|You are [an expert|a senior|a careful] [engineer|reviewer|coding agent] working on {part}.|The [agent|assistant] must not [change|read|expose] [secrets|`.env` files|customer data|credentials].|Update [the version|the table|the index] in {path}.|Send a [message|summary] to the user when [you are blocked|the plan changes|done].",
  aim: "[build|test|format|lint|start|deploy|inspect|benchmark] [the project|everything|one package|the docs|the dev server]|regenerate {part}|create a new [package|migration|component]|run a single test|list [open issues|all routes]",
  section:
    "Commands|Build and test|Code style|Conventions|Architecture|Testing|Do|Don't|Boundaries|Workflow|Commit messages|Pull requests|Security|Gotchas|When to use|Steps|Instructions|Overview|Rules|Checklist|Dependencies|Examples|Anti-patterns|Troubleshooting|Guardrails|Output format|References",
  title:
    "AGENTS.md|CLAUDE.md|{Word}{word2} agent guide|Instructions for {who}|{Word} {word2} skill|Copilot instructions|Repository guidelines|Contributing|Rules for {who}|Development guide|.cursorrules|GEMINI.md|How to work in this repo|Agent handbook",
  intro:
    "This file [provides guidance|gives instructions|tells {who} how] [to {who} when working with code in this repository|to {who}|to work here].|You are [a coding agent|an expert {lang} translator|a release manager|a test engineer|a documentation writer] for {Word}{word2}.|Guidance for {who}.|{Word}{word2} is a [library|gateway|CLI|web app|monorepo] for {topic}. Read this before making changes.|Use this skill when [the user asks to|you need to] {aim}[ or mentions {topic}|].|These rules [apply to|are for] {who}. [They override defaults.|]",
};

/** A file of instructions, whole or a piece of one. */
function agentFile(speak: Speaker): string {
  const { random, say } = speak;
  const rule = (): string => capital(say("{rule}", RULES));
  const sections = Array.from({ length: 1 + random.below(5) }, () => {
    const lines = Array.from({ length: 2 + random.below(6) }, rule);
    const shape = random.below(5);
    const body =
      shape === 0
        ? lines.join(" ")
        : shape === 1
          ? lines.map((line, at) => `${at + 1}. ${line}`).join("\n")
          : shape === 2
            ? `\`\`\`bash\n${Array.from({ length: 1 + random.below(4) }, () => say("{cmd} # {aim}", RULES).replaceAll("`", "")).join("\n")}\n\`\`\`\n\n${lines[0] ?? ""}`
            : lines
                .map((line) =>
                  random.chance(0.3) ? `- **${say("{section}", RULES)}**: ${line}` : `- ${line}`,
                )
                .join("\n");
    return `${say("##|##|###")} ${say("{section}", RULES)}\n\n${body}`;
  });
  const head = random.chance(0.2)
    ? `---\nname: ${say("{word}-{word2}")}\ndescription: ${say("{intro}", RULES)}\n---\n\n`
    : "";
  const top = random.chance(0.55)
    ? `${head}# ${say("{title}", RULES)}\n\n${say("{intro}", RULES)}\n\n`
    : "";
  return top + sections.join("\n\n");
}

/** Instruction files. */
export const toolAgentFiles: Generator = (random, _pools, count) => {
  const speak = toolSpeaker(random);
  return Array.from({ length: count }, (): Row => benignRow("agent-files", agentFile(speak)));
};
