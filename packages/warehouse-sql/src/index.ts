// arithmetic
export { hasRemainder } from './arithmetic/exact-sum-of-rows.js';
export { BIGQUERY_PRICES } from './costs/bigquery-prices.js';
// dialects
export type { Dialect, SqlColumn, SqlType, TableLayout } from './dialect/dialect.js';
export { duckdbDialect, duckdbString } from './dialect/duckdb-dialect.js';
export { googlesqlDialect, googlesqlString } from './dialect/googlesql-dialect.js';
export { checkedIdentifier, tableNameParts } from './dialect/identifiers.js';
export { integerLiteral } from './dialect/literals.js';
export { queryRelation, type Relation, relation, tableRelation, unionRelation } from './dialect/relation.js';
export {
  binCountsOf,
  type CategoricalBinRow,
  categoricalBinsSql,
  type FeatureBinsOptions,
  numericBinsSql,
  scoreBinsSql,
  scoreCountsOf,
} from './drift/feature-bins-sql.js';
// drift
export {
  type CategoricalProfileRow,
  categoricalProfileSql,
  type FeatureProfileOptions,
  numericProfileSql,
  snapshotProfileOf,
} from './drift/feature-profile-sql.js';
export {
  type GuardedCount,
  guardedBinsOf,
  guardedBinsSql,
  guardedProfileOf,
  guardedProfileSql,
} from './drift/guarded-counts-sql.js';
export { RECENT_COLUMNS, type RecentEventsRow, recentEventsOf, recentEventsSql } from './drift/recent-events-sql.js';
// erasure
export {
  countRowsToEraseSql,
  eraseRowsSql,
  exportedFilesSql,
  rememberSql,
  searchColumnsSql,
} from './erasure/erasure-sql.js';
export {
  type ForgottenTable,
  type ForgottenUsers,
  hasDigest,
  isForgotten,
  type KeepsUser,
  keepsUser,
  keptSql,
} from './erasure/forgotten-users.js';
export { tablesOfUsers, USER_TABLE_PREFIXES, userColumns } from './erasure/user-columns.js';
// features
export type { Aggregate, AggregateDeclaration } from './features/aggregate.js';
export type { EarlierDefinition, Feature, FeatureDeclaration } from './features/feature.js';
export {
  defaultFeatures,
  type FeatureCatalogueOptions,
  featureCatalogue,
  featureSpec,
} from './features/feature-catalogue.js';
export type { FeatureContext } from './features/feature-context.js';
export { FeatureDefinitions, type FeatureExpression } from './features/feature-definitions.js';
export type { GrainDefinition } from './features/grain-definition.js';
export { GRAINS, type Grain, PROFILE_COLUMNS } from './features/grains.js';
export { FEATURES_OF_OWN_EVENT, ownEventFeatures, slugOf } from './features/own-event-features.js';
export type { RowCondition } from './features/row-condition.js';
export { VISIT_TEXTS } from './features/visits-grain.js';
// scoring
export { type ScoringOptions, scoringSql } from './scoring/scoring-sql.js';
export { adsConsentSql } from './snapshot/ads-consent-sql.js';
// snapshots
export {
  type DayRange,
  EventStatements,
  type EventStatementsOptions,
  type RawDays,
} from './snapshot/event-statements.js';
export {
  type EventCodes,
  type FeatureSnapshotOptions,
  type FeatureSnapshotParts,
  type FeatureSnapshotsOptions,
  featureSnapshotParts,
  featureSnapshotSql,
  featureSnapshotsSql,
} from './snapshot/feature-snapshot-sql.js';
export { type DaysOfTable, daysOfTablesRelation, eventsByDaySql, FLAT_DAY_COLUMN } from './snapshot/flat-days-sql.js';
export { keptDaysOf } from './snapshot/kept-days.js';
export {
  type LabelledRowsOptions,
  type LabelledSnapshot,
  type LabelledSnapshotOptions,
  labelledRowsSql,
  labelledSnapshotSql,
  sampledUsersSql,
} from './snapshot/labelled-rows-sql.js';
export {
  type LabelsOptions,
  labelsSql,
  type PopulationOptions,
  populationSql,
  reachSql,
} from './snapshot/labels-sql.js';
export { type PeopleOptions, peopleSql } from './snapshot/people-sql.js';
export { populationFlags } from './snapshot/population-sql.js';
export { questionColumns, questionIdentity } from './snapshot/question-columns.js';
export { SNAPSHOT_CATALOGUE } from './snapshot/snapshot-catalogue.js';
export {
  type SnapshotCountsOptions,
  separateCountsSql,
  snapshotCountsOf,
  snapshotCountsSql,
} from './snapshot/snapshot-counts-sql.js';
export { snapshotFeatures } from './snapshot/snapshot-features.js';
export { groupsOfSnapshots } from './snapshot/snapshot-groups.js';
export { snapshotTableName, snapshotTablePrefix } from './snapshot/snapshot-name.js';
export type { SnapshotTables } from './snapshot/snapshot-tables.js';
export { eventNamesSql, namesBeforeSql, summarySql } from './snapshot/summary-sql.js';
export { targetFlag } from './snapshot/target-sql.js';
export { userSampleSql } from './snapshot/user-sample-sql.js';
export type { AdsConsent } from './source/ads-consent.js';
export {
  type AudienceEvidenceRow,
  audienceEvidenceOf,
  audienceEvidenceSql,
  audienceFlags,
} from './source/audience/audience-evidence-sql.js';
// sources
export {
  type ExportDayTable,
  type ExportTablesOptions,
  exportTableRows,
  wildcardPrefix,
} from './source/bigquery-export-tables.js';
export { bigquerySchema, type TableField } from './source/bigquery-schema.js';
export { type DaysOfPath, daysOfPath, type ExportTableKind, type UnfinishedKind } from './source/days/days-of-path.js';
export { LATE_DAYS, withNeighbours } from './source/days/late-days.js';
export { describeLeftOut } from './source/days/left-out.js';
export { misplacedRows, type NamedDays } from './source/days/misplaced-rows.js';
export {
  describeParquetSql,
  type ExportFile,
  type ExportFormat,
  exportFormatOf,
  type FileRows,
  jsonFormsSql,
  jsonRows,
  parquetMomentsSql,
  parquetRangesSql,
  parquetRows,
} from './source/duckdb-export-files.js';
export { type DescribedColumn, duckdbSchema } from './source/duckdb-schema.js';
export { type CustomColumn, EVENT_COLUMNS, type EventColumn } from './source/event-columns.js';
export type {
  DayNames,
  EventExport,
  EventsOptions,
  PresenceCheck,
  RelationOptions,
  SourceVersions,
  StoredRows,
  TableNamesOfDays,
} from './source/event-export.js';
export { ga4DeliveredEventsSql, ga4DeliveriesSql, ga4EventsSql } from './source/ga4/ga4-events.js';
export { ga4Export, ga4ExportIn, ga4ExportOf } from './source/ga4/ga4-export.js';
export { batchPlaceSql, eventContentSql } from './source/identity/event-identity-sql.js';
export { mergedEventsSql } from './source/identity/merged-events-sql.js';
export { localMicrosSql } from './source/local-time.js';
export { eventDateSql } from './source/moment/event-date-sql.js';
export {
  type MomentField,
  type MomentKind,
  momentKind,
  momentRangeSql,
  momentSql,
} from './source/moment/moment-sql.js';
export { type MomentUnit, momentUnitOf } from './source/moment/moment-unit.js';
export { type PlacedRows, placedRowsSql } from './source/moment/placed-rows-sql.js';
export { type DatedRows, zoneEvidenceSql } from './source/moment/zone-evidence-sql.js';
export { type AmountEvidenceRow, amountEvidenceOf, amountEvidenceSql } from './source/money/amount-evidence-sql.js';
export { amountSql } from './source/money/amount-sql.js';
export { type MoneySql, moneySql } from './source/money/money-sql.js';
export { presenceSql } from './source/presence-sql.js';
export type { RawRelation } from './source/raw-relation.js';
export type { RawSchema } from './source/raw-schema.js';
export { eventsOf, type Role, type RolePlayer, type Roles } from './source/roles.js';
export { bigqueryRowType } from './source/shape/bigquery-type.js';
export {
  type ColumnForm,
  type ColumnReading,
  checkShape,
  type Shape,
  type ShapeOptions,
  type ShapeRefusal,
} from './source/shape/check-shape.js';
export { commonTypes, conformedRows } from './source/shape/conformed-rows.js';
export { type DataType, describeType, type StructType, type TypedField } from './source/shape/data-type.js';
export {
  DECLARED_COLUMNS,
  type DeclaredColumn,
  type DeclaredFields,
  READ_COLUMNS,
  REQUIRED_COLUMNS,
} from './source/shape/declared-columns.js';
export { duckdbShapeSql } from './source/shape/duckdb-shape-sql.js';
export { duckdbRowType, parseDuckdbType } from './source/shape/duckdb-type.js';
export { googlesqlShapeSql } from './source/shape/googlesql-shape-sql.js';
export { type RawRows, rawSchemaOf, readableRows } from './source/shape/readable-rows.js';
export { refusedValueOf } from './source/shape/refused-value.js';
export { FinishedTable } from './source/table/finished-table.js';
export type { FinishedTableOptions } from './source/table/look-at-table.js';
export { type FinishedRows, ownTableOf } from './source/table/own-table-of-rows.js';
export type { FoundTable, TableAccess } from './source/table/table-access.js';
export { bigqueryColumnType, duckdbColumnType, type TableColumn } from './source/table/table-column.js';
export { assertColumnsDiffer } from './source/table/table-faults.js';
export { type TableConfig, tableOptions } from './source/table/table-options.js';
export { uaExport, uaExportOf } from './source/ua/ua-export.js';
export { DEVICE_COLUMN, PEOPLE_COLUMNS, type People } from './source/user-id/people.js';
export { type UserIdField, userIdSql } from './source/user-id/user-id-sql.js';
export { badExpression, uncomputableExpression } from './source/user-sql/bad-expression.js';
export { type ExpressionParts, expressionParts, parseExpressionSql } from './source/user-sql/duckdb-expression.js';
export { namedIdentifiers } from './source/user-sql/named-identifiers.js';
export { refuseUnknownColumns } from './source/user-sql/unknown-columns.js';
export { unrecognizedName } from './source/user-sql/unrecognized-name.js';
export { type AlertTableRow, alertOfRow, alertRow, alertsSql } from './tables/alert-rows.js';
export { type DriftTableRow, driftOfWeeks, driftRowsSql, replaceDriftSql } from './tables/drift-rows-sql.js';
export {
  type GroupScope,
  groupCountsSql,
  groupVarianceSql,
  recordGroupsSql,
  settleGroupsSql,
} from './tables/export-group-sql.js';
export { fillTargetSql, firstTargetSql } from './tables/first-target-sql.js';
export { type GroupCountRow, type GroupVarianceRow, holdoutGroupsOf } from './tables/holdout-groups-of-rows.js';
export { holdoutResultRow, holdoutResultsSql } from './tables/holdout-result-row.js';
// tables
export { appendRowSql, mergeRowsSql, type SqlParameter, type SqlStatement } from './tables/merge-rows-sql.js';
export { type ModelChangeRow, modelChangeOf, modelChangeRow } from './tables/model-change-of-row.js';
export { type ModelRecordRow, modelRecordOf } from './tables/model-record-of-row.js';
export {
  type GroupedOutcomesOptions,
  groupedOutcomesSql,
  numberedOutcomesSql,
  type OutcomesOptions,
  outcomesSql,
} from './tables/outcomes-sql.js';
export { type PublishScriptOptions, publishScriptSql } from './tables/publish-script-sql.js';
export {
  appendHistorySql,
  appendShadowSql,
  forgetGivenSql,
  forgetGroupsSql,
  forgetOldSql,
  type PublishTables,
  predictionCountsSql,
  replacePredictionsSql,
  type StagedShadow,
  stagedChecksSql,
  upsertPredictionsSql,
} from './tables/publish-sql.js';
export { type PublishedRunRow, publishedRunOf } from './tables/published-run-of-row.js';
export {
  countCurrentPredictionsSql,
  currentPredictionSql,
  currentPredictionsSql,
  formerPredictionSql,
  modelChangesSql,
  modelRecordsSql,
  type PredictionsOf,
  predictionRunsSql,
  weekEvaluationsSql,
} from './tables/read-rows-sql.js';
export { recordExportScriptSql } from './tables/record-export-script-sql.js';
export { addColumnsSql, createTableSql, replaceRowsSql, sqlLiteral } from './tables/row-sql.js';
export { modelRecordRow, predictionRunRow, type RunBytes, weekEvaluationRow } from './tables/rows.js';
export { type ScoreExportRow, scoreExportOf, scoreExportRow } from './tables/score-export-of-row.js';
export {
  EXPORT_ORDER,
  type ExportFilterSql,
  type ExportScope,
  exportedColumns,
  exportedRowsSql,
  IN_FILE,
  recordGivenSql,
  scoreExportsSql,
  stagedExportSql,
} from './tables/score-export-sql.js';
export { type LastSelected, lastSelectedSql, selectedSql } from './tables/selected-sql.js';
export type { SqlRow } from './tables/sql-row.js';
export { type StagedChecksRow, stagedChecksOf } from './tables/staged-checks-of-row.js';
export {
  ALERTS,
  DEFAULT_TABLE_NAMES,
  EXPORT_GROUPS,
  HOLDOUT_RESULTS,
  MODEL_CHANGES,
  MODEL_EVALUATION,
  MODEL_TRAINING_METADATA,
  PREDICTION_RUNS,
  PREDICTIONS,
  PREDICTIONS_HISTORY,
  SCORE_EXPORTS,
  TABLE_DEFINITIONS,
  TARGET_COLUMN,
  type TableDefinition,
  type TableNames,
} from './tables/table-definitions.js';
// training
export { type CensoredRowsOptions, censoredRowsSql } from './training/censored-rows-sql.js';
export {
  classCountsSql,
  classCurvatureSql,
  classGradientSql,
  curvatureSql,
  gradientSql,
  groupedScoresSql,
  lossDifferencesSql,
  momentsSql,
  pairCurvatureSql,
  preparedRowsSql,
  probabilitySumsSql,
  scoreCountsSql,
} from './training/prepared-rows-sql.js';
export {
  SqlTrainingRows,
  type SqlTrainingRowsOptions,
  type TrainingStatements,
} from './training/sql-training-rows.js';
export {
  eventCountsSql,
  groupedEventCountsSql,
  groupedValuesSql,
  guardedRangesSql,
  guardedRowCountsSql,
  levelCountsSql,
  numberRangesSql,
  rowCountsSql,
  snapshotRowsSql,
  type TrainingRowsSqlOptions,
  trainingRowsSql,
  valueCountsSql,
} from './training/training-rows-sql.js';
export { scoresChecksumSql } from './verification/scores-checksum-sql.js';
export { keyFaultsSql, storedRowsSql } from './verification/stored-rows-sql.js';
export { StoredTables, type StoredTablesOptions } from './verification/stored-tables.js';
export { currentRowsSql, givenRowsSql, historyRowsSql, usersNotCurrentSql } from './verification/user-rows-sql.js';
