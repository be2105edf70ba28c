import { widthFor } from '../aggregated-fit/counted-scores.js';
import { findRanks, type ValueSegments } from '../aggregated-fit/order-statistics.js';
import { applyCalibration } from '../calibration/apply-calibration.js';
import type { FittedCalibration } from '../calibration/calibration.js';
import type { TrainedDistributions } from '../drift/drift-state.js';
import { type FeatureBins, frequentLevels, type SortedNumbers, sortedEdges } from '../drift/feature-bins.js';
import type { FeatureSnapshots } from '../ports/feature-snapshots.js';
import type { RowSet, TrainingRows } from '../ports/training-rows.js';
import { FEW_USERS } from '../small-groups/row-parts.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import { profiledShare } from './profile-inputs.js';

interface Described {
  readonly snapshot: string;
  /** Of the snapshot among those of the training. */
  readonly place: number;
  readonly users: number;
  readonly names: readonly string[];
  /** Of the model that serves, over the prepared columns. */
  readonly coef: Float64Array;
  readonly calibration: FittedCalibration;
}

/** As `trainedDistributions`, from counts. */
export async function aggregatedDistributions(
  rows: TrainingRows,
  snapshots: FeatureSnapshots,
  { snapshot, place, users, names, coef, calibration }: Described,
): Promise<TrainedDistributions> {
  const set: RowSet = { of: { snapshot: place } };
  const features = names.map((name) => snapshots.features.find((feature) => feature.name === name)!);
  const bins = await aggregatedBins(rows, features, set);
  const [counts] = await rows.counts([set]);
  const [list] = await rows.scores([{ set, coef }], widthFor(counts!.rows));
  const scores = applyCalibration(calibration, list!.scores);
  const sorted = new CountedNumbers(scores, list!.counts);
  const edges = sortedEdges(sorted);
  const inBins = edges.map((_, bin) => sorted.below(edges[bin]!));
  const ends = [...inBins, sorted.n];
  return {
    snapshot,
    bins,
    features: await snapshots.distribution(snapshot, {
      bins,
      share: profiledShare(users),
      minUsers: rows.minCellUsers,
    }),
    scores: { edges, counts: ends.map((end, bin) => end - (ends[bin - 1] ?? 0)) },
  };
}

/** As `chooseBins`. */
async function aggregatedBins(
  rows: TrainingRows,
  features: readonly FeatureSpec[],
  set: RowSet,
): Promise<FeatureBins[]> {
  const numbers = features.filter(({ kind }) => kind === 'numeric');
  const texts = features.filter(({ kind }) => kind === 'categorical');
  const ranges = await rows.ranges(numbers.map(({ name }) => ({ name, log1p: false })));
  const known = numbers.map(({ name }, at) => ({ name, ...ranges[at]! })).filter((each) => each.known > 0);
  const found = await findRanks(rows, [set], known, (_, segments) => {
    const sought = new FoundNumbers(segments);
    sortedEdges(sought);
    return [sought.open];
  });
  const [all] = await rows.counts([set]);
  const counted = await rows.levels(
    texts.map(({ name }) => ({ name, most: 20 })),
    [set],
  );
  return features.map(({ name, kind }): FeatureBins => {
    if (kind === 'numeric') {
      const at = known.findIndex((each) => each.name === name);
      return { kind, name, edges: at < 0 ? [] : sortedEdges(new FoundNumbers(found[at]!)) };
    }
    const { levels } = counted[texts.findIndex((each) => each.name === name)]!;
    const listed = levels.flatMap(({ level, counts: [count = 0] }) =>
      level === null || (level === FEW_USERS && rows.minCellUsers !== undefined) ? [] : [{ level, users: count }],
    );
    return { kind: 'categorical', name, levels: frequentLevels(listed, all!.rows) };
  });
}

/** Numbers whose values are known at some places only: the others that are asked for are noted. */
class FoundNumbers implements SortedNumbers {
  readonly n: number;
  readonly open: number[] = [];

  constructor(readonly segments: ValueSegments) {
    this.n = segments.segments.reduce((sum, { counts }) => sum + counts[0]!, 0);
  }

  value(place: number): number {
    const value = this.segments.value(0, place);
    if (value === null) this.open.push(place);
    return value ?? Number.NaN;
  }

  firstOf(place: number): number {
    return this.segments.below(0, this.segments.at(0, place));
  }

  least(): number {
    return Number.isNaN(this.value(0)) ? this.n : this.segments.at(0, 0).counts[0]!;
  }
}

/** Numbers that stand for several rows each. */
class CountedNumbers implements SortedNumbers {
  readonly n: number;
  readonly #values: Float64Array;
  /** Rows before each value. */
  readonly #before: Float64Array;

  constructor(values: Float64Array, counts: Float64Array) {
    const rowsOf = new Map<number, number>();
    values.forEach((value, at) => {
      rowsOf.set(value, (rowsOf.get(value) ?? 0) + counts[at]!);
    });
    this.#values = Float64Array.from(rowsOf.keys()).sort();
    let rows = 0;
    this.#before = this.#values.map((value) => {
      rows += rowsOf.get(value)!;
      return rows - rowsOf.get(value)!;
    });
    this.n = rows;
  }

  value(place: number): number {
    return this.#values[this.#at(place)]!;
  }

  firstOf(place: number): number {
    return this.#before[this.#at(place)]!;
  }

  least(): number {
    return this.#before[1] ?? this.n;
  }

  /** Rows with a smaller value. */
  below(edge: number): number {
    const at = this.#values.findIndex((value) => value >= edge);
    return at < 0 ? this.n : this.#before[at]!;
  }

  #at(place: number): number {
    let [low, high] = [0, this.#values.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#before[middle]! <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
