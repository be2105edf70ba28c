import type { PreparedRows } from '../models/prepared-rows.js';
import type { PenalisedTable } from '../penalised-tables/penalised-table.js';
import { designColumnNames, type FittedNumeric, type FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { LevelSlots } from '../preprocessing/level-slots.js';
import type { AdditiveModel, FeatureTable, PairTable } from './additive-model.js';
import { curveVariances, levelVariance } from './curve-errors.js';
import { axisOf, type CategoricalBins } from './feature-bins.js';
import type { FittedRows } from './fit-additive.js';
import { type FitInformation, rowsByCode } from './joint-fit.js';
import { linearMeans } from './linear-parts.js';
import { columnValue } from './number-position.js';
import { purified } from './purify.js';
import { cellCodes } from './terms.js';

/** The estimator's name, in files. */
const ESTIMATOR = 'AdditiveModel';

/** The model of a fit: pairs purified, everything centred, with the standard errors of curves. It gives every row the fit's η. */
export function modelOfFit(fitted: FittedRows, prepared: PreparedRows, C: number): AdditiveModel {
  const { fit, codes, weight, information } = fitted;
  const { transformers } = prepared.preprocessing;
  const sizes = fit.coders.map(({ bins }) => axisOf(bins).size);
  const rows = sizes.map((size, feature) => rowsByCode({ codes, weight }, feature, size));
  const values = sizes.map((size, feature) => fit.tables[feature]?.values.slice() ?? new Float64Array(size));
  const pairs = fit.pairs.map(({ pair, table }): PairTable => {
    const [{ of: rowBins, axis: rowAxis }, { of: columnBins, axis: columnAxis }] = pair.bins;
    const weights = rowsByCell(cellCodes(codes, pair), weight, table.values.length);
    const pure = purified({ nColumns: columnAxis.size, nRows: rowAxis.size, values: table.values }, weights);
    addByBin(values[pair.first]!, rowBins, pure.ofRow);
    addByBin(values[pair.second]!, columnBins, pure.ofColumn);
    return {
      features: [transformers[pair.first]!.name, transformers[pair.second]!.name],
      bins: [Array.from(rowBins), Array.from(columnBins)],
      values: Array.from(pure.values),
      rows: Array.from(weights),
    };
  });
  const linear = linearMeans(prepared.design, fit.coef, weight, transformers);
  let { intercept } = fit;
  const tables = transformers.map((transformer, feature): FeatureTable => {
    const own = rows[feature]!;
    const total = own.reduce((sum, each) => sum + each, 0);
    const mean = linear[feature]! + own.reduce((sum, each, code) => sum + each * values[feature]![code]!, 0) / total;
    intercept += mean;
    const centres = centresOf(transformer, feature, prepared, fitted, own);
    return {
      bins: fit.coders[feature]!.bins,
      values: Array.from(values[feature]!, (value) => value - mean),
      rows: Array.from(own),
      centres,
      standardErrors: information && errorsOf(feature, centres, fitted, information, prepared, C),
    };
  });
  return {
    kind: 'additive',
    estimator: ESTIMATOR,
    C,
    coef: Array.from(fit.coef),
    intercept,
    tables,
    pairs,
    nIter: fit.cycles,
    converged: fit.converged,
  };
}

function addByBin(values: Float64Array, bins: Uint8Array, added: Float64Array): void {
  for (let code = 0; code < values.length; code++) values[code]! += added[bins[code]!]!;
}

function rowsByCell(
  { first, second, rowOf, columnOf }: ReturnType<typeof cellCodes>,
  weight: Float64Array | null,
  size: number,
): Float64Array {
  const counts = new Float64Array(size);
  for (let i = 0; i < first.length; i++)
    counts[rowOf[first[i]!]! + columnOf[second[i]!]!]! += weight === null ? 1 : weight[i]!;
  return counts;
}

/** Mean of a number over the rows of each code. */
function centresOf(
  { kind, name }: FittedTransformer,
  feature: number,
  { features, rows }: PreparedRows,
  { codes, weight }: FittedRows,
  counts: Float64Array,
): (number | null)[] {
  if (kind === 'categorical') return Array.from(counts, () => null);
  const own = codes[feature]!;
  const values = features.numeric(name);
  const means = new Float64Array(counts.length);
  const seen = new Float64Array(counts.length);
  for (let i = 0; i < own.length; i++) {
    const code = own[i]!;
    const times = weight === null ? 1 : weight[i]!;
    if (code === 0 || times === 0) continue;
    seen[code]! += times;
    means[code]! += (times / seen[code]!) * (values[rows?.[i] ?? i]! - means[code]!);
  }
  return Array.from(means, (mean, code) => (code === 0 || counts[code] === 0 ? null : mean));
}

/** Null where there are too many coefficients. */
function errorsOf(
  feature: number,
  centres: readonly (number | null)[],
  { fit, codes }: FittedRows,
  { byCode, byRow, ofCoefficients }: FitInformation,
  { preprocessing, design }: PreparedRows,
  C: number,
): number[] | null {
  const { transformers } = preprocessing;
  const table = fit.tables[feature]!;
  if (ofCoefficients === null) return null;
  if (table === null) return centres.map(() => 0);
  const offset = designColumnNames(transformers.slice(0, feature)).length;
  const transformer = transformers[feature]!;
  const curvature = byCode[feature]!;
  if (transformer.kind === 'categorical') {
    const slots = new LevelSlots(transformer);
    return Array.from(curvature, (each, code) => {
      const slot = slotOf(fit.coders[feature]!.bins as CategoricalBins, slots, code);
      const variance = slot < 0 ? null : ofCoefficients[offset + slot]!;
      return Math.sqrt(levelVariance(each, table.lambda, C, variance));
    });
  }
  const variances = numberVariances(table, curvature, transformer, centres, {
    variance: ofCoefficients[offset]!,
    column: design.numeric.find(({ coefIndex }) => coefIndex === offset)!.values,
    codes: codes[feature]!,
    byRow,
  });
  if (transformer.missingIndicator) variances[0]! += ofCoefficients[offset + 1]!;
  return Array.from(variances, Math.sqrt);
}

function numberVariances(
  table: PenalisedTable,
  curvature: Float64Array,
  transformer: FittedNumeric,
  centres: readonly (number | null)[],
  linear: {
    readonly variance: number;
    readonly column: Float64Array;
    readonly codes: Uint8Array;
    readonly byRow: Float64Array;
  },
): Float64Array {
  if (Number.isNaN(linear.variance)) return curveVariances(table, curvature, null);
  const weighted = new Float64Array(curvature.length);
  for (let i = 0; i < linear.codes.length; i++) weighted[linear.codes[i]!]! += linear.byRow[i]! * linear.column[i]!;
  const position = Float64Array.from(centres, (centre) => columnValue(transformer, centre));
  return curveVariances(table, curvature, { position, weighted, variance: linear.variance });
}

/** The slot of a code's coefficient; −1 where it has none of its own. */
function slotOf({ levels, hasMissing }: CategoricalBins, slots: LevelSlots, code: number): number {
  if (code > 0 && code <= levels.length) return slots.of(levels[code - 1]!);
  return code > 0 && hasMissing ? slots.missing : -1;
}
