import { activityFeatures } from './activity-features.js';
import { attributeFeatures } from './attribute-features.js';
import type { Feature } from './feature.js';
import { funnelFeatures } from './funnel-features.js';
import { habitFeatures } from './habit-features.js';
import { recencyFeatures } from './recency-features.js';
import { valueFeatures } from './value-features.js';

/** The features that a user gets without asking, in the order of their columns. */
export function defaultFeatures(lookbackDays: number): Feature[] {
  return [
    ...activityFeatures(lookbackDays),
    ...funnelFeatures(lookbackDays),
    ...valueFeatures(lookbackDays),
    ...recencyFeatures(lookbackDays),
    ...habitFeatures(lookbackDays),
    ...attributeFeatures(lookbackDays),
  ];
}
