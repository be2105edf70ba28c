import {
  brierScoreLoss,
  gather,
  LogisticRegression,
  logLoss,
  Preprocessor,
  PropensityError,
  rocAucScore,
} from '@propensity/core';
import { labelColumn } from './label-column.js';
import { parityTable } from './parity-table.js';
import { type CsvFile, readCsv } from './read-csv.js';

export interface ParityOptions {
  readonly csv: string;
  readonly label: string;
  readonly positive?: string;
  readonly categorical?: readonly string[];
  readonly drop?: readonly string[];
  readonly C?: number;
}

export interface ParityResult {
  readonly n_train: number;
  readonly n_test: number;
  /** Null when the test rows hold one class only. */
  readonly roc_auc: number | null;
  readonly log_loss: number;
  readonly brier: number;
  /** Σ log-loss over the training rows + ½‖β‖²/C. */
  readonly objective: number;
  /** By `column`, `column=level` and `(intercept)`. */
  readonly coef: Readonly<Record<string, number>>;
}

/** Data rows of this remainder by 5 test; the others train. */
const TEST_EVERY = 5;
/** Far below what a double can resolve here, so that the fit goes as far as it can. */
const TOLERANCE = 1e-14;

/**
 * Fits a CSV file the way scikit-learn users would, for comparison with scikit-learn: numbers imputed by the median and
 * standardised, categories one-hot with every level kept, L2 logistic regression.
 * @throws PropensityError of the readers, and `unknown_column`, `no_features`, `one_class`
 */
export function parity(options: ParityOptions): ParityResult {
  const file = readCsv(options.csv);
  const { label, categorical = [], drop = [] } = options;
  checkColumns(file, [label, ...categorical, ...drop]);
  const names = file.header.filter((name) => name !== label && !drop.includes(name));
  if (names.length === 0) {
    throw new PropensityError('no_features', 'No column is left to learn from.', { kind: 'usage' });
  }
  const textsOf = (name: string) => {
    const position = file.header.indexOf(name);
    return file.rows.map((row) => row[position]!);
  };
  const isCategorical = new Set(categorical);
  const table = parityTable(names, textsOf, isCategorical);
  const labels = labelColumn(label, textsOf(label), options.positive);

  const rows = Uint32Array.from(file.rows.keys());
  const train = rows.filter((row) => row % TEST_EVERY !== 0);
  const test = rows.filter((row) => row % TEST_EVERY === 0);
  const trainTable = table.take(train);
  const preprocessing = new Preprocessor(
    names.map((name) => ({ name, kind: isCategorical.has(name) ? 'categorical' : 'numeric' })),
    { minLevelCount: 1, missingIndicator: false },
  ).fit(trainTable);
  const design = preprocessing.transform(trainTable);
  const model = new LogisticRegression({ C: options.C ?? 1, tol: TOLERANCE }).fit(design, gather(labels, train));
  const testLabels = gather(labels, test);
  const proba = model.predictProba(preprocessing.transform(table.take(test)));
  return {
    n_train: train.length,
    n_test: test.length,
    roc_auc: rocAucScore(testLabels, proba),
    log_loss: logLoss(testLabels, proba),
    brier: brierScoreLoss(testLabels, proba),
    objective: model.objective,
    coef: Object.fromEntries([
      ['(intercept)', model.intercept],
      ...design.columnNames.map((name, j) => [name, model.coef[j]!] as const),
    ]),
  };
}

function checkColumns(file: CsvFile, names: readonly string[]): void {
  const unknown = names.find((name) => !file.header.includes(name));
  if (unknown === undefined) return;
  throw new PropensityError('unknown_column', `There is no column "${unknown}".`, {
    kind: 'usage',
    hint: `The file has: ${file.header.join(', ')}.`,
  });
}
