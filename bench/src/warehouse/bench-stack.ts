import { parseConfig, silentProgress } from '@propensity/core';
import { type LocalStack, openLocalStack } from '@propensity/local-adapters';

/** S of every measurement: the day after the synthetic export's last one. */
export const SNAPSHOT = '2026-03-01';
export const LOOKBACK_DAYS = 60;
export const TARGET = 'purchase';

/** The local stack over an export, as a configuration without limits of its own opens it. @param folder of the warehouse */
export function openBenchStack(exportFolder: string, folder: string): LocalStack {
  const config = parseConfig({
    source: { events: `${exportFolder}/events_*.parquet` },
    target: { event: TARGET },
    lookbackDays: LOOKBACK_DAYS,
    local: { folder },
  });
  return openLocalStack(config, {
    baseDirectory: folder,
    progress: silentProgress,
    clock: () => Date.parse(SNAPSHOT),
    codeVersion: 'bench',
  });
}
