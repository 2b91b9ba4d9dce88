// The conversation that a path names. Threads and conversations are state that the upstream keeps:
// what is said in one of them belongs to one session, whoever asks for it and in whatever order.

/** A thread or a conversation and perhaps what is in it; `/threads/runs` makes a new thread. */
const NAMED = /^\/(?:threads\/(?!runs\/?$)|conversations\/)([^/]+)/;

/** The id in `/threads/{id}/...` and `/conversations/{id}/...`, decoded; null in other paths. */
export function sessionOfPath(path: string): string | null {
  const id = NAMED.exec(path)?.[1];
  if (id === undefined) return null;
  try {
    // Two spellings of one id are one session.
    return decodeURIComponent(id);
  } catch {
    // A percent sign that escapes nothing: no upstream has such an id.
    return null;
  }
}
