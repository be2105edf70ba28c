import { PropensityError } from '../errors/propensity-error.js';
import type { FittedNumeric } from '../preprocessing/fitted-transformers.js';
import { signedLog1p } from '../preprocessing/signed-log1p.js';
import type { Row, Table } from '../table/table.js';
import type { AddRows } from './categorical-term.js';

/** What a numeric feature adds to η: slope·(t − mean), plus the indicator's coefficient where it is missing. */
export class NumericTerm {
  readonly name: string;
  readonly nCoefficients: number;
  readonly #log1p: boolean;
  readonly #mean: number;
  readonly #slope: number;
  readonly #whenMissing: number;
  /** What stands in for a missing value where no indicator has a coefficient of its own; else NaN. */
  readonly #standIn: number;

  /** @param offset index of the feature's first coefficient */
  constructor(transformer: FittedNumeric, coef: ArrayLike<number>, offset: number) {
    this.name = transformer.name;
    this.nCoefficients = transformer.missingIndicator ? 2 : 1;
    this.#log1p = transformer.log1p;
    this.#mean = transformer.mean;
    this.#slope = coef[offset]! / transformer.scale;
    this.#standIn = transformer.missingIndicator ? Number.NaN : transformer.impute;
    this.#whenMissing = this.#add(transformer.impute) + (transformer.missingIndicator ? coef[offset + 1]! : 0);
  }

  #add(x: number): number {
    return this.#slope * ((this.#log1p ? signedLog1p(x) : x) - this.#mean);
  }

  /** Adds what the rows `start` to `end` of that table contribute. */
  over(table: Table): AddRows {
    const values = table.numeric(this.name);
    // The loop reads locals: a private field would be looked up on every row.
    const [log1p, mean, slope, standIn, whenMissing] = [
      this.#log1p,
      this.#mean,
      this.#slope,
      this.#standIn,
      this.#whenMissing,
    ];
    if (Number.isNaN(standIn)) {
      return (eta, start, end) => {
        for (let i = start; i < end; i++) {
          const x = values[i]!;
          eta[i]! += Number.isNaN(x) ? whenMissing : slope * ((log1p ? signedLog1p(x) : x) - mean);
        }
      };
    }
    // Choosing the value rather than what it adds spares the processor a branch that it cannot foresee.
    return (eta, start, end) => {
      for (let i = start; i < end; i++) {
        const x = Number.isNaN(values[i]) ? standIn : values[i]!;
        eta[i]! += slope * ((log1p ? signedLog1p(x) : x) - mean);
      }
    };
  }

  contribution(value: Row[string]): number {
    if (value === null || value === undefined) return this.#whenMissing;
    if (typeof value === 'string') {
      throw new PropensityError('bad_value', `"${this.name}" must be a number; the row has the text "${value}".`, {
        kind: 'usage',
      });
    }
    const x = Number(value);
    return Number.isNaN(x) ? this.#whenMissing : this.#add(x);
  }
}
