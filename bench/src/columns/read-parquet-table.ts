import { DuckDBInstance } from '@duckdb/node-api';
import { PropensityError, Table } from '@propensity/core';
import { readColumns } from '@propensity/local-adapters';
import type { ChooseColumns } from './column-choice.js';

/**
 * Reads a Parquet file column by column through DuckDB; categories arrive as codes of an ENUM. A missing number is NaN, a missing
 * category the level "".
 * @throws PropensityError `unreadable_parquet`, and what `choose` throws
 */
export async function readParquetTable(path: string, choose: ChooseColumns): Promise<Table> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    const file = `read_parquet(${quoted(path, "'")})`;
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${file}`).catch((cause: unknown) => {
      throw new PropensityError('unreadable_parquet', `${path} cannot be read as Parquet.`, {
        kind: 'usage',
        hint: 'Check the path.',
        cause,
      });
    });
    const header = described.getRows().map(([name]) => String(name));
    const kinds = choose(header);
    const names = header.filter((name) => kinds.has(name));
    const expressions: string[] = [];
    for (const [position, name] of names.entries()) {
      const column = quoted(name, '"');
      if (kinds.get(name) === 'numeric') {
        expressions.push(`CAST(${column} AS DOUBLE)`);
      } else {
        const text = `COALESCE(CAST(${column} AS VARCHAR), '')`;
        await connection.run(`CREATE TYPE level_${position} AS ENUM (SELECT DISTINCT ${text} FROM ${file} ORDER BY 1)`);
        expressions.push(`CAST(${text} AS level_${position})`);
      }
    }
    const requests = names.map((name) => ({ name, kind: kinds.get(name)! }));
    const columns = await readColumns(connection, `SELECT ${expressions.join(', ')} FROM ${file}`, requests);
    return new Table(names.map((name, position) => [name, columns[position]!] as const));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function quoted(text: string, mark: string): string {
  return mark + text.replaceAll(mark, mark + mark) + mark;
}
