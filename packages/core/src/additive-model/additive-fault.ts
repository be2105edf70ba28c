import { linearFault } from '../linear-model/linear-fault.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { AdditiveModel, FeatureTable, PairTable } from './additive-model.js';
import { axisOf, type FeatureBins } from './feature-bins.js';

/** Codes are bytes. */
const MAX_CODES = 256;

/** What is wrong with an additive model that was read from a file; null for nothing. */
export function additiveFault(model: AdditiveModel, preprocessing: readonly FittedTransformer[]): string | null {
  const { tables, pairs, coef, intercept } = model;
  const linear = linearFault({ coef, intercept }, preprocessing);
  if (linear !== null) return linear;
  if (!Array.isArray(tables) || tables.length !== preprocessing.length) return 'has tables for other features';
  if (!Array.isArray(pairs)) return 'has no list of pairs';
  const sizes = new Map<string, number>();
  for (const [index, table] of tables.entries()) {
    const { name, kind } = preprocessing[index]!;
    const fault = tableFault(table, kind);
    if (fault !== null) return `${fault} for "${name}"`;
    sizes.set(name, axisOf(table.bins).size);
  }
  return pairs.map((pair) => pairFault(pair, sizes)).find((fault) => fault !== null) ?? null;
}

function tableFault(table: FeatureTable, kind: FeatureBins['kind']): string | null {
  const { bins, values } = table ?? {};
  if (bins?.kind !== kind) return 'has bins of another kind';
  if (bins.kind === 'numeric') {
    const isAscending = ({ cuts }: typeof bins) =>
      cuts.every((cut, i) => Number.isFinite(cut) && (i === 0 || cut > cuts[i - 1]!));
    if (!Array.isArray(bins.cuts) || !isAscending(bins)) return 'has cuts that do not ascend';
  } else if (!Array.isArray(bins.levels) || new Set(bins.levels).size !== bins.levels.length) {
    return 'has levels that are not distinct';
  }
  const { size } = axisOf(bins);
  if (size > MAX_CODES || !areNumbers(values, size)) return 'has a table of another size';
  return null;
}

function pairFault(pair: PairTable, sizes: ReadonlyMap<string, number>): string | null {
  const { features, bins, values } = pair ?? {};
  if (!Array.isArray(features) || features.length !== 2 || features[0] === features[1])
    return 'has a pair that is none';
  const axes = [0, 1].map((side) => {
    const codes = bins?.[side];
    const isAxis = Array.isArray(codes) && codes.length === sizes.get(features[side]!) && codes.every(isIndex);
    return isAxis ? Math.max(...codes) + 1 : null;
  });
  const [nRows, nColumns] = axes;
  if (nRows == null || nColumns == null) return `has bins for other features in the pair ${features.join(', ')}`;
  return areNumbers(values, nRows * nColumns)
    ? null
    : `has a table of another size for the pair ${features.join(', ')}`;
}

const isIndex = (code: unknown) => Number.isInteger(code) && (code as number) >= 0 && (code as number) < MAX_CODES;

function areNumbers(values: unknown, size: number): boolean {
  return Array.isArray(values) && values.length === size && values.every(Number.isFinite);
}
