import type { GcpConfig, JobSettings, PropensityConfig, SourceConfig } from '@propensity/core/config';
import type { EventSource, EvidenceOptions } from '@propensity/core/ports';
import type { KeepsUser, TableNamesOfDays } from '@propensity/warehouse-sql';
import type { ReadStatement, Statement } from '../jobs/statement.js';
import type { SnapshotRows } from '../snapshots/snapshot-rows.js';
import type { AdsConsentTables } from '../stores/bigquery-score-exports.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';

/** `EventSource` that can also tell the statements it would run. */
export interface StatedEventSource extends EventSource {
  /** Whether the rows have what they must have, totals, and the event names. */
  summaryStatements(from: string, until: string): Promise<readonly ReadStatement[]>;
  /** @param event counted in place of the target */
  reachStatement(snapshot: string, event?: string): Promise<ReadStatement>;
  /** Of `countSnapshots`. */
  countsStatement(snapshots: readonly string[]): Promise<ReadStatement>;
  /** Of `evidence`, for the same options. */
  evidenceStatements(from: string, until: string, options: EvidenceOptions): Promise<readonly ReadStatement[]>;
  recentEventsStatement(from: string, until: string): Promise<ReadStatement>;
}

/** A query, to be costed by a dry run. */
export type CostedQuery = Pick<Statement, 'sql' | 'params'>;

/** The largest statements of a training and a scoring, to be costed by dry runs. */
export interface LargestStatements {
  /** What the training snapshots have to read, as if nothing of it were kept. */
  readonly training: readonly CostedQuery[];
  /** True where one statement computes all of these snapshots. */
  readonly together: boolean;
  readonly scoring: readonly CostedQuery[];
  /** What a scoring reads of days that are new, or were written again, since a week ago. */
  readonly newDays: readonly CostedQuery[];
  /** For how many of a training's spans of days it is kept what was made of them; 0 where nothing is. */
  readonly keptSpans: number;
  /** Counting the conversions of one week, and which of them anybody could have known. */
  readonly labels: Statement;
  readonly reach: Statement;
}

/** A source as the stack on Google Cloud uses it. */
export interface BigQuerySource {
  readonly events: EventSource;
  /** What feature snapshots are made of. */
  readonly rows: SnapshotRows;
  /** The devices on which one of these people was named; left out by sources that know no devices. */
  readonly devices?: (isOneOfThem: KeepsUser) => Promise<readonly string[]>;
  /** Left out by sources that do not say who has consented to ads. */
  readonly consent?: AdsConsentTables;
  /** @param training snapshots, newest first */
  largestStatements(training: readonly string[], scoring: string): Promise<LargestStatements>;
  /** What doctor reads for those training snapshots, newest first, and for the one to score. */
  lookedAt(training: readonly string[], scoring: string): Promise<readonly CostedQuery[]>;
  /** Forgets what is known of tables: they expire, and days are written again. */
  forget(): void;
}

/** Where a source lies. */
export interface SourceTables {
  /** `project.dataset`: it has to be readable. */
  readonly dataset: string;
  /** How its tables are named. */
  readonly names: TableNamesOfDays;
}

export interface BigQuerySourceContext {
  readonly config: Pick<PropensityConfig, 'features' | 'lookbackDays'>;
  readonly settings: JobSettings;
  readonly warehouse: BigQueryWarehouse;
}

/** Sources of one type. */
export interface BigQuerySourceType<T extends SourceConfig['type']> {
  tables(source: Extract<SourceConfig, { readonly type: T }>, gcp: GcpConfig): SourceTables;
  open(
    source: Extract<SourceConfig, { readonly type: T }>,
    tables: SourceTables,
    context: BigQuerySourceContext,
  ): BigQuerySource;
}
