import { eventsOf, type Roles } from '../source/roles.js';
import { countOf, shareOf } from './aggregates/counts.js';
import { rowsPerDay } from './aggregates/days.js';
import { greatestOf, meanOf } from './aggregates/numbers.js';
import { sumOfIntegers } from './aggregates/sums.js';
import type { FeatureDeclaration } from './feature.js';
import { windowsOf } from './windows.js';

/** How much a user did at all: events, sessions, active days, pages, time. */
export function activityFeatures(lookbackDays: number, roles: Roles): FeatureDeclaration[] {
  const count = { unit: 'count', whenNone: 0 } as const;
  const windows = windowsOf(lookbackDays);
  const whole = { windowDays: lookbackDays } as const;
  const recent = recentDays(lookbackDays);
  return [
    ...windows.flatMap((windowDays): FeatureDeclaration[] => [
      {
        ...count,
        name: `events_${windowDays}d`,
        meaning: `Events in the last ${windowDays} days.`,
        grain: 'events',
        windowDays,
        aggregate: countOf({ within: { column: 'event_micros', days: windowDays } }),
      },
      {
        ...count,
        name: `sessions_${windowDays}d`,
        meaning: `Sessions with an event in the last ${windowDays} days.`,
        grain: 'sessions',
        windowDays,
        aggregate: countOf({ within: { column: 'last_micros', days: windowDays } }),
      },
      {
        name: `engagement_seconds_${windowDays}d`,
        unit: 'seconds',
        meaning: `Seconds of engagement in the last ${windowDays} days.`,
        grain: 'events',
        windowDays,
        whenNone: 0,
        aggregate: sumOfIntegers('engagement_msec', 1000, { within: { column: 'event_micros', days: windowDays } }),
      },
    ]),
    ...windows.slice(1).map(
      (windowDays): FeatureDeclaration => ({
        ...count,
        name: `active_days_${windowDays}d`,
        meaning: `Days with an event among the last ${windowDays}.`,
        grain: 'days',
        windowDays,
        aggregate: countOf({ within: { column: 'last_micros', days: windowDays } }),
      }),
    ),
    {
      ...count,
      ...whole,
      name: 'engaged_sessions',
      meaning: `Sessions that Analytics calls engaged, in the last ${lookbackDays} days.`,
      grain: 'sessions',
      aggregate: countOf({ compare: [['engaged', '=', 1]] }),
    },
    {
      ...whole,
      name: 'events_per_session',
      unit: 'number',
      meaning: 'Mean number of events of a session.',
      grain: 'sessions',
      whenNone: null,
      aggregate: meanOf('event_count'),
    },
    {
      ...whole,
      name: 'sessions_per_active_day',
      unit: 'number',
      meaning: 'Sessions on a day on which the user came.',
      grain: 'sessions',
      whenNone: null,
      aggregate: rowsPerDay('local_day'),
    },
    {
      ...count,
      ...whole,
      name: 'longest_session_page_views',
      meaning: 'Most pages viewed in one session.',
      grain: 'sessions',
      needs: eventsOf(roles, 'pageView'),
      aggregate: greatestOf('page_views'),
    },
    {
      ...count,
      ...whole,
      name: 'distinct_pages',
      meaning: 'Different pages viewed, by address without query.',
      grain: 'pages',
      needs: eventsOf(roles, 'pageView'),
      aggregate: countOf(),
    },
    {
      ...count,
      ...whole,
      name: 'session_number',
      meaning: "Greatest number that Analytics gave one of the user's sessions: 1 is the first ever.",
      grain: 'events',
      aggregate: greatestOf('session_number'),
    },
    {
      ...whole,
      name: 'recent_events_share',
      unit: 'share',
      meaning: `Share of the user's events that fall in the last ${recent} days: is interest growing?`,
      grain: 'events',
      whenNone: null,
      aggregate: shareOf({ within: { column: 'event_micros', days: recent } }),
    },
  ];
}

/** The recent part of the window: a week, or half of a shorter one. */
function recentDays(lookbackDays: number): number {
  return Math.min(7, Math.max(1, Math.floor(lookbackDays / 2)));
}
