import { DEFAULT_WINDOWS } from '@propensity/core/config';
import { recentDaysOf } from '@propensity/core/drift';
import { addDays, daysBetween } from '@propensity/core/windows';
import {
  type DayRange,
  type EventExport,
  EventStatements,
  FeatureDefinitions,
  googlesqlDialect,
  keptDaysOf,
  LATE_DAYS,
  questionColumns,
  type RelationOptions,
} from '@propensity/warehouse-sql';
import { BigQueryEventSource } from '../export/bigquery-event-source.js';
import { BigQueryExport } from '../export/bigquery-export.js';
import { BigQueryFlatEvents } from '../export/bigquery-flat-events.js';
import { ExportPresence } from '../export/export-presence.js';
import { EventSnapshotRows } from '../snapshots/event-snapshot-rows.js';
import type { AdsConsentTables } from '../stores/bigquery-score-exports.js';
import type { BigQuerySource, BigQuerySourceContext, CostedQuery } from './bigquery-source.js';

const DAYS_PER_WEEK = 7;

/** Where the day tables of an export are, and what the configuration says of their form. */
export interface ExportPlace {
  /** `project.dataset`. */
  readonly dataset: string;
  /** Reads the intraday tables of days that have no other. */
  readonly intraday: boolean;
  readonly form: RelationOptions;
}

/**
 * An export of events in day tables, of any kind.
 * @throws PropensityError `usage` errors of the feature options
 */
export function openEventExport(
  source: EventExport,
  { dataset, intraday, form }: ExportPlace,
  { config, settings, warehouse }: BigQuerySourceContext,
): BigQuerySource {
  const { lookbackDays, timeZone } = settings;
  const { lookbackDays: configured = DEFAULT_WINDOWS.lookbackDays } = config;
  const dropped = lookbackDays === configured ? {} : { dropsOfLookback: configured };
  const definitions = new FeatureDefinitions({ source, lookbackDays, features: config.features, ...dropped });
  const { expressions, readsUserProperties } = definitions;
  const read = readsUserProperties ? { ...form, userProperties: true } : form;
  const { days: names } = source;
  const exported = new BigQueryExport({ warehouse, dataset, names, intraday, source, form: read, expressions });
  const presence = new ExportPresence({ jobs: warehouse.jobs, exported, source });
  const statements = new EventStatements({ dialect: googlesqlDialect, source, settings });
  const features = definitions.catalogue;
  const columns = questionColumns(source, settings);
  const flatEvents = new BigQueryFlatEvents({
    warehouse,
    export: exported,
    presence,
    source,
    timeZone,
    keptDays: keptDaysOf(settings),
    features,
    columns,
  });
  const events = new BigQueryEventSource(warehouse, exported, statements, presence, definitions.knownEvents);
  const rows = new EventSnapshotRows({ exported, statements, flatEvents, definitions, source, settings });
  // The rows alone: the data set that the tables will stand in may not be there yet.
  const flattening = async (...ranges: DayRange[]): Promise<CostedQuery[]> =>
    (await flatEvents.queries(ranges)).map((sql) => ({ sql }));
  const consent: AdsConsentTables = {
    consented: async ({ from, until, unknown }) => ({
      relation: statements.adsConsent(await exported.rawDays([from, until]), unknown),
      reads: await exported.tableNames(from, until),
    }),
  };
  return {
    events,
    rows,
    devices: (isOneOfThem) => events.devices(isOneOfThem),
    ...(source.adsConsent !== undefined && { consent }),
    async largestStatements(training, scoring) {
      const newest = training[0]!;
      const [from, until] = [statements.lookback(training.at(-1)!)[0], newest];
      const groups = (await rows.several?.groupsOf(training)) ?? [];
      return {
        training: await flattening(...training.map((snapshot) => statements.lookback(snapshot))),
        together: groups[0]?.length === training.length,
        keptSpans: keptDaysOf(settings) / daysBetween(from, until),
        scoring: await flattening(statements.lookback(scoring)),
        newDays: await flattening([addDays(scoring, -DAYS_PER_WEEK - LATE_DAYS), scoring]),
        labels: {
          step: 'labels',
          purpose: { kind: 'reads rows', standIn: [] },
          sql: `SELECT COUNT(*) FROM ${await rows.labels(newest)} AS labels`,
        },
        reach: await events.reachStatement(newest),
      };
    },
    async lookedAt(training, scoring) {
      const [from, until] = statements.allWindows(training);
      const recent = addDays(scoring, -recentDaysOf(lookbackDays));
      return [
        ...(await events.summaryStatements(from, until)),
        await events.countsStatement(training),
        ...(await events.evidenceStatements(from, until, { amounts: true })),
        ...[await events.audienceStatement(addDays(until, -recentDaysOf(lookbackDays)), until)].filter(
          (statement) => statement !== null,
        ),
        // Without a model, the first days are compared with the last.
        await events.recentEventsStatement(from, addDays(from, recentDaysOf(lookbackDays))),
        await events.recentEventsStatement(recent, scoring),
      ];
    },
    forget() {
      flatEvents.forget();
      presence.forget();
    },
  };
}
