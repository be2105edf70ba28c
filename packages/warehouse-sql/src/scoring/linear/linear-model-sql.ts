import { PropensityError } from '@propensity/core';
import type { LinearModel } from '@propensity/core/linear-model';
import type { FittedTransformer } from '@propensity/core/preprocessing';
import type { Dialect, WeightedTerm } from '../../dialect/dialect.js';
import { sumOf } from '../../dialect/sum-of.js';
import type { PreprocessedModel, ScoredRows } from '../scored-rows.js';
import { categoricalTerm } from './categorical-term.js';
import { numericTerm } from './numeric-term.js';

/** Rows of the snapshot, below the joins and above. */
const ROWS = 'snapshot_rows';
/** The sum of all that needs no join; no feature's name begins with an underscore. */
const SUM = '_sum';
/** Small logarithms. */
const LOGARITHMS = '_logarithms';
/** A table of one row with the lists in which numbers are looked up: such as stand in an expression are made anew for every vector. */
const LISTS = 'lists';

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
  return `SELECT ${ROWS}.user_id AS user_id, ${ROWS}.event_count AS event_count,
    ${sumOf([`${ROWS}.${SUM}`, ...joined])} AS eta
  FROM (
    SELECT ${columns.join(', ')},
    ${sumOf([dialect.float(intercept), dialect.weightedSum(numbers), ...sought])} AS ${SUM}
    FROM ${snapshot} AS ${ROWS}${constants}
  ) AS ${ROWS}${joins.map((join) => `\n  ${join}`).join('')}`;
}

function coefficientsDoNotMatch(): PropensityError {
  return new PropensityError('bad_artifact', "The model's coefficients do not match its preprocessing.", {
    hint: 'The file is damaged or was edited; train again.',
  });
}
