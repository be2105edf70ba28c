import {
  brierScoreLoss,
  expectedCalibrationError,
  logLoss,
  type PreprocessorFeature,
  PropensityClassifier,
  PropensityError,
  rocAucScore,
} from '@propensity/core';
import { AdditiveClassifier } from '@propensity/core/additive-model';
import { gather } from '@propensity/core/table';
import { type ExperimentOptions, readExperiment } from '../columns/experiment.js';

export interface QualityOptions extends ExperimentOptions {
  readonly csv: string;
  readonly model: 'linear' | 'additive';
  readonly folds: number;
  readonly C: number;
  /** Whether numbers are taken as sign(x)·ln(1 + |x|). */
  readonly log1p: boolean;
}

/** Means over the folds, each measured by a model that was fitted on the others. */
export interface Quality {
  readonly log_loss: number;
  readonly roc_auc: number;
  readonly brier: number;
  /** Expected calibration error, ten bins of equal count. */
  readonly ece: number;
  /** Of one fold, calibration included. */
  readonly fit_seconds: number;
}

/**
 * How well a model does on a table. Fold k is the data rows whose index leaves the remainder k. All choices of a fit are made by its own
 * rows alone.
 * @throws PropensityError of `readExperiment` and of the classifiers, `one_class` where a fold lacks a class
 */
export async function quality(options: QualityOptions): Promise<Quality> {
  const { features, table, labels } = await readExperiment(options.csv, options);
  const results = Array.from({ length: options.folds }, (_, fold) => {
    const rowsOf = (isWanted: (row: number) => boolean) => Uint32Array.from(labels.keys()).filter(isWanted);
    const train = rowsOf((row) => row % options.folds !== fold);
    const test = rowsOf((row) => row % options.folds === fold);
    const begun = performance.now();
    const fitted = classifierOf(options, features).fit(table.take(train), gather(labels, train));
    const fit_seconds = (performance.now() - begun) / 1000;
    return { ...measured(gather(labels, test), fitted.predictProba(table.take(test)), fold), fit_seconds };
  });
  const meanOf = (name: keyof Quality) => results.reduce((sum, result) => sum + result[name], 0) / results.length;
  return {
    log_loss: meanOf('log_loss'),
    roc_auc: meanOf('roc_auc'),
    brier: meanOf('brier'),
    ece: meanOf('ece'),
    fit_seconds: meanOf('fit_seconds'),
  };
}

function classifierOf({ model, C, log1p }: QualityOptions, features: readonly PreprocessorFeature[]) {
  const numbers = features.flatMap(({ name, kind }) => (kind === 'numeric' ? [name] : []));
  const choices = { C, log1p: log1p ? numbers : [] };
  return model === 'linear' ? new PropensityClassifier(choices) : new AdditiveClassifier(choices);
}

function measured(yTrue: Float64Array, proba: Float64Array, fold: number): Omit<Quality, 'fit_seconds'> {
  const roc_auc = rocAucScore(yTrue, proba);
  if (roc_auc === null) {
    throw new PropensityError('one_class', `Fold ${fold} holds rows of one class only.`, {
      kind: 'refused',
      hint: 'Take fewer folds.',
    });
  }
  return {
    log_loss: logLoss(yTrue, proba),
    roc_auc,
    brier: brierScoreLoss(yTrue, proba),
    ece: expectedCalibrationError(yTrue, proba),
  };
}
