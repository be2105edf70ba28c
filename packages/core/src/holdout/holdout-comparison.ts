import type { HoldoutConfig } from '../config/holdout-schema.js';
import type { Interval } from '../metrics/interval.js';
import { groupedBy } from './grouped-by.js';
import type { HoldoutGroups, WeekStratum } from './holdout-groups.js';
import type { GroupCount } from './pooled-difference.js';
import { pooledDifference } from './pooled-difference.js';
import { detectableDifference, weeksMissing } from './weeks-missing.js';

/** What the users of a destination did, exported against held out, over all weeks that are over. */
export interface HoldoutComparison {
  readonly destination: string;
  /** The newest week that counts, YYYY-MM-DD. */
  readonly through_week: string;
  /** Weeks that count. */
  readonly weeks: number;
  /** Users, each once per week. */
  readonly exported: GroupCount;
  readonly held_out: GroupCount;
  /** Converted shares among users of the same week and tenth of scores; null without such users in both groups. */
  readonly exported_share: number | null;
  readonly held_out_share: number | null;
  /** Exported minus held out; null as the shares. */
  readonly difference: number | null;
  /** 95 %. */
  readonly interval: Interval | null;
  /** Times as much variance as users who are each in one week would have. */
  readonly design_effect: number;
  /** The difference asked for: `lift` of the configuration, of what held-out users do. */
  readonly stated_difference: number | null;
  /** The smallest difference that so many weeks show four times out of five. */
  readonly detectable_difference: number | null;
  /** Further weeks until the stated difference would show four times out of five; null where that cannot be said yet. */
  readonly weeks_missing: number | null;
  /** One per week, oldest first. */
  readonly by_week: readonly HoldoutWeek[];
}

/** One week of a comparison. */
export interface HoldoutWeek {
  readonly week: string;
  readonly exported: GroupCount;
  readonly held_out: GroupCount;
}

/** Compares the groups of a destination. Null before a week is over. */
export function holdoutComparison(
  { destination, strata, designEffect, degreesOfFreedom }: HoldoutGroups,
  { lift }: Pick<HoldoutConfig, 'lift'>,
): HoldoutComparison | null {
  const byWeek = [...groupedBy(strata, ({ week }) => week)].map(([week, own]) => ({ week, ...totalOf(own) }));
  const last = byWeek.at(-1);
  if (last === undefined) return null;
  const total = totalOf(strata);
  const pooled = pooledDifference(strata, { designEffect, degreesOfFreedom });
  const base = pooled === null ? 0 : pooled.held_out_share || pooled.exported_share;
  const stated = base > 0 ? lift * base : null;
  const error = pooled?.standard_error ?? 0;
  return {
    destination,
    through_week: last.week,
    weeks: byWeek.length,
    ...total,
    exported_share: pooled?.exported_share ?? null,
    held_out_share: pooled?.held_out_share ?? null,
    difference: pooled?.difference ?? null,
    interval: pooled?.interval ?? null,
    design_effect: designEffect,
    stated_difference: stated,
    detectable_difference: error > 0 ? detectableDifference(error) : null,
    weeks_missing: stated === null ? null : weeksMissing(stated, error, byWeek.length),
    by_week: byWeek,
  };
}

function totalOf(strata: readonly WeekStratum[]): { readonly exported: GroupCount; readonly held_out: GroupCount } {
  const sum = (group: 'exported' | 'held_out') => ({
    n: strata.reduce((n, stratum) => n + stratum[group].n, 0),
    converted: strata.reduce((n, stratum) => n + stratum[group].converted, 0),
  });
  return { exported: sum('exported'), held_out: sum('held_out') };
}
