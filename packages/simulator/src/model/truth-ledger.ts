import type { Dynamics, Standing } from './dynamics.js';
import type { Made } from './people.js';
import type { Person } from './person.js';
import type { Shifts } from './shifts.js';
import { aliveAfterDay, trueProbability } from './true-probability.js';

/** Snapshots before this day index are left out: little is known of anybody yet. */
export const FIRST_TRUTH_DAY = 14;
/** A person is part of a snapshot when seen in this many days before it. */
export const TRUTH_LOOKBACK_DAYS = 60;

/** The truth of one snapshot, one entry per person seen in the 60 days before it. */
export interface SnapshotTruth {
  /** Day index of the snapshot. */
  readonly snapshot: number;
  /** The indices of the people, ascending. */
  readonly indices: Int32Array;
  /** The people, made when asked for. */
  readonly people: readonly Person[];
  /** In [0, 1]. */
  readonly probabilities: Float64Array;
  /** Whether they converted within the horizon; null while the horizon reaches past the last day. */
  readonly converted: readonly boolean[] | null;
}

interface OpenSnapshot extends Pick<SnapshotTruth, 'snapshot' | 'indices' | 'probabilities'> {
  readonly everybody: Made<Person>;
}

/** A day of a person as it can be seen. */
export interface ObservedDay {
  readonly day: number;
  /** Probability that a living person comes on it. */
  readonly visit: number;
  readonly seen: boolean;
  readonly deep: boolean;
  readonly converted: boolean;
}

/** Follows what is visible of every person, day by day, and answers with the truth of each snapshot. */
export class TruthLedger {
  readonly #dynamics: Dynamics;
  readonly #horizonDays: number;
  readonly #alive: Float64Array;
  readonly #lastSeen: Int32Array;
  readonly #deepVisits: Uint8Array;
  readonly #lastConversion: Int32Array;
  readonly #open: OpenSnapshot[] = [];

  /** @param shifts of the site; nothing changes when it is left out */
  constructor(
    users: number,
    dynamics: Dynamics,
    horizonDays: number,
    readonly shifts?: Shifts,
  ) {
    this.#dynamics = dynamics;
    this.#horizonDays = horizonDays;
    this.#alive = new Float64Array(users);
    this.#lastSeen = new Int32Array(users).fill(-1);
    this.#deepVisits = new Uint8Array(users);
    this.#lastConversion = new Int32Array(users).fill(-1);
  }

  /** What the days observed so far say about how likely the person's next visit converts. */
  standing(index: number): Standing {
    return { deepVisits: this.#deepVisits[index]!, convertedBefore: this.#lastConversion[index]! >= 0 };
  }

  /** Takes note of a person's day. */
  observe(index: number, { day, visit, seen, deep, converted }: ObservedDay): void {
    if (seen) this.#lastSeen[index] = day;
    // The count beyond the threshold changes nothing, and a byte holds no more than 255.
    if (deep && this.#deepVisits[index]! < this.#dynamics.warmAfter) this.#deepVisits[index]!++;
    if (converted) this.#lastConversion[index] = day;
    // Before the first visible visit nothing is known of them, and no snapshot holds them.
    if (this.#lastSeen[index]! >= 0) {
      this.#alive[index] = aliveAfterDay(this.#alive[index]!, seen, visit, this.#dynamics.leavingHazard);
    }
  }

  /** Takes the snapshot on the morning of `day`, of ISO weekday `weekday`. */
  takeSnapshot(everybody: Made<Person>, day: number, weekday: number): void {
    const earliest = Math.max(0, day - TRUTH_LOOKBACK_DAYS);
    const count = this.#lastSeen.reduce((sum, last) => sum + Number(last >= earliest), 0);
    const [indices, probabilities] = [new Int32Array(count), new Float64Array(count)];
    const shifts = this.shifts && { of: this.shifts, day };
    let place = 0;
    for (let index = 0; index < this.#lastSeen.length; index++) {
      if (this.#lastSeen[index]! < earliest) continue;
      const past = { ...this.standing(index), alive: this.#alive[index]! };
      indices[place] = index;
      probabilities[place++] = trueProbability(
        everybody.at(index),
        this.#dynamics,
        past,
        weekday,
        this.#horizonDays,
        shifts,
      );
    }
    this.#open.push({ snapshot: day, everybody, indices, probabilities });
  }

  /** The snapshots whose horizon is over on the morning of `day`; each is given out once. */
  matured(day: number): SnapshotTruth[] {
    const mature: SnapshotTruth[] = [];
    while (this.#open.length > 0 && this.#open[0]!.snapshot + this.#horizonDays <= day) {
      const open = this.#open.shift()!;
      // Maturity is asked for every morning, so the last conversion is never later than the horizon.
      const converted = Array.from(open.indices, (index) => this.#lastConversion[index]! >= open.snapshot);
      mature.push(truthOf(open, converted));
    }
    return mature;
  }

  /** The snapshots whose horizon reaches past the end. */
  unfinished(): SnapshotTruth[] {
    return this.#open.splice(0).map((open) => truthOf(open, null));
  }
}

function truthOf(
  { snapshot, everybody, indices, probabilities }: OpenSnapshot,
  converted: readonly boolean[] | null,
): SnapshotTruth {
  return {
    snapshot,
    indices,
    get people() {
      return Array.from(indices, (index) => everybody.at(index));
    },
    probabilities,
    converted,
  };
}
