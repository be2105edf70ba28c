import { duckdbDialect, type EventExport, EventStatements, FeatureDefinitions } from '@propensity/warehouse-sql';
import { DuckDbEventSource } from '../export/duckdb-event-source.js';
import { DuckDbExport } from '../export/duckdb-export.js';
import { DuckDbFlatEvents } from '../export/duckdb-flat-events.js';
import { EventSnapshotRows } from '../snapshots/event-snapshot-rows.js';
import type { LocalSource, LocalSourceContext } from './local-source.js';

/**
 * An export of events in day files, of any kind.
 * @param patterns paths or globs of the files
 * @throws PropensityError `usage` errors of the feature options
 */
export function openEventExport(
  source: EventExport,
  patterns: readonly string[],
  { config, settings, warehouse, baseDirectory }: LocalSourceContext,
): LocalSource {
  const { lookbackDays, timeZone } = settings;
  const definitions = new FeatureDefinitions({ source, lookbackDays, features: config.features });
  const files = new DuckDbExport({ warehouse, source, patterns, baseDirectory });
  const statements = new EventStatements({ dialect: duckdbDialect, source, settings });
  const flatEvents = new DuckDbFlatEvents({ warehouse, files, source, timeZone, features: definitions.catalogue });
  return {
    events: new DuckDbEventSource(warehouse, files, statements),
    rows: new EventSnapshotRows({ warehouse, files, statements, flatEvents, definitions, source, settings }),
  };
}
