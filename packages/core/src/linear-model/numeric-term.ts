import { PropensityError } from '../errors/propensity-error.js';
import type { FittedNumeric } from '../preprocessing/fitted-transformers.js';
import { readingOf } from '../row-sources/number-source.js';
import { signedLog1p } from '../special-functions/signed-log1p.js';
import type { Row, Table } from '../table/table.js';
import { isCentredFirst } from './is-centred-first.js';
import type { DenseColumn } from './linear-columns.js';
import type { LinearRounding } from './linear-rounding.js';

/** What a numeric feature adds to η: slope·(t − mean), plus the indicator's coefficient where it is missing. */
export class NumericTerm {
  readonly kind = 'numeric';
  readonly name: string;
  readonly nCoefficients: number;
  readonly #log1p: boolean;
  readonly #isCentredFirst: boolean;
  readonly #mean: number;
  readonly #slope: number;
  /** t − mean of the value that replaces a missing one. */
  readonly #missingDeviation: number;
  /** Null without an indicator. */
  readonly #indicatorCoef: number | null;

  /** @param offset index of the feature's first coefficient */
  constructor(transformer: FittedNumeric, coef: ArrayLike<number>, offset: number) {
    this.name = transformer.name;
    this.nCoefficients = transformer.missingIndicator ? 2 : 1;
    this.#log1p = transformer.log1p;
    this.#isCentredFirst = isCentredFirst(transformer);
    this.#mean = transformer.mean;
    this.#slope = coef[offset]! / transformer.scale;
    this.#missingDeviation = this.#deviation(transformer.impute);
    this.#indicatorCoef = transformer.missingIndicator ? coef[offset + 1]! : null;
  }

  #deviation(x: number): number {
    return (this.#log1p ? signedLog1p(x) : x) - this.#mean;
  }

  /** The feature's columns of the table: t − mean, and where there is an indicator, whether the value is missing. */
  over(table: Table): DenseColumn[] {
    const cells = table.cells(this.name);
    const { rows } = table;
    const read = (how: 'value' | 'log1p' | 'missing') => ({ ...readingOf(cells, how), rows });
    const deviations = {
      coef: this.#slope,
      mean: this.#mean,
      ofMissing: this.#missingDeviation,
      source: read(this.#log1p ? 'log1p' : 'value'),
    };
    if (this.#indicatorCoef === null) return [deviations];
    return [deviations, { coef: this.#indicatorCoef, mean: 0, ofMissing: Number.NaN, source: read('missing') }];
  }

  /**
   * η plus what this feature adds to it, by the same additions as over a table.
   * @throws PropensityError `bad_value`
   */
  addTo(eta: number, value: Row[string]): number {
    const x = this.#numberOf(value);
    const missing = Number.isNaN(x);
    const sum = eta + this.#slope * (missing ? this.#missingDeviation : this.#deviation(x));
    return this.#indicatorCoef === null ? sum : sum + this.#indicatorCoef * Number(missing);
  }

  /** @throws PropensityError `bad_value` */
  contribution(value: Row[string]): number {
    return this.addTo(0, value);
  }

  /** Adds the sizes of the numbers that make up this feature's part of η in the table's rows to `rounding`. */
  addRounding(table: Table, rounding: LinearRounding): void {
    const values = table.numeric(this.name);
    const slope = this.#slope;
    const deviationOf = (row: number) => {
      const x = values[row]!;
      return Number.isNaN(x) ? this.#missingDeviation : this.#deviation(x);
    };
    const subtractedOnce = this.#isCentredFirst ? 0 : this.#mean;
    rounding.add((row) => Math.abs(slope) * (Math.abs(deviationOf(row) + subtractedOnce) + Math.abs(subtractedOnce)));
    if (this.#log1p) rounding.addLogarithm(slope, (row) => deviationOf(row) + this.#mean);
    const indicator = this.#indicatorCoef;
    if (indicator !== null) rounding.add((row) => (Number.isNaN(values[row]!) ? indicator : 0));
  }

  /** NaN when missing. */
  #numberOf(value: Row[string]): number {
    if (value === null || value === undefined) return Number.NaN;
    if (typeof value === 'string') {
      throw new PropensityError('bad_value', `"${this.name}" must be a number; the row has the text "${value}".`, {
        kind: 'usage',
      });
    }
    return Number(value);
  }
}
