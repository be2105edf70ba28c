import type { ExportFormat } from '@propensity/simulator';

/** Formats of day files that `simulate` writes. */
export const FORMATS: readonly string[] = ['parquet', 'ndjson', 'ndjson.gz'] satisfies ExportFormat[];
