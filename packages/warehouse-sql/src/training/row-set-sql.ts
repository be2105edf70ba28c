import type { RowDivision, RowSet } from '@propensity/core/ports';
import type { Dialect } from '../dialect/dialect.js';
import { floatLiteral } from '../dialect/literals.js';

/** Columns of the rows of a training besides its features, whose names never begin with an underscore. */
export const ROW = {
  snapshot: '_snapshot',
  bucket: '_bucket',
  events: '_events',
  label: '_label',
  /** Fold among the users who are not tested on; −1 for the others. */
  trainFold: '_train_fold',
  /** Fold among all users. */
  fold: '_fold',
  /** 1 unless a negative that is left out of fits. */
  kept: '_kept',
  champion: '_champion',
} as const;

/** The bucket's first 20 bits determine split and folds; see `sampleNegatives` of core. */
const SCALE = 2 ** 36;
const GOLDEN_RATIO = 0.6180339887498949;

/**
 * SQL of `userFolds` of core, in the same arithmetic of doubles.
 * @param bucket SQL text of a `user_bucket`
 */
export function foldSql({ typeNames }: Dialect, bucket: string, folds: number, testShare: number): string {
  const fold = `LEAST(${floatLiteral(folds - 1)}, FLOOR((${bucket} - ${floatLiteral(testShare)}) / ${floatLiteral(1 - testShare)} * ${floatLiteral(folds)}))`;
  return `CASE WHEN ${bucket} < ${floatLiteral(testShare)} THEN -1 ELSE CAST(${fold} AS ${typeNames.integer}) END`;
}

/** SQL of `sampleNegatives` of core: 1 where the row is kept. */
export function keptSql(bucket: string, label: string, snapshotIndex: number, share: number): string {
  if (share >= 1) return '1';
  const key = `(${bucket} * ${floatLiteral(SCALE)} + ${floatLiteral(GOLDEN_RATIO * snapshotIndex)})`;
  return `CASE WHEN ${label} = 1e0 OR ${key} - FLOOR(${key}) < ${floatLiteral(share)} THEN 1 ELSE 0 END`;
}

/** The condition that a row belongs to a set. */
export function rowSetSql(
  { of, fold, sampled, bucketsFrom = 0, bucketsBelow = 1, label }: RowSet,
  division: RowDivision,
): string {
  const conditions: string[] = [];
  if (of === 'train') conditions.push(`${ROW.snapshot} IN (${division.train.join(', ')})`, `${ROW.trainFold} >= 0`);
  else if (of === 'test') conditions.push(`${ROW.snapshot} = ${division.test}`, `${ROW.trainFold} < 0`);
  else if (of !== 'all') conditions.push(`${ROW.snapshot} = ${of.snapshot}`);
  if (fold !== undefined) {
    const column = of === 'all' ? ROW.fold : ROW.trainFold;
    conditions.push('only' in fold ? `${column} = ${fold.only}` : `${column} <> ${fold.except}`);
  }
  if (sampled === true) conditions.push(`${ROW.kept} = 1`);
  if (bucketsFrom > 0) conditions.push(`${ROW.bucket} >= ${floatLiteral(bucketsFrom)}`);
  if (bucketsBelow < 1) conditions.push(`${ROW.bucket} < ${floatLiteral(bucketsBelow)}`);
  if (label !== undefined) conditions.push(`${ROW.label} = ${floatLiteral(label)}`);
  return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ');
}
