import type { HoldoutRule } from '@propensity/core/holdout';
import type { ScoreExport } from '@propensity/core/ports';
import { googlesqlDialect } from '../dialect/googlesql-dialect.js';
import { integerLiteral } from '../dialect/literals.js';
import { recordGroupsSql } from './export-group-sql.js';
import { mergeSql } from './merge-rows-sql.js';
import { rowValue, sqlLiteral } from './row-sql.js';
import { scoreExportRow } from './score-export-of-row.js';
import { recordGivenSql } from './score-export-sql.js';
import { SCORE_EXPORTS, type TableNames } from './table-definitions.js';

/**
 * The recording of an export as one script of BigQuery, in one transaction. Where the destination's sequence has gone on, nothing is written. It
 * ends in a row with `export_id`: of the export that has the place in the sequence, this one or another; NULL where none has. When two
 * record at the same time, BigQuery fails one of them with a conflict, since both merge into one table: run that one again.
 */
export function recordExportScriptSql(
  tables: Pick<TableNames, 'predictions' | 'predictionsHistory' | 'exportedScores' | 'scoreExports' | 'exportGroups'>,
  staging: string,
  done: ScoreExport,
  holdout?: HoldoutRule,
): string {
  const { string, table } = googlesqlDialect;
  const exports = table(tables.scoreExports);
  const ofScope = `target = ${string(done.target)} AND destination = ${string(done.destination)}`;
  const place = integerLiteral(done.sequence);
  return `DECLARE newest_sequence INT64;
BEGIN TRANSACTION;
SET newest_sequence = (SELECT COALESCE(MAX(sequence), 0) FROM ${exports} WHERE ${ofScope});
IF newest_sequence < ${place} THEN
${[
  mergeSql(googlesqlDialect, tables.scoreExports, SCORE_EXPORTS, exportRow(done)),
  ...recordGivenSql(googlesqlDialect, tables, staging, done),
  ...recordGroupsSql(googlesqlDialect, tables, staging, done, holdout),
].join(';\n')};
END IF;
COMMIT TRANSACTION;
SELECT MAX(export_id) AS export_id FROM ${exports} WHERE ${ofScope} AND sequence = ${place}`;
}

function exportRow(done: ScoreExport): string {
  const row = scoreExportRow(done);
  const { identifier } = googlesqlDialect;
  const values = SCORE_EXPORTS.columns.map(
    (column) => `${sqlLiteral(googlesqlDialect, column.type, rowValue(row, column))} AS ${identifier(column.name)}`,
  );
  return `SELECT ${values.join(', ')}`;
}
