import { rocAucScore } from '../metrics/roc-auc-score.js';
import type { LabelledRows } from '../ports/feature-snapshots.js';
import type { CategoricalColumn } from '../table/table.js';
import { gather } from '../table/table.js';

/** More rows make no difference to a verdict, only to the time that it takes. */
const ROWS = 200_000;
/** Folds, by user, whose target rates score the others. */
const FOLDS = 5;
/** Rows of the base rate that a level's own rate begins with. */
const PRIOR_ROWS = 1;

/** How well one feature alone tells positives from negatives. */
export interface SingleFeatureAuc {
  readonly name: string;
  /** In [.5, 1]: whichever direction is better. */
  readonly auc: number;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * The ROC AUC of each feature alone: of a number by rank, with what is missing below or above all others, whichever is
 * better; of a category by the target rate of its level, and of what is missing, among users of other folds. At most
 * 200,000 rows are looked at, evenly spaced. None where a class is absent.
 */
export function singleFeatureAucs(rows: LabelledRows): SingleFeatureAuc[] {
  const step = Math.ceil(rows.labels.length / ROWS);
  const chosen = Int32Array.from({ length: Math.ceil(rows.labels.length / step) }, (_, i) => i * step);
  const labels = gather(rows.labels, chosen);
  const fold = gather(rows.userBucket, chosen).map((bucket) => Math.floor(bucket * FOLDS));
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const features = rows.features.take(chosen);
  return [...features.columns.keys()].map((name) => {
    const column = features.column(name);
    const auc =
      column.kind === 'numeric' ? aucOfNumber(labels, column.values) : aucOfCategory(labels, column, fold, positives);
    return { name, auc, positives, negatives };
  });
}

function aucOfNumber(labels: Float64Array, values: Float64Array): number {
  const aucs = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map((missing) => {
    const auc = rocAucScore(labels, ranks(values, missing))!;
    return Math.max(auc, 1 - auc);
  });
  return Math.max(...aucs);
}

/** The values, what is missing among them one step beyond the lowest or highest. */
function ranks(values: Float64Array, missing: number): Float64Array {
  const sorted = Float64Array.from(new Set(values.filter((value) => !Number.isNaN(value)))).sort();
  const rankOf = new Map(Array.from(sorted, (value, rank) => [value, rank]));
  const beyond = missing < 0 ? -1 : sorted.length;
  return values.map((value) => rankOf.get(value) ?? beyond);
}

function aucOfCategory(
  labels: Float64Array,
  { codes, levels }: CategoricalColumn,
  fold: Float64Array,
  positives: number,
): number {
  // Two codes may spell the same level.
  const levelOf = new Map<string, number>();
  for (const level of levels) if (!levelOf.has(level)) levelOf.set(level, levelOf.size);
  const missing = levelOf.size;
  const level = Int32Array.from(codes, (code) => (code < 0 ? missing : levelOf.get(levels[code]!)!));
  const width = missing + 1;
  const counts = new Float64Array(width * FOLDS);
  const hits = new Float64Array(width * FOLDS);
  for (let i = 0; i < labels.length; i++) {
    const cell = level[i]! * FOLDS + fold[i]!;
    counts[cell]!++;
    hits[cell]! += labels[i]!;
  }
  const base = positives / labels.length;
  const sums = (cells: Float64Array) => (l: number) =>
    cells.subarray(l * FOLDS, (l + 1) * FOLDS).reduce((sum, n) => sum + n, 0);
  const [allCounts, allHits] = [counts, hits].map((cells) =>
    Float64Array.from({ length: width }, (_, l) => sums(cells)(l)),
  );
  const score = Float64Array.from(labels, (_, i) => {
    const l = level[i]!;
    const cell = l * FOLDS + fold[i]!;
    return (allHits![l]! - hits[cell]! + PRIOR_ROWS * base) / (allCounts![l]! - counts[cell]! + PRIOR_ROWS);
  });
  const auc = rocAucScore(labels, score)!;
  return Math.max(auc, 1 - auc);
}

/**
 * The standard deviation of an estimated AUC whose true value is `auc`.
 * @see Hanley & McNeil (1982), The meaning and use of the area under a ROC curve
 */
export function aucDeviation(auc: number, positives: number, negatives: number): number {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc ** 2) / (1 + auc);
  const variance = auc * (1 - auc) + (positives - 1) * (q1 - auc ** 2) + (negatives - 1) * (q2 - auc ** 2);
  return Math.sqrt(variance / (positives * negatives));
}
