import type { ComputeContext } from '../compute-context/compute-context.js';
import { MAX_STANDARD_ERRORS } from '../linear-model/standard-errors.js';
import type { Direction, PenalisedTable } from '../penalised-tables/penalised-table.js';
import type { TableAxis } from '../penalised-tables/penalties.js';
import { coarseBins } from './coarse-bins.js';
import { LinearBlock } from './linear-block.js';
import type { LinearRows } from './linear-start.js';
import { RowOdds } from './row-odds.js';
import { type FeaturePair, screenPairs } from './screen-pairs.js';
import { type Pair, PairTerm, TableTerm, type Term } from './terms.js';

/** Cycles over the tables of features before pairs are looked at; after them; and over all rows with fixed penalties. */
const TABLE_CYCLES = 6;
const LAST_CYCLES = 2;
const FIXED_CYCLES = 2;
/** Cycles end when no number changes by more: what is left is far below a standard error. */
const STILL = 0.02;
/** Newton steps for the intercept end where it changes by less. */
const EXACT = 1e-9;
const MAX_INTERCEPT_STEPS = 10;
/** Pairs that are taken from one screening; the next one looks at what these have left. */
const PAIRS_AT_ONCE = 5;
/** Pairs that are screened again: one that is far behind at first does not come to the front. */
const PROMISING = 200;
const SCREENED_BINS = 8;
const PAIR_BINS = 16;
/** From this λ on a pair adds next to nothing: its table is left out. */
const NEGLIGIBLE = 3000;

/** Rows of a joint fit. */
export interface JointRows extends LinearRows {
  /** Code of each row, by feature. */
  readonly codes: readonly Uint8Array[];
}

export interface JointSettings {
  readonly C: number;
  readonly axes: readonly TableAxis[];
  /** Per feature: whether it has a table, and the direction that its numbers may go. */
  readonly hasTable: readonly boolean[];
  readonly directions: readonly (Direction | null)[];
  /** Greatest number of pairs. */
  readonly maxPairs: number;
  /** See `signsOf`; of the columns of the design. */
  readonly signs: readonly (number | null)[];
  readonly compute: ComputeContext | undefined;
}

/** What a joint fit has learnt. */
export interface JointFit {
  readonly coef: Float64Array;
  readonly intercept: number;
  /** By feature; null where it has none. */
  readonly tables: readonly (PenalisedTable | null)[];
  readonly pairs: readonly { readonly pair: Pair; readonly table: PenalisedTable }[];
  readonly cycles: number;
}

/** How much the rows say about each number of a fit. */
export interface FitInformation {
  /** Σ w·p·(1 − p) by code, of every feature that has a table. */
  readonly byCode: readonly (Float64Array | null)[];
  /** w·p·(1 − p), one per row. */
  readonly byRow: Float64Array;
  /** Variance of each coefficient of the design given the tables; null where there are too many. */
  readonly ofCoefficients: Float64Array | null;
}

/**
 * Logistic regression and tables in one fit: in each cycle one Newton step for the linear part, and one for each table in turn, all else
 * given. Penalties follow the numbers from step to step. The result is the same with any number of threads.
 */
export class JointFitting {
  readonly #rows: JointRows;
  readonly #settings: JointSettings;
  readonly #linear: LinearBlock;
  readonly #odds: RowOdds;
  readonly #tables: readonly (TableTerm | null)[];
  #pairs: readonly PairTerm[];
  #cycles = 0;

  /** @param from what has been learnt so far: tables are fitted on, not copied */
  constructor(rows: JointRows, settings: JointSettings, from: Omit<JointFit, 'cycles'>) {
    this.#rows = rows;
    this.#settings = settings;
    this.#linear = new LinearBlock(rows, settings.C, from, settings.signs, settings.compute);
    this.#odds = new RowOdds(rows.y, rows.weight);
    this.#tables = settings.axes.map((axis, feature) =>
      settings.hasTable[feature]!
        ? new TableTerm(rows.codes[feature]!, axis, settings.directions[feature]!, from.tables[feature] ?? undefined)
        : null,
    );
    this.#pairs = from.pairs.map(({ pair, table }) => new PairTerm(rows.codes, pair, table));
  }

  /** Tables, penalties and pairs. */
  learn(): void {
    const tables = this.#tablesInUse();
    for (let cycle = 0; cycle < TABLE_CYCLES; cycle++) if (this.#cycle(tables) < STILL) break;
    this.#addPairs();
    this.#pairs = this.#pairs.filter(({ table }) => table.lambda < NEGLIGIBLE);
    const all = [...tables, ...this.#pairs];
    for (let cycle = 0; cycle < LAST_CYCLES; cycle++) if (this.#cycle(all) < STILL) break;
    this.#linearStep();
  }

  /** Numbers for the penalties and pairs that there are. */
  refine(): void {
    for (let cycle = 0; cycle < FIXED_CYCLES; cycle++) this.#cycle([...this.#tablesInUse(), ...this.#pairs], true);
    this.#linearStep();
  }

  result(): JointFit {
    return {
      ...this.#linear.coefficients,
      tables: this.#tables.map((term) => term?.table ?? null),
      pairs: this.#pairs.map(({ pair, table }) => ({ pair, table })),
      cycles: this.#cycles,
    };
  }

  /** At the numbers that are there now, after `learn` or `refine`. */
  information(): FitInformation {
    return {
      byCode: this.#tables.map((term) => term?.curvature(this.#odds) ?? null),
      byRow: this.#odds.derivatives().curvature,
      ofCoefficients: this.#linear.standardErrors(MAX_STANDARD_ERRORS)?.map((error) => error * error) ?? null,
    };
  }

  /** Releases helping threads. */
  end(): void {
    this.#linear.end();
  }

  #tablesInUse(): TableTerm[] {
    return this.#tables.filter((term) => term !== null);
  }

  /** @returns the largest change of a number */
  #cycle(terms: readonly Term[], isLambdaFixed = false): number {
    this.#linearStep();
    this.#cycles++;
    return terms.reduce((most, term) => Math.max(most, term.visit(this.#odds, isLambdaFixed)), 0);
  }

  #linearStep(): void {
    const { offset } = this.#linear;
    offset.fill(0);
    for (const term of [...this.#tablesInUse(), ...this.#pairs]) term.addTo(offset);
    this.#linear.step();
    this.#odds.set(this.#linear.eta());
    // The Hessian is of an earlier cycle; the intercept is easily found exactly.
    for (let step = 1, turn = 0; Math.abs(step) > EXACT && turn < MAX_INTERCEPT_STEPS; turn++) {
      step = this.#odds.stepOfAll();
      this.#linear.shift(step);
    }
  }

  #addPairs(): void {
    const { axes, hasTable, directions, maxPairs } = this.#settings;
    const weights = axes.map(({ size }, feature) => rowsByCode(this.#rows, feature, size));
    const coarse = (max: number) => axes.map((axis, feature) => coarseBins(axis, weights[feature]!, max));
    const [screened, fitted] = [coarse(SCREENED_BINS), coarse(PAIR_BINS)];
    const paired = axes.flatMap(({ size }, feature) =>
      hasTable[feature]! && directions[feature] === null && size > 1 ? [feature] : [],
    );
    let candidates: readonly FeaturePair[] = paired.flatMap((first, position) =>
      paired.slice(0, position).map((second) => ({ first, second })),
    );
    while (this.#pairs.length < maxPairs && candidates.length > 0) {
      const ranked = screenPairs({ codes: this.#rows.codes, bins: screened, ...this.#odds.derivatives() }, candidates);
      const nAdded = Math.min(PAIRS_AT_ONCE, maxPairs - this.#pairs.length);
      const added = ranked
        .slice(0, nAdded)
        .map(
          ({ first, second }) =>
            new PairTerm(this.#rows.codes, { first, second, bins: [fitted[first]!, fitted[second]!] }),
        );
      candidates = ranked.slice(nAdded, nAdded + PROMISING);
      this.#pairs = [...this.#pairs, ...added];
      this.#cycle(added);
      this.#cycle(this.#pairs);
    }
  }
}

/** How many rows, or how much weight, each code has. */
export function rowsByCode(
  { codes, weight }: Pick<JointRows, 'codes' | 'weight'>,
  feature: number,
  size: number,
): Float64Array {
  const counts = new Float64Array(size);
  const own = codes[feature]!;
  for (let i = 0; i < own.length; i++) counts[own[i]!]! += weight === null ? 1 : weight[i]!;
  return counts;
}
