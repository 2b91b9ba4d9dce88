// What developers tell the model in one request, as far as an answer must not tell it on. It is in memory
// while the exchange lasts, and in no event.

/** The system text of a request. */
export interface SystemPrompt {
  /** What developers say, text by text. */
  readonly texts: readonly string[];
  /** The token that the gateway adds to it on its way; null where it adds none. */
  readonly canary: string | null;
  /** Where in the request's body it is added; null where it is not. */
  readonly canaryAt: string | null;
}
