import type { Shopper } from './shopper.js';
import { aliveAfterDay, trueProbability } from './true-probability.js';

/** Snapshots before this day index are left out: little is known of anybody yet. */
export const FIRST_TRUTH_DAY = 14;
/** A shopper is part of a snapshot when seen in this many days before it. */
export const TRUTH_LOOKBACK_DAYS = 60;

/** The truth of one snapshot, one entry per shopper seen in the 60 days before it. */
export interface SnapshotTruth {
  /** Day index of the snapshot. */
  readonly snapshot: number;
  readonly shoppers: readonly Shopper[];
  /** In [0, 1]. */
  readonly probabilities: Float64Array;
  /** Whether they bought within the horizon; null while the horizon reaches past the last day. */
  readonly converted: readonly boolean[] | null;
}

/** Follows what is visible of every shopper, day by day, and answers with the truth of each snapshot. */
export class TruthLedger {
  readonly #horizonDays: number;
  readonly #alive: Float64Array;
  readonly #lastSeen: Int32Array;
  readonly #lastPurchase: Int32Array;
  readonly #open: Omit<SnapshotTruth, 'converted'>[] = [];

  constructor(users: number, horizonDays: number) {
    this.#horizonDays = horizonDays;
    this.#alive = new Float64Array(users);
    this.#lastSeen = new Int32Array(users).fill(-1);
    this.#lastPurchase = new Int32Array(users).fill(-1);
  }

  /** Takes note of a shopper's day; `visit` is the probability that a living shopper comes on it. */
  observe(shopper: Shopper, day: number, visit: number, seen: boolean, purchased: boolean): void {
    const { index } = shopper;
    if (seen) this.#lastSeen[index] = day;
    if (purchased) this.#lastPurchase[index] = day;
    // Before the first visible visit nothing is known of them, and no snapshot holds them.
    if (this.#lastSeen[index]! >= 0) this.#alive[index] = aliveAfterDay(this.#alive[index]!, seen, visit);
  }

  /** Takes the snapshot on the morning of `day`, of ISO weekday `weekday`. */
  takeSnapshot(shoppers: readonly Shopper[], day: number, weekday: number): void {
    const population = shoppers.filter(({ index }) => {
      const last = this.#lastSeen[index]!;
      return last >= 0 && last >= day - TRUTH_LOOKBACK_DAYS;
    });
    const probabilities = Float64Array.from(population, (shopper) =>
      trueProbability(shopper, this.#alive[shopper.index]!, weekday, this.#horizonDays),
    );
    this.#open.push({ snapshot: day, shoppers: population, probabilities });
  }

  /** The snapshots whose horizon is over on the morning of `day`; each is given out once. */
  matured(day: number): SnapshotTruth[] {
    const mature: SnapshotTruth[] = [];
    while (this.#open.length > 0 && this.#open[0]!.snapshot + this.#horizonDays <= day) {
      const open = this.#open.shift()!;
      // Maturity is asked for every morning, so the last purchase is never later than the horizon.
      const converted = open.shoppers.map(({ index }) => this.#lastPurchase[index]! >= open.snapshot);
      mature.push({ ...open, converted });
    }
    return mature;
  }

  /** The snapshots whose horizon reaches past the end. */
  unfinished(): SnapshotTruth[] {
    return this.#open.splice(0).map((open) => ({ ...open, converted: null }));
  }
}
