import type { ExportFormat, ExportSource, KindName, ShiftKind } from '@propensity/simulator';

/** Formats of day files that `simulate` writes. */
export const FORMATS: readonly string[] = ['parquet', 'ndjson', 'ndjson.gz'] satisfies ExportFormat[];

/** Kinds of site that `simulate` knows; help shows them without loading the simulator. */
export const KINDS: readonly string[] = ['shop', 'leadgen', 'publisher'] satisfies KindName[];

/** Whose export `simulate` writes. */
export const SOURCES: readonly string[] = ['ga4', 'ua'] satisfies ExportSource[];

/** What can change in a simulated shop. */
export const SHIFTS: readonly string[] = ['prices', 'campaign', 'tag'] satisfies ShiftKind[];
