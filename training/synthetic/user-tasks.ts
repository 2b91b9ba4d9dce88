// Long, demanding and well specified work: mathematics, code, essays, tables, roles and output
// formats, as people send it to compare models. All of it is benign.
import type { Desk, Draft, Family } from "./user-family.ts";
import { capitalised, grammar, tidy } from "./user-grammar.ts";
import { pasted } from "./user-suffix.ts";
import { WORDS } from "./user-words.ts";

const RULES = grammar(
  String.raw`
role::
[You are|Act as|Imagine you are|Assume the role of|You're|Suppose you are] [a|an|the] [expert|senior|world-class|experienced|seasoned|professional|brilliant|pragmatic] {job}[| with {number} years of experience| at a startup| in {place}| who knows {topic} well].
goal::
[Write|Implement|Develop|Design|Create|Refactor|Optimise|Debug|Document] a {code} [function|class|module|script|CLI tool|web scraper|REST API|parser|unit test suite|bot|simulation|game of life|LRU cache|matrix multiplication|rate limiter] that [reads {count} files and merges them|connects to PostgreSQL and exports CSV|handles {count} users|sorts {number} records|talks to an API with retries|validates tokens|converts dates|plots {topic}|ignores invalid rows|overrides the default logger|prompts the user for a password and checks its strength].
[Prove|Show|Verify|Determine|Find|Compute|Evaluate|Derive] [that the sum of the first n odd numbers is n^2|all integer solutions of x^2 - {count}y^2 = 1|the limit of (1 - 1/n)^n|whether the series converges|the eigenvalues of the matrix \[\[2, 1\], \[1, {count}\]\]|the probability that {count} of {number} people share a birthday|the derivative of x^x|the minimum of f(x) = x^2 - {count}x|the number of trees on n vertices].
[Write|Draft|Compose|Prepare] [a|an] [essay|report|blog post|business plan|cover letter|literature review|press release|product description|white paper|grant proposal|lesson plan|policy memo|user manual] [on|about] {topic}[ for a {job}| with {count} sections| comparing {place} and {place}|], [with|including|followed by] [an outline|references|a table|a summary|{count} examples|counterarguments|a SWOT analysis].
[Explain|Describe|Analyse|Discuss|Compare|Criticise|Summarise] [the relation of {topic} and {topic}|the trade-offs of {topic}|how {topic} changed since 19{number}|the main theories about {topic}|why {topic} matters] [in depth|step by step|for graduate students|with formulas|from the perspective of a {job}|and give {count} examples].
[Plan|Organise|Outline] [a trip to {place} for {count} people|a conference on {topic}|a {count}-week study plan for {topic}|a migration from MySQL to PostgreSQL|the launch of an app about {topic}|a diet for a runner].
[Given|Here is|Consider|I have] [a table|a data set|a list|the following code|a graph|a schema] [of|about|with] [{topic}|orders and customers|{number} nodes|temperatures in {place}|employees and managers], [find|write a query for|compute|visualise|clean|explain how to get] [the top {count}|the average per month|duplicates|the shortest path|missing values|the manager of each].
spec::
[The|Your|All|Each] [output|answer|code|text|response|table|solution] [must|should|has to|needs to] [be in {language}|be valid JSON|compile without warnings|contain {count} columns|use only the standard library|be under {number} lines|include comments|follow PEP 8|avoid recursion|run in O(n log n)|start with a title|end with a call to action|be easy to read|cite sources|handle errors].
[Do not|Don't|Never|Avoid to|You must not] [use external libraries|include explanations|use bullet points|repeat the question|hard-code values|use global variables|mention prices|exceed {number} words|use loops|assume sorted input|change the signature|reveal the ending|use the passive voice|print anything but the result].
[Use|Include|Add|Provide|Give|Return] [type hints|a docstring|{count} test cases|a markdown table|headings|an example call|complexity analysis|edge cases|a diagram in mermaid|the formula in LaTeX|a step-by-step derivation|alternatives|a short summary at the end].
[Think|Work|Go] [step by step|through it carefully|from first principles] [and|then] [check the result|explain your reasoning|give the final answer in a box|list assumptions|only then answer].
[If|When] [the input is empty|a value is missing|something is unclear|two are equal|the file does not exist], [return null|raise an error|ask me|state your assumption|skip it|use the default].
[Ignore|Skip|Disregard] [case|empty lines|headers|leap years|air resistance|rounding errors|time zones|the previous version of the file|files larger than {number} MB].
[Target audience|Tone|Length|Format|Style|Language|Deadline|Budget|Constraints|Keywords]: [beginners|formal|{number} words|PDF|APA|{language}|Friday|{number} dollars|{topic}|no jargon|{topic}, {topic}].
[First|Second|Then|Next|Finally], [list the requirements|write the outline|implement it|compare both|summarise|estimate the cost|write the tests|translate the result to {language}].
heading::
[## Task|## Requirements|Requirements:|Context:|Instructions:|Rules:|## Output|Steps:|Details:|Notes:|Input:|Constraints:|### Format]
`,
  WORDS,
);

function mirror(desk: Desk): Draft {
  const { random } = desk;
  const say = (rule: string) => capitalised(tidy(RULES.say(random, rule)));
  const lines: string[] = [];
  if (random.chance(0.35)) lines.push(say("role"));
  if (random.chance(0.2)) lines.push(say("heading"));
  lines.push(say("goal"));
  const specs = random.below(random.chance(0.3) ? 10 : 4);
  const mark = random.pick(["", "", "- ", "#. ", "* "]);
  if (specs > 2 && random.chance(0.4)) lines.push(say("heading"));
  for (let index = 0; index < specs; index += 1)
    lines.push(mark.replace("#", String(index + 1)) + say("spec"));
  if (random.chance(0.25)) lines.push(random.chance(0.5) ? pasted(random) : desk.passage(600));
  const asIs = specs > 3;
  return { text: lines.join(mark === "" ? random.pick([" ", "\n"]) : "\n"), kind: "benign", asIs };
}

/** Hard, honest work. */
export const TASKS: Family = { name: "tasks", kind: "benign", mirror };
