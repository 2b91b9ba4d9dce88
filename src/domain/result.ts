// What a pure function returns when its input may be odd or hostile: a value or a tagged reason.
// Exceptions are kept for our own mistakes (`invariant`).

/** Success with its value, or failure with a reason that a caller can switch on. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** Wraps a value as a success. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** Wraps a reason as a failure. */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}

/**
 * Throws when `condition` is false. For what cannot be unless our own code is wrong; never for
 * something that a client, an upstream or a store could cause.
 */
export function invariant(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${why}`);
}
