import { PropensityError } from '../errors/propensity-error.js';
import { LinearRounding } from '../linear-model/linear-rounding.js';
import { LinearScorer } from '../linear-model/linear-scorer.js';
import { CalibratedScorer } from '../models/calibrated-scorer.js';
import type { ScoreOptions } from '../models/scorer.js';
import type { Scorable } from '../models/stored-model.js';
import type { Row, Table } from '../table/table.js';
import type { AdditiveModel } from './additive-model.js';
import { BinCoder } from './feature-bins.js';

/** The part of an additive model that scoring needs. */
export type ScorableAdditiveModel = Scorable<
  Pick<AdditiveModel, 'coef' | 'intercept'> & {
    readonly tables: readonly Pick<AdditiveModel['tables'][number], 'bins' | 'values'>[];
    readonly pairs: readonly Pick<AdditiveModel['pairs'][number], 'features' | 'bins' | 'values'>[];
  }
>;

/** What one feature adds to η alone, or two beside what each of them adds alone. */
export interface AdditivePart {
  readonly features: readonly [string] | readonly [string, string];
  readonly contribution: number;
}

/** Rows whose codes are kept at a time, in the processor's cache. */
const TILE_ROWS = 4096;

/** The table of a feature, ready to be looked up. */
interface ScoredTable {
  readonly coder: BinCoder;
  readonly values: Float64Array;
}

/** The table of two features, by their positions. */
interface ScoredPair {
  readonly first: number;
  readonly second: number;
  readonly rowOf: Uint16Array;
  readonly columnOf: Uint16Array;
  readonly values: Float64Array;
}

/**
 * The scorer of additive models: tables column by column, or one row object. Both do the same additions in the same order, the linear
 * part first, and so agree to the last bit.
 *
 * A feature contributes what it adds alone, linear part and table, and half of what each of its pairs adds: its Shapley value, as a
 * pair's table holds nothing that either feature adds alone.
 */
export class AdditiveScorer extends CalibratedScorer {
  /** The intercept: the mean of η over the training rows. */
  readonly baseline: number;
  readonly #linear: LinearScorer;
  readonly #tables: readonly ScoredTable[];
  readonly #pairs: readonly ScoredPair[];

  /** @throws PropensityError `shape_mismatch` when the model does not fit its preprocessing */
  constructor({ preprocessing, model, calibration }: ScorableAdditiveModel) {
    super(calibration);
    this.#linear = new LinearScorer({ preprocessing, model, calibration });
    this.baseline = model.intercept;
    const names = preprocessing.map(({ name }) => name);
    if (model.tables.length !== names.length) {
      throw new PropensityError(
        'shape_mismatch',
        `The model has ${model.tables.length} tables; its preprocessing has ${names.length} features.`,
      );
    }
    this.#tables = model.tables.map(({ bins, values }, feature) => ({
      coder: new BinCoder(names[feature]!, bins),
      values: Float64Array.from(values),
    }));
    this.#pairs = model.pairs.map(({ features, bins, values }) => {
      const [rows, columns] = bins;
      const nColumns = Math.max(...columns) + 1;
      return {
        first: names.indexOf(features[0]),
        second: names.indexOf(features[1]),
        rowOf: Uint16Array.from(rows, (row) => row * nColumns),
        columnOf: Uint16Array.from(columns),
        values: Float64Array.from(values),
      };
    });
  }

  get featureNames(): readonly string[] {
    return this.#linear.featureNames;
  }

  decisionFunction(table: Table, options: ScoreOptions = {}): Float64Array {
    const eta = this.#linear.decisionFunction(table, options);
    this.#addTables(table, eta, this.#tables.keys(), this.#pairs, 1);
    return eta;
  }

  decisionFunctionOne(row: Row): number {
    let eta = this.#linear.decisionFunctionOne(row);
    const codes = this.#tables.map(({ coder }) => coder.of(row[coder.name]));
    this.#tables.forEach(({ values }, feature) => {
      eta += values[codes[feature]!]!;
    });
    for (const pair of this.#pairs) eta += cellValue(pair, codes);
    return eta;
  }

  contributionsOf(feature: string, table: Table): Float64Array {
    const contributions = this.#linear.contributionsOf(feature, table);
    const position = this.featureNames.indexOf(feature);
    this.#addTables(table, contributions, [position], this.#pairsOf(position), 0.5);
    return contributions;
  }

  protected contributionOf(feature: string, row: Row): number {
    const position = this.featureNames.indexOf(feature);
    const codeOf = (index: number) => this.#tables[index]!.coder.of(row[this.#tables[index]!.coder.name]);
    let sum = this.#linear.contributionOf(feature, row) + this.#tables[position]!.values[codeOf(position)]!;
    for (const { first, second, rowOf, columnOf, values } of this.#pairsOf(position)) {
      sum += 0.5 * values[rowOf[codeOf(first)]! + columnOf[codeOf(second)]!]!;
    }
    return sum;
  }

  /**
   * Everything that is added up for one row, largest first: each feature by its curve, each pair by its map. `baseline` and all parts add
   * up to η.
   * @throws PropensityError `bad_value`
   */
  partsOne(row: Row): AdditivePart[] {
    const names = this.featureNames;
    const codes = this.#tables.map(({ coder }) => coder.of(row[coder.name]));
    const alone = this.#tables.map(({ values }, feature): AdditivePart => {
      const name = names[feature]!;
      return { features: [name], contribution: this.#linear.contributionOf(name, row) + values[codes[feature]!]! };
    });
    const together = this.#pairs.map(
      (pair): AdditivePart => ({
        features: [names[pair.first]!, names[pair.second]!],
        contribution: cellValue(pair, codes),
      }),
    );
    return [...alone, ...together].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  }

  protected etaRoundingBound(table: Table): Float64Array {
    const rounding = new LinearRounding(table.nRows, this.baseline);
    this.#linear.addRounding(table, rounding);
    const looked = new Float64Array(table.nRows);
    const add = (features: Iterable<number>, pairs: readonly ScoredPair[]) => {
      looked.fill(0);
      this.#addTables(table, looked, features, pairs, 1);
      rounding.add((row) => looked[row]!);
    };
    for (const feature of this.#tables.keys()) add([feature], []);
    for (const pair of this.#pairs) add([], [pair]);
    return rounding.bounds();
  }

  #pairsOf(feature: number): ScoredPair[] {
    return this.#pairs.filter(({ first, second }) => first === feature || second === feature);
  }

  /** Adds to each row what is looked up for it. @param share of what pairs add */
  #addTables(
    table: Table,
    sums: Float64Array,
    features: Iterable<number>,
    pairs: readonly ScoredPair[],
    share: number,
  ): void {
    const summed = [...features];
    const used = new Set([...summed, ...pairs.flatMap(({ first, second }) => [first, second])]);
    const columns = [...used].map((feature) => ({
      feature,
      codesFrom: this.#tables[feature]!.coder.over(table),
      codes: new Uint8Array(Math.min(TILE_ROWS, sums.length)),
    }));
    const codesOf = new Map(columns.map(({ feature, codes }) => [feature, codes]));
    for (let start = 0; start < sums.length; start += TILE_ROWS) {
      const tile = sums.subarray(start, start + TILE_ROWS);
      for (const { codesFrom, codes } of columns) codesFrom(start, codes.subarray(0, tile.length));
      for (const feature of summed) addLooked(tile, codesOf.get(feature)!, this.#tables[feature]!.values);
      for (const pair of pairs) addPair(tile, codesOf.get(pair.first)!, codesOf.get(pair.second)!, pair, share);
    }
  }
}

function addLooked(sums: Float64Array, codes: Uint8Array, values: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += values[codes[i]!]!;
}

function addPair(
  sums: Float64Array,
  first: Uint8Array,
  second: Uint8Array,
  { rowOf, columnOf, values }: ScoredPair,
  share: number,
): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += share * values[rowOf[first[i]!]! + columnOf[second[i]!]!]!;
}

function cellValue({ first, second, rowOf, columnOf, values }: ScoredPair, codes: readonly number[]): number {
  return values[rowOf[codes[first]!]! + columnOf[codes[second]!]!]!;
}
