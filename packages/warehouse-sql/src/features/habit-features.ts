import { shareOf } from './aggregates/counts.js';
import { meanOf } from './aggregates/numbers.js';
import type { FeatureDeclaration } from './feature.js';

/** When a user comes, by the clock of the property's time zone. */
export function habitFeatures(lookbackDays: number): FeatureDeclaration[] {
  const share = { unit: 'share', grain: 'events', windowDays: lookbackDays, whenNone: null } as const;
  return [
    {
      ...share,
      name: 'weekend_share',
      meaning: "Share of the user's events on Saturdays and Sundays.",
      aggregate: shareOf({ compare: [['local_weekday', '>=', 5]] }),
    },
    {
      ...share,
      name: 'working_hours_share',
      meaning: "Share of the user's events from 9 to 17 o'clock.",
      aggregate: shareOf({ compare: hours(9, 17) }),
    },
    {
      ...share,
      name: 'evening_share',
      meaning: "Share of the user's events from 17 to 23 o'clock.",
      aggregate: shareOf({ compare: hours(17, 23) }),
    },
    {
      ...share,
      name: 'usual_hour',
      unit: 'hour',
      meaning: "Mean hour of the day of the user's events.",
      aggregate: meanOf('local_hour'),
    },
  ];
}

function hours(from: number, until: number) {
  return [
    ['local_hour', '>=', from],
    ['local_hour', '<', until],
  ] as const;
}
