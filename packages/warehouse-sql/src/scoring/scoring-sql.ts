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

/** The sum of what the numeric features add; no feature's name begins with an underscore. */
const NUMBERS = '_numbers';

/**
 * Scores a snapshot inside the warehouse: `user_id`, `proba`, `event_count`, one row per row of the snapshot. Levels are
 * looked up in inline tables of coefficients; no function of one's own, no row leaves. Missing, rare and unknown levels
 * are treated exactly as core's scorer treats them. Numbers are added up before the look-ups, so that those carry few columns.
 * @throws PropensityError `bad_artifact` when the coefficients do not match the preprocessing
 */
export function scoringSql({ dialect, artifact, snapshot }: ScoringOptions): string {
  const { preprocessing, model, calibration } = artifact;
  const { coef } = model;
  const numbers: string[] = [];
  const levels: string[] = [];
  const joins: string[] = [];
  const columns: string[] = [];
  let intercept = model.intercept;
  let next = 0;
  const take = () => {
    const weight = coef[next++];
    if (weight === undefined) throw coefficientsDoNotMatch();
    return weight;
  };
  for (const transformer of preprocessing) {
    if (transformer.kind === 'numeric') {
      const { term, constant } = numericTerm(dialect, transformer, take);
      numbers.push(term);
      intercept += constant;
    } else {
      const { join, term } = categoricalTerm(dialect, transformer, `level_${joins.length}`, take);
      joins.push(join);
      levels.push(term);
      columns.push(dialect.identifier(transformer.name));
    }
  }
  if (next !== coef.length) throw coefficientsDoNotMatch();
  const calibrated = calibratedLogitSql(dialect, calibration, 'eta');
  return `SELECT user_id, 1e0 / (1e0 + EXP(-LEAST(${MAX_LOGIT}e0, GREATEST(-${MAX_LOGIT}e0, ${calibrated})))) AS proba, event_count
FROM (
  SELECT snapshot_rows.user_id AS user_id, snapshot_rows.event_count AS event_count,
    ${sumOf([`snapshot_rows.${NUMBERS}`, ...levels])} AS eta
  FROM (
    SELECT ${['user_id', 'event_count', ...columns].join(', ')},
    ${sumOf([dialect.float(intercept), ...numbers])} AS ${NUMBERS}
    FROM ${snapshot}
  ) AS snapshot_rows${joins.map((join) => `\n  ${join}`).join('')}
) AS scored`;
}

/** What a number adds, but for a constant. */
function numericTerm(
  dialect: Dialect,
  { name, log1p, impute, mean, scale, missingIndicator }: FittedNumeric,
  take: () => number,
): { readonly term: string; readonly constant: number } {
  const { float } = dialect;
  const x = dialect.identifier(name);
  const slope = take() / scale;
  // Logarithms are small, so that the mean may be taken off all of them at once without loss.
  const offset = log1p ? 0 : mean;
  const imputed = log1p ? Math.sign(impute) * Math.log1p(Math.abs(impute)) : impute;
  const whenMissing = float(slope * (imputed - offset) + (missingIndicator ? take() : 0));
  const infinity = dialect.cast("'inf'", 'float');
  return {
    // NaN lies within no bounds. Each branch is short: an engine that works column by column evaluates it on the rows that need it.
    term: log1p
      ? `CASE WHEN ${x} BETWEEN 0e0 AND ${infinity} THEN ${float(slope)} * LN(1e0 + ${x}) WHEN ${x} < 0e0 THEN ${float(-slope)} * LN(1e0 - ${x}) ELSE ${whenMissing} END`
      : `CASE WHEN ${x} <= ${infinity} THEN ${float(slope)} * (${x} - ${float(offset)}) ELSE ${whenMissing} END`,
    constant: log1p ? -slope * mean : 0,
  };
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
