import { readFileSync, writeFileSync } from 'node:fs';
import { LogisticRegression, Preprocessor } from '@propensity/core';
import type { ScorableLinearModel } from '@propensity/core/linear-model';
import { gather } from '@propensity/core/table';
import type { CsvPartReader } from '../columns/csv-part.js';
import { type Experiment, readExperiment } from '../columns/experiment.js';
import { CATEGORICAL_NAMES, LABEL_NAME } from '../generate/synthetic-users.js';

/** The model that every contender scores by, as it is handed over in a file. */
export interface ScoringModel extends ScorableLinearModel {
  /** Of the design, in the order of the coefficients. */
  readonly columnNames: readonly string[];
}

/** Reads a file of generated users. @param threads help */
export function readUsers(path: string, threads: readonly CsvPartReader[] = []): Promise<Experiment> {
  return readExperiment(path, { label: LABEL_NAME, categorical: CATEGORICAL_NAMES }, threads);
}

/** Fits the model of `e2e` to a file of generated users and writes it to `modelFile`. */
export async function writeScoringModel(data: string, modelFile: string): Promise<ScoringModel> {
  const { features, table, labels, train } = await readUsers(data);
  const preprocessing = new Preprocessor(features, { minLevelCount: 1, missingIndicator: false }).fit(table, train);
  const design = preprocessing.transform(table, { rows: train });
  const { coef, intercept } = new LogisticRegression().fit(design, gather(labels, train));
  const { transformers, columnNames } = preprocessing;
  const model: ScoringModel = {
    preprocessing: transformers,
    columnNames,
    model: { coef: Array.from(coef), intercept },
    calibration: { method: 'none' },
  };
  writeFileSync(modelFile, JSON.stringify(model));
  return model;
}

/** Reads what `writeScoringModel` wrote. */
export function readScoringModel(modelFile: string): ScoringModel {
  return JSON.parse(readFileSync(modelFile, 'utf8'));
}
