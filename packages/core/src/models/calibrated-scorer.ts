import { applyCalibration } from '../calibration/apply-calibration.js';
import type { Calibration } from '../calibration/calibration.js';
import { probaRoundingBound } from '../calibration/rounding-of-proba.js';
import type { Row, Table } from '../table/table.js';
import type { Contribution, ScoreOptions, Scorer } from './scorer.js';

/** The common part of all scorers: a family computes η and its contributions, the rest follows. */
export abstract class CalibratedScorer implements Scorer {
  readonly calibration: Calibration;
  abstract readonly featureNames: readonly string[];
  abstract readonly baseline: number;

  constructor(calibration: Calibration) {
    this.calibration = calibration;
  }

  abstract decisionFunction(table: Table, options?: ScoreOptions): Float64Array;
  abstract decisionFunctionOne(row: Row): number;
  abstract contributionsOf(feature: string, table: Table): Float64Array;
  /** What the feature adds to η of a row. @throws PropensityError `bad_value` */
  protected abstract contributionOf(feature: string, row: Row): number;
  /**
   * How far apart two correct evaluations of η may be, one per row: some units in the last place of every number that
   * is added up.
   * @param eta η of the rows
   */
  protected abstract etaRoundingBound(table: Table, eta: Float64Array): Float64Array;

  predictProba(table: Table, options?: ScoreOptions): Float64Array {
    return applyCalibration(this.calibration, this.decisionFunction(table, options));
  }

  predictProbaOne(row: Row): number {
    return applyCalibration(this.calibration, this.decisionFunctionOne(row));
  }

  explainOne(row: Row): Contribution[] {
    return this.featureNames
      .map((feature) => {
        const value = row[feature];
        const missing = value === undefined || value === null || Number.isNaN(value);
        return { feature, contribution: this.contributionOf(feature, row), value: missing ? null : value };
      })
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  }

  roundingBound(table: Table): Float64Array {
    const eta = this.decisionFunction(table);
    const bounds = this.etaRoundingBound(table, eta);
    return eta.map((value, row) => probaRoundingBound(this.calibration, value, bounds[row]!));
  }
}
