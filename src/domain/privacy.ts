// What an event may keep, and for how long, beyond what no event keeps: content.

/** What a policy says of the events that are made under it. */
export interface Privacy {
  /** Findings carry a keyed fingerprint of what was matched. */
  readonly hasFingerprints: boolean;
  /** Events name end users, by a keyed hash. */
  readonly hasEndUsers: boolean;
  /** Findings and reasons tell their JSON paths. */
  readonly hasPaths: boolean;
  /** After so many days events are deleted; null: they are kept. */
  readonly retentionDays: number | null;
}

/** What holds where a policy says nothing. */
export const PLAIN_PRIVACY: Privacy = {
  hasFingerprints: true,
  hasEndUsers: true,
  hasPaths: true,
  retentionDays: null,
};
