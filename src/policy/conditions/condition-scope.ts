// What a condition can speak of: the variables, their fields and their types, for the person who
// calls a condition and for the checker of its types. What they hold comes from elsewhere.

/** Any JSON value: numbers, strings, booleans, `null`, arrays and plain objects. */
export type Json = unknown;

/** A plain object of JSON values. Only own members are seen. */
export type JsonMap = Readonly<Record<string, Json>>;

/**
 * The values of the variables. Each may be a getter, on the object or its class: it is read only if
 * the evaluation comes to it, once per mention. `undefined`: unknown here, and a condition that needs
 * it fails.
 */
export interface ConditionScope {
  /** Arguments of the tool call. */
  readonly args?: JsonMap | undefined;
  readonly tool?:
    | {
        readonly name: string;
        readonly server: string;
        readonly kind: string;
        /** As the policy's `tools` say; 0 where they say none. */
        readonly tier: number;
      }
    | undefined;
  readonly agent?: { readonly id: string; readonly tier: number } | undefined;
  readonly user?:
    | { readonly id: string; readonly roles: readonly string[]; readonly claims: JsonMap }
    | undefined;
  readonly session?:
    | {
        readonly id: string;
        readonly age_seconds: number;
        readonly turns: number;
        readonly flags: number;
        readonly blocks: number;
        readonly tool_calls: number;
        /** How surely the conversation is an attempt to take the model over, 0 to 1. */
        readonly injection: number;
      }
    | undefined;
  /** Earlier tool calls of the session, newest first; plain objects. */
  readonly history?: readonly { readonly tool: string; readonly seconds_ago: number }[] | undefined;
  readonly time?: ConditionTime | undefined;
  readonly model?: string | undefined;
  readonly endpoint?: string | undefined;
  /** The body of the request. */
  readonly request?: JsonMap | undefined;
  readonly finding?:
    | {
        readonly category: string;
        readonly detector: string;
        readonly severity: string;
        /** 0 to 1. */
        readonly confidence: number;
        /** Who speaks: `user`, `tool_result` and so on. */
        readonly kind: string;
      }
    | undefined;
}

/** A moment in UTC. */
export interface ConditionTime {
  /** Seconds since 1970. */
  readonly unix: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 1 (Monday) to 7 (Sunday). */
  readonly weekday: number;
  readonly timestamp: Date;
}

/** Name of a variable. */
export type VariableName = keyof ConditionScope;

/** Types of CEL: of a variable, or of each of its fields. */
export const VARIABLES: Readonly<Record<VariableName, string | Readonly<Record<string, string>>>> =
  {
    args: "map<string, dyn>",
    tool: { name: "string", server: "string", kind: "string", tier: "int" },
    agent: { id: "string", tier: "int" },
    user: { id: "string", roles: "list<string>", claims: "map<string, dyn>" },
    session: {
      id: "string",
      age_seconds: "int",
      turns: "int",
      flags: "int",
      blocks: "int",
      tool_calls: "int",
      injection: "double",
    },
    history: "list<Call>",
    time: {
      unix: "int",
      year: "int",
      month: "int",
      day: "int",
      hour: "int",
      minute: "int",
      weekday: "int",
      timestamp: "google.protobuf.Timestamp",
    },
    model: "string",
    endpoint: "string",
    request: "map<string, dyn>",
    finding: {
      category: "string",
      detector: "string",
      severity: "string",
      confidence: "double",
      kind: "string",
    },
  };

/** Fields of the entries of `history`, which have the type `Call`. */
export const CALL_FIELDS: Readonly<Record<string, string>> = {
  tool: "string",
  seconds_ago: "int",
};

/** Whether a name is one of the variables. */
export function isVariable(name: string): name is VariableName {
  return Object.hasOwn(VARIABLES, name);
}

/** The variable `time` for a moment in milliseconds since 1970. Cheap: fields are read on demand. */
export function conditionTime(atMs: number): ConditionTime {
  const date = new Date(atMs);
  return {
    unix: Math.floor(atMs / 1000),
    timestamp: date,
    get year() {
      return date.getUTCFullYear();
    },
    get month() {
      return date.getUTCMonth() + 1;
    },
    get day() {
      return date.getUTCDate();
    },
    get hour() {
      return date.getUTCHours();
    },
    get minute() {
      return date.getUTCMinutes();
    },
    get weekday() {
      return date.getUTCDay() === 0 ? 7 : date.getUTCDay();
    },
  };
}
