import { type DuckDBAppender, DuckDBInstance } from '@duckdb/node-api';
import type { WrittenFile } from '@propensity/core/activation';
import type { ExportedScore, StagedExport } from '@propensity/core/ports';
import { writeWhole } from './draft-file.js';
import type { ScoreFileFormat } from './score-file-format.js';
import { notWritten } from './write-destination-file.js';

/** Extensions are built in or not used: nothing is ever fetched. */
const DUCKDB = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };

/**
 * Writes the rows of an export into a file, whole or not at all, through a DuckDB table in memory: the same bytes whatever the stack.
 * @throws PropensityError `export_not_written`
 */
export async function writeScoreFile(
  file: string,
  { columns, options }: ScoreFileFormat,
  rows: Pick<StagedExport, 'read'>,
): Promise<WrittenFile> {
  const instance = await DuckDBInstance.create(':memory:', DUCKDB);
  const connection = await instance.connect();
  try {
    await connection.run(
      'CREATE TABLE scores (user_id VARCHAR, proba DOUBLE, decile INTEGER, selected BOOLEAN, model VARCHAR, predicted_week VARCHAR, predicted_at VARCHAR)',
    );
    const appender = await connection.createAppender('scores');
    await rows.read((batch) => {
      for (const row of batch) append(appender, row);
      appender.flushSync();
    });
    appender.closeSync();
    const sha256 = await writeWhole(file, async (draft) => {
      await connection.run(`COPY (SELECT ${columns} FROM scores) TO ${quoted(draft)} (${options})`);
    }).catch((cause: unknown) => {
      throw notWritten(file, cause);
    });
    return { sha256 };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function append(appender: DuckDBAppender, row: ExportedScore): void {
  appender.appendVarchar(row.user_id);
  appender.appendDouble(row.proba);
  if (row.decile === null) appender.appendNull();
  else appender.appendInteger(row.decile);
  appender.appendBoolean(row.selected);
  appender.appendVarchar(row.model);
  appender.appendVarchar(row.predicted_week);
  appender.appendVarchar(row.predicted_at);
  appender.endRow();
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
