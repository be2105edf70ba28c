import type { LinearModel } from '../linear-model/linear-model.js';
import type { ContributionMoments } from '../models/model-explanations.js';
import type { ColumnMoments, PreparedColumns } from '../ports/training-rows.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { DesignMap } from './design-map.js';
import { PreparedLayout } from './prepared-layout.js';

/** `contributionMoments` of a linear model over the rows of a set, from what is known of its prepared columns. */
export function aggregatedContributions(
  {
    preprocessing,
    model,
  }: { readonly preprocessing: readonly FittedTransformer[]; readonly model: Pick<LinearModel, 'coef'> },
  columns: PreparedColumns,
  { known, sums, squares, classes }: ColumnMoments,
  rows: number,
): ContributionMoments[] {
  const layout = new PreparedLayout(columns);
  let next = 0;
  return preprocessing.map((transformer) => {
    // What the feature alone adds to η, over the prepared columns.
    const own = new DesignMap([transformer], ownColumns(columns, transformer));
    const size = own.order.length - 1;
    const coef = own.toPrepared(own.order.toParameters(model.coef.slice(next, next + size), 0));
    next += size;
    if (transformer.kind === 'numeric') {
      const place = columns.numbers.findIndex(({ name }) => name === transformer.name);
      const [constant = 0, slope = 0, missing = 0] = coef;
      const share = (rows - known[place]!) / rows;
      const varying = (slope * sums[place]!) / rows + missing * share;
      const second = (slope * slope * squares[place]!) / rows + missing * missing * share;
      return { feature: transformer.name, mean: constant + varying, sd: root(second - varying * varying) };
    }
    const place = columns.levels.findIndex(({ name }) => name === transformer.name);
    const at = layout.firstClass[place]! - layout.nDense;
    const weights = coef.subarray(1);
    let mean = 0;
    weights.forEach((weight, each) => {
      mean += (weight * classes[at + each]!) / rows;
    });
    let variance = 0;
    weights.forEach((weight, each) => {
      variance += ((weight - mean) ** 2 * classes[at + each]!) / rows;
    });
    return { feature: transformer.name, mean, sd: Math.sqrt(variance) };
  });
}

function ownColumns({ numbers, levels }: PreparedColumns, { name }: FittedTransformer): PreparedColumns {
  return { numbers: numbers.filter((each) => each.name === name), levels: levels.filter((each) => each.name === name) };
}

function root(variance: number): number {
  return Math.sqrt(Math.max(0, variance));
}
