import {
  type FittedCategorical,
  type FittedNumeric,
  MAX_LOGIT,
  type ModelArtifact,
  PropensityError,
} from '@propensity/core';
import type { Dialect } from '../dialect/dialect.js';
import { calibratedLogitSql } from './calibration-sql.js';

export interface ScoringOptions {
  readonly dialect: Dialect;
  readonly artifact: Pick<ModelArtifact, 'preprocessing' | 'model' | 'calibration'>;
  /** Text to stand after FROM: a feature snapshot with `user_id`, `event_count` and every feature of the artifact. */
  readonly snapshot: string;
}

/**
 * Scores a snapshot inside the warehouse: `user_id`, `proba`, `event_count`, one row per row of the snapshot. Levels are
 * looked up in inline tables of coefficients; no function of one's own, no row leaves. Missing, rare and unknown levels
 * are treated exactly as core's scorer treats them.
 * @throws PropensityError `bad_artifact` when the coefficients do not match the preprocessing
 */
export function scoringSql({ dialect, artifact, snapshot }: ScoringOptions): string {
  const { preprocessing, model, calibration } = artifact;
  const { coef } = model;
  const terms = [dialect.float(model.intercept)];
  const joins: string[] = [];
  let next = 0;
  const take = () => {
    const weight = coef[next++];
    if (weight === undefined) throw coefficientsDoNotMatch();
    return weight;
  };
  for (const transformer of preprocessing) {
    if (transformer.kind === 'numeric') terms.push(...numericTerms(dialect, transformer, take));
    else {
      const { join, term } = categoricalTerm(dialect, transformer, `level_${joins.length}`, take);
      joins.push(join);
      terms.push(term);
    }
  }
  if (next !== coef.length) throw coefficientsDoNotMatch();
  const calibrated = calibratedLogitSql(dialect, calibration, 'eta');
  return `SELECT user_id, 1e0 / (1e0 + EXP(-LEAST(${MAX_LOGIT}e0, GREATEST(-${MAX_LOGIT}e0, ${calibrated})))) AS proba, event_count
FROM (
  SELECT snapshot_rows.user_id AS user_id, snapshot_rows.event_count AS event_count,
    ${sumOf(terms)} AS eta
  FROM ${snapshot} AS snapshot_rows${joins.map((join) => `\n  ${join}`).join('')}
) AS scored`;
}

function numericTerms(dialect: Dialect, transformer: FittedNumeric, take: () => number): string[] {
  const column = `snapshot_rows.${dialect.identifier(transformer.name)}`;
  const missing = `(${column} IS NULL OR ${dialect.isNaN(column)})`;
  const filled = `CASE WHEN ${missing} THEN ${dialect.float(transformer.impute)} ELSE ${column} END`;
  const transformed = transformer.log1p ? `(SIGN(${filled}) * LN(1e0 + ABS(${filled})))` : `(${filled})`;
  const { float } = dialect;
  const terms = [`${float(take())} * ((${transformed} - ${float(transformer.mean)}) / ${float(transformer.scale)})`];
  if (transformer.missingIndicator) terms.push(`CASE WHEN ${missing} THEN ${float(take())} ELSE 0e0 END`);
  return terms;
}

function categoricalTerm(
  dialect: Dialect,
  transformer: FittedCategorical,
  alias: string,
  take: () => number,
): { readonly join: string; readonly term: string } {
  const { string, float } = dialect;
  const column = `snapshot_rows.${dialect.identifier(transformer.name)}`;
  const rows = transformer.levels.map((level) => [string(level), float(take())]);
  const rareWeight = transformer.rareLevels.length > 0 ? float(take()) : '0e0';
  rows.push(...transformer.rareLevels.map((level) => [string(level), rareWeight]));
  const missingWeight = transformer.hasMissing ? float(take()) : '0e0';
  const weights = dialect.inlineTable(
    alias,
    [
      { name: 'level', type: 'string' },
      { name: 'weight', type: 'float' },
    ],
    rows,
  );
  return {
    join: `LEFT JOIN ${weights} ON ${alias}.level = ${column}`,
    term: `CASE WHEN ${column} IS NULL THEN ${missingWeight} ELSE COALESCE(${alias}.weight, 0e0) END`,
  };
}

/** A sum in parentheses by the hundred: one long chain would exceed the depth that engines allow an expression. */
function sumOf(terms: readonly string[]): string {
  if (terms.length <= 100) return terms.join('\n    + ');
  const groups: string[] = [];
  for (let start = 0; start < terms.length; start += 100)
    groups.push(`(${terms.slice(start, start + 100).join(' + ')})`);
  return sumOf(groups);
}

function coefficientsDoNotMatch(): PropensityError {
  return new PropensityError('bad_artifact', "The model's coefficients do not match its preprocessing.", {
    hint: 'The file is damaged or was edited; train again.',
  });
}
