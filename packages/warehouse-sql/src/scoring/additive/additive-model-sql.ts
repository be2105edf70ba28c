import { PropensityError } from '@propensity/core';
import {
  type AdditiveModel,
  BinCoder,
  type CategoricalBins,
  columnValue,
  type NumericBins,
} from '@propensity/core/additive-model';
import { designColumnNames, type FittedTransformer } from '@propensity/core/preprocessing';
import type { Dialect } from '../../dialect/dialect.js';
import type { CategoricalWeights } from '../linear/categorical-term.js';
import { linearTerms } from '../linear/linear-model-sql.js';
import type { PreprocessedModel, ScoredRows } from '../scored-rows.js';
import type { SummedTerms } from '../summed-terms.js';

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
  const coefficientOf = linearCoefficients(preprocessing, model.coef);
  const isListed = ({ name }: FittedTransformer) => dialect.rebuildsLists && (rows.integers?.has(name) ?? false);
  const terms = linearTerms(dialect, { preprocessing, model }, rows, {
    category: (weights, place) => {
      const { bins, values } = model.tables[place]!;
      if (bins.kind !== 'categorical') throw tablesDoNotMatch();
      return withTable(weights, bins, values);
    },
    number: (linear, place, added) => {
      const transformer = preprocessing[place]!;
      const { bins, values } = model.tables[place]!;
      if (bins.kind !== 'numeric' || transformer.kind !== 'numeric') throw tablesDoNotMatch();
      if (!isListed(transformer)) return linear;
      const { name } = transformer;
      const table = dialect.elementOf(added.floats(values), codeSql(dialect, added, name, bins));
      const { term, constant } = linear;
      const summed = `${dialect.float(term.weight)} * ${term.value} + ${dialect.float(constant)} + ${table}`;
      const coder = new BinCoder(name, bins);
      const small = wholeNumbers.map((n) => coefficientOf(place) * columnValue(transformer, n) + values[coder.of(n)]!);
      return { term: { weight: 1, value: smallOr(dialect, name, added.floats(small), summed) }, constant: 0 };
    },
  });
  const inPairs = new Set(model.pairs.flatMap(({ features }) => features));
  const codes = preprocessing.map((transformer, place) => {
    const { name } = transformer;
    const { bins, values } = model.tables[place]!;
    if (bins.kind !== 'numeric') return null;
    // What a listed number adds alone is added already.
    const isAdded = isListed(transformer) || values.every((value) => value === 0);
    if (isAdded && !inPairs.has(name)) return null;
    const known = codeSql(dialect, terms, name, bins);
    const coder = new BinCoder(name, bins);
    const listed = isListed(transformer)
      ? smallOr(dialect, name, terms.integers(wholeNumbers.map((n) => coder.of(n))), known)
      : known;
    const code = terms.addDerived(listed);
    if (!isAdded) terms.add(dialect.elementOf(terms.floats(values), code));
    return code;
  });
  for (const { features, bins, values } of model.pairs) {
    const [row, column] = features.map((name, side) => {
      const place = preprocessing.findIndex((transformer) => transformer.name === name);
      const table = model.tables[place];
      if (table === undefined) throw tablesDoNotMatch();
      const of = bins[side]!;
      if (table.bins.kind === 'categorical') return levelAxisSql(dialect, terms, name, table.bins, of);
      return dialect.elementOf(terms.integers(of), codes[place]!);
    });
    const nColumns = Math.max(...bins[1]) + 1;
    terms.add(dialect.elementOf(terms.floats(values), `(${row} * ${nColumns} + ${column})`));
  }
  return terms.query();
}

/** What the texts of a category add by its table, too. */
function withTable(linear: CategoricalWeights, bins: CategoricalBins, values: readonly number[]): CategoricalWeights {
  const coder = new BinCoder('', bins);
  const weightOf = new Map([...bins.levels.map((level) => [level, linear.other] as const), ...linear.weights]);
  return {
    weights: Array.from(weightOf, ([text, weight]) => [text, weight + values[coder.of(text)]!]),
    other: linear.other + values[0]!,
    missing: linear.missing + values[coder.of(null)]!,
  };
}

/** Whole numbers that are looked up by themselves where the column is of an integer type: few counts are greater. */
const wholeNumbers = Array.from({ length: 256 }, (_, n) => n);

/** The element of a list for a small whole number, the other expression for any other. */
function smallOr(dialect: Dialect, name: string, list: string, otherwise: string): string {
  const x = dialect.column(name);
  return `CASE WHEN ${x} BETWEEN 0 AND ${wholeNumbers.length - 1} THEN ${dialect.elementOf(list, x)} ELSE ${otherwise} END`;
}

/** Gives the coefficient of the number at a place. */
function linearCoefficients(
  preprocessing: readonly FittedTransformer[],
  coef: readonly number[],
): (place: number) => number {
  return (place) => coef[designColumnNames(preprocessing.slice(0, place)).length]!;
}

/** The code of a number: 0 where it is missing; NaN, like NULL, is within no bounds. */
function codeSql(dialect: Dialect, terms: SummedTerms, name: string, { cuts }: NumericBins): string {
  const x = dialect.column(name);
  const below = dialect.cutsBelow(x, cuts, (list) => terms.addList(list));
  return `CASE WHEN ${x} <= ${dialect.cast("'inf'", 'float')} THEN 1 + ${below} ELSE 0 END`;
}

/** The row, or the column, of a pair's table by the level of a category, as an integer. @param of it by the code of the feature */
function levelAxisSql(
  dialect: Dialect,
  terms: SummedTerms,
  name: string,
  bins: CategoricalBins,
  of: readonly number[],
): string {
  const x = dialect.column(name);
  const coder = new BinCoder(name, bins);
  const missing = of[coder.of(null)]!;
  const other = of[0]!;
  const texts = terms.coded(name);
  if (texts !== null && dialect.codedTexts !== null) {
    const list = terms.addList(dialect.codedTexts.list(texts.map((text) => of[coder.of(text)]!)));
    const found = `CAST(${dialect.codedTexts.find(list, x)} AS ${dialect.typeNames.integer})`;
    return `CASE WHEN ${x} IS NULL THEN ${missing} ELSE ${found} END`;
  }
  const branches = [...new Set(of)].flatMap((code) => {
    const levels = bins.levels.filter((level) => of[coder.of(level)] === code);
    return code === other || levels.length === 0 ? [] : [`WHEN ${dialect.isOneOf(x, levels)} THEN ${code}`];
  });
  return `CASE WHEN ${x} IS NULL THEN ${missing} ${branches.join(' ')} ELSE ${other} END`;
}

function tablesDoNotMatch(): PropensityError {
  return new PropensityError('bad_artifact', "The model's tables do not match its preprocessing.", {
    hint: 'The file is damaged or was edited; train again.',
  });
}
