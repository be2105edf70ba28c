import type { ModelArtifact } from '../artifact/model-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { decisionThreshold } from '../decisions/decision-policy.js';
import { evaluateDecision } from '../decisions/evaluate-decision.js';
import type { TrainedDistributions } from '../drift/drift-state.js';
import { averagePrecisionScore } from '../metrics/average-precision-score.js';
import { evaluateScores } from '../metrics/evaluate-scores.js';
import { rocAucScore } from '../metrics/roc-auc-score.js';
import { scorerOf } from '../model-families/scorer-of.js';
import type { FeatureSnapshots, LabelledRows } from '../ports/feature-snapshots.js';
import type { Ports } from '../ports/ports.js';
import type { PreprocessingEstimator } from '../preprocessing/preprocessor.js';
import { metricsJson } from '../results/metrics-json.js';
import type { Counts } from '../results/results.js';
import { gather } from '../table/table.js';
import type { TrainingPlan } from '../windows/training-plan.js';
import { compareWithChampion } from './compare-with-champion.js';
import { type FittedModel, fitModelInTurns } from './fit-model.js';
import { refitModel } from './refit-model.js';
import type { DescribedSnapshot, RowsOfTraining, TestedRows } from './rows-of-training.js';
import { type SingleFeatureAuc, singleFeatureAucs } from './single-feature-auc.js';
import { splitRows } from './split-rows.js';
import { trainedDistributions } from './trained-distributions.js';

/** What training needs besides its rows. */
export interface TrainingParts {
  readonly ports: Pick<Ports, 'compute' | 'progress'>;
  readonly settings: JobSettings;
  readonly snapshots: FeatureSnapshots;
  readonly plan: TrainingPlan;
  readonly estimator: PreprocessingEstimator;
}

/** A training whose rows were read. */
export class RowsInMemory implements RowsOfTraining {
  readonly counts: RowsOfTraining['counts'];
  readonly ofTestSnapshot: number;
  readonly notes: readonly string[] = [];
  readonly #trainRows: Int32Array;
  readonly #testRows: Int32Array;

  constructor(
    readonly parts: TrainingParts,
    readonly rows: LabelledRows,
  ) {
    const { plan, settings } = parts;
    const { training } = settings;
    const { trainRows, testRows } = splitRows(rows, plan, training.testShare);
    this.#trainRows = trainRows;
    this.#testRows = testRows;
    this.counts = { all: countsOf(rows), train: countsOf(rows, trainRows), test: countsOf(rows, testRows) };
    this.ofTestSnapshot = rows.snapshotIndex.reduce((n, index) => n + (rows.snapshots[index] === plan.test ? 1 : 0), 0);
  }

  async singleFeatureAucs(): Promise<readonly SingleFeatureAuc[]> {
    return singleFeatureAucs(this.rows);
  }

  fit(population: number): Promise<FittedModel> {
    const { rows } = this;
    const { ports, settings, estimator } = this.parts;
    const trainRows = this.#trainRows;
    return fitModelInTurns(
      {
        features: rows.features.take(trainRows),
        labels: gather(rows.labels, trainRows),
        userBucket: gather(rows.userBucket, trainRows),
        snapshotIndex: Int32Array.from(trainRows, (row) => rows.snapshotIndex[row]!),
      },
      estimator,
      settings.training,
      {
        thresholdOf: (labels, proba) => decisionThreshold(settings.decision, labels, proba, population),
        compute: ports.compute,
        progress: ports.progress,
      },
    );
  }

  async test(fitted: FittedModel, champion: ModelArtifact | null, population: number): Promise<TestedRows> {
    const { rows } = this;
    const { settings } = this.parts;
    const testRows = this.#testRows;
    const testTable = rows.features.take(testRows);
    const testLabels = gather(rows.labels, testRows);
    const proba = scorerOf(fitted).predictProba(testTable);
    const { seed } = settings.training;
    const evaluation = evaluateScores(testLabels, proba, { threshold: fitted.threshold, seed });
    const eventCount = gather(rows.eventCount, testRows);
    const tested = { features: testTable, labels: testLabels, userBucket: gather(rows.userBucket, testRows) };
    return {
      metrics: metricsJson(evaluation),
      decision: evaluateDecision(settings.decision, fitted.threshold, testLabels, proba, population),
      simpleRule: {
        roc_auc: rocAucScore(testLabels, eventCount),
        average_precision: averagePrecisionScore(testLabels, eventCount),
      },
      predictedPositives: proba.reduce((sum, p) => sum + p, 0),
      against: champion === null ? null : compareWithChampion(champion, tested, proba),
    };
  }

  refit(tested: FittedModel): Promise<FittedModel | null> {
    const { ports, settings, estimator } = this.parts;
    const { compute, progress } = ports;
    return refitModel(this.rows, tested, estimator, settings.training, { compute, progress });
  }

  distributions(served: FittedModel, of: DescribedSnapshot): Promise<TrainedDistributions> {
    return trainedDistributions(this.parts.snapshots, this.rows, served, of);
  }

  async close(): Promise<void> {}
}

/** Rows, distinct users and positives of the rows with those indices (all without). */
function countsOf(rows: LabelledRows, indices?: Int32Array): Counts {
  const buckets = indices === undefined ? rows.userBucket : gather(rows.userBucket, indices);
  const labels = indices === undefined ? rows.labels : gather(rows.labels, indices);
  return {
    rows: labels.length,
    users: new Set(buckets).size,
    positives: labels.reduce((sum, y) => sum + y, 0),
  };
}
