import { meanGapRatio, rowsPerDaySince, spanOf } from './aggregates/rhythm.js';
import type { FeatureDeclaration } from './feature.js';

/** How regularly a user comes, and whether they are late by their own rhythm. */
export function rhythmFeatures(lookbackDays: number): FeatureDeclaration[] {
  const common = { grain: 'days', windowDays: lookbackDays, whenNone: null, givesWay: true } as const;
  return [
    {
      ...common,
      name: 'active_span_days',
      unit: 'days',
      meaning: `Days from the first to the last day with an event, of the last ${lookbackDays}: 0 for a user of one day.`,
      aggregate: spanOf('local_day'),
    },
    {
      ...common,
      name: 'active_days_rate',
      unit: 'share',
      meaning: `Share of the days since the user was first seen, in the last ${lookbackDays}, on which they came.`,
      aggregate: rowsPerDaySince('local_day'),
    },
    {
      ...common,
      name: 'overdue',
      unit: 'number',
      meaning:
        "Time since the last event over the user's own mean time between two active days: above 1, they are later than usual. Missing for a user of one day.",
      aggregate: meanGapRatio('local_day', 'last_micros'),
    },
  ];
}
