import type { Selection } from '@propensity/core/decisions';
import type { PredictionRun, PublishedRun } from '@propensity/core/ports';
import { predictResult } from '@propensity/core/predictions';
import { googlesqlDialect } from '../dialect/googlesql-dialect.js';
import { scoresChecksumSql } from '../verification/scores-checksum-sql.js';
import { replaceDriftSql } from './drift-rows-sql.js';
import { mergeSql } from './merge-rows-sql.js';
import {
  appendHistorySql,
  appendShadowSql,
  forgetGivenSql,
  forgetGroupsSql,
  forgetOldSql,
  type PublishTables,
  predictionCountsSql,
  type StagedShadow,
  upsertPredictionsSql,
} from './publish-sql.js';
import { NOT_COUNTED, type RunBytes } from './rows.js';
import { lastSelectedSql, selectedSql } from './selected-sql.js';
import { PREDICTION_RUNS } from './table-definitions.js';

export interface PublishScriptOptions {
  readonly tables: PublishTables & {
    readonly predictionRuns: string;
    readonly drift: string;
    /** Where what was noted of exports goes with old predictions; left out where the table is not there. */
    readonly exportedScores?: string | undefined;
    /** Likewise, of who was exported and who held out. */
    readonly exportGroups?: string | undefined;
  };
  readonly run: PredictionRun;
  /** Predictions of weeks before this day are deleted in the same transaction; all are kept when it is left out. */
  readonly forgetBefore?: string | undefined;
  /** Scores of challengers, kept in the same transaction; none when left out. */
  readonly shadows?: readonly StagedShadow[];
  /** The run with the same id that was already published when the scores were staged. */
  readonly known?: PublishedRun | undefined;
  /** What the run has read so far; not counted when left out. */
  readonly bytes?: RunBytes;
}

/**
 * The whole of publishing as one script of BigQuery, in one transaction. It ends in a row with `result`, a
 * `PredictResult` as JSON text: what was written, or, when the very same run has been published since `known`, what
 * that run wrote, and then nothing is written. When a newer snapshot of the target is published it fails with the message
 * `older_snapshot <its day>`; on any failure BigQuery rolls the transaction back. When two publish at the same time,
 * BigQuery fails one of them with a conflict: run that one again.
 */
export function publishScriptSql(options: PublishScriptOptions): string {
  const { tables, run, forgetBefore, known, bytes = NOT_COUNTED, shadows = [] } = options;
  const { string, date, table } = googlesqlDialect;
  const runs = table(tables.predictionRuns);
  const selected = selectedSql(googlesqlDialect, run.selection, { proba: 'last_proba', userId: 'last_user' });
  const forget = forgetBefore === undefined ? [] : forgetOldSql(googlesqlDialect, tables, run.target, forgetBefore);
  const { predictions, exportedScores, exportGroups } = tables;
  const forgetGiven =
    forgetBefore === undefined || exportedScores === undefined
      ? []
      : [forgetGivenSql(googlesqlDialect, { predictions, exportedScores }, run.target)];
  const forgetGroups =
    forgetBefore === undefined || exportGroups === undefined
      ? []
      : [forgetGroupsSql(googlesqlDialect, exportGroups, run.target, forgetBefore)];
  return `DECLARE published_result STRING;
DECLARE newest_week DATE;
DECLARE last_proba FLOAT64;
DECLARE last_user STRING;
BEGIN TRANSACTION;
SET published_result = (SELECT result FROM ${runs} WHERE run_id = ${string(run.runId)}${known === undefined ? '' : otherThan(known)});
IF published_result IS NULL THEN
SET newest_week = (SELECT MAX(predicted_week) FROM ${runs} WHERE target = ${string(run.target)});
IF newest_week > ${date(run.snapshot)} THEN
RAISE USING MESSAGE = CONCAT('older_snapshot ', CAST(newest_week AS STRING));
END IF;
${forget.map((sql) => `${sql};\n`).join('')}${setLastSelected(tables.staging, run.selection)}SET published_result = (SELECT ${resultJson(run)} FROM (
${predictionCountsSql(googlesqlDialect, tables, run.target, selected)}
));
${[
  upsertPredictionsSql(googlesqlDialect, tables, run, selected),
  ...appendHistorySql(googlesqlDialect, tables, run, selected),
  ...forgetGiven,
  ...forgetGroups,
  ...replaceDriftSql(googlesqlDialect, tables.drift, run),
  ...shadows.flatMap((shadow) => appendShadowSql(googlesqlDialect, tables, run, shadow)),
  mergeSql(
    googlesqlDialect,
    tables.predictionRuns,
    PREDICTION_RUNS,
    runRow(run, bytes, scoresChecksumSql(googlesqlDialect, tables.staging, selected)),
  ),
].join(';\n')};
END IF;
COMMIT TRANSACTION;
SELECT published_result AS result`;
}

/** The assignments of the last user within a capacity; empty for a threshold. */
function setLastSelected(staging: string, selection: Selection): string {
  if ('threshold' in selection) return '';
  const last = `(\n${lastSelectedSql(googlesqlDialect, staging, selection.topUsers)}\n)`;
  return `SET last_proba = (SELECT proba FROM ${last});\nSET last_user = (SELECT user_id FROM ${last});\n`;
}

function otherThan({ predictedAt, sha256, result }: PublishedRun): string {
  const { string, timestamp } = googlesqlDialect;
  return ` AND NOT (predicted_at = ${timestamp(predictedAt)} AND sha256 = ${string(sha256)} AND result = ${string(JSON.stringify(result))})`;
}

const COUNTS = ['scored', 'overwritten', 'appended', 'kept', 'selected'] as const;

/** The text that JSON.stringify gives of the result, with the counts read from columns of their names. */
function resultJson(run: PredictionRun): string {
  const { string } = googlesqlDialect;
  const { counts: _, ...facts } = predictResult(run, { scored: 0, overwritten: 0, appended: 0, kept: 0, selected: 0 });
  const counts = COUNTS.map((name) => `'"${name}":', CAST(${name} AS STRING)`).join(", ',', ");
  return `CONCAT(${string(`${JSON.stringify(facts).slice(0, -1)},"counts":{`)}, ${counts}, '}}')`;
}

function runRow(run: PredictionRun, bytes: RunBytes, checksum: string): string {
  const { string, date, timestamp } = googlesqlDialect;
  const counts = COUNTS.map((name) => `CAST(JSON_VALUE(published_result, '$.counts.${name}') AS INT64) AS ${name}`);
  const { acceptedDrift = [] } = run;
  const drift = acceptedDrift.length === 0 ? 'NULL' : string(JSON.stringify(acceptedDrift));
  return `SELECT ${string(run.runId)} AS run_id, ${date(run.snapshot)} AS predicted_week, ${string(run.model)} AS model,
  ${string(run.sha256)} AS sha256, ${timestamp(run.predictedAt)} AS predicted_at, ${run.inSample ? 'TRUE' : 'FALSE'} AS in_sample,
  ${run.horizonDays} AS horizon_days, ${string(JSON.stringify(run.allowedMissingDays))} AS allowed_missing_days_json,
  ${counts.join(', ')}, CAST(${drift} AS STRING) AS accepted_drift_json, published_result AS result,
  CAST(${bytes.processed ?? 'NULL'} AS INT64) AS bytes_processed, CAST(${bytes.billed ?? 'NULL'} AS INT64) AS bytes_billed,
  ${string(run.target)} AS target, (${checksum}) AS scores_checksum`;
}
