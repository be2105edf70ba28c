import type { JobSettings, PropensityConfig, SourceConfig } from '@propensity/core/config';
import type { EventSource, SnapshotWindows } from '@propensity/core/ports';
import type { KeepsUser } from '@propensity/warehouse-sql';
import type { SnapshotRows } from '../snapshots/snapshot-rows.js';
import type { AdsConsentReader } from '../stores/duckdb-score-exports.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** A source as the local stack uses it. */
export interface LocalSource {
  readonly events: EventSource;
  /** What feature snapshots are made of. */
  readonly rows: SnapshotRows;
  /** The devices on which one of these people was named; left out by sources that know no devices. */
  readonly devices?: (isOneOfThem: KeepsUser) => Promise<readonly string[]>;
  /** Left out by sources that do not say who has consented to ads. */
  readonly consent?: AdsConsentReader;
  /** The same source for other windows; what has been read of it is not read again. */
  withWindows(windows: SnapshotWindows): LocalSource;
}

export interface LocalSourceContext {
  readonly config: PropensityConfig;
  readonly settings: JobSettings;
  readonly warehouse: LocalWarehouse;
  /** Relative paths of the configuration stand against this folder. */
  readonly baseDirectory: string;
}

/** Opens sources of one type. */
export type OpenLocalSource<T extends SourceConfig['type']> = (
  source: Extract<SourceConfig, { readonly type: T }>,
  context: LocalSourceContext,
) => LocalSource;
