import { defineFeature } from './define-feature.js';
import type { Feature } from './feature.js';

/** When a user comes, by the clock of the property's time zone. */
export function habitFeatures(lookbackDays: number): Feature[] {
  const share = { unit: 'share', grain: 'events', windowDays: lookbackDays, whenNone: null } as const;
  return [
    defineFeature({
      ...share,
      name: 'weekend_share',
      meaning: "Share of the user's events on Saturdays and Sundays.",
      sql: () => 'COUNT(CASE WHEN local_weekday >= 5 THEN 1 END) / COUNT(*)',
    }),
    defineFeature({
      ...share,
      name: 'working_hours_share',
      meaning: "Share of the user's events from 9 to 17 o'clock.",
      sql: () => 'COUNT(CASE WHEN local_hour >= 9 AND local_hour < 17 THEN 1 END) / COUNT(*)',
    }),
    defineFeature({
      ...share,
      name: 'evening_share',
      meaning: "Share of the user's events from 17 to 23 o'clock.",
      sql: () => 'COUNT(CASE WHEN local_hour >= 17 AND local_hour < 23 THEN 1 END) / COUNT(*)',
    }),
    defineFeature({
      ...share,
      name: 'usual_hour',
      unit: 'hour',
      meaning: "Mean hour of the day of the user's events.",
      sql: () => 'SUM(local_hour) / COUNT(*)',
    }),
  ];
}
