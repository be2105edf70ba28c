import type { Cost, CostEstimate } from '@propensity/core/jobs';
import { DOLLARS_PER_TIB, dollarsOf } from './bytes.js';

const WEEKS_PER_MONTH = 365.25 / 7 / 12;
/** A lookup by user bills at least so many bytes. */
const LEAST_BILLED = 10 * 2 ** 20;

/** Bytes that dry runs reported. */
export interface MeasuredBytes {
  /** How many training snapshots there are. */
  readonly snapshots: number;
  /** Flattening every day that a training looks at, in the ranges in which it does. */
  readonly trainingDays: number;
  /** Flattening the days that a scoring, or one training snapshot, looks at. */
  readonly scoringDays: number;
  /** Counting the conversions of one week. */
  readonly labels: number;
  /** Counting which of them anybody could have known. */
  readonly reach: number;
}

/**
 * What the jobs read, from what their largest statements read. Flattened events do not exist before they are made, so
 * computing a snapshot from them is taken to read as much as flattening its days did: they are narrower, but are looked
 * at once per grain of features.
 */
export function costEstimate(measured: MeasuredBytes): CostEstimate {
  const { snapshots, trainingDays, scoringDays, labels, reach } = measured;
  const bytes = {
    training: trainingDays + snapshots * (scoringDays + labels),
    scoring: 2 * scoringDays,
    evaluation: labels + reach,
  };
  const month = bytes.training + WEEKS_PER_MONTH * (bytes.scoring + bytes.evaluation);
  return {
    training: costOf(bytes.training),
    scoring: costOf(bytes.scoring),
    evaluation: costOf(bytes.evaluation),
    month: costOf(month),
    assumptions: [
      `A month is one training on ${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'} and ${WEEKS_PER_MONTH.toFixed(2)} weeks, each evaluated and scored once.`,
      `On-demand price, $${DOLLARS_PER_TIB} a TiB; the first TiB of a month, which is free, is not taken off.`,
      'Computing a snapshot is taken to read as much as flattening its days: an estimate, since the tables that it reads are not there yet. The log of every run has the numbers.',
      `Not counted: reading scores and predictions (small beside the export), what is stored, functions, and getProba, where 1,000 lookups bill ${((1000 * LEAST_BILLED) / 2 ** 30).toFixed(1)} GiB ($${dollarsOf(1000 * LEAST_BILLED).toFixed(2)}) at least.`,
    ],
  };
}

function costOf(bytes: number): Cost {
  const whole = Math.round(bytes);
  return { bytes: whole, cost_usd: dollarsOf(whole) };
}
