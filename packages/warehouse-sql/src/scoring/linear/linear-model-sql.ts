import { PropensityError } from '@propensity/core';
import type { LinearModel } from '@propensity/core/linear-model';
import type { FittedTransformer } from '@propensity/core/preprocessing';
import type { Dialect, WeightedTerm } from '../../dialect/dialect.js';
import { sumOf } from '../../dialect/sum-of.js';
import type { PreprocessedModel, ScoredRows } from '../scored-rows.js';
import { categoricalTerm } from './categorical-term.js';
import { numericTerm } from './numeric-term.js';

/** Alias of the snapshot's rows, both below the joins and above them. */
const SNAPSHOT_ROWS = 'snapshot_rows';
/** Column with the sum of all terms that need no join; no feature's name begins with an underscore. */
const JOINLESS_SUM = '_sum';
/** Column with the list of small logarithms. */
const LOGARITHMS = '_logarithms';
/**
 * Alias of a one-row table with the lists in which numbers are looked up: a list inside an expression is built again
 * for every vector.
 */
const LOOKUP_TABLE = 'lists';

/**
 * A linear model as a query. Levels are looked up among coefficients in the statement. Missing, rare and unknown levels are
 * treated exactly as core's scorer treats them. What needs no join is added up below the joins, so that those carry few columns.
 * @throws PropensityError `bad_artifact` when the coefficients do not match the preprocessing
 */
export function linearModelSql(
  dialect: Dialect,
  { preprocessing, model }: PreprocessedModel<Pick<LinearModel, 'coef' | 'intercept'>>,
  { snapshot, integers, coded }: ScoredRows,
): string {
  const { coef } = model;
  const numbers: WeightedTerm[] = [];
  const joinless: string[] = [];
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
      const name = dialect.column(transformer.name);
      const texts = coded?.get(transformer.name) ?? null;
      const alias = `_weights_${joins.length + lists.length}`;
      const { value, join, list } = categoricalTerm(
        dialect,
        transformer,
        `${SNAPSHOT_ROWS}.${name}`,
        texts,
        alias,
        take,
      );
      if (list !== null) lists.push(`${list} AS ${alias}`);
      (join === null ? joinless : joined).push(value);
      if (join !== null) {
        joins.push(join);
        columns.push(name);
      }
    }
  }
  if (dialect.smallLogarithms !== null && preprocessing.some(isInteger)) {
    lists.push(`${dialect.smallLogarithms.list} AS ${LOGARITHMS}`);
  }
  const constants = lists.length === 0 ? '' : ` CROSS JOIN (SELECT ${lists.join(', ')}) AS ${LOOKUP_TABLE}`;
  if (next !== coef.length) throw coefficientsDoNotMatch();
  return `SELECT ${SNAPSHOT_ROWS}.user_id AS user_id, ${SNAPSHOT_ROWS}.event_count AS event_count,
    ${sumOf([`${SNAPSHOT_ROWS}.${JOINLESS_SUM}`, ...joined])} AS eta
  FROM (
    SELECT ${columns.join(', ')},
    ${sumOf([dialect.float(intercept), dialect.weightedSum(numbers), ...joinless])} AS ${JOINLESS_SUM}
    FROM ${snapshot} AS ${SNAPSHOT_ROWS}${constants}
  ) AS ${SNAPSHOT_ROWS}${joins.map((join) => `\n  ${join}`).join('')}`;
}

function coefficientsDoNotMatch(): PropensityError {
  return new PropensityError('bad_artifact', "The model's coefficients do not match its preprocessing.", {
    hint: 'The file is damaged or was edited; train again.',
  });
}
