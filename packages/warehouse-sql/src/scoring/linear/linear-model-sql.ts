import { PropensityError } from '@propensity/core';
import type { LinearModel } from '@propensity/core/linear-model';
import type { FittedTransformer } from '@propensity/core/preprocessing';
import type { Dialect } from '../../dialect/dialect.js';
import type { PreprocessedModel, ScoredRows } from '../scored-rows.js';
import { SNAPSHOT_ROWS, SummedTerms } from '../summed-terms.js';
import { type CategoricalWeights, categoricalTerm, linearWeights } from './categorical-term.js';
import { type NumericTerm, numericTerm } from './numeric-term.js';

type LinearPart = Pick<LinearModel, 'coef' | 'intercept'>;

/**
 * A linear model as a query. Levels are looked up among coefficients in the statement. Missing, rare and unknown levels are
 * treated exactly as core's scorer treats them.
 * @throws PropensityError `bad_artifact` when the coefficients do not match the preprocessing
 */
export function linearModelSql(dialect: Dialect, scored: PreprocessedModel<LinearPart>, rows: ScoredRows): string {
  return linearTerms(dialect, scored, rows).query();
}

/** What else features add, by their places, in one term with what is linear. */
export interface Besides {
  category?(weights: CategoricalWeights, place: number): CategoricalWeights;
  number?(linear: NumericTerm, place: number, terms: SummedTerms): NumericTerm;
}

/**
 * The terms of a linear model, or of the linear part of another.
 * @param besides what a feature adds besides
 * @throws PropensityError `bad_artifact`
 */
export function linearTerms(
  dialect: Dialect,
  { preprocessing, model }: PreprocessedModel<LinearPart>,
  rows: ScoredRows,
  besides: Besides = {},
): SummedTerms {
  const { coef } = model;
  const terms = new SummedTerms(dialect, rows, model.intercept);
  let next = 0;
  const take = () => {
    const weight = coef[next++];
    if (weight === undefined) throw coefficientsDoNotMatch();
    return weight;
  };
  for (const [place, transformer] of preprocessing.entries()) {
    if (transformer.kind === 'numeric') {
      const { number } = besides;
      const logarithms = number === undefined ? terms.logarithms(transformer.name) : null;
      const linear = numericTerm(dialect, transformer, logarithms, take);
      const { term, constant } = number === undefined ? linear : number(linear, place, terms);
      terms.addNumber(term);
      terms.addConstant(constant);
    } else {
      const weights = linearWeights(transformer, take);
      addCategory(dialect, terms, transformer, besides.category?.(weights, place) ?? weights);
    }
  }
  if (next !== coef.length) throw coefficientsDoNotMatch();
  return terms;
}

function addCategory(
  dialect: Dialect,
  terms: SummedTerms,
  { name }: FittedTransformer,
  weights: CategoricalWeights,
): void {
  const column = dialect.column(name);
  const qualified = `${SNAPSHOT_ROWS}.${column}`;
  const alias = terms.freshName();
  const { value, join, list } = categoricalTerm(dialect, weights, qualified, terms.coded(name), alias);
  if (list !== null) terms.addList(list, alias);
  if (join === null) terms.add(value);
  else terms.addJoined(value, join, [column]);
}

function coefficientsDoNotMatch(): PropensityError {
  return new PropensityError('bad_artifact', "The model's coefficients do not match its preprocessing.", {
    hint: 'The file is damaged or was edited; train again.',
  });
}
