import type { JobSettings } from '@propensity/core/config';

/** Settings under which stand-ins can be fitted, and quickly: none of what is changed decides which statements are run. */
export function standInSettings(settings: JobSettings): JobSettings {
  const training = { ...settings.training, C: 1, estimator: 'logistic-regression', negativeShare: 1 } as const;
  return { ...settings, training };
}
