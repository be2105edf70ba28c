import { completedCurvature } from '../aggregated-fit/completed-curvature.js';
import { PreparedLayout } from '../aggregated-fit/prepared-layout.js';
import { applyCalibration } from '../calibration/apply-calibration.js';
import type { Calibration } from '../calibration/calibration.js';
import type { CountedScores } from '../counted-scores/counted-scores.js';
import type { PairedScores } from '../counted-scores/paired-scores.js';
import { logLossOfRow } from '../metrics/log-loss.js';
import { scorerOf } from '../model-families/scorer-of.js';
import type { LabelledRows } from '../ports/labelled-rows.js';
import type {
  BinWidth,
  ColumnMoments,
  CurvatureSums,
  DifferenceSums,
  LevelColumn,
  LevelCounts,
  LossAndGradient,
  NumberColumn,
  NumberRange,
  PreparedColumns,
  RowSet,
  RowSetCounts,
  ScannedFit,
  TrainingRows,
  TrainingRowsOptions,
  ValueCount,
  ValueRange,
} from '../ports/training-rows.js';
import { mergedEntries, type OrderedEntry } from '../small-groups/merged-entries.js';
import { leastRows, rowParts } from '../small-groups/row-parts.js';
import { assertEnoughUsers } from '../small-groups/too-few-users.js';
import { rangeWithin, valueBin, valueBins } from '../small-groups/value-bins.js';
import { clampLogit, sigmoid } from '../special-functions/sigmoid.js';
import { signedLog1p } from '../special-functions/signed-log1p.js';
import { censoredRows } from './censored-rows.js';
import { RowMembers } from './row-members.js';

/** `TrainingRows` over rows in memory: the reference for what adapters' statements have to do. */
export class InMemoryTrainingRows implements TrainingRows {
  readonly rows: LabelledRows;
  readonly minCellUsers: number | undefined;
  readonly #members: RowMembers;
  readonly #champion: Float64Array | null;
  #layout: PreparedLayout | null = null;
  /** Dense columns without the constant, and class of each row by categorical. */
  #dense: Float64Array[] = [];
  #classes: Int32Array[] = [];
  #prepared: PreparedColumns = { numbers: [], levels: [] };

  constructor(
    rows: LabelledRows,
    readonly options: Omit<TrainingRowsOptions, 'snapshots'>,
  ) {
    const { division, minCellUsers } = options;
    this.#members = new RowMembers(rows, division);
    this.minCellUsers = minCellUsers;
    this.rows = minCellUsers === undefined ? rows : censoredRows(rows, this.#members, rowParts(division, minCellUsers));
    // It knows what it knows: its score is of the rows as they are.
    this.#champion = options.champion ? scorerOf(options.champion).decisionFunction(rows.features) : null;
  }

  async counts(sets: readonly RowSet[]): Promise<RowSetCounts[]> {
    return sets.map((set) => {
      const chosen = this.#rowsOf(set);
      const counts = {
        rows: chosen.length,
        users: new Set(chosen.map((row) => this.rows.userBucket[row]!)).size,
        positives: chosen.reduce((sum, row) => sum + this.rows.labels[row]!, 0),
      };
      if (this.minCellUsers !== undefined) assertEnoughUsers(counts, this.minCellUsers, this.#least(set));
      return counts;
    });
  }

  async ranges(columns: readonly NumberColumn[]): Promise<NumberRange[]> {
    return columns.map(({ name, log1p }) => {
      const known = this.rows.features.numeric(name).filter((value) => !Number.isNaN(value));
      if (known.length === 0) return { known: 0, lowest: 0, highest: 0, mean: 0, deviation: 0 };
      const t = log1p ? known.map(signedLog1p) : known;
      const mean = t.reduce((sum, value) => sum + value, 0) / t.length;
      const variance = t.reduce((sum, value) => sum + (value - mean) ** 2, 0) / t.length;
      const sorted = known.sort();
      const extremes = { lowest: sorted[0]!, highest: sorted.at(-1)! };
      const isTold = this.minCellUsers === undefined || extremes.lowest === extremes.highest;
      return {
        known: known.length,
        ...(isTold ? extremes : rangeWithin(...momentsOf(known.map(signedLog1p)))),
        mean,
        deviation: Math.sqrt(variance),
      };
    });
  }

  async values(ranges: readonly ValueRange[], sets: readonly RowSet[]): Promise<ValueCount[][]> {
    if (this.minCellUsers !== undefined) return ranges.map((range) => this.#groupedValues(range, sets[0]!));
    const members = sets.map((set) => this.#isIn(set));
    return ranges.map(({ name, lowest, highest, bins }) => {
      const parts = new Map<number, { lowest: number; highest: number; counts: number[] }>();
      const width = bins === 'each' ? 0 : bins / (highest - lowest);
      this.rows.features.numeric(name).forEach((value, row) => {
        if (!(value >= lowest && value <= highest)) return;
        const key = bins === 'each' ? value : Math.floor((value - lowest) * width);
        const part = parts.get(key) ?? { lowest: value, highest: value, counts: sets.map(() => 0) };
        parts.set(key, part);
        part.lowest = Math.min(part.lowest, value);
        part.highest = Math.max(part.highest, value);
        members.forEach((isIn, set) => {
          if (isIn(row)) part.counts[set]!++;
        });
      });
      return [...parts.values()].sort((a, b) => a.lowest - b.lowest);
    });
  }

  async levels(columns: readonly LevelColumn[], sets: readonly RowSet[]): Promise<LevelCounts[]> {
    const members = sets.map((set) => this.#isIn(set));
    return columns.map(({ name }) => {
      const { codes, levels } = this.rows.features.categorical(name);
      const counts = new Map<string | null, number[]>();
      codes.forEach((code, row) => {
        const level = code < 0 ? null : levels[code]!;
        const own = counts.get(level) ?? sets.map(() => 0);
        counts.set(level, own);
        members.forEach((isIn, set) => {
          if (isIn(row)) own[set]!++;
        });
      });
      const listed = [...counts].map(([level, own]) => ({ level, counts: own }));
      const seen = sets.map((_, set) => listed.filter((each) => each.level !== null && each.counts[set]! > 0).length);
      return { levels: listed, seen };
    });
  }

  async prepare(columns: PreparedColumns): Promise<void> {
    const { numbers, levels } = columns;
    const { features } = this.rows;
    this.#prepared = columns;
    this.#layout = new PreparedLayout(columns);
    this.#dense = [
      ...numbers.map(({ name, log1p, origin, scale }) =>
        features
          .numeric(name)
          .map((value) => (Number.isNaN(value) ? 0 : ((log1p ? signedLog1p(value) : value) - origin) / scale)),
      ),
      ...numbers
        .filter(({ hasMissing }) => hasMissing)
        .map(({ name }) => features.numeric(name).map((value) => Number(Number.isNaN(value)))),
    ];
    this.#classes = levels.map(({ name, classOf, classOfMissing, classOfOthers }) => {
      const { codes, levels: texts } = features.categorical(name);
      return Int32Array.from(codes, (code) =>
        code < 0 ? classOfMissing : (classOf.get(texts[code]!) ?? classOfOthers),
      );
    });
  }

  async moments(sets: readonly RowSet[]): Promise<ColumnMoments[]> {
    const { numbers, levels } = this.#prepared;
    return sets.map((set) => {
      const rows = this.#rowsOf(set);
      const sumOf = (of: (row: number) => number) => rows.reduce((sum, row) => sum + of(row), 0);
      const classes = levels.flatMap(({ classes: count }, place) => {
        const counts = new Array<number>(count).fill(0);
        for (const row of rows) counts[this.#classes[place]![row]!]!++;
        return counts;
      });
      return {
        known: Float64Array.from(numbers, ({ name }) => {
          const values = this.rows.features.numeric(name);
          return sumOf((row) => Number(!Number.isNaN(values[row]!)));
        }),
        sums: Float64Array.from(numbers, (_, j) => sumOf((row) => this.#dense[j]![row]!)),
        squares: Float64Array.from(numbers, (_, j) => sumOf((row) => this.#dense[j]![row]! ** 2)),
        classes: Float64Array.from(classes),
      };
    });
  }

  async gradients(fits: readonly ScannedFit[]): Promise<LossAndGradient[]> {
    return fits.map((fit) => {
      const sums = new Float64Array(this.#layout!.length);
      let loss = 0;
      this.#each(fit, (row, eta, label) => {
        const e = Math.exp(-Math.abs(eta));
        loss += Math.max(eta, 0) + Math.log1p(e) - label * eta;
        this.#scatter(row, (eta >= 0 ? 1 / (1 + e) : e / (1 + e)) - label, sums);
      });
      return { loss, sums };
    });
  }

  async losses(fits: readonly ScannedFit[]): Promise<number[]> {
    return fits.map((fit) => {
      let loss = 0;
      this.#each(fit, (_, eta, label) => {
        loss += logLossOfRow(label, sigmoid(eta));
      });
      return loss;
    });
  }

  async probabilities(fits: readonly ScannedFit[]): Promise<{ sum: number; slope: number }[]> {
    return fits.map((fit) => {
      let [sum, slope] = [0, 0];
      this.#each(fit, (_, eta) => {
        const p = sigmoid(clampLogit(eta));
        sum += p;
        slope += p * (1 - p);
      });
      return { sum, slope };
    });
  }

  async curvature(fit: ScannedFit, wantsPairs: boolean): Promise<CurvatureSums> {
    const { nDense } = this.#layout!;
    const { levels } = this.#prepared;
    const dense = new Float64Array(nDense * nDense);
    const first = levels.map((_, place) => this.#layout!.firstClass[place]! - nDense);
    const classes = new Float64Array((this.#layout!.length - nDense) * nDense);
    const pairs = (wantsPairs ? levels : []).flatMap(({ classes: a }, i) =>
      levels.slice(0, i).map(({ classes: b }, j) => ({ first: i, second: j, sums: new Float64Array(a * b) })),
    );
    const x = new Float64Array(nDense);
    this.#each(fit, (row, eta) => {
      const e = Math.exp(-Math.abs(eta));
      const h = e / (1 + e) / (1 + e);
      x[0] = 1;
      for (let j = 1; j < nDense; j++) x[j] = this.#dense[j - 1]![row]!;
      for (let i = 0; i < nDense; i++) {
        for (let j = 0; j < nDense; j++) dense[i * nDense + j]! += h * x[i]! * x[j]!;
      }
      first.forEach((at, place) => {
        const from = (at + this.#classes[place]![row]!) * nDense;
        for (let j = 0; j < nDense; j++) classes[from + j]! += h * x[j]!;
      });
      for (const pair of pairs) {
        const width = levels[pair.second]!.classes;
        pair.sums[this.#classes[pair.first]![row]! * width + this.#classes[pair.second]![row]!]! += h;
      }
    });
    if (this.minCellUsers !== undefined) return completedCurvature(this.#prepared, { dense, classes, pairs: null });
    return { dense, classes, pairs: wantsPairs ? pairs : null };
  }

  async scores(fits: readonly ScannedFit[], width: BinWidth): Promise<CountedScores[]> {
    return fits.map((fit) => {
      const entries: [number, number, number][] = [];
      this.#each(fit, (_, eta, label) => entries.push([eta, label, 0]));
      return this.#countedBy(entries, width, fit.set);
    });
  }

  async besideChampion(fit: ScannedFit, width: BinWidth): Promise<PairedScores> {
    const entries: [number, number, number][] = [];
    this.#each(fit, (row, eta, label) => entries.push([eta, label, this.#champion![row]!]));
    return countedBy(entries, width);
  }

  async eventCounts(set: RowSet): Promise<CountedScores> {
    const { eventCount, labels } = this.rows;
    const entries = this.#rowsOf(set).map((row): [number, number, number] => [eventCount[row]!, labels[row]!, 0]);
    return this.#countedBy(entries, null, set);
  }

  async lossDifferences(fit: ScannedFit, own: Calibration, ofChampion: Calibration): Promise<DifferenceSums> {
    let [rows, sum, squares] = [0, 0, 0];
    this.#each(fit, (row, eta, label) => {
      const loss = (calibration: Calibration, score: number) =>
        logLossOfRow(label, applyCalibration(calibration, score));
      const difference = loss(own, eta) - loss(ofChampion, this.#champion![row]!);
      rows++;
      sum += difference;
      squares += difference * difference;
    });
    return { rows, sum, squares };
  }

  async close(): Promise<void> {}

  #least(set: RowSet): number {
    return leastRows(set, this.options.division, this.minCellUsers!);
  }

  #groupedValues(range: ValueRange, set: RowSet): ValueCount[] {
    const bins = valueBins(range);
    const values = this.rows.features.numeric(range.name);
    const known = this.#rowsOf(set).flatMap((row) => (Number.isNaN(values[row]!) ? [] : [values[row]!]));
    const groups = mergedEntries(
      orderedEntries(known.map((value) => [valueBin(value, bins), value] as const)),
      this.#least(set),
    );
    return groups
      .map(({ n, sums: [sum] }) => ({ lowest: sum! / n, highest: sum! / n, counts: [n] }))
      .sort((a, b) => a.lowest - b.lowest);
  }

  /** Entries of score and label, or groups of them. */
  #countedBy(entries: readonly (readonly [number, number, number])[], width: BinWidth, set: RowSet): CountedScores {
    if (this.minCellUsers === undefined) {
      const { scores, labels, counts } = countedBy(entries, width);
      return { scores, labels, counts };
    }
    const bin = (value: number) => (width === null ? value : Math.floor(value / width));
    const groups = [0, 1].flatMap((label) => {
      const own = entries.filter((entry) => entry[1] === label).map(([score]) => [bin(score), score] as const);
      return mergedEntries(orderedEntries(own), this.#least(set)).map(({ n, sums }) => ({
        n,
        label,
        score: sums[0]! / n,
      }));
    });
    return {
      scores: Float64Array.from(groups, ({ score }) => score),
      labels: Float64Array.from(groups, ({ label }) => label),
      counts: Float64Array.from(groups, ({ n }) => n),
    };
  }

  #each({ set, coef }: ScannedFit, visit: (row: number, eta: number, label: number) => void): void {
    const { firstClass } = this.#layout!;
    for (const row of this.#rowsOf(set)) {
      let eta = coef[0]!;
      this.#dense.forEach((values, j) => {
        eta += coef[1 + j]! * values[row]!;
      });
      this.#classes.forEach((codes, place) => {
        eta += coef[firstClass[place]! + codes[row]!]!;
      });
      visit(row, eta, this.rows.labels[row]!);
    }
  }

  #scatter(row: number, value: number, sums: Float64Array): void {
    sums[0]! += value;
    this.#dense.forEach((values, j) => {
      sums[1 + j]! += value * values[row]!;
    });
    this.#classes.forEach((codes, place) => {
      sums[this.#layout!.firstClass[place]! + codes[row]!]! += value;
    });
  }

  #rowsOf(set: RowSet): number[] {
    const isIn = this.#isIn(set);
    return [...this.rows.labels.keys()].filter(isIn);
  }

  #isIn(set: RowSet): (row: number) => boolean {
    return this.#members.isIn(set);
  }
}

/** Entries of the keys, each with the sum of its values. */
function orderedEntries(keyed: readonly (readonly [key: number, value: number])[]): OrderedEntry[] {
  const entries = new Map<number, { key: number; n: number; sums: [number] }>();
  for (const [key, value] of keyed) {
    const entry = entries.get(key) ?? { key, n: 0, sums: [0] };
    entries.set(key, entry);
    entry.n++;
    entry.sums[0] += value;
  }
  return [...entries.values()];
}

function momentsOf(values: Float64Array): [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
}

/** Entries of score, label and other score, counted by their bins or by the very numbers. */
function countedBy(entries: readonly (readonly [number, number, number])[], width: BinWidth): PairedScores {
  const bin = (value: number) => (width === null ? value : Math.floor(value / width));
  const cells = new Map<string, { score: number; label: number; other: number; count: number }>();
  for (const [score, label, other] of entries) {
    const key = `${bin(score)} ${label} ${bin(other)}`;
    const cell = cells.get(key) ?? { score: 0, label, other: 0, count: 0 };
    cells.set(key, cell);
    cell.count++;
    // The mean, which is the very number where all are equal.
    cell.score += (score - cell.score) / cell.count;
    cell.other += (other - cell.other) / cell.count;
  }
  const all = [...cells.values()];
  return {
    scores: Float64Array.from(all, ({ score }) => score),
    labels: Float64Array.from(all, ({ label }) => label),
    others: Float64Array.from(all, ({ other }) => other),
    counts: Float64Array.from(all, ({ count }) => count),
  };
}
