import type { JobSettings } from '@propensity/core/config';

/** A share of the negatives that leaves out none of few stand-ins, and yet is a part. */
const SAMPLED = 1 - 2 ** -30;

/**
 * Settings under which stand-ins can be fitted, and quickly: none of what is changed decides which statements are run. In the warehouse the fits
 * themselves are statements.
 */
export function standInSettings(settings: JobSettings): JobSettings {
  const { where, negativeShare } = settings.training;
  const training =
    where === 'warehouse'
      ? { ...settings.training, negativeShare: negativeShare < 1 ? SAMPLED : 1 }
      : ({ ...settings.training, C: 1, estimator: 'logistic-regression', negativeShare: 1 } as const);
  return { ...settings, training };
}
