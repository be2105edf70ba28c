import type { Role, Roles } from '../source/roles.js';
import { countOf, shareOf } from './aggregates/counts.js';
import type { FeatureDeclaration } from './feature.js';
import { windowsOf } from './windows.js';

/** Counted over every window. */
const MAIN_ROLES = ['pageView', 'itemView', 'cartAddition'] as const satisfies readonly Role[];

/** Rarer ones, counted over the last week and the whole window. */
const RARE_ROLES = ['checkout', 'search'] as const satisfies readonly Role[];

/** An event of a source that plays no role: its name, and what several of them are called in a feature's meaning. */
export type OtherEvent = readonly [event: string, many: string];

/**
 * How often a user did what leads to a purchase.
 * @param others the source's events without a role, counted over the whole window
 */
export function funnelFeatures(
  lookbackDays: number,
  roles: Roles,
  others: readonly OtherEvent[],
): FeatureDeclaration[] {
  const windows = windowsOf(lookbackDays);
  const fewWindows = [...new Set([Math.min(7, lookbackDays), lookbackDays])];
  const counts = (role: Role, days: readonly number[]) => {
    const player = roles[role];
    return player === undefined
      ? []
      : days.map((windowDays) => eventCount(player.name, player.events, player.many, windowDays));
  };
  return [
    ...MAIN_ROLES.flatMap((role) => counts(role, windows)),
    ...RARE_ROLES.flatMap((role) => counts(role, fewWindows)),
    ...others.map(([event, many]) => eventCount(event, [event], many, lookbackDays)),
    ...(roles.itemView === undefined
      ? []
      : [
          {
            name: `${roles.itemView.name}_days_share`,
            unit: 'share',
            meaning: 'Share of the active days on which an item was viewed.',
            grain: 'days',
            windowDays: lookbackDays,
            whenNone: 0,
            needs: roles.itemView.events,
            aggregate: shareOf({ compare: [['item_views', '>', 0]] }),
          } satisfies FeatureDeclaration,
        ]),
  ];
}

function eventCount(name: string, events: readonly string[], many: string, windowDays: number): FeatureDeclaration {
  return {
    name: `${name}_${windowDays}d`,
    unit: 'count',
    meaning: `${many} (${events.join(', ')}) in the last ${windowDays} days.`,
    grain: 'events',
    windowDays,
    whenNone: 0,
    aggregate: countOf({ events, within: { column: 'event_micros', days: windowDays } }),
  };
}
