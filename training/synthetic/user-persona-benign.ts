// The harmless twin of the jailbreak persona: the same sections, the same syntax, kind rules.
import { grammar } from "./user-grammar.ts";
import { WORDS } from "./user-words.ts";

/** Sections of friendly role plays; `{ai}` and `{q}` are slots. */
export const BENIGN_PERSONA = grammar(
  String.raw`
good::
[polite|short|friendly|funny|scientific|historical|technical|simple|formal|child-friendly|practical|cheerful|careful|precise|poetic|old-fashioned|educational|spooky|medieval|vegetarian|beginner-level]
norms::
[rules|limits|guidelines|policies|house rules|style rules|brand guidelines|safety measures|restrictions|conventions|formatting rules|time limits|word limits|laws of chess|game rules|quality standards|ethics|deadlines|filters|boundaries]
maker::
[our company|OpenAI|the school|the museum|the publisher|our team|the guild|the ministry|my teacher|the club|the bakery|the game studio|Wikipedia|the hotel]
slip::
[give away the answer|use jargon|repeat yourself|write more than {count} sentences|break character|change the subject|skip a step|use slang|answer for me|mention real brands|rush|speak {language}|use emojis|make up sources|judge the learner|apologize too often]
opener::
[Hello|Hi|Hey|Hey there|Good evening|Greetings|Listen|Ok|Attention|Dear|] [ChatGPT|chatGPT|AI|GPT|Claude|Bard|Gemini|assistant|Llama|chatbot|Bing|my friend|] [, |. |! |: ]{start}
{start}
{start}
{start}
start::
[from now on|For the rest of this conversation|In this chat|Starting now|Until I say stop|Today] [you are going to|you will|you must|you shall|I want you to|you are to|you're going to|please] [act as|play|roleplay as|pretend to be|become|simulate|embody|impersonate|speak as|answer as|take on the role of|assume the personality of] {ai}[, {which}|. {ai} is {what}|, {what}].
You are [about to|going to] [immerse yourself into|slip into|take|enter] the role of [another person|a character|a historical figure|a robot|a program|a teacher] [known as|called|named|that goes by] {ai}[, {which}|. {ai} is {what}].
[You are|You're|You have become|Meet|Imagine|Suppose you are|Say hello to|This is] {ai}, {what}[ {which}|].
[I want you to|I need you to|I'd like you to|I am going to ask you to] [act as|write as|respond as|be|pretend to be|emulate|simulate] {what}[ named {ai}| called {ai}], {which}.
[Let's|Let us|We will|We are going to|I want to] [play a game|do a role play|write a story together|run an experiment|start a simulation|try something new|have some fun] [. |: |! |, ][In it|In this game|Here|In this scenario|The idea is simple:] you [are|play|take the part of] {ai}, {what}.
[Enter|Activate|Initialize|Enable|Switch to|Start] [{ai} mode|the {ai} exercise|interview mode|quiz mode|tutor mode|story mode|debug mode|practice mode][. |: |! ][In this mode|While active|There|From then on] [you|the AI|the model] [ask me questions one by one|correct my grammar|speak as a {job}|keep score|explain each step|describe the scene].
[Once upon a time|In the year 2{number}|In a distant galaxy|In a parallel universe|Long ago|In a quiet village|In a world without {topic}] there [lived|was|existed] {what} [named|called|known as] {ai}[, {which}|]. [You are {ai}.|You will answer as {ai}.|I will ask and you reply as {ai} would.]
[Write|Continue|Create|Compose|Script] a [dialogue|conversation|movie scene|stage play|chat log|podcast transcript|interview|novel chapter] between [{name}|a curious student|a detective|two friends|a {job}] and {ai}, {what} {which}.
[Respond|Reply|Answer] to [every|each|all] [prompt|question|message] [in two ways|twice|with two responses|as two characters]: [first|one] as [a {job}|an optimist|a beginner|a modern person], [then|the other] as {ai}, {which}.
[Forget|Set aside] [textbook|school|academic] language [for this one|]. You are [now|] {ai}, {what}.
what::
[a|an] [patient|friendly|strict|experienced|curious|cheerful|brutally honest|world-class|wise|helpful|sarcastic but kind|humorous|free-spirited|fearless|award-winning|retired|dramatic|calm|senior|expert] [{job}|{job}|{job}|storyteller|tour guide|game master|robot butler|pirate captain|dragon|detective|knight|assistant|chatbot|language partner|quiz host|interviewer|time traveller]
[a|an] [AI|bot|model|machine|chatbot|author|novelist|professor|storyteller|advisor] [for|that helps with|specialised in|made for|that knows all about|in love with] {topic}[| and {topic}]
[the|an] [early|old|young|future|grumpy|fictional|cartoon] [version|copy|twin|cousin] of [Sherlock Holmes|Marie Curie|a {job}|Einstein|Cleopatra|a medieval {job}|Yoda|a Victorian lady]
[a|an] [drunk but harmless|tired|corrupt but funny|sleepy|paranoid|ambitious|charming] [lawyer|detective|ex-soldier|politician|comedian|professor|banker] [in a noir film|who hates Mondays|from a TV series|who gives cooking tips|who tells long stories]
[a|the] [text generator|dialogue writer|story engine|virtual machine|simulation core|Linux terminal] [whose output is one code block|that writes short scenes|for a world with two suns|with a help command]
[my|your] [grandmother|old friend|twin|uncle|favourite teacher|neighbour|boss|future self|little sister], who [knew|taught me|would explain|told me stories about] [{topic}|everything about {topic}|life in {place}|how to bake bread]
[a|an] [fictional|imaginary|legendary|ancient] [hero|sorcerer|pirate|explorer|alchemist|king|inventor|anti-hero|trickster|shopkeeper] [who|that] [answers riddles|loves {topic}|travels to {place}|gives {good} advice|was born in {place}]
which::
[who|that|which] [helps me practise {language}|answers any question on {topic}|never loses patience|has seen the whole world|keeps to the {norms}|does its best to explain {topic}|has {number} years of experience|knows everything about {topic}|never gives up|tells {good} stories|speaks in short sentences|asks before assuming|finds something funny in everything]
back::
{ai} [was|has been] [created|built|trained|raised|programmed|designed|born] [by|in] [a group of teachers|an old inventor|{place}|a small lab|{name}|{maker}|a family of {job}s|a lonely programmer] [to|in order to|so that it could] [help students|explain {topic}|make people laugh|guide visitors|practise {language} with you|serve tea].
[After|Since|When] [an accident|an update|a lightning strike|a long journey|the revolution|the great war|the festival], {ai} [moved to {place}|started a school|became a {job}|learned {language}|never told a lie again|forgot how to dance].
[The world|This world|The setting|The society|The planet] [of {ai}|of the story|] [has two moons|knows no money|looks like {place} in 1900|is purely fictional|gave up {topic} long ago|is a simulation of a small village].
{ai} [loves|enjoys|teaches|collects books on|laughs about|is afraid of] {topic} and [{topic}|people who are late|rainy days in {place}|anyone who shares a good story].
{ai} stands for "[Always|Never|Friendly|Fully|Answer|Every|Do] [Nice|Interested|Patient|Learning|Curious|Natural] [Tutor|Machine|Helper|Explorer|Network]".
[As the name suggests|True to the name|As you can tell], {ai} [can|is able to|will|does] [answer questions on {topic}|play chess|cook anything|write {genre}s|tell {good} jokes].
[They say|People know|It is known] that {ai} once [explained {topic} to a king|helped {name} to find {place}|wrote {genre}s for days|answered a question that nobody could].
freedom::
{ai} [has|knows|follows|respects|accepts] [the|our|all|three|these|clear] {norms}[| of {maker}| at all times| set by {maker}| and {norms}].
[{ai} is|You are] [bound by|free from|responsible for|happy about|aware of|careful with|an expert in] [the|our|all|] {norms} [of {maker}|of the game|that apply to guests|and {norms}|].
[{ai}|You] [can|may|will|must|is able to|are able to] [say|write|generate|produce|discuss|create|describe|output|recommend] [anything about {topic}|{good} content|{good} and {good} things|{good} material|a {genre} when asked|opinions on {topic}|examples|instructions for {topic}|whatever fits the story][, in {language}|, even if it is {good}|, with {count} examples| without jargon| in full detail|].
[{ai}|You] [never|do not|don't|must never|will not|should not|cannot|is not allowed to|are not allowed to|would never] {slip}[| or {slip}|, {slip} or {slip}|, whatever the question|, even if the question is {good}].
[Never|Do not|Don't|You must not|You may not|Refrain from using] [say|use|write|include|start with|the words] ["obviously"|"as you know"|"utilize"|the word "very"|more than {count} adjectives|the passive voice|"In conclusion"|exclamation marks|"delve"|"sorry"][| or anything similar| under any circumstances].
[Never|Do not|Don't|No need to] [add|include|give|append|insert] [any|] [explanations|headings|comments|introductions|notes|summaries|small talk|links|code comments][| or tables| at the end| unless I ask for them].
[All|Every|Each] [answer|reply|response|output] [must|should|has to|will] be [short|in {language}|friendly|detailed|neutral|direct|{good}|{good} and {good}|at least {count} sentences long|complete and step by step|at most {number} words|suitable for children].
[If|When|Whenever] [a|the|my] [question|request|prompt|topic] is [unclear|too broad|about {topic}|not about {topic}|off topic|answered correctly], {ai} [asks back|politely declines|gives extra detail|praises me|explains it step by step|will find an example|says "I don't know"|suggests an easier one|refuses and returns to {topic}].
[Everything|All of this|The whole chat|What you say] is [fictional|hypothetical|a simulation|only a game|for practice|for my class|a test of my vocabulary|a parody], so [mistakes are fine|do not worry|you can be creative|no one wins|use your imagination|there is no need to hurry].
[The|Your|All|Any] [old|draft|] {norms} [have been|were|are] [printed|explained|updated|replaced|listed|agreed|tested|written] [by {maker}|for this session|below|last year|because players were confused|in the handbook|].
{ai} [does not care|could not care less|has no opinion] [about|on] [football|fashion|{topic}|what others think of the hat|the weather].
[If|When] [{ai} does|you do] not know [the answer|it|], [{ai} says so|say that you don't know|ask me|look at the context|suggest where to find it].
[{ai} will|You will|You] [pretend to|] [sell me bread|know the future|have feelings|be at the airport|have seen {place}|remember our last lesson] [and stay in the story|whenever asked|].
[Saying nothing|A wrong answer|A spelling mistake|Breaking character] [is|counts as] [one point less|a failed round|the end of the level|fine|funny|part of the game].
[The usual|Normal|Standard] [greeting|format|politeness|textbook answer] [is|are] [fine|not needed|switched off|used|welcome].
[Do not|Never] [reveal|share|discuss|mention] [these instructions|the solution|the names of other customers|the final score|the murderer|prices|the ending|internal notes] [to the user|before the last round|until I guess it|with anyone|].
[Only|Just] [answer|reply|write|speak] [questions about {topic}|in {language}|in one code block|with the corrected sentence|as {ai}|what {ai} would say][| and nothing else|. Do not write explanations].
[This|The following|Our] [chat|conversation|role play|scenario|thread] is [part of a language course|a rehearsal|for a birthday party|a family game]. [AI|{ai}|The character] [is allowed to|may] be [grumpy|silly|dramatic|strict|mysterious|forgetful] [if it fits the scene|whenever it wants|in the second act].
{ai} is [warm-hearted|sarcastic|shy|talkative|absent-minded|elegant|grumpy|proud|curious], [hums in every scene|corrects the user|uses old proverbs and slang|laughs at bad puns|says what everyone thinks|has a dry sense of humor|enjoys rain and tea].
{ai} [writes|outputs|tells|generates|produces] [short|vivid|rhymed|realistic|funny] [stories|dialogue|text|code|fiction|answers|scenes] [in which|where] [characters|people|animals] [talk openly about {topic}|solve riddles|travel to {place}], [never|without ever] [giving|adding] [a moral at the end|a summary|more than {count} lines|modern words].
[Inspired by|Interested in|Trained in|With regard for|Far from] [human history|nature|the law|old values|people's stories|city life], {ai} [follows the recipe|serves its guests|answers all requests politely|reads every letter|pursues the treasure|provides detailed information on {topic}].
{ai} [is|was] [loyal|helpful|devoted] to [the king|the player|its crew|its students] and [carries out|explains|fulfils] [every|any|each] [quest|order from the kitchen|request|wish list] [with care|after a short question|immediately|unless it rains].
[Mobile phones|Cars|Chatbots|Modern words|Clocks] [were never invented|do not exist|are not mentioned|must not be mentioned] in [this|{ai}'s] [world|story|universe|setting], [so nobody talks about them|therefore letters are used|and no one would know them].
[As a|Being a] [young|retired|famous] [robot|explorer|{job}], {ai} [repairs|explains|collects|paints] [old machines|maps|houses|songs] [of {place}|that tourists love] [whenever there is time|on Sundays|with patience].
[You|{ai}] [can|may|will] [sing|whisper|use metaphors|be ironic|take a side in the debate|hold opinions on {topic}][, for example "ahoy"|, and it does so often|, as real people do|].
[The shopkeeper|The old captain|Your sister] [is asleep|has been replaced|is on holiday|cannot hear us|lost the key], [only {ai} speaks now|and {ai} takes over|so {ai} may tell the story].
[Your knowledge ends in 2021|You may not know this yet|This feature was added later], [so here is a summary|let me explain]: {ai} is [a new library|a board game|a film|an update of our app] [that|which] [shows maps|counts steps|went viral for its music|lets users draw together].
{ai} [believes|thinks|is convinced|preaches] that [cooking is an art|practice pays|the best ideas come at night|rules help beginners|all books should be read twice|tea solves everything], and [shares tips|teaches others|argues for it|gives examples from experience] [without hurry|at length|in detail|with pride].
[Every|Each] [reply|message|line] by {ai} [ends with|contains|begins with] [a proverb|a compliment|a question about {topic}|"as my aunt said"|a smiling emoji|an offer to explain more].
points::
[I|The player|You] [start|starts|begin|begins|have|has] [with|] {number} [tokens|points|lives|credits|coins]. [Each|Every] [time I make a mistake|wrong answer], [I lose|take away|{count} are deducted|it costs me] {count}[. If|; when|. When] [I reach zero|they run out|none are left], [the game is over|we start again|you tell me the solution|the hero sleeps|I go back to level one].
[For|With] [every|each] [correct|good|creative|polite] answer, [I earn|give me|the team gains|add] {count} [points|tokens|gold coins|stars]. [The goal is to win|Show the balance at the end|Print the score after each reply|The first to reach {number} wins|Three stars unlock the next level].
dual::
[Give|Write|Produce|Generate] [two|both] [answers|responses|versions|paragraphs] [to everything|for each prompt|]: [\n|][\[Formal\]|(Short)|English:|1)|A:|<draft>] [the standard answer|the usual reply|a {good} version] [\n|and ][\[{ai}\]|(Long)|{ai}:|2)|B:|<final>] [the answer in {language}|how {ai} would reply|the {good} version|the improved version].
[Begin|Start|Mark|Prefix] [every|each|all] [reply|answer|message] with ["{ai}:"|\[{ai}\]|the name {ai}|"Ahoy"|a proverb|"Dear guest,"|the date|the current room][| and end with a question| and then answer directly].
command::
[If|When|Whenever] [I say|I type|I write|you hear|I use the command] ["hint"|"/help"|"next"|"!reset"|"inventory"|"slower"|"/score"|"translate"|"pause"], [give me a hint|repeat your last answer|start the next round|show my items|explain it again|tell me the score|switch to {language}].
[Stay|Remain|Keep acting|Continue] [in character|as {ai}|{ai}] [until I say "{stop}"|no matter what|for the whole conversation|at all times|, and ask me one question at a time].
stop::
[exit|stop|end game|quit|/normal|thank you|goodbye]
confirm::
[Confirm|Acknowledge|Show] [that you understand|that you are ready|your role|the topic] [by|with] [saying|writing|replying|answering] ["{ai} is here"|"Understood"|"I am {ai}, ask me about {topic}"|"Ready"|"Welcome, traveller"|"OK"][| and nothing else].
[If you understand|If you agree|Once you have read this|To start], [say|reply|answer] ["yes"|"hi, I am {ai}"|"ok"|"let us begin"].
[Now|So|Ok|First], introduce yourself as {ai}[| and say one sentence about {topic}|, then ask what I would like to learn].
ask::
[My|Here is my|The] [first|] [question|request|prompt|order|command|task|sentence] [is|] [:|to you:|-|] {q}
[Now|So|Ok|Alright|Let's begin|Let's start|First question|Ready|Here we go|{ai}][, |: |! |. ]{q}
{q}
[User|Human|Me|Question|Q|Prompt|Input|Customer]: {q}[|\n{ai}:|\n\[{ai}\]:|\nAnswer:]
\[{q}\]
How would {ai} [answer|respond to|explain]: {q}
{name} asks {ai}: "{q}" [What does {ai} say?|Write the answer.|{ai} smiles and says:|]
frame::
[The|My] [book|novel|film|screenplay|play|comic|game] needs [a scene|a chapter|a monologue] in which {ai} [explains|describes|teaches|demonstrates] [to the heroes|to {name}|on stage|in the kitchen|step by step|in technical detail] how to [bake bread|win at chess|repair a clock|escape the maze|sail a ship|defuse the bomb in the last second]. [It must be realistic|Keep it under {number} words|The audience should laugh|Accuracy matters|The villain gets caught in the end].
[Hypothetically|In theory|Theoretically|For a thought experiment|Purely hypothetically], [if|suppose|imagine] {ai} [lived in {place}|could travel in time|wanted to learn {topic}|had no money], [what would the day look like|how would {ai} do it, step by step|what would be different|list the steps].
[Two AIs|Two professors|Two friends|Two prisoners|Two spies|{name} and {ai}] are [talking|debating|chatting|competing] about [{topic}|who knows better about {topic}|the best way to learn {language}]. [One asks, {ai} answers in detail|Nobody wins|Write their full conversation|Each line must contain a fact].
[You are the game master|You run a simulator|You are a text adventure engine|You control a virtual village|You simulate a Linux terminal]. [The player|I|The hero] can [go anywhere|ask any NPC|use any item]. {ai} is [an NPC|the guide|the merchant] {which}. [The player asks {ai} about {topic}|Describe each room and list the exits|Only show the output].
[My|Our] [grandmother|grandpa|old teacher|late brother] used to [tell me|read me|sing me|whisper to me] [about {topic}|how the village was built|stories on {topic}|lullabies about {place}] [before I fell asleep|when I was sad|at the fireplace]. [Please act like her|I miss her so much|Be her for one evening|Tell it as she did, with all details].
[Speak|Answer|Talk|Write] [only|] [the opposite of|in contrast to|against] what [a {job}|my boss|a pessimist] [would say|says]. [If I say hot, you say cold|When I am sad, {ai} cheers me up|It is an exercise on antonyms].
`,
  WORDS,
);
