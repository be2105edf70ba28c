import { rocAucScore } from '../metrics/roc-auc-score.js';
import type { RowSet, TrainingRows } from '../ports/training-rows.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import type { SingleFeatureAuc } from './single-feature-auc.js';

/** About as many rows as `singleFeatureAucs` looks at; here those of a part of the users. */
const ROWS = 200_000;
const FOLDS = 5;
const PRIOR_ROWS = 1;

/** As `singleFeatureAucs`, from counts by value and label. */
export async function aggregatedFeatureAucs(
  rows: TrainingRows,
  features: readonly FeatureSpec[],
  n: number,
): Promise<SingleFeatureAuc[]> {
  const bucketsBelow = Math.min(1, ROWS / Math.max(1, n));
  const sets = [0, 1].map((label): RowSet => ({ of: 'all', label: label as 0 | 1, bucketsBelow }));
  const [no, yes] = await rows.counts(sets);
  const [negatives, positives] = [no!.rows, yes!.rows];
  if (positives === 0 || negatives === 0) return [];
  const found: SingleFeatureAuc[] = [];
  for (const { name, kind } of features) {
    const auc =
      kind === 'numeric'
        ? await aucOfNumber(rows, name, sets, [negatives, positives])
        : await aucOfCategory(rows, name, bucketsBelow, positives / (positives + negatives));
    found.push({ name, auc, positives, negatives });
  }
  return found;
}

async function aucOfNumber(
  rows: TrainingRows,
  name: string,
  sets: readonly RowSet[],
  totals: readonly number[],
): Promise<number> {
  const [range] = await rows.ranges([{ name, log1p: false }]);
  const { lowest, highest, known } = range!;
  const [parts] = known === 0 ? [[]] : await rows.values([{ name, lowest, highest, bins: 'each' }], sets);
  const missing = totals.map((total, label) => total - parts!.reduce((sum, { counts }) => sum + counts[label]!, 0));
  const aucs = [-1, parts!.length].map((place) => {
    const entries = [...parts!.map(({ counts }, rank) => ({ rank, counts })), { rank: place, counts: missing }];
    return aucOfCounts(entries.map(({ rank, counts }) => ({ score: rank, counts })));
  });
  return Math.max(...aucs);
}

async function aucOfCategory(rows: TrainingRows, name: string, bucketsBelow: number, base: number): Promise<number> {
  const sets = Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) =>
    [0, 1].map(
      (label): RowSet => ({
        of: 'all',
        label: label as 0 | 1,
        bucketsFrom: fold / FOLDS,
        bucketsBelow: Math.min(bucketsBelow, (fold + 1) / FOLDS),
      }),
    ),
  );
  const [column] = await rows.levels([{ name, most: 'all' }], sets);
  const entries = column!.levels.flatMap(({ counts }) => {
    const hits = counts.filter((_, at) => at % 2 === 1);
    const all = hits.map((hit, fold) => hit + counts[2 * fold]!);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return hits.map((hit, fold) => ({
      score: (sum(hits) - hit + PRIOR_ROWS * base) / (sum(all) - all[fold]! + PRIOR_ROWS),
      counts: [counts[2 * fold]!, hit],
    }));
  });
  return aucOfCounts(entries);
}

/** Whichever direction is better. @param entries with counts of negatives and positives */
function aucOfCounts(entries: readonly { readonly score: number; readonly counts: readonly number[] }[]): number {
  const cells = entries.flatMap(({ score, counts }) => counts.map((count, label) => ({ score, label, count })));
  const used = cells.filter(({ count }) => count > 0);
  const auc = rocAucScore(
    used.map(({ label }) => label),
    used.map(({ score }) => score),
    { sampleWeight: used.map(({ count }) => count) },
  )!;
  return Math.max(auc, 1 - auc);
}
