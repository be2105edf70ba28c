import { parseConfig, settingsOf } from '@propensity/core/config';
import { addDays, type CalendarDay, daysOf, suffixOfDay } from '@propensity/core/windows';
import {
  type DataType,
  daysOfTablesRelation,
  EventStatements,
  type EventsOptions,
  eventsByDaySql,
  exportTableRows,
  FeatureDefinitions,
  featureSnapshotParts,
  featureSnapshotSql,
  featureSnapshotsSql,
  featureSpec,
  ga4Export,
  googlesqlDialect,
  LATE_DAYS,
  labelledRowsSql,
  numericProfileSql,
  publishScriptSql,
  type RawRelation,
  type Relation,
  relation,
  type StructType,
  scoringSql,
  type TableField,
  tableRelation,
  trainingRowsSql,
} from '@propensity/warehouse-sql';

/** What the default configuration says. */
export const QUESTION = { lookbackDays: 60, horizonDays: 7, finalLagDays: 3, snapshots: 8, everyDays: 7 } as const;
/** S of the newest snapshot. */
const NEWEST = '2026-03-01';
const TIME_ZONE = 'Europe/Berlin';
const OWN_EVENTS = Array.from({ length: 10 }, (_, index) => `an_event_of_the_property_${index}`);
const dialect = googlesqlDialect;
const DATASET = 'a-long-project-name-123.analytics_123456789';
const work = (name: string) => `a-long-project-name-123.propensity_work.${name}`;
const ours = (name: string) => `a-long-project-name-123.propensity.${name}`;

const definitions = new FeatureDefinitions({ source: ga4Export, lookbackDays: QUESTION.lookbackDays });
/** The features of the default configuration, and those of ten events of the property's own. */
export const FEATURES = definitions.definitionsOf(definitions.ofProperty({ own: OWN_EVENTS, absent: [] }));

export const SNAPSHOTS: readonly CalendarDay[] = Array.from({ length: QUESTION.snapshots }, (_, index) =>
  addDays(NEWEST, -QUESTION.everyDays * index),
);
export const lookback = (snapshot: CalendarDay) => [addDays(snapshot, -QUESTION.lookbackDays), snapshot] as const;
const FIRST = lookback(SNAPSHOTS.at(-1)!)[0];

/** The statements of the jobs, as they are sent, over tables of this shape: a new one that grows with features or levels belongs here. @param row of an event as exported */
export function statementsOf(row: StructType) {
  const flatten = (from: CalendarDay, until: CalendarDay) =>
    eventsByDaySql(ga4Export.eventsSql(eventsOf(row, from, until)));
  const computed = {
    dialect,
    roles: ga4Export.roles,
    lookbackDays: QUESTION.lookbackDays,
    timeZone: TIME_ZONE,
    features: FEATURES,
  };
  const labelled = SNAPSHOTS.map((snapshot) => ({
    snapshot: tableRelation(dialect, work(`ma_features_${suffixOfDay(snapshot)}_0123abcd_0123456789ab`)),
    labels: labelsOf(row, snapshot),
  }));
  const [one] = labelled;
  return {
    'flatten the days of a training': flatten(FIRST, NEWEST),
    'flatten the days of a week': flatten(addDays(NEWEST, -7 - LATE_DAYS), NEWEST),
    'a snapshot': featureSnapshotSql({ ...computed, events: weeklyTables(lookback(NEWEST)), snapshot: NEWEST }),
    'the snapshots of a training': featureSnapshotsSql({
      ...computed,
      events: weeklyTables([FIRST, NEWEST]),
      snapshots: [...SNAPSHOTS].sort(),
    }),
    'the rows of a training': labelledRowsSql({
      dialect,
      snapshots: labelled,
      features: FEATURES.map(({ name }) => name),
      sampleShare: 1,
    }),
    'the same as a table, for sums in the warehouse, with scores of 12 categories with 500 levels each':
      trainingRowsSql({
        dialect,
        snapshots: labelled,
        features: FEATURES.map(featureSpec),
        division: {
          snapshots: SNAPSHOTS,
          train: SNAPSHOTS.map((_, index) => index).slice(1),
          test: 0,
          testShare: 0.2,
          folds: 5,
          negativeShare: 0.1,
        },
        sampleShare: 1,
        champion: largeModel(100, 12, 500) as never,
      }),
    'the profile of a snapshot': numericProfileSql({
      dialect,
      snapshot: one!.snapshot,
      features: FEATURES.map(featureSpec),
      levels: new Map(),
      share: 1,
    }),
    'scores of 12 categories with 500 levels each': scoringSql({
      dialect,
      artifact: largeModel(100, 12, 500) as never,
      snapshot: one!.snapshot,
    }),
    publishing: publishScriptSql({
      tables: {
        staging: work('ma_staged_scores_0123456789abcdef'),
        predictions: ours('ma_predictions_table'),
        predictionsHistory: ours('ma_predictions_history'),
        predictionRuns: ours('ma_prediction_runs'),
        drift: ours('ma_drift'),
        shadowPredictions: ours('ma_shadow_predictions'),
      },
      run: {
        runId: 'predictions-purchase-2026-03-01-0123456789abcdef',
        target: 'purchase',
        snapshot: NEWEST,
        model: 'purchase-20260215-0123456789ab',
        sha256: 'ab'.repeat(32),
        predictedAt: '2026-03-05T04:00:00.000Z',
        inSample: false,
        horizonDays: 7,
        allowedMissingDays: [],
        selection: { threshold: 0.1 },
      },
    }),
  } as const;
}

/** What each look at the flat events of a snapshot's statement reads: a set of columns. */
export function looksOfSnapshot(columns: readonly string[]): readonly (readonly string[])[] {
  const { parts } = featureSnapshotParts({
    dialect,
    events: relation('flat'),
    roles: ga4Export.roles,
    lookbackDays: QUESTION.lookbackDays,
    timeZone: TIME_ZONE,
    features: FEATURES,
    snapshot: NEWEST,
  });
  return parts.flatMap(({ sql }) => {
    // Behind the common table of the window.
    const [, body = ''] = /^WITH [\s\S]*?event_micros < \S+\)?\n([\s\S]*)$/.exec(sql) ?? [];
    const looks = body.split('FROM window_events').length - 1;
    const read = columns.filter((column) => isNamed(body, column));
    return Array.from({ length: looks }, () => read);
  });
}

/** What each look at the export of flattening reads: leaves of its rows. */
export function looksOfFlattening(row: StructType, leaves: readonly string[]): readonly (readonly string[])[] {
  const options = eventsOf(row, addDays(NEWEST, -7), NEWEST);
  const key = ['user_id', 'event_micros', 'event_name'] as const;
  return [
    ga4Export.deliveredEventsSql({ ...options, columns: key, identity: 'place' }),
    ga4Export.deliveredEventsSql(options),
    ga4Export.deliveredEventsSql({ ...options, identity: 'content' }),
  ].map((sql) => leavesRead(sql, leaves));
}

/** What counting the conversions of a week reads, and which of them anybody could have known. */
export function readByEvaluation(row: StructType, leaves: readonly string[]) {
  return { labels: leavesRead(labelsOf(row, NEWEST), leaves), reach: leavesRead(reachOf(row), leaves) };
}

function leavesRead(sql: string, leaves: readonly string[]): readonly string[] {
  return leaves.filter((leaf) => leaf.split('.').every((name) => isNamed(sql, name)));
}

function isNamed(sql: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(sql);
}

function eventsOf(row: StructType, from: CalendarDay, until: CalendarDay): EventsOptions {
  return { dialect, relations: relationsOf(row, from, until), timeZone: TIME_ZONE, from, until };
}

function relationsOf(row: StructType, from: CalendarDay, until: CalendarDay): RawRelation[] {
  const schema = row.fields.map(({ name, type }) => fieldOf(name, type));
  const days = daysOf(addDays(from, -LATE_DAYS), addDays(until, LATE_DAYS));
  return exportTableRows({
    dataset: DATASET,
    prefix: 'events_',
    days: days.map((day) => ({ suffix: suffixOfDay(day), schema })),
    newest: schema,
  }).map((stored) => ga4Export.relation(dialect, stored));
}

const events = new EventStatements({
  dialect,
  source: ga4Export,
  settings: settingsOf(
    parseConfig({ source: { events: 'none', timeZone: TIME_ZONE }, target: { event: 'purchase' }, ...windowsOf() }),
    'bench',
  ),
});

function windowsOf() {
  const { lookbackDays, horizonDays, finalLagDays, snapshots, everyDays } = QUESTION;
  return { lookbackDays, horizonDays, finalLagDays, training: { snapshots, everyDays } };
}

function labelsOf(row: StructType, snapshot: CalendarDay): Relation {
  const days = events.labelDays(snapshot);
  return events.labels(snapshot, { relations: relationsOf(row, ...days), days });
}

function reachOf(row: StructType): string {
  const days = events.windows(NEWEST);
  return events.reach(NEWEST, { relations: relationsOf(row, ...days), days });
}

/** The flat events of these days, as they are kept after a year of weekly runs: in a table for each week. */
function weeklyTables([from, until]: readonly [CalendarDay, CalendarDay]) {
  const weeks = new Map<string, CalendarDay[]>();
  for (const day of daysOf(from, until)) {
    const week = Math.floor(Date.parse(day) / (7 * 86_400_000));
    const table = work(`ma_flat_events_01234567_20260101_20260107_${String(week).padStart(12, '0')}`);
    weeks.set(table, [...(weeks.get(table) ?? []), day]);
  }
  return daysOfTablesRelation([...weeks].map(([table, days]) => ({ table, days })));
}

function fieldOf(name: string, type: DataType): TableField {
  switch (type.kind) {
    case 'list':
      return { ...fieldOf(name, type.element), mode: 'REPEATED' };
    case 'struct':
      return { name, type: 'RECORD', fields: type.fields.map((field) => fieldOf(field.name, field.type)) };
    case 'map':
      throw new TypeError(`${name} is a map, which no export has`);
    case 'scalar':
      return { name, type: TYPES[type.name] ?? 'STRING' };
  }
}

const TYPES: Readonly<Record<string, string>> = {
  BIGINT: 'INTEGER',
  INTEGER: 'INTEGER',
  DOUBLE: 'FLOAT',
  FLOAT: 'FLOAT',
  BOOLEAN: 'BOOLEAN',
  VARCHAR: 'STRING',
};

/** A linear model of many numbers and levels. */
function largeModel(numbers: number, categories: number, levels: number) {
  const preprocessing = [
    ...Array.from({ length: numbers }, (_, index) => ({
      kind: 'numeric',
      name: `feature_number_${index}`,
      log1p: true,
      impute: 0.123456789012345,
      mean: 1.23456789012345,
      scale: 2.34567890123456,
      missingIndicator: true,
    })),
    ...Array.from({ length: categories }, (_, index) => ({
      kind: 'categorical',
      name: `feature_category_${index}`,
      levels: Array.from({ length: levels }, (_, level) => `a level of some length ${level}`),
      rareLevels: [],
      hasMissing: true,
    })),
  ];
  const coef = Array.from({ length: 2 * numbers + categories * (levels + 1) }, (_, index) => Math.sin(index));
  return { preprocessing, model: { kind: 'linear', intercept: -1, coef }, calibration: { method: 'none' } };
}
