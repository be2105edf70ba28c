import type { HoldoutComparison } from '@propensity/core/holdout';

/** A comparison of exported with held-out users, with a value in every field. */
export function sampleComparison(destination: string, throughWeek: string): HoldoutComparison {
  const counts = { exported: { n: 900, converted: 99 }, held_out: { n: 100, converted: 8 } };
  return {
    destination,
    through_week: throughWeek,
    weeks: 1,
    ...counts,
    exported_share: 0.11,
    held_out_share: 0.08,
    difference: 0.03,
    interval: [-0.02, 0.08],
    design_effect: 1.25,
    stated_difference: 0.008,
    detectable_difference: 0.07,
    weeks_missing: 76,
    by_week: [{ week: throughWeek, ...counts }],
  };
}
