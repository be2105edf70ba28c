import { type FittedTransformer, MAX_LOGIT, type ModelArtifact, PropensityError } from '@propensity/core';
import type { Dialect, WeightedTerm } from '../dialect/dialect.js';
import { sumOf } from '../dialect/sum-of.js';
import { calibratedLogitSql } from './calibration-sql.js';
import { categoricalTerm } from './linear/categorical-term.js';
import { numericTerm } from './linear/numeric-term.js';

export interface ScoringOptions {
  readonly dialect: Dialect;
  readonly artifact: Pick<ModelArtifact, 'preprocessing' | 'model' | 'calibration'>;
  /** Text to stand after FROM: a feature snapshot with `user_id`, `event_count` and every feature of the artifact. */
  readonly snapshot: string;
  /** Which of its features are columns of an integer type, where that is known: they are scored faster. */
  readonly integers?: ReadonlySet<string>;
  /** The texts of its categories that are stored as codes, in the order of these. */
  readonly coded?: ReadonlyMap<string, readonly string[]>;
}

/** Rows of the snapshot, below the joins and above. */
const ROWS = 'snapshot_rows';
/** The sum of all that needs no join; no feature's name begins with an underscore. */
const SUM = '_sum';
/** Small logarithms. */
const LOGARITHMS = '_logarithms';
/** A table of one row with the lists in which numbers are looked up: such as stand in an expression are made anew for every vector. */
const LISTS = 'lists';

/**
 * Scores a snapshot inside the warehouse: `user_id`, `proba`, `event_count`, one row per row of the snapshot. Levels are
 * looked up among coefficients in the statement; no function of one's own, no row leaves. Missing, rare and unknown levels
 * are treated exactly as core's scorer treats them. What needs no join is added up below the joins, so that those carry few columns.
 * @throws PropensityError `bad_artifact` when the coefficients do not match the preprocessing
 */
export function scoringSql({ dialect, artifact, snapshot, integers, coded }: ScoringOptions): string {
  const { preprocessing, model, calibration } = artifact;
  const { coef } = model;
  const numbers: WeightedTerm[] = [];
  const sought: string[] = [];
  const joined: string[] = [];
  const joins: string[] = [];
  const lists: string[] = [];
  const columns = ['user_id', 'event_count'];
  let intercept = model.intercept;
  let next = 0;
  const isInteger = ({ name }: FittedTransformer) => integers?.has(name) ?? false;
  const take = () => {
    const weight = coef[next++];
    if (weight === undefined) throw coefficientsDoNotMatch();
    return weight;
  };
  for (const transformer of preprocessing) {
    if (transformer.kind === 'numeric') {
      const { term, constant } = numericTerm(dialect, transformer, isInteger(transformer) ? LOGARITHMS : null, take);
      numbers.push(term);
      intercept += constant;
    } else {
      const name = dialect.identifier(transformer.name);
      const texts = coded?.get(transformer.name) ?? null;
      const alias = `_weights_${joins.length + lists.length}`;
      const { value, join, list } = categoricalTerm(dialect, transformer, `${ROWS}.${name}`, texts, alias, take);
      if (list !== null) lists.push(`${list} AS ${alias}`);
      (join === null ? sought : joined).push(value);
      if (join !== null) {
        joins.push(join);
        columns.push(name);
      }
    }
  }
  if (dialect.smallLogarithms !== null && preprocessing.some(isInteger)) {
    lists.push(`${dialect.smallLogarithms.list} AS ${LOGARITHMS}`);
  }
  const constants = lists.length === 0 ? '' : ` CROSS JOIN (SELECT ${lists.join(', ')}) AS ${LISTS}`;
  if (next !== coef.length) throw coefficientsDoNotMatch();
  const calibrated = calibratedLogitSql(dialect, calibration, 'eta');
  return `SELECT user_id, 1e0 / (1e0 + EXP(-LEAST(${MAX_LOGIT}e0, GREATEST(-${MAX_LOGIT}e0, ${calibrated})))) AS proba, event_count
FROM (
  SELECT ${ROWS}.user_id AS user_id, ${ROWS}.event_count AS event_count,
    ${sumOf([`${ROWS}.${SUM}`, ...joined])} AS eta
  FROM (
    SELECT ${columns.join(', ')},
    ${sumOf([dialect.float(intercept), dialect.weightedSum(numbers), ...sought])} AS ${SUM}
    FROM ${snapshot} AS ${ROWS}${constants}
  ) AS ${ROWS}${joins.map((join) => `\n  ${join}`).join('')}
) AS scored`;
}

function coefficientsDoNotMatch(): PropensityError {
  return new PropensityError('bad_artifact', "The model's coefficients do not match its preprocessing.", {
    hint: 'The file is damaged or was edited; train again.',
  });
}
