import type { JobSettings } from '@propensity/core/config';

/** For a run that comes late, or is tried again. */
const RETRY_DAYS = 14;

type KeptFor = Pick<JobSettings, 'lookbackDays' | 'horizonDays' | 'finalLagDays' | 'retentionDays'> & {
  readonly training: Pick<JobSettings['training'], 'snapshots' | 'everyDays'>;
};

/**
 * How many days what is made of a day is kept: until no training reads that day any more, and some more; no longer than predictions are. A training
 * looks at snapshots back from the last final one, and each of them at its lookback.
 */
export function keptDaysOf({
  lookbackDays,
  horizonDays,
  finalLagDays,
  training,
  retentionDays = Number.POSITIVE_INFINITY,
}: KeptFor): number {
  const needed = lookbackDays + horizonDays + finalLagDays + training.snapshots * training.everyDays + RETRY_DAYS;
  return Math.max(RETRY_DAYS, Math.min(needed, retentionDays));
}
