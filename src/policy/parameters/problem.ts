// What can be wrong with an argument: short stable codes, for errors, events and tests. They never
// hold a piece of the argument.

/** A code. Those that begin with `schema_` carry the JSON Schema keyword that failed. */
export type ParameterProblem =
  | "missing"
  | "forbidden"
  | "unknown_parameter"
  | "wrong_shape"
  | "wrong_type"
  | "not_in_enum"
  | "not_const"
  | "below_min"
  | "above_max"
  | "too_short"
  | "too_long"
  | "too_many_items"
  | "too_many_bytes"
  | "too_large"
  | "pattern"
  | "not_pattern"
  | "not_a_url"
  | "ambiguous_url"
  | "url_scheme"
  | "url_host"
  | "private_host"
  | "not_a_path"
  | "ambiguous_path"
  | "relative_path"
  | "absolute_path"
  | "outside_roots"
  | "unreadable_sql"
  | "sql_statements"
  | "sql_verb"
  | "sql_table"
  | "sql_reach"
  | "not_an_address"
  | "email_domain"
  | "no_claim"
  | "not_claim"
  | `schema_${string}`;

/** One thing that is wrong: where, and what. */
export interface Violation {
  /** JSON path in the answer: that of the leaf, or of the object that lacks it. */
  readonly path: string;
  readonly problem: ParameterProblem;
}

/** Judges one text; null where nothing is wrong with it. Linear in the text; never throws. */
export type TextCheck = (text: string) => ParameterProblem | null;
