import { type PropensityConfigInput, parseConfig, settingsOf } from '@propensity/core/config';
import {
  type Dialect,
  defaultFeatures,
  EventStatements,
  featureSnapshotSql,
  ga4ExportOf,
  queryRelation,
  questionColumns,
  type RawRelation,
} from '../../src/index.js';
import { QUESTION_WINDOWS } from './question-export.js';

type Build = (dialect: Dialect, relations: readonly RawRelation[]) => string;

/** What a configuration asks, as statements over the events of `QUESTION_EXPORT`. */
export function questionStatements(
  asked: Partial<PropensityConfigInput>,
): Readonly<Record<'labels' | 'reach' | 'counts' | 'summary' | 'features' | 'audience', Build>> {
  const { snapshot, ...windows } = QUESTION_WINDOWS;
  const { timeZone, lookbackDays, horizonDays } = windows;
  const config = parseConfig({
    target: { event: 'purchase' },
    lookbackDays,
    horizonDays,
    ...asked,
    source: { events: 'events_*', timeZone, ...asked.source },
  });
  const settings = settingsOf(config, 'test');
  if (config.source.type !== 'ga4') throw new Error('the export is one of GA4');
  const source = ga4ExportOf(config.source);
  const [from, until] = ['2025-03-01', '2025-03-20'] as const;
  const over =
    (
      build: (
        statements: EventStatements,
        days: { relations: readonly RawRelation[]; days: [string, string] },
      ) => string,
    ): Build =>
    (dialect, relations) =>
      build(new EventStatements({ dialect, source, settings }), { relations, days: [from, until] });
  return {
    labels: over((statements, days) => `SELECT user_id FROM ${statements.labels(snapshot, days)} AS labels`),
    reach: over((statements, days) => statements.reach(snapshot, days)),
    counts: over((statements, days) => statements.counts([snapshot, '2025-03-10'], days)),
    audience: over((statements, days) => statements.audience(days)!),
    summary: over((statements, days) => statements.summary(days)),
    features: (dialect, relations) => {
      const customColumns = questionColumns(source, settings);
      const events = queryRelation(source.eventsSql({ dialect, relations, timeZone, from, until, customColumns }));
      const features = defaultFeatures(source, lookbackDays);
      const { population } = settings.question;
      const { roles, people } = source;
      return featureSnapshotSql({
        dialect,
        events,
        roles,
        snapshot,
        lookbackDays,
        timeZone,
        features,
        population,
        people,
      });
    },
  };
}
