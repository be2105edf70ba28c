import type { ScoreExport } from '@propensity/core/ports';
import { googlesqlDialect } from '../dialect/googlesql-dialect.js';
import { integerLiteral } from '../dialect/literals.js';
import { recordExportSql } from './score-export-sql.js';
import type { TableNames } from './table-definitions.js';

/**
 * The recording of an export as one script of BigQuery, in one transaction. An export that is recorded already is left as it is; where the
 * destination's sequence has gone on, it fails with the message `exported_meanwhile`, and nothing is written.
 */
export function recordExportScriptSql(
  tables: Pick<TableNames, 'predictions' | 'exportedScores' | 'scoreExports'>,
  staging: string,
  done: ScoreExport,
): string {
  const { string, table } = googlesqlDialect;
  const exports = table(tables.scoreExports);
  const ofScope = `target = ${string(done.target)} AND destination = ${string(done.destination)}`;
  return `DECLARE recorded INT64;
DECLARE newest_sequence INT64;
BEGIN TRANSACTION;
SET recorded = (SELECT COUNT(*) FROM ${exports} WHERE export_id = ${string(done.exportId)});
IF recorded = 0 THEN
SET newest_sequence = (SELECT COALESCE(MAX(sequence), 0) FROM ${exports} WHERE ${ofScope});
IF newest_sequence >= ${integerLiteral(done.sequence)} THEN
RAISE USING MESSAGE = 'exported_meanwhile';
END IF;
${recordExportSql(googlesqlDialect, tables, staging, done).join(';\n')};
END IF;
COMMIT TRANSACTION;
SELECT recorded`;
}
