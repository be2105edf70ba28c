import { defineFeature } from './define-feature.js';
import type { Feature } from './feature.js';
import { windowsOf } from './windows.js';

/** How much a user did at all: events, sessions, active days, pages, time. */
export function activityFeatures(lookbackDays: number): Feature[] {
  const count = { unit: 'count', whenNone: 0 } as const;
  const windows = windowsOf(lookbackDays);
  const whole = { windowDays: lookbackDays } as const;
  return [
    ...windows.flatMap((windowDays) => [
      defineFeature({
        ...count,
        name: `events_${windowDays}d`,
        meaning: `Events in the last ${windowDays} days.`,
        grain: 'events',
        windowDays,
        sql: ({ within }) => `COUNT(CASE WHEN ${within('event_micros', windowDays)} THEN 1 END)`,
      }),
      defineFeature({
        ...count,
        name: `sessions_${windowDays}d`,
        meaning: `Sessions with an event in the last ${windowDays} days.`,
        grain: 'sessions',
        windowDays,
        sql: ({ within }) => `COUNT(CASE WHEN ${within('last_micros', windowDays)} THEN 1 END)`,
      }),
      defineFeature({
        name: `engagement_seconds_${windowDays}d`,
        unit: 'seconds',
        meaning: `Seconds of engagement in the last ${windowDays} days.`,
        grain: 'events',
        windowDays,
        whenNone: 0,
        sql: ({ dialect, within }) =>
          `COALESCE(${dialect.sumIntegers(`CASE WHEN ${within('event_micros', windowDays)} THEN engagement_msec END`)}, 0) / 1000e0`,
      }),
    ]),
    ...windows.slice(1).map((windowDays) =>
      defineFeature({
        ...count,
        name: `active_days_${windowDays}d`,
        meaning: `Days with an event among the last ${windowDays}.`,
        grain: 'days',
        windowDays,
        sql: ({ within }) => `COUNT(CASE WHEN ${within('last_micros', windowDays)} THEN 1 END)`,
      }),
    ),
    defineFeature({
      ...count,
      ...whole,
      name: 'engaged_sessions',
      meaning: `Sessions that Analytics calls engaged, in the last ${lookbackDays} days.`,
      grain: 'sessions',
      sql: () => 'COUNT(CASE WHEN engaged = 1 THEN 1 END)',
    }),
    defineFeature({
      ...whole,
      name: 'events_per_session',
      unit: 'number',
      meaning: 'Mean number of events of a session.',
      grain: 'sessions',
      whenNone: null,
      sql: () => 'SUM(event_count) / COUNT(*)',
    }),
    defineFeature({
      ...whole,
      name: 'sessions_per_active_day',
      unit: 'number',
      meaning: 'Sessions on a day on which the user came.',
      grain: 'sessions',
      whenNone: null,
      sql: ({ countDays }) => `COUNT(*) / ${countDays('local_day')}`,
    }),
    defineFeature({
      ...count,
      ...whole,
      name: 'longest_session_page_views',
      meaning: 'Most pages viewed in one session.',
      grain: 'sessions',
      sql: () => 'MAX(page_views)',
    }),
    defineFeature({
      ...count,
      ...whole,
      name: 'distinct_pages',
      meaning: 'Different pages viewed, by address without query.',
      grain: 'pages',
      sql: () => 'COUNT(*)',
    }),
    defineFeature({
      ...count,
      ...whole,
      name: 'session_number',
      meaning: "Greatest number that Analytics gave one of the user's sessions: 1 is the first ever.",
      grain: 'events',
      sql: () => 'MAX(session_number)',
    }),
    defineFeature({
      ...whole,
      name: 'recent_events_share',
      unit: 'share',
      meaning: `Share of the user's events that fall in the last ${recentDays(lookbackDays)} days: is interest growing?`,
      grain: 'events',
      whenNone: null,
      sql: ({ within }) => `COUNT(CASE WHEN ${within('event_micros', recentDays(lookbackDays))} THEN 1 END) / COUNT(*)`,
    }),
  ];
}

/** The recent part of the window: a week, or half of a shorter one. */
function recentDays(lookbackDays: number): number {
  return Math.min(7, Math.max(1, Math.floor(lookbackDays / 2)));
}
