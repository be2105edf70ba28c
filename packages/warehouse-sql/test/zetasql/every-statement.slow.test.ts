import { parseConfig, settingsOf } from '@propensity/core/config';
import { digestBlocks } from '@propensity/core/erasure';
import type { ExportChoice, PreparedColumns, RowSet, ScoreExport } from '@propensity/core/ports';
import { type DoneRule, EVERYONE, targetRule } from '@propensity/core/question';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as warehouse from '../../src/index.js';
import {
  addColumnsSql,
  adsConsentSql,
  alertsSql,
  appendHistorySql,
  appendRowSql,
  appendShadowSql,
  audienceEvidenceSql,
  audienceFlags,
  categoricalBinsSql,
  categoricalProfileSql,
  censoredRowsSql,
  classCountsSql,
  classCurvatureSql,
  classGradientSql,
  countCurrentPredictionsSql,
  countRowsToEraseSql,
  createTableSql,
  currentPredictionSql,
  currentPredictionsSql,
  currentRowsSql,
  curvatureSql,
  driftRowsSql,
  duckdbDialect,
  EventStatements,
  EXPORT_ORDER,
  eraseRowsSql,
  eventCountsSql,
  eventNamesSql,
  eventsByDaySql,
  exportedColumns,
  exportedFilesSql,
  exportedRowsSql,
  exportTableRows,
  featureCatalogue,
  featureSnapshotSql,
  featureSnapshotsSql,
  fillTargetSql,
  firstTargetSql,
  forgetGivenSql,
  forgetGroupsSql,
  forgetOldSql,
  formerPredictionSql,
  ga4DeliveredEventsSql,
  ga4DeliveriesSql,
  ga4EventsSql,
  ga4Export,
  ga4ExportOf,
  givenRowsSql,
  googlesqlDialect,
  gradientSql,
  groupCountsSql,
  groupedEventCountsSql,
  groupedOutcomesSql,
  groupedScoresSql,
  groupedValuesSql,
  groupVarianceSql,
  guardedBinsSql,
  guardedProfileSql,
  guardedRangesSql,
  guardedRowCountsSql,
  hasDigest,
  historyRowsSql,
  holdoutResultsSql,
  isForgotten,
  keepsUser,
  keptSql,
  keyFaultsSql,
  labelledRowsSql,
  labelledSnapshotSql,
  labelsSql,
  lastSelectedSql,
  levelCountsSql,
  lossDifferencesSql,
  MODEL_CHANGES,
  MODEL_TRAINING_METADATA,
  mergeRowsSql,
  modelChangesSql,
  modelRecordsSql,
  momentsSql,
  namesBeforeSql,
  numberedOutcomesSql,
  numberRangesSql,
  numericBinsSql,
  numericProfileSql,
  outcomesSql,
  PEOPLE_COLUMNS,
  PREDICTION_RUNS,
  PREDICTIONS,
  pairCurvatureSql,
  peopleSql,
  placedRowsSql,
  populationFlags,
  populationSql,
  predictionCountsSql,
  predictionRunsSql,
  preparedRowsSql,
  presenceSql,
  probabilitySumsSql,
  publishScriptSql,
  queryRelation,
  RECENT_COLUMNS,
  reachSql,
  recentEventsSql,
  recordExportScriptSql,
  recordGivenSql,
  recordGroupsSql,
  rememberSql,
  replaceDriftSql,
  replacePredictionsSql,
  replaceRowsSql,
  rowCountsSql,
  type SqlRow,
  type SqlStatement,
  sampledUsersSql,
  scoreBinsSql,
  scoreCountsSql,
  scoreExportsSql,
  scoresChecksumSql,
  scoringSql,
  searchColumnsSql,
  selectedSql,
  separateCountsSql,
  settleGroupsSql,
  snapshotCountsSql,
  snapshotRowsSql,
  stagedChecksSql,
  stagedExportSql,
  storedRowsSql,
  summarySql,
  TABLE_DEFINITIONS,
  type TableDefinition,
  tableRelation,
  tablesOfUsers,
  targetFlag,
  trainingRowsSql,
  upsertPredictionsSql,
  userSampleSql,
  usersNotCurrentSql,
  valueCountsSql,
  weekEvaluationsSql,
} from '../../src/index.js';

import { ADDED_FEATURES } from '../support/added-features.js';
import { AWKWARD_EXPORT, SNAPSHOT, WINDOW } from '../support/awkward-export.js';
import { STAGED_FIELDS } from '../support/staged-scores.js';
import { tableFields } from '../support/table-fields.js';
import { ZetaSqlDatabase } from '../support/zetasql/zetasql-database.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

const DATASET = 'my-project.analytics_1';
const dialect = googlesqlDialect;
const ours = (name: string) => `my-project.propensity.${name}`;
const TABLES = {
  staging: ours('staged'),
  predictions: ours('predictions'),
  predictionsHistory: ours('predictionsHistory'),
  shadowPredictions: ours('shadowPredictions'),
  predictionRuns: ours('predictionRuns'),
  drift: ours('drift'),
};
const RUN = {
  runId: "run's \\ id",
  target: "the 'target' \\ ü",
  snapshot: SNAPSHOT,
  model: 'ü\n',
  sha256: 'ab',
  predictedAt: '2025-03-11T01:02:03.045Z',
  inSample: false,
  horizonDays: 7,
  allowedMissingDays: ['2025-03-01'],
  selection: { topUsers: 30 },
  drift: [
    {
      compared_with: 'training',
      compared_week: SNAPSHOT,
      kind: 'feature',
      name: "o'c",
      before_n: 3,
      now_n: 4,
      psi: 0.5,
      psi_limit: null,
      before_missing: 0,
      now_missing: 1,
      before_zero: 0,
      now_zero: 0,
      before_unseen: 0,
      now_unseen: 0,
      before_value: null,
      now_value: null,
      flagged_for: ['psi', 'missing'],
      counts: [1, 3],
    },
  ],
} as const;
const SELECTED = [
  selectedSql(dialect, { topUsers: 30 }, { proba: '0.25', userId: dialect.string("o'c") }),
  selectedSql(dialect, { topUsers: 30 }, null),
  selectedSql(dialect, { threshold: 0.2 }, null),
];
const RESULT = {
  job: 'predictions',
  run_id: RUN.runId,
  snapshot: SNAPSHOT,
  model: RUN.model,
  in_sample: false,
  counts: { scored: 1, overwritten: 0, appended: 1, kept: 0, selected: 1 },
} as const;

const newest = AWKWARD_EXPORT[0]!.fields;
const days = AWKWARD_EXPORT.map(({ suffix, fields }) => ({ suffix, schema: fields }));
const relations = exportTableRows({ dataset: DATASET, prefix: 'events_', days, newest }).map((rows) =>
  ga4Export.relation(dialect, rows),
);
const EVENTS = { ...WINDOW, dialect, relations };
const TARGET = targetRule({ event: "it's" });
const DELIVERIES = queryRelation(ga4DeliveriesSql({ ...EVENTS, customColumns: [targetFlag(TARGET)] }));
const LABELS = {
  dialect,
  events: DELIVERIES,
  seen: DELIVERIES,
  snapshot: SNAPSHOT,
  lookbackDays: 14,
  horizonDays: 7,
  timeZone: WINDOW.timeZone,
  target: TARGET,
  population: EVERYONE,
};
const DONE: DoneRule = { any: [{ events: ["it's"], where: [] }], withinDays: 3 };
const SEEN = queryRelation(
  ga4EventsSql({ ...EVENTS, customColumns: populationFlags({ did: DONE, never: DONE, minEvents: 2 }) }),
);
/** People by a parameter, since the tables have no column of their ids. */
const PEOPLE_EXPORT = ga4ExportOf({
  userId: { param: "it's", fallback: 'user_pseudo_id' },
  where: [{ field: 'platform', matches: "^it's" }],
});
const OUTCOMES = {
  dialect,
  history: TABLES.predictionsHistory,
  week: SNAPSHOT,
  model: "m'",
  labels: queryRelation(labelsSql(LABELS)),
};
const PROFILE = {
  dialect,
  snapshot: tableRelation(dialect, ours('snapshot')),
  features: [
    { name: 'n0', kind: 'numeric', unit: 'count', meaning: '', definitionHash: '' },
    { name: 'level', kind: 'categorical', unit: 'category', meaning: '', definitionHash: '' },
  ],
  levels: new Map([['level', ['a', "\\'"]]]),
} as const;
const BINS = {
  dialect,
  snapshot: PROFILE.snapshot,
  bins: [
    { kind: 'numeric', name: 'n0', edges: [-1.5, 0.5, 1e300] },
    { kind: 'categorical', name: 'level', levels: ['a', "\\'"] },
    { kind: 'categorical', name: 'level', levels: [] },
  ],
} as const;
const TRAINING_DIVISION = { snapshots: ['a', 'b'], train: [1], test: 0, testShare: 0.3, folds: 5, negativeShare: 0.5 };
const TRAINING_SNAPSHOT = {
  snapshot: tableRelation(dialect, ours('snapshot')),
  labels: queryRelation(`SELECT 'a' AS user_id`),
};
const TRAINING_ROWS = {
  dialect,
  snapshots: [TRAINING_SNAPSHOT, TRAINING_SNAPSHOT],
  features: [
    ...PROFILE.features,
    { name: 'n1', kind: 'numeric', unit: 'count', meaning: '', definitionHash: '' } as const,
  ],
  division: TRAINING_DIVISION,
  sampleShare: 0.5,
};
/** Questions about the rows of a training, and about the same when they are prepared. */
const TRAINING = { dialect, division: TRAINING_DIVISION, rows: queryRelation(trainingRowsSql(TRAINING_ROWS)) };
const TRAINING_COLUMNS: PreparedColumns = {
  numbers: [
    { name: 'n0', log1p: true, origin: 0.5, scale: 2, hasMissing: true },
    { name: 'n1', log1p: false, origin: -0.5, scale: 2, hasMissing: false },
  ],
  levels: [0, 1].map(() => ({
    name: 'level',
    classes: 3,
    classOf: new Map([["it's", 0]]),
    classOfMissing: 1,
    classOfOthers: 2,
  })),
};
const PREPARED_ROWS = {
  ...TRAINING,
  columns: TRAINING_COLUMNS,
  rows: queryRelation(preparedRowsSql({ ...TRAINING, columns: TRAINING_COLUMNS })),
};
const TRAINING_SETS: RowSet[] = [
  { of: 'all', fold: { only: 1 }, label: 1, bucketsFrom: 0.25, bucketsBelow: 0.5 },
  { of: 'train', fold: { except: 0 }, sampled: true },
  { of: 'test' },
  { of: { snapshot: 1 } },
];
const TRAINING_FITS = TRAINING_SETS.map((set) => ({
  set,
  coef: Float64Array.from({ length: 10 }, (_, j) => j / 7 - 0.5),
}));
const [TRAINING_FIT] = TRAINING_FITS as [(typeof TRAINING_FITS)[number]];
const LOOKBACKS = [1, 14, 60];

/** A row that a table takes, with every kind of value and a null in every column that is no key. */
function someRow(definition: TableDefinition): SqlRow {
  const values = {
    string: "o'c \\",
    integer: 3,
    float: 0.5,
    boolean: true,
    date: SNAPSHOT,
    timestamp: RUN.predictedAt,
  };
  return Object.fromEntries(definition.columns.map(({ name, type }) => [name, values[type]]));
}
const nullRow = (definition: TableDefinition): SqlRow => ({
  ...Object.fromEntries(definition.columns.map(({ name }) => [name, null])),
  ...Object.fromEntries(definition.key.map((name) => [name, 'other'])),
});
const definitions = Object.entries(TABLE_DEFINITIONS);

const artifact = (calibration: object, terms: number, levels: readonly string[]) => ({
  preprocessing: [
    ...Array.from({ length: terms }, (_, index) => ({
      kind: 'numeric',
      name: `n${index}`,
      log1p: true,
      impute: -0.5,
      mean: 1e21,
      scale: 1e-7,
      missingIndicator: true,
    })),
    { kind: 'categorical', name: 'level', levels, rareLevels: [], hasMissing: true },
  ],
  model: {
    kind: 'linear',
    intercept: -1,
    coef: Array.from({ length: 2 * terms + levels.length + 1 }, (_, index) => -index / 7),
  },
  calibration,
});
const scores = (calibration: object, terms = 3, levels = ['a', "\\'"]) =>
  scoringSql({
    dialect,
    artifact: artifact(calibration, terms, levels) as never,
    snapshot: tableRelation(dialect, ours('snapshot')),
  });

const EXPORT_TABLES = {
  predictions: ours('predictions'),
  exportedScores: ours('exportedScores'),
  scoreExports: ours('scoreExports'),
  exportGroups: ours('exportGroups'),
  predictionsHistory: TABLES.predictionsHistory,
};
const HOLDOUT = { share: 0.1, seed: 3 };
const SCOPE = { target: "o'c \\", seed: 3 };
const STAGED_EXPORT = ours('staged_export');
const STAGED_EXPORT_FIELDS = [
  { name: 'user_id', type: 'STRING' },
  { name: 'proba', type: 'FLOAT64' },
  { name: 'decile', type: 'INT64' },
  { name: 'selected', type: 'BOOL' },
  { name: 'model', type: 'STRING' },
  { name: 'predicted_week', type: 'DATE' },
  { name: 'predicted_at', type: 'TIMESTAMP' },
  { name: 'newest_week', type: 'DATE' },
  { name: 'held_out', type: 'BOOL' },
  { name: 'consented', type: 'BOOL' },
  { name: 'compared', type: 'BOOL' },
];
const EXPORT: ScoreExport = {
  exportId: 'e',
  sequence: 3,
  target: "o'c \\",
  destination: 'ads',
  exportedAt: RUN.predictedAt,
  week: SNAPSHOT,
  kind: 'changes',
  n: null,
  rows: 2,
  sha256: 'ab',
  fileName: "it's.csv",
  format: 'csv',
  heldOut: 1,
  withoutConsent: null,
};
const CONSENTED = new EventStatements({
  dialect,
  source: ga4Export,
  settings: settingsOf(parseConfig({ source: { events: 'e/*.parquet' }, target: { event: 'purchase' } }), 'test'),
}).adsConsent({ relations, days: [WINDOW.from, WINDOW.until] }, 'denied');
const CHOICES: readonly ExportChoice[] = [
  { kind: 'changes' },
  { kind: 'all' },
  { kind: 'top', n: 5 },
  { kind: 'decile', n: 1 },
  { kind: 'selected' },
];

const FORGOTTEN = {
  dialect,
  table: ours('forgottenUsers'),
  blocks: digestBlocks('0123456789abcdef'.repeat(4)),
};
function consentFlags() {
  const customColumns = ga4Export.adsConsent!.flags;
  return queryRelation(ga4DeliveredEventsSql({ ...EVENTS, columns: ['user_id', 'event_micros'], customColumns }));
}

/** Every builder of a statement, under its name, with the statements that are put before ZetaSQL. */
const STATEMENTS: Readonly<Record<string, readonly (string | SqlStatement)[]>> = {
  addColumnsSql: definitions.flatMap(([name, definition]) => addColumnsSql(dialect, ours(name), definition, [])),
  alertsSql: [alertsSql(dialect, ours('alerts'), "o'c")],
  appendHistorySql: appendHistorySql(dialect, TABLES, RUN, SELECTED[0]!),
  appendShadowSql: appendShadowSql(dialect, TABLES, RUN, { model: "o'c", staging: TABLES.staging }),
  appendRowSql: [appendRowSql(dialect, ours('modelChanges'), MODEL_CHANGES, someRow(MODEL_CHANGES))],
  categoricalBinsSql: [1, 0.25].map((share) => categoricalBinsSql({ ...BINS, share })!),
  categoricalProfileSql: [1, 0.25].map((share) => categoricalProfileSql({ ...PROFILE, share })!),
  createTableSql: definitions.map(([name, definition]) => createTableSql(dialect, ours(name), definition)),
  countCurrentPredictionsSql: [countCurrentPredictionsSql(dialect, TABLES.predictions)],
  currentPredictionsSql: [
    currentPredictionsSql(dialect, TABLES.predictions),
    currentPredictionsSql(dialect, TABLES.predictions, { target: "o'c", before: '2026-01-05' }),
    currentPredictionsSql(dialect, TABLES.predictions, { target: 't', madeAt: ['2026-01-05T06:00:00.000Z'] }),
  ],
  currentPredictionSql: [
    currentPredictionSql(dialect, TABLES.predictions, dialect.string("o'c"), dialect.string('t')),
    {
      sql: currentPredictionSql(dialect, TABLES.predictions, '@user_id', '@target'),
      params: { user_id: { type: 'string', value: 'u' }, target: { type: 'string', value: 't' } },
    },
  ],
  fillTargetSql: [fillTargetSql(dialect, TABLES.predictions, ours('modelTrainingMetadata'))],
  firstTargetSql: [`SELECT ${firstTargetSql(dialect, ours('modelTrainingMetadata'))}`],
  formerPredictionSql: [true, false].map((marked) => ({
    sql: formerPredictionSql(
      dialect,
      { predictions: TABLES.predictions, modelTrainingMetadata: ours('modelTrainingMetadata') },
      ['@user_id', '@target'],
      marked,
    ),
    params: { user_id: { type: 'string', value: 'u' }, target: { type: 'string', value: 't' } },
  })),
  audienceEvidenceSql: [ga4Export, PEOPLE_EXPORT].map((source) =>
    audienceEvidenceSql(
      dialect,
      source,
      queryRelation(source.deliveredEventsSql({ ...EVENTS, customColumns: audienceFlags(source), unfiltered: true })),
    ),
  ),
  countRowsToEraseSql: [countRowsToEraseSql(dialect, TABLES.predictions, ['user_id', 'model'], isForgotten(FORGOTTEN))],
  eraseRowsSql: tablesOfUsers().map(({ key, columns }) =>
    eraseRowsSql(dialect, ours(key), columns, isForgotten(FORGOTTEN)),
  ),
  exportedFilesSql: [exportedFilesSql(dialect, EXPORT_TABLES.scoreExports)],
  keptSql: [keptSql(ga4EventsSql(EVENTS), keepsUser(FORGOTTEN))],
  rememberSql: [rememberSql(dialect, FORGOTTEN.table, ['ab', 'cd'], RUN.predictedAt)],
  searchColumnsSql: [
    searchColumnsSql(dialect, TABLES.predictions, ['user_id', 'model'], hasDigest(dialect, FORGOTTEN.blocks, ['ab'])),
    searchColumnsSql(dialect, TABLES.predictions, ['user_id', 'model'], isForgotten(FORGOTTEN)),
  ],
  eventNamesSql: [eventNamesSql(DELIVERIES), eventNamesSql(DELIVERIES, 9, 5)],
  adsConsentSql: (['denied', 'granted'] as const).map((unknown) =>
    adsConsentSql(dialect, ga4Export.adsConsent!, consentFlags(), unknown),
  ),
  exportedRowsSql: CHOICES.flatMap((choice) => [
    exportedRowsSql(dialect, EXPORT_TABLES, EXPORT, choice),
    exportedRowsSql(dialect, EXPORT_TABLES, EXPORT, choice, { holdout: HOLDOUT, consented: CONSENTED }),
  ]),
  groupCountsSql: [groupCountsSql(dialect, EXPORT_TABLES.exportGroups, SCOPE)],
  groupVarianceSql: [groupVarianceSql(dialect, EXPORT_TABLES.exportGroups, SCOPE)],
  holdoutResultsSql: [holdoutResultsSql(dialect, ours('holdoutResults'), SCOPE.target)],
  settleGroupsSql: [
    settleGroupsSql(dialect, EXPORT_TABLES.exportGroups, queryRelation(labelsSql(LABELS)), {
      target: SCOPE.target,
      week: SNAPSHOT,
    }),
  ],
  featureSnapshotSql: LOOKBACKS.map((lookbackDays) => {
    const features = featureCatalogue({ source: ga4Export, lookbackDays, features: { drop: [], add: ADDED_FEATURES } });
    const customColumns = features.flatMap(({ customColumn }) => customColumn ?? []);
    const events = queryRelation(ga4EventsSql({ ...EVENTS, customColumns }));
    return featureSnapshotSql({
      dialect,
      events,
      roles: ga4Export.roles,
      snapshot: SNAPSHOT,
      lookbackDays,
      timeZone: WINDOW.timeZone,
      features,
    });
  }),
  featureSnapshotsSql: LOOKBACKS.map((lookbackDays) => {
    const features = featureCatalogue({ source: ga4Export, lookbackDays, features: { drop: [], add: ADDED_FEATURES } });
    const customColumns = features.flatMap(({ customColumn }) => customColumn ?? []);
    const events = queryRelation(ga4EventsSql({ ...EVENTS, customColumns }));
    return featureSnapshotsSql({
      dialect,
      events,
      roles: ga4Export.roles,
      snapshots: ['2025-03-04', SNAPSHOT],
      lookbackDays,
      timeZone: WINDOW.timeZone,
      features,
    });
  }),
  eventsByDaySql: [eventsByDaySql(ga4EventsSql(EVENTS))],
  ga4DeliveredEventsSql: [ga4DeliveredEventsSql(EVENTS)],
  ga4DeliveriesSql: [ga4DeliveriesSql(EVENTS)],
  ga4EventsSql: [ga4EventsSql(EVENTS), ga4EventsSql({ ...EVENTS, columns: ['user_id', 'event_micros'] })],
  labelledRowsSql: [0.25, 1].map((sampleShare) => {
    const labelled = { snapshot: tableRelation(dialect, ours('snapshot')), labels: queryRelation(labelsSql(LABELS)) };
    return labelledRowsSql({ dialect, snapshots: [labelled, labelled], features: ['n0', 'level'], sampleShare });
  }),
  labelledSnapshotSql: [
    labelledSnapshotSql({
      dialect,
      snapshot: tableRelation(dialect, ours('snapshot')),
      labels: queryRelation(labelsSql(LABELS)),
      columns: ['f.n0'],
      sampleShare: 1,
    }),
  ],
  sampledUsersSql: [0.25, 1].map((share) => sampledUsersSql(tableRelation(dialect, ours('snapshot')), share)),
  labelsSql: [labelsSql(LABELS)],
  currentRowsSql: [currentRowsSql(dialect, TABLES)],
  givenRowsSql: [givenRowsSql(dialect, EXPORT_TABLES.exportedScores)],
  historyRowsSql: [historyRowsSql(dialect, TABLES.predictionsHistory)],
  keyFaultsSql: definitions.map(([name, definition]) => keyFaultsSql(dialect, ours(name), definition)),
  lastSelectedSql: [lastSelectedSql(dialect, TABLES.staging, 30)],
  mergeRowsSql: definitions.map(([name, definition]) =>
    mergeRowsSql(dialect, ours(name), definition, [someRow(definition), nullRow(definition)]),
  ),
  driftRowsSql: [
    driftRowsSql(dialect, TABLES.drift, RUN.target),
    driftRowsSql(dialect, TABLES.drift, RUN.target, SNAPSHOT),
  ],
  modelChangesSql: [modelChangesSql(dialect, ours('modelChanges'))],
  modelRecordsSql: [modelRecordsSql(dialect, ours('modelTrainingMetadata'))],
  forgetGivenSql: [forgetGivenSql(dialect, EXPORT_TABLES, RUN.target)],
  forgetGroupsSql: [forgetGroupsSql(dialect, EXPORT_TABLES.exportGroups, RUN.target, SNAPSHOT)],
  forgetOldSql: forgetOldSql(dialect, TABLES, RUN.target, SNAPSHOT),
  outcomesSql: [outcomesSql(OUTCOMES)],
  separateCountsSql: [1, 0.5].map((share) => separateCountsSql([LABELS, { ...LABELS, snapshot: '2025-03-04' }], share)),
  snapshotCountsSql: [1, 0.5].map((sampleShare) =>
    snapshotCountsSql({
      ...LABELS,
      snapshots: [SNAPSHOT, '2025-03-04'],
      sampleShare,
      keeps: sampleShare === 1 ? undefined : keepsUser(FORGOTTEN),
    }),
  ),
  groupedOutcomesSql: [groupedOutcomesSql({ ...OUTCOMES, grouping: { binned: true, threshold: 0.25 } })],
  numberedOutcomesSql: [false, true].flatMap((binned) => [
    numberedOutcomesSql({ ...OUTCOMES, grouping: { binned, threshold: 0.25 } }),
    numberedOutcomesSql({
      ...OUTCOMES,
      history: TABLES.shadowPredictions,
      grouping: { binned, threshold: 0.25 },
      served: 'served_proba',
    }),
  ]),
  numericBinsSql: [1, 0.25].map((share) => numericBinsSql({ ...BINS, share })),
  numericProfileSql: [1, 0.25].map((share) => numericProfileSql({ ...PROFILE, share })),
  placedRowsSql: [
    placedRowsSql(
      dialect,
      exportTableRows({ dataset: DATASET, prefix: 'events_', days, newest, suffixColumn: 'place' }).flatMap((rows) => {
        const dated = ga4Export.datedRows(dialect, ga4Export.relation(dialect, rows));
        return dated === null ? [] : [{ ...dated, place: 'place' }];
      }),
    ),
  ],
  peopleSql: [true, false].map((fallback) =>
    peopleSql({
      dialect,
      people: { fallback },
      events: queryRelation(PEOPLE_EXPORT.eventsSql({ ...EVENTS, customColumns: PEOPLE_COLUMNS })),
    }),
  ),
  populationSql: [
    populationSql(LABELS),
    populationSql({ ...LABELS, seen: SEEN, population: { did: DONE, never: DONE, minEvents: 2 } }),
  ],
  presenceSql: relations.map((relation) => presenceSql(dialect, relation, ga4Export.presence(dialect))),
  predictionCountsSql: SELECTED.map((selected) => predictionCountsSql(dialect, TABLES, RUN.target, selected)),
  predictionRunsSql: [predictionRunsSql(dialect, TABLES.predictionRuns)],
  publishScriptSql: [
    publishScriptSql({ tables: TABLES, run: RUN }),
    publishScriptSql({
      tables: { ...TABLES, exportedScores: ours('exportedScores'), exportGroups: ours('exportGroups') },
      run: RUN,
      forgetBefore: SNAPSHOT,
    }),
    publishScriptSql({ tables: TABLES, run: RUN, shadows: [{ model: 'm', staging: TABLES.staging }] }),
    publishScriptSql({ tables: TABLES, run: { ...RUN, selection: { threshold: 0.2 } } }),
    publishScriptSql({ tables: TABLES, run: RUN, known: { ...RUN, result: RESULT } }),
  ].flatMap(statementsOf),
  reachSql: [reachSql(LABELS), reachSql(LABELS, keepsUser(FORGOTTEN))],
  recentEventsSql: [undefined, 5].map((minUsers) =>
    recentEventsSql(dialect, queryRelation(ga4DeliveredEventsSql({ ...EVENTS, columns: RECENT_COLUMNS })), minUsers),
  ),
  recordExportScriptSql: statementsOf(recordExportScriptSql(EXPORT_TABLES, STAGED_EXPORT, EXPORT, HOLDOUT)),
  recordGroupsSql: [undefined, HOLDOUT].flatMap((holdout) =>
    recordGroupsSql(dialect, EXPORT_TABLES, STAGED_EXPORT, EXPORT, holdout),
  ),
  recordGivenSql: recordGivenSql(dialect, EXPORT_TABLES, STAGED_EXPORT, EXPORT),
  replaceRowsSql: definitions.flatMap(([name, definition]) =>
    replaceRowsSql(dialect, ours(name), definition, [someRow(definition)]),
  ),
  classCountsSql: [classCountsSql(PREPARED_ROWS, TRAINING_SETS)!],
  censoredRowsSql: [censoredRowsSql({ ...TRAINING, features: TRAINING_ROWS.features, minCellUsers: 5 })],
  classCurvatureSql: [classCurvatureSql(PREPARED_ROWS, TRAINING_FIT)!],
  classGradientSql: [classGradientSql(PREPARED_ROWS, TRAINING_FITS)!],
  curvatureSql: [
    curvatureSql(PREPARED_ROWS, TRAINING_FIT, [
      [0, 0],
      [1, 0],
      [2, 3],
    ]),
  ],
  eventCountsSql: [eventCountsSql(TRAINING, TRAINING_SETS[2]!)],
  gradientSql: [gradientSql(PREPARED_ROWS, TRAINING_FITS)],
  levelCountsSql: (['all', 3] as const).map((most) =>
    levelCountsSql(TRAINING, [{ name: 'level', most }], TRAINING_SETS),
  ),
  groupedEventCountsSql: [groupedEventCountsSql(TRAINING, TRAINING_SETS[2]!, 5)],
  groupedScoresSql: [null, 0.25].map((width) =>
    groupedScoresSql(
      PREPARED_ROWS,
      TRAINING_FITS,
      width,
      TRAINING_FITS.map((_, place) => 5 + place),
    ),
  ),
  groupedValuesSql: [2, 8].map((highest) =>
    groupedValuesSql(TRAINING, [{ name: 'n0', lowest: 2, highest, bins: 'each' }], TRAINING_SETS[0]!, 5),
  ),
  guardedBinsSql: [guardedBinsSql({ ...BINS, share: 1, minUsers: 5 })!],
  guardedProfileSql: [guardedProfileSql({ ...PROFILE, share: 1, minUsers: 5 })],
  guardedRangesSql: [guardedRangesSql(TRAINING, [{ name: 'n0', log1p: true }])],
  guardedRowCountsSql: [
    guardedRowCountsSql(
      TRAINING,
      TRAINING_SETS,
      TRAINING_SETS.map(() => 5),
    ),
  ],
  lossDifferencesSql: [
    lossDifferencesSql(
      PREPARED_ROWS,
      TRAINING_FIT,
      { method: 'platt', slope: 1.5, intercept: 0 },
      { method: 'isotonic', eta: [-1, 1], logit: [-0.5, 0.5] },
    ),
  ],
  momentsSql: [momentsSql(PREPARED_ROWS, TRAINING_SETS)],
  numberRangesSql: [numberRangesSql(TRAINING, [{ name: 'n0', log1p: true }])],
  pairCurvatureSql: [pairCurvatureSql(PREPARED_ROWS, TRAINING_FIT)!],
  preparedRowsSql: [preparedRowsSql({ ...TRAINING, columns: TRAINING_COLUMNS })],
  probabilitySumsSql: [probabilitySumsSql(PREPARED_ROWS, TRAINING_FITS)],
  rowCountsSql: [rowCountsSql(TRAINING, TRAINING_SETS)],
  scoreCountsSql: [
    scoreCountsSql(PREPARED_ROWS, TRAINING_FITS, null),
    scoreCountsSql(PREPARED_ROWS, TRAINING_FITS, 0.25),
    scoreCountsSql(PREPARED_ROWS, [TRAINING_FIT], 0.25, true),
  ],
  snapshotRowsSql: [snapshotRowsSql(TRAINING_ROWS, 1)],
  trainingRowsSql: [trainingRowsSql(TRAINING_ROWS)],
  valueCountsSql: (['each', 8] as const).map((bins) =>
    valueCountsSql(TRAINING, [{ name: 'n0', lowest: 0, highest: 2, bins }], TRAINING_SETS),
  ),
  scoreBinsSql: [scoreBinsSql(dialect, TABLES.staging, [0.25, 0.5])],
  scoringSql: [
    scores({ method: 'none' }),
    scores({ method: 'none' }, 130, []),
    scores({ method: 'platt', slope: 1.5, intercept: -2 }),
    scores({ method: 'beta', a: 0.5, b: 1, c: -2 }),
    scores({ method: 'smooth', eta: [-1, 0, 2], logit: [-3, -2, 1] }),
    scores({ method: 'isotonic', eta: [-1, 0, 2], logit: [-3, -2, 1] }),
  ],
  scoreExportsSql: [EXPORT, undefined].map((scope) => scoreExportsSql(dialect, EXPORT_TABLES.scoreExports, scope)),
  scoresChecksumSql: SELECTED.map((selected) => scoresChecksumSql(dialect, TABLES.staging, selected)),
  stagedChecksSql: [stagedChecksSql(dialect, TABLES.staging, ours('snapshot'))],
  stagedExportSql: [
    stagedExportSql(dialect, STAGED_EXPORT, EXPORT_TABLES, EXPORT.target),
    `SELECT ${exportedColumns(dialect)} FROM ${dialect.table(STAGED_EXPORT)} AS s ORDER BY ${EXPORT_ORDER}`,
  ],
  namesBeforeSql: [namesBeforeSql(DELIVERIES), namesBeforeSql(DELIVERIES, 5)],
  storedRowsSql: definitions.map(([name, definition]) => storedRowsSql(dialect, ours(name), definition)),
  summarySql: [summarySql(DELIVERIES)],
  usersNotCurrentSql: [usersNotCurrentSql(dialect, TABLES)],
  replaceDriftSql: replaceDriftSql(dialect, TABLES.drift, RUN),
  replacePredictionsSql: replacePredictionsSql(dialect, TABLES, RUN, SELECTED[0]!),
  selectedSql: SELECTED.map(
    (selected) => `SELECT user_id, ${selected} AS selected FROM ${dialect.table(TABLES.staging)}`,
  ),
  upsertPredictionsSql: SELECTED.map((selected) => upsertPredictionsSql(dialect, TABLES, RUN, selected)),
  userSampleSql: [0.25, 1].map(
    (share) => `SELECT user_id FROM ${dialect.table(ours('snapshot'))} WHERE ${userSampleSql('user_bucket', share)}`,
  ),
  weekEvaluationsSql: [weekEvaluationsSql(dialect, ours('modelEvaluation'))],
};

/** They read files, which only DuckDB does. */
const OF_DUCKDB = [
  'describeParquetSql',
  'duckdbShapeSql',
  'jsonFormsSql',
  'parquetMomentsSql',
  'parquetRangesSql',
  'parseExpressionSql',
];

/** Expressions and parts of statements of the source's rooms: tests of those run them on both engines. */
const PARTS = [
  'amountEvidenceSql',
  'amountSql',
  'batchPlaceSql',
  'eventContentSql',
  'eventDateSql',
  'googlesqlShapeSql',
  'localMicrosSql',
  'mergedEventsSql',
  'momentRangeSql',
  'momentSql',
  'moneySql',
  'zoneEvidenceSql',
  'userIdSql',
];

/** ZetaSQL analyses no script: its statements, and its conditions and assignments as queries of their expressions. */
function statementsOf(script: string): string[] {
  return script.split(/;\n/).flatMap((part) => {
    const condition = /^IF ([^;]*?) THEN\n/.exec(part);
    const rest = part.slice(condition?.[0].length ?? 0);
    const expression = /^(?:SET \w+|RAISE USING MESSAGE) = (.*)$/s.exec(rest)?.[1];
    return [
      ...(condition === null ? [] : [`SELECT 1 FROM (SELECT 1) WHERE ${condition[1]}`]),
      ...(/^(DECLARE |END IF)/.test(rest) ? [] : [expression === undefined ? rest : `SELECT ${expression} AS value`]),
    ];
  });
}

let server: ZetaSqlServer;
let database: ZetaSqlDatabase;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  const snapshotColumns = [
    ...['user_id', 'level'].map((name) => ({ name, type: 'STRING' })),
    ...['user_bucket', ...Array.from({ length: 130 }, (_, index) => `n${index}`)].map((name) => ({
      name,
      type: 'FLOAT64',
    })),
    { name: 'event_count', type: 'INT64' },
  ];
  database = await ZetaSqlDatabase.open(
    server,
    [
      { name: `${DATASET}.events_20*`, fields: newest, wildcard: true },
      ...days.map(({ suffix, schema }) => ({ name: `${DATASET}.events_${suffix}`, fields: schema })),
      ...definitions.map(([name, definition]) => ({ name: ours(name), fields: tableFields(definition) })),
      { name: TABLES.staging, fields: STAGED_FIELDS },
      { name: STAGED_EXPORT, fields: STAGED_EXPORT_FIELDS },
      { name: ours('snapshot'), fields: snapshotColumns },
    ],
    {
      published_result: 'STRING',
      newest_week: 'DATE',
      last_proba: 'FLOAT64',
      last_user: 'STRING',
      newest_sequence: 'INT64',
    },
  );
});
afterAll(() => server?.stop());

test('every builder is here', () => {
  const builders = Object.keys(warehouse).filter(
    (name) => name.endsWith('Sql') && ![...OF_DUCKDB, ...PARTS].includes(name),
  );
  expect(Object.keys(STATEMENTS).sort()).toEqual(builders.sort());
});

describe('ZetaSQL understands', () => {
  test.each(
    Object.entries(STATEMENTS).flatMap(([name, statements]) =>
      statements.map((statement, index) => [`${name} ${index + 1}`, statement] as const),
    ),
  )('%s', async (_name, statement) => {
    const { sql, params } = typeof statement === 'string' ? { sql: statement, params: {} } : statement;
    await database.analyse(sql, params);
  });

  test('the script that publishes', async () => {
    await database.parseScript(publishScriptSql({ tables: TABLES, run: RUN }));
    await database.parseScript(publishScriptSql({ tables: TABLES, run: RUN, forgetBefore: '2025-01-01' }));
  });
});

describe('ZetaSQL does not understand', () => {
  test.each([
    ['a table that there is not', 'SELECT 1 FROM `my-project.propensity.nothing`'],
    ['a comparison of types', `SELECT 1 FROM ${dialect.table(TABLES.predictions)} WHERE proba = 'a'`],
    ['DuckDB', ga4EventsSql({ ...EVENTS, dialect: duckdbDialect, from: '2025-03-01' })],
    ['a column that is not written', `INSERT INTO ${dialect.table(TABLES.predictions)} (nothing) VALUES (1)`],
  ])('%s', async (_what, sql) => {
    await expect(database.analyse(sql)).rejects.toThrow(/\[at \d+:\d+\]$/);
  });
});

test('the suffixes of a wildcard are literals', () => {
  expect(ga4EventsSql(EVENTS)).toContain("events_20*` WHERE _TABLE_SUFFIX IN ('250308', '250312')");
});

test('tables are laid out for their queries', () => {
  expect(createTableSql(dialect, TABLES.predictions, PREDICTIONS)).toMatch(/\)\nCLUSTER BY `user_id`$/);
  expect(createTableSql(dialect, TABLES.predictionsHistory, TABLE_DEFINITIONS.predictionsHistory)).toMatch(
    /\)\nPARTITION BY `predicted_week`\nCLUSTER BY `model`, `user_id`$/,
  );
  const retained = { ...TABLE_DEFINITIONS.predictionsHistory, partitionExpirationDays: 400 };
  expect(createTableSql(dialect, TABLES.predictionsHistory, retained)).toMatch(
    /\nCLUSTER BY `model`, `user_id`\nOPTIONS \(partition_expiration_days = 400\)$/,
  );
  expect(createTableSql(dialect, TABLES.predictions, { ...PREDICTIONS, partitionExpirationDays: 400 })).not.toContain(
    'OPTIONS',
  );
  expect(createTableSql(duckdbDialect, TABLES.predictionsHistory, retained)).not.toContain('OPTIONS');
  expect(createTableSql(dialect, TABLES.predictionRuns, PREDICTION_RUNS)).toMatch(/\)$/);
  expect(createTableSql(duckdbDialect, 'h', MODEL_TRAINING_METADATA)).not.toContain('CLUSTER');
});
