import { designTimes } from '../linear-model/design-product.js';
import type { PreparedRows } from '../models/prepared-rows.js';
import { type AdditiveFit, codesOf } from './fit-additive.js';
import { cellCodes } from './terms.js';

/** η of prepared rows, one per row. @throws PropensityError as `designTimes` */
export function additiveEta({ coef, intercept, coders, tables, pairs }: AdditiveFit, rows: PreparedRows): Float64Array {
  const eta = designTimes(rows.design, coef, intercept);
  const codes = codesOf(coders, rows);
  tables.forEach((table, feature) => {
    if (table === null) return;
    const own = codes[feature]!;
    for (let i = 0; i < eta.length; i++) eta[i]! += table.values[own[i]!]!;
  });
  for (const { pair, table } of pairs) {
    const { first, second, rowOf, columnOf } = cellCodes(codes, pair);
    for (let i = 0; i < eta.length; i++) eta[i]! += table.values[rowOf[first[i]!]! + columnOf[second[i]!]!]!;
  }
  return eta;
}
