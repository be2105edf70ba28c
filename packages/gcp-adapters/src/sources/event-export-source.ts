import { recentDaysOf } from '@propensity/core/drift';
import { addDays } from '@propensity/core/windows';
import { type EventExport, EventStatements, FeatureDefinitions, googlesqlDialect } from '@propensity/warehouse-sql';
import { BigQueryEventSource } from '../export/bigquery-event-source.js';
import { BigQueryExport } from '../export/bigquery-export.js';
import { BigQueryFlatEvents } from '../export/bigquery-flat-events.js';
import { EventSnapshotRows } from '../snapshots/event-snapshot-rows.js';
import type { BigQuerySource, BigQuerySourceContext, CostedQuery } from './bigquery-source.js';

/**
 * An export of events in day tables, of any kind.
 * @param dataset `project.dataset`
 * @throws PropensityError `usage` errors of the feature options
 */
export function openEventExport(
  source: EventExport,
  dataset: string,
  { config, settings, warehouse }: BigQuerySourceContext,
): BigQuerySource {
  const { lookbackDays, timeZone } = settings;
  const definitions = new FeatureDefinitions({ source, lookbackDays, features: config.features });
  const exported = new BigQueryExport({ warehouse, dataset, prefix: source.days.tablePrefix });
  const statements = new EventStatements({ dialect: googlesqlDialect, source, settings });
  const features = definitions.catalogue;
  const flatEvents = new BigQueryFlatEvents({ warehouse, export: exported, source, timeZone, features });
  const events = new BigQueryEventSource(warehouse, exported, statements);
  const rows = new EventSnapshotRows({ exported, statements, flatEvents, definitions, source, settings });
  // The rows alone: the data set that the tables will stand in may not be there yet.
  const flattening = async (from: string, until: string): Promise<CostedQuery[]> =>
    (await flatEvents.plan(from, until)).map(({ query }) => ({ sql: query }));
  return {
    events,
    rows,
    async largestStatements(training, scoring) {
      const [newest, oldest] = [training[0]!, training.at(-1)!];
      return {
        training: await flattening(statements.lookback(oldest)[0], newest),
        scoring: await flattening(...statements.lookback(scoring)),
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
        await events.recentEventsStatement(recent, scoring),
      ];
    },
    forget: () => flatEvents.forget(),
  };
}
