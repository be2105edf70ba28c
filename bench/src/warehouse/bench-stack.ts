import { parseConfig } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { type LocalStack, openLocalStack } from '@propensity/local-adapters';

/** S of every measurement: the day after the synthetic export's last one. */
export const SNAPSHOT = '2026-03-01';
export const LOOKBACK_DAYS = 60;
export const TARGET = 'purchase';

/** All default features, or few: as many numbers, categories and levels as the data set of `bench generate` has. */
export type FeatureSet = 'all' | 'few';

const FEW = [
  'events_7d',
  'events_30d',
  'events_60d',
  'sessions_60d',
  'engagement_seconds_60d',
  'active_days_60d',
  'page_view_60d',
  'view_item_7d',
  'view_item_60d',
  'add_to_cart_7d',
  'revenue',
  'item_value_viewed',
  'days_since_event',
  'days_since_view_item',
  'days_since_first_visit',
  'region',
  'country',
  'language',
  'device_brand',
  'first_source',
  'operating_system',
];

/** The local stack over an export, as a configuration without limits of its own opens it. @param folder of the warehouse */
export function openBenchStack(exportFolder: string, folder: string, features: FeatureSet = 'all'): LocalStack {
  const config = parseConfig({
    source: { events: `${exportFolder}/events_*.parquet` },
    target: { event: TARGET },
    lookbackDays: LOOKBACK_DAYS,
    features: { drop: features === 'all' ? [] : allBut(FEW, folder) },
    local: { folder },
  });
  return openLocalStack(config, {
    baseDirectory: folder,
    progress: silentProgress,
    clock: () => Date.parse(SNAPSHOT),
    codeVersion: 'bench',
  });
}

function allBut(kept: readonly string[], folder: string): string[] {
  const { features } = openBenchStack(folder, folder).ports.snapshots;
  return features.map(({ name }) => name).filter((name) => !kept.includes(name));
}
