import { Z_975 } from '../metrics/wilson-interval.js';
import type { CurvePoint, FeatureCurve, PairMap } from '../models/model-shapes.js';
import { designColumnNames, type FittedTransformer, MISSING_LEVEL } from '../preprocessing/fitted-transformers.js';
import { LevelSlots } from '../preprocessing/level-slots.js';
import type { AdditiveModel, FeatureTable, PairTable } from './additive-model.js';
import type { FeatureBins } from './feature-bins.js';
import { columnValue } from './number-position.js';

/** Levels that have no code of their own. */
export const OTHER_LEVELS = '(other)';

/** The curve of every feature, in the order of the preprocessing. */
export function featureCurves(
  { coef, tables }: Pick<AdditiveModel, 'coef' | 'tables'>,
  preprocessing: readonly FittedTransformer[],
): FeatureCurve[] {
  let offset = 0;
  return preprocessing.map((transformer, feature) => {
    const own = coef.slice(offset, offset + designColumnNames([transformer]).length);
    offset += own.length;
    const table = tables[feature]!;
    // Missing numbers and other levels, code 0, come last.
    const order = [...table.values.keys()]
      .slice(1)
      .concat(0)
      .filter((code) => table.rows[code]! > 0);
    const linear = linearPart(transformer, table, own);
    return {
      feature: transformer.name,
      kind: transformer.kind,
      points: order.map((code) => pointOf(transformer.name, table, code, linear(code))),
    };
  });
}

/** The map of every pair, most important first. */
export function pairMaps(
  { tables, pairs }: Pick<AdditiveModel, 'tables' | 'pairs'>,
  preprocessing: readonly FittedTransformer[],
): PairMap[] {
  return pairs.map((pair) => mapOf(pair, tables, preprocessing)).sort((a, b) => b.sd - a.sd);
}

function mapOf(
  { features, bins, values, rows }: PairTable,
  tables: readonly FeatureTable[],
  preprocessing: readonly FittedTransformer[],
): PairMap {
  const [first, second] = [0, 1].map((side) => {
    const name = features[side]!;
    return coarseLabels(name, tables[preprocessing.findIndex((each) => each.name === name)]!.bins, bins[side]!);
  }) as [string[], string[]];
  const rowsAt = (row: number, column: number) => rows[row * second.length + column]!;
  const usedRows = [...first.keys()].filter((row) => second.some((_, column) => rowsAt(row, column) > 0));
  const usedColumns = [...second.keys()].filter((column) => first.some((_, row) => rowsAt(row, column) > 0));
  const used = (cells: readonly number[]) =>
    usedRows.map((row) => usedColumns.map((column) => cells[row * second.length + column]!));
  const total = rows.reduce((sum, each) => sum + each, 0);
  const variance = values.reduce((sum, value, cell) => sum + rows[cell]! * value * value, 0) / total;
  return {
    features,
    labels: [usedRows.map((row) => first[row]!), usedColumns.map((column) => second[column]!)],
    effects: used(values),
    rows: used(rows),
    sd: Math.sqrt(variance),
  };
}

/** What the linear part adds at a code. */
function linearPart(
  transformer: FittedTransformer,
  { bins, centres }: FeatureTable,
  coef: readonly number[],
): (code: number) => number {
  if (transformer.kind === 'numeric') {
    const [slope, ofMissing = 0] = coef as [number, number?];
    return (code) => slope * columnValue(transformer, centres[code]!) + (code === 0 ? ofMissing : 0);
  }
  const slots = new LevelSlots(transformer);
  const { levels, hasMissing } = bins as Extract<FeatureBins, { kind: 'categorical' }>;
  return (code) => {
    const slot =
      code === 0
        ? // Others are too few for a level: they share the coefficient of rare ones where there is one.
          slots.of(transformer.rareLevels[0] ?? '')
        : code <= levels.length
          ? slots.of(levels[code - 1]!)
          : hasMissing
            ? slots.missing
            : -1;
    return coef[slot] ?? 0;
  };
}

function pointOf(
  name: string,
  { bins, values, rows, centres, standardErrors }: FeatureTable,
  code: number,
  linear: number,
): CurvePoint {
  const effect = linear + values[code]!;
  const standardError = standardErrors?.[code] ?? null;
  const half = standardError === null ? null : Z_975 * standardError;
  const isNumber = bins.kind === 'numeric' && code > 0;
  return {
    column: labelOf(name, bins, code, code),
    from: isNumber ? (bins.cuts[code - 2] ?? null) : null,
    to: isNumber ? (bins.cuts[code - 1] ?? null) : null,
    centre: centres[code]!,
    effect,
    standardError,
    interval: half === null ? null : [effect - half, effect + half],
    rows: rows[code]!,
  };
}

function coarseLabels(name: string, bins: FeatureBins, coarse: readonly number[]): string[] {
  return Array.from({ length: Math.max(...coarse) + 1 }, (_, each) => {
    const codes = coarse.flatMap((of, code) => (of === each ? [code] : []));
    if (bins.kind === 'numeric') return labelOf(name, bins, codes[0]!, codes.at(-1)!);
    return labelOf(name, bins, codes.includes(0) ? 0 : codes[0]!, codes[0]!);
  });
}

/** The values of the codes `first` to `last` in words. */
function labelOf(name: string, bins: FeatureBins, first: number, last: number): string {
  if (bins.kind === 'categorical') {
    if (first === 0) return `${name}=${OTHER_LEVELS}`;
    return `${name}=${bins.levels[first - 1] ?? MISSING_LEVEL}`;
  }
  if (first === 0) return `${name}=${MISSING_LEVEL}`;
  const [from, to] = [bins.cuts[first - 2], bins.cuts[last - 1]];
  if (from === undefined && to === undefined) return name;
  if (to === undefined) return `${name} > ${shown(from!)}`;
  return from === undefined ? `${name} ≤ ${shown(to)}` : `${shown(from)} < ${name} ≤ ${shown(to)}`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}
