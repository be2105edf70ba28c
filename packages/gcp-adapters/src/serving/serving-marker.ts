import type { ServedRun } from '@propensity/core/ports';

/** A run that somebody is about to publish, or has published and not written whole. */
export interface AnnouncedRun {
  /** Who announced it: the holder of the lease at that time. */
  readonly by: string;
  /** When, milliseconds since the epoch, UTC. */
  readonly at: number;
  readonly predicted_at: string;
  /** Predictions of the target of weeks before this day may have been deleted here, ahead of the publication; null for none. */
  readonly deletes_before: string | null;
}

/** What the store holds of a target. */
export interface MarkedTarget {
  readonly target: string;
  /** All runs of the target that there were when it was written last. Of each, the rows that were current then are here. */
  readonly runs: readonly Pick<ServedRun, 'runId' | 'week' | 'predictedAt'>[];
  /** Null where nothing is missing. */
  readonly announced: AnnouncedRun | null;
}

/** Who writes: one at a time. It ends by itself, should they be killed. */
export interface Lease {
  readonly by: string;
  /** Milliseconds since the epoch, UTC. */
  readonly until: number;
}

/**
 * The document that says what the store holds. Documents of predictions name the filling that they are of, and only those of the complete filling,
 * or of one that is being made, are answered from: what is left of an older one is not there.
 */
export interface ServingMarker {
  readonly format: 1;
  /** The complete filling; null where there is none. */
  readonly filled: string | null;
  /** The filling that is being made; null where none is. */
  readonly filling: string | null;
  /** True from the moment that users are being deleted until none of them is left. */
  readonly erasing: boolean;
  /** False while documents of older fillings may be left. */
  readonly swept: boolean;
  readonly lease: Lease | null;
  readonly targets: readonly MarkedTarget[];
}

/**
 * Its name comes before those of all other documents, and it is one of them: whoever deletes them all deletes it too, and first, so that what is left is not
 * taken for the whole.
 */
export const MARKER_ID = '!serving';

export const EMPTY_MARKER: ServingMarker = {
  format: 1,
  filled: null,
  filling: null,
  erasing: false,
  swept: true,
  lease: null,
  targets: [],
};

/** The marker in a document's fields; null where there is none, or it is of a later version. */
export function markerIn(fields: Readonly<Record<string, unknown>> | undefined): ServingMarker | null {
  return fields?.format === 1 ? (fields as unknown as ServingMarker) : null;
}

/** Which documents of a target are answered from. */
export interface Trust {
  /** Those of this filling; none where it is null. */
  readonly filling: string | null;
  /** Of them, only those of the run that was made at this moment; all where it is null. */
  readonly onlyOf: string | null;
  /** Whether a user without a document has no prediction. */
  readonly absence: boolean;
  /** Why not all of it, in a sentence; null where all of it is. */
  readonly reason: string | null;
}

/**
 * What a marker lets lookups of a target be answered from, at `now` (milliseconds since the epoch, UTC).
 * While a run is being published, a user's document is of the run before or of that one, and either is right; of one whose publisher is gone, nobody knows
 * whether the predictions are ahead of the documents, except of those that have it already.
 */
export function trustIn(marker: ServingMarker | null, target: string, now: number): Trust {
  if (marker === null) return nothing('nothing says what it holds');
  const { filled, filling, erasing, lease, targets } = marker;
  const holder = lease !== null && lease.until > now ? lease.by : null;
  if (erasing && holder === null) return nothing('a deletion of users was cut short');
  if (filled === null) {
    if (filling === null || holder === null) return nothing('it was not filled to the end');
    return { filling, onlyOf: null, absence: false, reason: 'it is being filled' };
  }
  const announced = targets.find((each) => each.target === target)?.announced ?? null;
  if (announced === null) return { filling: filled, onlyOf: null, absence: true, reason: null };
  if (announced.by === holder) {
    return { filling: filled, onlyOf: null, absence: false, reason: `a run of "${target}" is being published` };
  }
  const reason = `a run of "${target}" was not written to the end`;
  return { filling: filled, onlyOf: announced.predicted_at, absence: false, reason };
}

function nothing(reason: string): Trust {
  return { filling: null, onlyOf: null, absence: false, reason };
}
