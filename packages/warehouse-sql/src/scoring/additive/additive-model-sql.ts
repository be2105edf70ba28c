import { PropensityError } from '@propensity/core';
import type { AdditiveModel, CategoricalBins, FeatureBins, NumericBins } from '@propensity/core/additive-model';
import type { FittedTransformer } from '@propensity/core/preprocessing';
import type { Dialect } from '../../dialect/dialect.js';
import type { CategoricalWeights } from '../linear/categorical-term.js';
import { linearTerms } from '../linear/linear-model-sql.js';
import type { PreprocessedModel, ScoredRows } from '../scored-rows.js';
import type { SummedTerms } from '../summed-terms.js';
import { stepFunctionSql } from './step-function.js';

/** Whole numbers below this are looked up by themselves where the column is of an integer type; few counts are greater. */
const SMALL_NUMBERS_BELOW = 256;

/** The part of an additive model that scoring needs. */
type ScoredModel = Pick<AdditiveModel, 'coef' | 'intercept'> & {
  readonly tables: readonly Pick<AdditiveModel['tables'][number], 'bins' | 'values'>[];
  readonly pairs: readonly Pick<AdditiveModel['pairs'][number], 'features' | 'bins' | 'values'>[];
};

/**
 * An additive model as a query: the terms of its linear part, a number looked up for each feature, by its bin or with its level, and one for
 * each pair, by the bins of both.
 * @throws PropensityError `bad_artifact` when the model does not fit its preprocessing
 */
export function additiveModelSql(
  dialect: Dialect,
  { preprocessing, model }: PreprocessedModel<ScoredModel>,
  rows: ScoredRows,
): string {
  if (model.tables.length !== preprocessing.length) throw tablesDoNotMatch();
  const terms = linearTerms(dialect, { preprocessing, model }, rows, (weights, place) => {
    const { bins, values } = model.tables[place]!;
    if (bins.kind !== 'categorical') throw tablesDoNotMatch();
    return withTable(weights, bins, values);
  });
  for (const [place, { name }] of preprocessing.entries()) {
    const { bins, values } = model.tables[place]!;
    if (bins.kind === 'numeric' && values.some((value) => value !== 0)) addCurve(dialect, terms, name, bins, values);
  }
  for (const { features, bins, values } of model.pairs) {
    const [row, column] = features.map((name, side) => {
      const place = preprocessing.findIndex((transformer) => transformer.name === name);
      const table = model.tables[place];
      if (table === undefined) throw tablesDoNotMatch();
      return axisSql(dialect, terms, preprocessing[place]!, table.bins, bins[side]!);
    });
    const nColumns = Math.max(...bins[1]) + 1;
    terms.add(dialect.elementOf(terms.floats(values), `(${row} * ${nColumns} + ${column})`));
  }
  return terms.query();
}

/** What the texts of a category add by its table, too. */
function withTable(linear: CategoricalWeights, bins: CategoricalBins, values: readonly number[]): CategoricalWeights {
  const codeOf = new Map(bins.levels.map((level, index) => [level, index + 1]));
  const weightOf = new Map([...bins.levels.map((level) => [level, linear.other] as const), ...linear.weights]);
  return {
    weights: Array.from(weightOf, ([text, weight]) => [text, weight + values[codeOf.get(text) ?? 0]!]),
    other: linear.other + values[0]!,
    missing: linear.missing + values[missingCode(bins)]!,
  };
}

const missingCode = ({ levels, hasMissing }: CategoricalBins) => (hasMissing ? levels.length + 1 : 0);

function addCurve(
  dialect: Dialect,
  terms: SummedTerms,
  name: string,
  { cuts }: NumericBins,
  values: readonly number[],
): void {
  const x = dialect.column(name);
  const [missing, ...known] = values.map(dialect.float);
  const curve = whereKnown(dialect, x, stepFunctionSql(dialect, x, cuts, known), missing!);
  if (!dialect.rebuildsLists || !terms.isInteger(name)) {
    terms.add(curve);
    return;
  }
  const small = Array.from(
    { length: SMALL_NUMBERS_BELOW },
    (_, n) => values[1 + cuts.filter((cut) => cut < n).length]!,
  );
  const found = dialect.elementOf(terms.floats(small), x);
  terms.add(`CASE WHEN ${x} BETWEEN 0 AND ${SMALL_NUMBERS_BELOW - 1} THEN ${found} ELSE ${curve} END`);
}

/** The row, or the column, of a pair's table, as an integer. @param of it by the code of the feature */
function axisSql(
  dialect: Dialect,
  terms: SummedTerms,
  { name }: FittedTransformer,
  bins: FeatureBins,
  of: readonly number[],
): string {
  const x = dialect.column(name);
  if (bins.kind === 'numeric') {
    const [missing, ...known] = of.map(String);
    return whereKnown(dialect, x, stepFunctionSql(dialect, x, bins.cuts, known), missing!);
  }
  const missing = of[missingCode(bins)]!;
  const other = of[0]!;
  const codeOf = new Map(bins.levels.map((level, index) => [level, of[index + 1]!]));
  const texts = terms.coded(name);
  if (texts !== null && dialect.codedTexts !== null) {
    const list = terms.addList(dialect.codedTexts.list(texts.map((text) => codeOf.get(text) ?? other)));
    const found = `CAST(${dialect.codedTexts.find(list, x)} AS ${dialect.typeNames.integer})`;
    return `CASE WHEN ${x} IS NULL THEN ${missing} ELSE ${found} END`;
  }
  const branches = [...new Set(of)].flatMap((code) => {
    const levels = bins.levels.filter((level) => codeOf.get(level) === code);
    return code === other || levels.length === 0 ? [] : [`WHEN ${dialect.isOneOf(x, levels)} THEN ${code}`];
  });
  return `CASE WHEN ${x} IS NULL THEN ${missing} ${branches.join(' ')} ELSE ${other} END`;
}

/** NaN, like NULL, is within no bounds. */
function whereKnown(dialect: Dialect, x: string, known: string, missing: string): string {
  return `CASE WHEN ${x} <= ${dialect.cast("'inf'", 'float')} THEN ${known} ELSE ${missing} END`;
}

function tablesDoNotMatch(): PropensityError {
  return new PropensityError('bad_artifact', "The model's tables do not match its preprocessing.", {
    hint: 'The file is damaged or was edited; train again.',
  });
}
