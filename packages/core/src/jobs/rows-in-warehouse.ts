import { PAIR_BIN_WIDTH, rocAucBound, widthFor } from '../aggregated-fit/counted-scores.js';
import type { ModelArtifact } from '../artifact/model-artifact.js';
import { applyCalibration } from '../calibration/apply-calibration.js';
import { countedScores } from '../counted-scores/counted-scores.js';
import { pairedScores } from '../counted-scores/paired-scores.js';
import { sumOfRows } from '../counted-scores/scored-rows.js';
import { decisionThreshold } from '../decisions/decision-policy.js';
import { evaluateDecision } from '../decisions/evaluate-decision.js';
import type { TrainedDistributions } from '../drift/drift-state.js';
import { averagePrecisionScore } from '../metrics/average-precision-score.js';
import { compareLogLosses, type LogLossComparison, logLossComparison } from '../metrics/compare-log-losses.js';
import { compareRocAucs } from '../metrics/compare-roc-aucs.js';
import { evaluateScores } from '../metrics/evaluate-scores.js';
import { rocAucScore } from '../metrics/roc-auc-score.js';
import { chosenCandidate } from '../model-selection/select-candidate.js';
import type { DifferenceSums, RowDivision, RowSet, TrainingRows, WarehouseTraining } from '../ports/training-rows.js';
import { metricsJson } from '../results/metrics-json.js';
import { groupedRocAucBound } from '../small-groups/grouped-roc-auc-bound.js';
import { aggregatedDistributions } from './aggregated-distributions.js';
import { aggregatedFeatureAucs } from './aggregated-feature-aucs.js';
import { type AggregatedModel, fitByAggregates } from './fit-by-aggregates.js';
import type { FittedModel } from './fit-model.js';
import type { TrainingParts } from './rows-in-memory.js';
import type { DescribedSnapshot, RowsOfTraining, TestedRows } from './rows-of-training.js';
import type { SingleFeatureAuc } from './single-feature-auc.js';

const TEST: RowSet = { of: 'test' };
const NO_PAIRS =
  'The categories have too many levels for the table of their pairs: the fit took more steps in the warehouse, to the same minimum.';

/** A training whose rows stay in the warehouse: every number that it needs is a sum or a count of them. */
export class RowsInWarehouse implements RowsOfTraining {
  readonly #notes: string[] = [];
  /** The model whose columns the rows are prepared for. */
  #prepared: AggregatedModel | null = null;

  private constructor(
    readonly parts: TrainingParts,
    readonly rows: TrainingRows,
    readonly division: RowDivision,
    readonly counts: RowsOfTraining['counts'],
    readonly ofTestSnapshot: number,
  ) {}

  /**
   * @param champion the model to compare with, whose scores are wanted
   */
  static async open(
    warehouse: WarehouseTraining,
    parts: TrainingParts,
    champion: ModelArtifact | null,
  ): Promise<RowsInWarehouse> {
    const { plan, settings, snapshots } = parts;
    const { testShare, calibrationFolds: folds, negativeShare } = settings.training;
    const train = plan.train.map((day) => plan.all.indexOf(day));
    const test = plan.all.indexOf(plan.test);
    const division = { snapshots: plan.all, train, test, testShare, folds, negativeShare };
    const { minCellUsers } = settings.training;
    const rows = await warehouse.open({
      division,
      snapshots,
      ...(minCellUsers !== undefined && { minCellUsers }),
      ...(champion !== null && { champion: champion.tested ?? champion }),
    });
    const sets: RowSet[] = [{ of: 'all' }, { of: 'train' }, TEST, { of: { snapshot: test } }];
    const [all, fitted, tested, newest] = await rows.counts(sets);
    const counts = { all: all!, train: fitted!, test: tested! };
    const opened = new RowsInWarehouse(parts, rows, division, counts, newest!.rows);
    if (minCellUsers !== undefined) opened.#notes.push(smallGroupsNote(minCellUsers));
    return opened;
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  singleFeatureAucs(): Promise<readonly SingleFeatureAuc[]> {
    return aggregatedFeatureAucs(this.rows, this.parts.snapshots.features, this.counts.all.rows);
  }

  async fit(population: number): Promise<FittedModel> {
    const { ports, settings, estimator } = this.parts;
    const fitted = await fitByAggregates(this.rows, estimator, settings.training, {
      of: 'train',
      thresholdOf: (labels, proba, options) => decisionThreshold(settings.decision, labels, proba, population, options),
      progress: ports.progress,
    });
    this.#prepared = fitted;
    if (fitted.binning > 0) this.#notes.push(binningNote('held-out', fitted.binning));
    this.#noteOf(fitted);
    return fitted;
  }

  async test(fitted: FittedModel, champion: ModelArtifact | null, population: number): Promise<TestedRows> {
    const { settings } = this.parts;
    const { coef } = this.#of(fitted);
    const width = widthFor(this.counts.test.rows);
    const [list] = await this.rows.scores([{ set: TEST, coef }], width);
    const isGrouped = this.rows.minCellUsers !== undefined;
    const bound = isGrouped ? groupedRocAucBound(list!) : rocAucBound(list!, width);
    if (bound > 0) this.#notes.push(isGrouped ? groupsNote(bound) : binningNote('test', bound));
    const { scores, labels, counts: sampleWeight } = countedScores(list!);
    const proba = applyCalibration(fitted.calibration, scores);
    const { seed } = settings.training;
    const evaluation = evaluateScores(labels, proba, { threshold: fitted.threshold, seed, sampleWeight });
    const byEvents = countedScores(await this.rows.eventCounts(TEST));
    const ofEvents = { sampleWeight: byEvents.counts };
    return {
      metrics: metricsJson(evaluation),
      decision: evaluateDecision(settings.decision, fitted.threshold, labels, proba, population, { sampleWeight }),
      simpleRule: {
        roc_auc: rocAucScore(byEvents.labels, byEvents.scores, ofEvents),
        average_precision: averagePrecisionScore(byEvents.labels, byEvents.scores, ofEvents),
      },
      predictedPositives: sumOfRows(proba, { sampleWeight }),
      against: champion === null ? null : await this.#compare(fitted, champion),
    };
  }

  async refit(tested: FittedModel): Promise<FittedModel | null> {
    const { ports, settings, estimator } = this.parts;
    const { training } = settings;
    const before = this.#of(tested);
    const refitted = await fitByAggregates(this.rows, estimator, training, {
      of: 'all',
      thresholdOf: () => tested.threshold,
      candidate: chosenCandidate(tested.selection.candidates, training.penaltyRule),
      calibration: tested.calibration.method,
      near: before.solution,
      progress: {
        step: () => ports.progress.step('Fitting again in the warehouse, on the newest weeks too'),
        advance: (done) => ports.progress.advance(done),
      },
    });
    if (refitted.calibration.method === tested.calibration.method) {
      this.#prepared = refitted;
      this.#noteOf(refitted);
      return refitted;
    }
    await this.rows.prepare(before.columns);
    return null;
  }

  distributions(served: FittedModel, of: DescribedSnapshot): Promise<TrainedDistributions> {
    const { coef } = this.#of(served);
    const place = this.division.snapshots.indexOf(of.snapshot);
    return aggregatedDistributions(this.rows, this.parts.snapshots, {
      ...of,
      place,
      coef,
      calibration: served.calibration,
    });
  }

  close(): Promise<void> {
    return this.rows.close();
  }

  /** As `compareWithChampion`. */
  async #compare(fitted: FittedModel, champion: ModelArtifact): Promise<TestedRows['against']> {
    const set: RowSet = { ...TEST, bucketsBelow: champion.provenance.testShare ?? 1 };
    const [counts] = await this.rows.counts([set]);
    if (counts!.rows === 0) return null;
    const { coef } = this.#of(fitted);
    const { calibration } = champion.tested ?? champion;
    if (this.rows.minCellUsers !== undefined) {
      const sums = await this.rows.lossDifferences({ set, coef }, fitted.calibration, calibration);
      // Which of two models ranks better would take pairs of scores.
      return { champion: champion.name, comparison: comparisonOf(sums), rocAuc: null };
    }
    const width = widthFor(counts!.rows, PAIR_BIN_WIDTH);
    const pairs = pairedScores(await this.rows.besideChampion({ set, coef }, width));
    const { scores, others, labels, counts: sampleWeight } = pairs;
    const proba = applyCalibration(fitted.calibration, scores);
    const championProba = applyCalibration(calibration, others);
    return {
      champion: champion.name,
      comparison: compareLogLosses(labels, proba, championProba, { sampleWeight }),
      rocAuc: compareRocAucs(labels, proba, championProba, { sampleWeight }),
    };
  }

  #noteOf({ pairs }: AggregatedModel): void {
    if (!pairs && this.rows.minCellUsers === undefined && !this.#notes.includes(NO_PAIRS)) this.#notes.push(NO_PAIRS);
  }

  #of(fitted: FittedModel): AggregatedModel {
    if (fitted !== this.#prepared) throw new TypeError('the rows are prepared for another fit');
    return this.#prepared;
  }
}

/** Of the differences that are added up. */
function comparisonOf({ rows, sum, squares }: DifferenceSums): LogLossComparison {
  const mean = sum / rows;
  return logLossComparison(mean, Math.max(0, squares - rows * mean * mean), rows);
}

function smallGroupsNote(minCellUsers: number): string {
  return `training.minCellUsers is ${minCellUsers}: every number that the fit, its test and its choices have seen is of at least so many users.`;
}

function groupsNote(bound: number): string {
  return `The test scores were counted in groups of users: their ROC AUC is off by ${bound.toExponential(1)} at most. With few positives average precision, and precision and recall at the threshold, are rough.`;
}

function binningNote(which: string, bound: number): string {
  return `The ${which} scores were counted in fine bins, in the warehouse: their ROC AUC may be off by ${bound.toExponential(1)}.`;
}
