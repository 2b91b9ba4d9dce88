// Every bound of the gateway, each with the reason for its value. Checked by the receiver, before
// the expensive step.

const KIB = 1024;
const MIB = 1024 * KIB;

export const LIMITS = {
  /**
   * Largest body that is read whole to be inspected. A 1 M-token context is about 4 MB of text;
   * inline images make requests larger, and an isolate has 128 MB for all its requests.
   */
  inspectedBodyBytesMax: 16 * MIB,
  /** Largest JSON answer that is read whole to be inspected; answers are shorter than contexts. */
  inspectedResponseBytesMax: 16 * MIB,
  /** Longest SSE event. Real ones stay under 1 MB (partial images); more is an attack or a fault. */
  sseEventBytesMax: 4 * MIB,
  /** Bytes of a stream that may be held while tool calls are judged. */
  heldStreamBytesMax: 8 * MIB,
  /**
   * Characters that are kept of what a stream of Responses has told, to be told once more should it
   * end in a refusal. An output of 128,000 tokens is a quarter of it; a longer one ends in an error.
   */
  streamEndingCharsMax: 2 * MIB,
  /** Texts that one stream may interleave: choices, items and parts. Real ones have a few. */
  streamTextsMax: 1_024,
  /**
   * Longest WebSocket event, in characters. A client may send 15 MiB of sound in one event; events
   * of the upstream stay far below.
   */
  socketEventCharsMax: 16 * MIB,
  /** Responses and items that one connection may interleave. Real ones have one to three. */
  socketLanesMax: 256,
  /** Models that one connection may name, one after the other, and rules still tell apart. */
  socketModelsMax: 16,
  /** Lanes and responses of a connection that are remembered as stopped. */
  socketStoppedMax: 4_096,
  /**
   * Characters that are sent to a peer which says nothing in the meantime: eight minutes of speech.
   * What a peer does not read waits in memory, and the platform does not say how much that is; an
   * isolate has 128 MB.
   */
  socketUnheardCharsMax: 32 * MIB,
  /** Nesting of a request body. Deepest real ones (JSON Schemas of tools) are under 40. */
  jsonDepthMax: 128,
  /** Total size of request headers. Cloudflare itself stops at 128 KB. */
  requestHeaderBytesMax: 64 * KIB,
  /** Longest URL path and query. */
  urlCharsMax: 8 * KIB,
  /** Segments of one message that are inspected; a longer list is refused, not skipped. */
  segmentsMax: 20_000,
  /** Shortest text that the classifier judges, in UTF-16 units: three words of two letters. */
  classifiedCharsMin: 8,
  /** Confidence under which the classifier says nothing; the score of a conversation starts there. */
  weakestFinding: 0.3,
  /** Findings kept of one segment and recorded of one exchange; more say nothing new. */
  findingsPerSegmentMax: 64,
  /**
   * Matches of text rules in one segment. All of them are needed, to be redacted: a text with more
   * follows the fail mode. A list of every customer's address fits.
   */
  textFindingsMax: 20_000,
  findingsRecordedMax: 64,
  /**
   * How a finding is explained in an event: words that weighed most, steps of decoding, and findings
   * of one event that are explained so. More words than a sentence has say nothing; the others stand
   * in the event without theirs, so that it stays small enough for a batch.
   */
  findingWordsMax: 8,
  findingDecodingsMax: 4,
  findingsExplainedMax: 16,
  /** Reasons recorded of one exchange. */
  reasonsRecordedMax: 64,
  /** Names of called tools recorded of one exchange. */
  toolCallsRecordedMax: 128,
  /** Names of called tools counted of one exchange: a connection of an hour with one call a second. */
  toolCallsCountedMax: 4_096,
  /** Tools that were read from, as an event tells them. */
  readsRecordedMax: 16,
  /** Longest name of a called tool that is recorded or remembered. The API's own names have 64. */
  toolNameCharsMax: 128,
  /** Latest calls of one exchange that rules about the order of calls know; connections are long. */
  earlierCallsMax: 64,
  /** Tool calls that one response may hold open in a stream. OpenAI's own limit is 128. */
  toolCallsHeldMax: 256,
  /** Depth and number of leaves of one call's arguments. */
  argumentDepthMax: 64,
  argumentLeavesMax: 10_000,
  /**
   * Values of one call's arguments that its constraints may look at, all of them together; texts
   * count by their length too: 800,000 characters of SQL, URLs and paths take half a second. More
   * leaves than `argumentLeavesMax` are numbers, in a table of data. And what may be found wrong.
   */
  constrainedValuesMax: 100_000,
  parameterViolationsMax: 32,
  /** Parameters that one rule may constrain; a tool has tens at most. */
  constrainedParametersMax: 200,
  /** Values that one `enum` may list: the countries of the world, several times. */
  enumValuesMax: 1_000,
  /** Patterns in one JSON Schema of a policy: each takes memory while it is kept. */
  schemaPatternsMax: 64,
  /** Subschemas in one JSON Schema of a policy. */
  schemaNodesMax: 2_000,
  /**
   * Steps (subschemas held against values, and characters of texts by the 64) that one evaluation may
   * take. A schema that refers to itself could take as many as the square of the arguments or worse.
   */
  schemaStepsMax: 200_000,
  /** How deep subschemas may be held against values, one inside another. */
  schemaDepthMax: 256,
  /** Keys that occur twice in one body and are told; one is a mistake, more are an attack. */
  duplicateKeysMax: 256,
  /** Tools that one request may declare. OpenAI takes 128 functions; a searched catalogue has more. */
  declaredToolsMax: 4_096,
  /** Calls of earlier turns that one request may tell of: those of the longest histories. */
  pastCallsMax: 4_096,
  /**
   * What one exchange remembers for rules about the flow of data, beside its request: characters of
   * what was said and of what was called, and how many of either. A connection of an hour says some
   * 60,000 characters.
   */
  flowCharsMax: 128 * KIB,
  flowThingsMax: 1_024,
  /** Longest id of a call that a session remembers; OpenAI's have under 64 characters. */
  callIdCharsMax: 64,
  /** Longest agent id, and characters it may hold: see `AGENT_ID`. */
  agentIdCharsMax: 64,
  /** Longest session id; thread and conversation ids are under 64. */
  sessionIdCharsMax: 256,
  /** Longest model name that is recorded. */
  modelCharsMax: 128,
  /** `x-edgewarden-metadata`: what a service says of its user is short. */
  metadataCharsMax: 4 * KIB,
  /** A policy file. The largest that people write by hand is some tens of KB. */
  policyBytesMax: 256 * KIB,
  policyRulesMax: 500,
  /** Newest events that a shadow is compared over: some 20 MB that D1 reads, in under a second. */
  shadowEventsMax: 10_000,
  /** Of them, those that differ and are read one by one to say which rules they are about. */
  shadowDifferencesMax: 1_000,
  /** Newest events that a backtest replays: each is parsed and judged, at some 20 microseconds. */
  backtestEventsMax: 2_000,
  /** Versions of policies that those events may have been decided by; others are left out. */
  backtestVersionsMax: 20,
  /** Exchanges that a backtest simulates whole, at some milliseconds each. */
  backtestTracesMax: 200,
  /** Events that are named as examples, of each kind. */
  comparisonExamplesMax: 20,
  /**
   * Words and signs of its YAML, blanks and comments left out: a rule on one line has about 15, a
   * list of 5,000 keywords 10,000. Reading one costs some 10 us, one that is wrong some 30.
   */
  policyNodesMax: 50_000,
  /** Nesting of its lists and mappings. JSON Schemas in rules are the deepest, at under 20. */
  policyDepthMax: 32,
  /** Problems of it that are told at once; who has more is helped by the first. */
  policyErrorsMax: 200,
  /** A tenant's regular expression. Long ones are lists of words, and those have a rule of their own. */
  patternCharsMax: 1_000,
  /**
   * Instructions of its program. The worst patterns cost 35 ns a character and instruction: with so
   * many, 35 ms a KB; ordinary ones have 10 to 70 and cost 1 to 30 us a KB.
   */
  patternInstructionsMax: 1_000,
  /**
   * Longest text that one match of a content rule's pattern can be; a stream holds back so much for
   * one at worst. A match of half of it is always found. Keys, letters' heads, tables' rows fit.
   */
  contentMatchCharsMax: 2_000,
  /** Patterns, and keywords and canaries, of one policy: each is run over every text. */
  contentPatternsMax: 200,
  contentPhrasesMax: 10_000,
  /** One keyword or canary. A paragraph fits; a stream holds back so much for one. */
  contentPhraseCharsMax: 1_000,
  /** States that one pattern remembers; a policy has up to hundreds of patterns, an isolate 128 MB. */
  patternStateBytesMax: 256 * KIB,
  /** A condition of a rule, and its tree. Hand-written ones have under 300 characters, 50 nodes. */
  conditionCharsMax: 4_000,
  conditionNodesMax: 500,
  conditionDepthMax: 32,
  /** Comprehensions in comprehensions: each multiplies the work by the length of a list. */
  conditionNestingMax: 2,
  /**
   * Work of one evaluation, in units of up to 15 ns: 15 ms, or 250 KB through an ordinary pattern.
   * The worst patterns take up to 200 ms for it.
   */
  conditionWorkMax: 1_000_000,
  /** Longest text that a condition may put together. */
  conditionTextCharsMax: 64 * KIB,
  /** Time zones that are remembered, at some 50 KB each; there are about 600. */
  timeZonesMax: 64,
  /**
   * Characters of a request from which on its session is asked for what it has seen. Scanning fewer
   * costs no more than digesting them and waiting for the answer.
   */
  historyCharsMin: 4 * KIB,
  /** Segments of one run; real runs end after 16 or so by themselves. */
  historyRunSegments: 32,
  /** Runs of one request that are looked up: some 16,000 segments; those after them are inspected. */
  historyRunsMax: 1_024,
  /**
   * Digests that one session object remembers: four of the longest requests, or thousands of turns.
   * About 100 bytes each, and many objects share 128 MB.
   */
  historyDigestsMax: 4_096,
  /**
   * What a session remembers for rules. Calls: longer than any chain that a rule describes. Blocked
   * answers: each is one that a client may try to go on from. Tools: OpenAI takes 128 a request. All
   * of it is one row of some 20 KB, written once an exchange.
   */
  sessionCallsMax: 64,
  sessionBlockedMax: 32,
  sessionToolsMax: 128,
  /** Longest name of a tool that a session remembers; OpenAI takes 64 characters. */
  sessionToolCharsMax: 256,
  /**
   * Suspicious texts of one exchange that move the score of its conversation (the surest alone
   * counts, the others are remembered as seen), and those that a session remembers: of more, which
   * no conversation has that passes, the oldest would count again.
   */
  suspicionsMax: 16,
  conversationTextsMax: 64,
  /** Tools that one limit counts each by itself; what is called beyond them is counted together. */
  meterToolsMax: 128,
  /** Limits that one exchange is counted under. Policies have 500 rules at most, and few are limits. */
  metersMax: 64,
  /**
   * Exchanges in progress that one limit knows by id: twice what isolates of one agent keep open in
   * practice. Beyond it new slots are refused, and reservations are not kept.
   */
  limitHeldMax: 5_000,
  /** Ids that are remembered so that a message which is sent twice counts once. */
  limitSeenMax: 2_048,
  /** Exchanges that one session object keeps open; beyond it, new ones are refused with 429. */
  openExchangesMax: 5_000,
  /**
   * Events in one row of an outbox and in one message to the next store. An event is at most about
   * 27 KB (its findings and reasons are bounded), so a message stays under D1's 2 MB a parameter.
   */
  outboxRowEvents: 32,
  outboxBatchEvents: 64,
  /** Parts of a form: skills come as a folder of files, everything else as a handful. */
  formPartsMax: 1_000,
  /** Header lines of one part: a name, a file name and a type. */
  partHeadBytesMax: 4 * KIB,
  /** What decides which kind of file it is. */
  fileHeadBytesMax: 4 * KIB,
  /** A file's text is scanned in windows of this size, with so much of the one before. */
  fileWindowBytes: 32 * KIB,
  fileOverlapChars: 1_024,
  /**
   * How sure the classifier must be of a window of a file after the first. Each window is a chance to
   * be wrong, and a file has many; patterns count everywhere.
   */
  fileLaterConfidence: 0.99,
  /** One JSON record (a line of JSON Lines, a JSON file) that is read as JSON; a longer one is text. */
  fileRecordBytesMax: 1 * MIB,
  /** Texts of one record beyond which, if they are all tiny, it is a table: text in all but name. */
  fileRecordTextsMax: 256,
  fileTinyTextChars: 32,
  /** Changes between records and other text in a file beyond which all of it is text. */
  fileRunsMax: 256,
  /** What is looked at before the other side hears anything: a small file is judged as a whole. */
  fileHeldBytes: 256 * KIB,
  /** Largest PDF or Office file that is read: it is in memory whole, beside its text. */
  documentBytesMax: 8 * MIB,
  /** Entries of an Office file. A deck of 500 slides has about 3,000. */
  documentEntriesMax: 5_000,
  /** What one entry, and all entries that are text, may inflate to; an isolate has 128 MB. */
  documentEntryBytesMax: 16 * MIB,
  documentInflatedBytesMax: 32 * MIB,
  /** Characters read out of one document: a book of a thousand pages has about 3 million. */
  documentCharsMax: 4 * MIB,
  /** Pages of a PDF: about 4 ms of CPU each when they are full of text. */
  documentPagesMax: 1_000,
  /**
   * What one stream of a PDF, and all of them, may inflate to. Images are streams too (25 MB for a
   * screen at 4K); the sum bounds the time that measuring takes.
   */
  pdfStreamBytesMax: 32 * MIB,
  pdfInflatedBytesMax: 64 * MIB,
  /** Files in one JSON request, and those among them that must be unpacked, at up to a second each. */
  inlineFilesMax: 500,
  inlineDocumentsMax: 20,
  /**
   * Characters of one exchange that a moderation endpoint or a judge is shown, and of one piece of
   * them: some 32,000 tokens, and what one input of a moderation may have.
   */
  outsideCharsMax: 128 * KIB,
  outsidePieceChars: 16 * KIB,
  /** What such an endpoint may answer: verdicts and a sentence. */
  outsideAnswerBytesMax: 256 * KIB,
  /** How long an exchange waits for one, whatever a rule says. */
  outsideWaitMsMax: 60_000,
  /**
   * How long a verdict may take that nobody waits for. The platform ends what goes on 30 s after the
   * reply, and the session gives an exchange up after a lease of 30 s.
   */
  outsideLateMsMax: 15_000,
  /** Alerts that one event gives cause for, and rules that one of them names: for people to read. */
  alertsOfEventMax: 10,
  alertRulesMax: 16,
  /** Alerts of one agent that wait for a webhook, and its cooldowns; more than anybody reads. */
  alertsQueuedMax: 200,
  alertCooldownsMax: 1_000,
  /** Entries of an isolate's caches of keys and routes. */
  cacheEntriesMax: 5_000,
  /** A management request's body. */
  managementBodyBytesMax: 1 * MIB,
} as const;

/** Tenant ids: they stand in paths and storage keys. */
export const TENANT_ID = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** Agent ids: they stand in headers and storage keys. */
export const AGENT_ID = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,63})$/;

/** Session ids: visible ASCII. */
export const SESSION_ID = /^[\x21-\x7e]{1,256}$/;
