import { type FittedCategorical, MAX_LOGIT, type ModelArtifact, PropensityError } from '@propensity/core';
import type { Dialect, WeightedTerm } from '../dialect/dialect.js';
import { sumOf } from '../dialect/sum-of.js';
import { calibratedLogitSql } from './calibration-sql.js';
import { numericTerms } from './numeric-terms.js';

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
  const numbers: WeightedTerm[] = [];
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
      const { terms, constant } = numericTerms(dialect, transformer, take);
      numbers.push(...terms);
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
    ${dialect.float(intercept)} + ${dialect.weightedSum(numbers)} AS ${NUMBERS}
    FROM ${snapshot}
  ) AS snapshot_rows${joins.map((join) => `\n  ${join}`).join('')}
) AS scored`;
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

function coefficientsDoNotMatch(): PropensityError {
  return new PropensityError('bad_artifact', "The model's coefficients do not match its preprocessing.", {
    hint: 'The file is damaged or was edited; train again.',
  });
}
