import type { Cost, CostEstimate } from '@propensity/core/jobs';
import { BIGQUERY_PRICES } from '@propensity/warehouse-sql';
import { dollarsOf, LEAST_BILLED, storageDollarsOf } from './bytes.js';

export const WEEKS_PER_MONTH = 365.25 / 7 / 12;

/** Bytes that dry runs reported. */
export interface MeasuredBytes {
  /** How many training snapshots there are. */
  readonly snapshots: number;
  /** Flattening every day that a training looks at, each once. */
  readonly trainingDays: number;
  /** For how many of a training's spans of days flat events are kept. */
  readonly keptSpans: number;
  /** True where the snapshots of a training are computed by one statement. */
  readonly together: boolean;
  /** Flattening the days that a scoring, or one training snapshot, looks at. */
  readonly scoringDays: number;
  /** Flattening the days that are new or were written again since a week ago. */
  readonly newDays: number;
  /** Counting the conversions of one week. */
  readonly labels: number;
  /** Counting which of them anybody could have known. */
  readonly reach: number;
}

/**
 * What the jobs read, from what their largest statements read. Flattened events do not exist before they are made, so computing snapshots from
 * them is taken to read as much as flattening their days did: they are narrower, but are looked at once per grain of features.
 */
export function costEstimate(measured: MeasuredBytes): CostEstimate {
  const { snapshots, trainingDays, together, scoringDays, newDays, labels, reach, keptSpans } = measured;
  const computed = together ? trainingDays : snapshots * scoringDays;
  const bytes = {
    // Its days were flattened by the weekly runs before it, but the first time.
    training: computed + snapshots * labels,
    scoring: newDays + scoringDays,
    evaluation: labels + reach,
  };
  const month = bytes.training + WEEKS_PER_MONTH * (bytes.scoring + bytes.evaluation);
  const kept = Math.round(trainingDays * keptSpans);
  return {
    first_training: costOf(trainingDays + bytes.training),
    training: costOf(bytes.training),
    scoring: costOf(bytes.scoring),
    evaluation: costOf(bytes.evaluation),
    month: costOf(month),
    storage: { bytes: kept, cost_usd: storageDollarsOf(kept) },
    assumptions: [
      `A month is one training on ${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'} and ${WEEKS_PER_MONTH.toFixed(2)} weeks, each evaluated and scored once. The first training also flattens all of its days; later ones find them.`,
      `List prices as of ${BIGQUERY_PRICES.asOf}, $${BIGQUERY_PRICES.queryTib} a TiB read on demand and $${BIGQUERY_PRICES.storageGibMonth} a GiB and month stored; what is free of a month is not taken off.`,
      'Computing snapshots is taken to read as much as flattening their days, and flat events to take as much room: estimates, since these tables are not there yet. The log of every run has the numbers.',
      `Not counted: reading and writing scores and predictions (a few hundred bytes a user), feature snapshots in store, functions, and getProba, where 1,000 lookups bill ${((1000 * LEAST_BILLED) / 2 ** 30).toFixed(1)} GiB ($${dollarsOf(1000 * LEAST_BILLED).toFixed(2)}) at least.`,
    ],
  };
}

function costOf(bytes: number): Cost {
  const whole = Math.round(bytes);
  return { bytes: whole, cost_usd: dollarsOf(whole) };
}
