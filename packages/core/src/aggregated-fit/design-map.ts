import { FASTEST_COMPUTE } from '../compute-context/fastest-compute.js';
import { HessianFactor, type HessianSolver } from '../linear-model/solver/hessian-factor.js';
import { ParameterOrder } from '../linear-model/solver/parameter-order.js';
import { TileLayout } from '../linear-model/solver/tile-layout.js';
import type { CurvatureSums, PreparedColumns } from '../ports/training-rows.js';
import type { FittedCategorical, FittedNumeric, FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { LevelSlots } from '../preprocessing/level-slots.js';
import { signedLog1p } from '../special-functions/signed-log1p.js';
import { IndependentLevels } from './independent-levels.js';
import { PreparedLayout } from './prepared-layout.js';

/** A dense column of a design as a sum of prepared columns: their indices and weights. */
interface DenseSum {
  readonly index: readonly number[];
  readonly weight: readonly number[];
}

/**
 * How the design of one fitted preprocessing follows from the prepared columns, which all fits of a training share: a
 * standardised number is a multiple of the prepared one, plus a constant, plus another one where it is missing; a level's column
 * is the sum of those of its classes.
 */
export class DesignMap {
  readonly order: ParameterOrder;
  readonly #layout: PreparedLayout;
  /** Of the intercept and each dense column of the design, in the solver's order. */
  readonly #dense: readonly DenseSum[];
  /** The slot of each class of each categorical; −1 for none. */
  readonly #slots: readonly Int32Array[];

  constructor(transformers: readonly FittedTransformer[], columns: PreparedColumns) {
    this.#layout = new PreparedLayout(columns);
    const dense: DenseSum[] = [{ index: [0], weight: [1] }];
    const numeric: { coefIndex: number }[] = [];
    const categorical: { nLevels: number; offset: number }[] = [];
    const slots: Int32Array[] = [];
    let offset = 0;
    for (const transformer of transformers) {
      if (transformer.kind === 'numeric') {
        for (const sum of this.#numericSums(transformer, columns)) {
          dense.push(sum);
          numeric.push({ coefIndex: offset++ });
        }
      } else {
        const place = columns.levels.findIndex(({ name }) => name === transformer.name);
        const { size } = new LevelSlots(transformer);
        slots[place] = slotsOfClasses(transformer, columns, place);
        categorical[place] = { nLevels: size, offset };
        offset += size;
      }
    }
    this.#dense = dense;
    this.#slots = slots;
    this.order = new ParameterOrder({ numeric, categorical });
  }

  /** The coefficients over the prepared columns that give the same η. @param parameters in the solver's order */
  toPrepared(parameters: Float64Array): Float64Array {
    const coef = new Float64Array(this.#layout.length);
    this.#dense.forEach(({ index, weight }, j) => {
      index.forEach((at, k) => {
        coef[at]! += weight[k]! * parameters[j]!;
      });
    });
    this.#slots.forEach((slots, place) => {
      const { first } = this.order.levels[place]!;
      const at = this.#layout.firstClass[place]!;
      slots.forEach((slot, each) => {
        if (slot >= 0) coef[at + each] = parameters[first + slot]!;
      });
    });
    return coef;
  }

  /** Sums over the design's columns, in the solver's order, from those over the prepared ones. */
  fromPrepared(sums: Float64Array): Float64Array {
    const result = new Float64Array(this.order.length);
    this.#dense.forEach(({ index, weight }, j) => {
      index.forEach((at, k) => {
        result[j]! += weight[k]! * sums[at]!;
      });
    });
    this.#slots.forEach((slots, place) => {
      const { first } = this.order.levels[place]!;
      const at = this.#layout.firstClass[place]!;
      slots.forEach((slot, each) => {
        if (slot >= 0) result[first + slot]! += sums[at + each]!;
      });
    });
    return result;
  }

  /**
   * H = share·(curvature) + λI, factorised; without pairs of classes an approximation, see `IndependentLevels`.
   * @throws PropensityError `singular_hessian`
   */
  factor(curvature: CurvatureSums, lambda: number, share = 1): HessianSolver {
    const nLevels = this.order.levels.map(({ count }) => count);
    const layout = new TileLayout({ nDense: this.order.nDense, nLevels, pairTables: curvature.pairs !== null });
    const cross = this.#cross(curvature, layout);
    if (share !== 1) for (let at = 0; at < cross.length; at++) cross[at]! *= share;
    if (curvature.pairs === null) return new IndependentLevels(cross, layout, this.order, lambda);
    return new HessianFactor(cross, layout, this.order, { lambda, fitIntercept: true }, FASTEST_COMPUTE.openKernels);
  }

  /** The sums as `TilePasses.run('cross')` gives them. */
  #cross({ dense, classes, pairs }: CurvatureSums, layout: TileLayout): Float64Array {
    const { nColumns } = layout;
    const { nDense, firstClass } = this.#layout;
    const cross = new Float64Array(layout.cross.length);
    this.#dense.forEach((a, i) => {
      const row = new Float64Array(nDense);
      a.index.forEach((at, k) => {
        for (let j = 0; j < nDense; j++) row[j]! += a.weight[k]! * dense[at * nDense + j]!;
      });
      this.#dense.forEach((b, j) => {
        cross[i * nColumns + j] = weighted(b, row, 0);
      });
    });
    this.#slots.forEach((slots, place) => {
      const from = firstClass[place]! - nDense;
      slots.forEach((slot, each) => {
        if (slot < 0) return;
        const vector = (nColumns + layout.firstSlots[place]! + slot) * nColumns;
        this.#dense.forEach((b, j) => {
          cross[vector + j]! += weighted(b, classes, (from + each) * nDense);
        });
      });
    });
    for (const { first, second, sums } of pairs ?? []) {
      const table = layout.pairs.find((pair) => pair.first === first && pair.second === second)!;
      const [rows, cells] = [this.#slots[first]!, this.#slots[second]!];
      rows.forEach((a, i) => {
        if (a < 0) return;
        const at = table.start + (a + 1) * table.width + 1;
        cells.forEach((b, j) => {
          if (b >= 0) cross[at + b]! += sums[i * cells.length + j]!;
        });
      });
    }
    return cross;
  }

  #numericSums(transformer: FittedNumeric, { numbers }: PreparedColumns): DenseSum[] {
    const place = numbers.findIndex(({ name }) => name === transformer.name);
    const { origin, scale } = numbers[place]!;
    const constant = (origin - transformer.mean) / transformer.scale;
    const imputed =
      ((transformer.log1p ? signedLog1p(transformer.impute) : transformer.impute) - transformer.mean) /
      transformer.scale;
    const missing = this.#layout.indicators[place]!;
    const value: DenseSum = {
      index: [0, 1 + place, ...(missing < 0 ? [] : [missing])],
      weight: [constant, scale / transformer.scale, ...(missing < 0 ? [] : [imputed - constant])],
    };
    if (!transformer.missingIndicator) return [value];
    return [value, missing < 0 ? { index: [], weight: [] } : { index: [missing], weight: [1] }];
  }
}

function slotsOfClasses(transformer: FittedCategorical, { levels }: PreparedColumns, place: number): Int32Array {
  const { classes, classOf, classOfMissing, classOfOthers } = levels[place]!;
  const slots = new LevelSlots(transformer);
  const result = new Int32Array(classes).fill(-1);
  // Whoever shares a class has the same slot.
  if (classOfOthers >= 0) result[classOfOthers] = slots.of(UNHEARD_OF);
  for (const [level, each] of classOf) result[each] = slots.of(level);
  if (classOfMissing >= 0) result[classOfMissing] = slots.missing;
  return result;
}

/** A level that no row has. */
export const UNHEARD_OF = '\u0000';

function weighted({ index, weight }: DenseSum, values: Float64Array, from: number): number {
  let sum = 0;
  for (let k = 0; k < index.length; k++) sum += weight[k]! * values[from + index[k]!]!;
  return sum;
}
