import type { JobSettings, PropensityConfig } from '@propensity/core/config';
import {
  duckdbDialect,
  type EventExport,
  EventStatements,
  FeatureDefinitions,
  questionColumns,
} from '@propensity/warehouse-sql';
import { DuckDbAdsConsent } from '../export/duckdb-ads-consent.js';
import { DuckDbEventSource } from '../export/duckdb-event-source.js';
import { DuckDbExport, type DuckDbExportOptions } from '../export/duckdb-export.js';
import { DuckDbFlatEvents, type KeepsEvents } from '../export/duckdb-flat-events.js';
import { EventSnapshotRows } from '../snapshots/event-snapshot-rows.js';
import type { LocalSource, LocalSourceContext } from './local-source.js';

/** Where the files of an export are, and what the configuration says of them. */
export type ExportPlace = Required<Pick<DuckDbExportOptions, 'patterns' | 'intraday' | 'form'>>;

/**
 * An export of events in day files, of any kind.
 * @throws PropensityError `usage` errors of the feature options
 */
export function openEventExport(
  source: EventExport,
  { patterns, intraday, form }: ExportPlace,
  { config, settings, warehouse, baseDirectory }: LocalSourceContext,
): LocalSource {
  const { lookbackDays: configured, timeZone } = settings;
  const definitions = new FeatureDefinitions({ source, lookbackDays: configured, features: config.features });
  const { expressions, readsUserProperties } = definitions;
  const read = readsUserProperties ? { ...form, userProperties: true } : form;
  const files = new DuckDbExport({
    warehouse,
    source,
    patterns,
    baseDirectory,
    timeZone,
    intraday,
    form: read,
    expressions,
  });
  // One table of events for every lookback: two would overwrite each other.
  const features = definitions.catalogue;
  const columns = questionColumns(source, settings);
  const keeps = config.local.keepEvents ? keepsEvents(config, settings) : null;
  const flatEvents = new DuckDbFlatEvents({ warehouse, files, source, timeZone, features, columns, keeps });
  const sourceOf = (definitions: FeatureDefinitions, settings: JobSettings): LocalSource => {
    const statements = new EventStatements({ dialect: duckdbDialect, source, settings });
    const events = new DuckDbEventSource(warehouse, files, statements);
    return {
      events,
      devices: (isOneOfThem) => events.devices(isOneOfThem),
      rows: new EventSnapshotRows({ warehouse, files, statements, flatEvents, definitions, source, settings }),
      ...(source.adsConsent !== undefined && { consent: new DuckDbAdsConsent(files, statements) }),
      withWindows: ({ lookbackDays, horizonDays }) =>
        sourceOf(
          new FeatureDefinitions({ source, lookbackDays, features: config.features, dropsOfLookback: configured }),
          { ...settings, lookbackDays, horizonDays },
        ),
    };
  };
  return sourceOf(definitions, settings);
}

/** Days are kept that the next weekly run reads, and those of the training snapshots of the next monthly one. */
function keepsEvents({ source }: PropensityConfig, settings: JobSettings): KeepsEvents {
  const { lookbackDays, horizonDays, finalLagDays, training, retentionDays = Number.POSITIVE_INFINITY } = settings;
  const trained = 2 * horizonDays + finalLagDays + training.snapshots * training.everyDays;
  const days = Math.max(lookbackDays, Math.min(lookbackDays + trained, retentionDays));
  const { events, allowMissingDays, timeZone, ...rows } = source as Readonly<Record<string, unknown>>;
  return { reading: { rows, codeVersion: settings.codeVersion }, days };
}
