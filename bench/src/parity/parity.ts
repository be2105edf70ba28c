import {
  brierScoreLoss,
  LogisticRegression,
  logLoss,
  Preprocessor,
  PropensityError,
  rocAucScore,
} from '@propensity/core';
import { separatesClasses } from '@propensity/core/linear-model';
import { gather } from '@propensity/core/table';
import { type ExperimentOptions, readExperiment } from '../columns/experiment.js';

export interface ParityOptions extends ExperimentOptions {
  readonly csv: string;
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
  readonly converged: boolean;
  /** max|gradient| at the coefficients. */
  readonly gradient_norm: number;
  /** What whoever reads the coefficients should know. */
  readonly notes: readonly string[];
  /** By `column`, `column=level` and `(intercept)`. */
  readonly coef: Readonly<Record<string, number>>;
}

/** Far below what a double can resolve here, so that the fit goes as far as it can. */
const TOLERANCE = 1e-14;
const SEPARATED =
  'The features separate the training rows perfectly: the coefficients are finite only because of the penalty, and depend on C.';

/**
 * Fits a CSV file the way scikit-learn users would, for comparison with scikit-learn: numbers imputed by the median and
 * standardised, categories one-hot with every level kept, L2 logistic regression.
 * @throws PropensityError of `readExperiment`, `value_too_large`, `one_class`, and `ambiguous_names` (two coefficients of one name)
 */
export async function parity(options: ParityOptions): Promise<ParityResult> {
  const { features, table, labels, train, test } = await readExperiment(options.csv, options);
  const preprocessing = new Preprocessor(features, { minLevelCount: 1, missingIndicator: false }).fit(table, train);
  const design = preprocessing.transform(table, { rows: train });
  const trainLabels = gather(labels, train);
  const model = new LogisticRegression({ C: options.C ?? 1, tol: TOLERANCE }).fit(design, trainLabels);
  const testLabels = gather(labels, test);
  const proba = model.predictProba(preprocessing.transform(table, { rows: test }));
  return {
    n_train: train.length,
    n_test: test.length,
    roc_auc: rocAucScore(testLabels, proba),
    log_loss: logLoss(testLabels, proba),
    brier: brierScoreLoss(testLabels, proba),
    objective: model.objective,
    converged: model.converged,
    gradient_norm: model.gradientNorm,
    notes: separatesClasses(model.decisionFunction(design), trainLabels) ? [SEPARATED] : [],
    coef: byName([
      ['(intercept)', model.intercept],
      ...design.columnNames.map((name, j) => [name, model.coef[j]!] as const),
    ]),
  };
}

function byName(coefficients: readonly (readonly [string, number])[]): Record<string, number> {
  const named = new Map(coefficients);
  if (named.size < coefficients.length) {
    const twice = coefficients.find(([name], index) => coefficients.findIndex(([other]) => other === name) < index)![0];
    throw new PropensityError('ambiguous_names', `Two coefficients would be called "${twice}".`, {
      kind: 'usage',
      hint: 'Coefficients are called "(intercept)", "column" and "column=level": rename a column.',
    });
  }
  return Object.fromEntries(named);
}
