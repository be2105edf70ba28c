import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { addDays, suffixOfDay } from '@propensity/core/windows';
import type { ShopSimulation } from '../simulate-shop.js';
import { dimensionStatements } from './dimension-tables.js';
import { exportQuery } from './export-query.js';
import { FLAT_EVENT_COLUMNS, flatEvent } from './flat-events.js';
import { FlatTable } from './flat-table.js';

/** File format of the day files: Parquet, or one JSON object per line as `bq` writes it (int64 as text). */
export type ExportFormat = 'parquet' | 'ndjson' | 'ndjson.gz';

/** How far a simulation has come; `done` and `total` count days. */
export interface SimulationProgress {
  readonly step: 'simulate' | 'write';
  readonly done: number;
  readonly total: number;
}

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = {
  parquet: 'parquet',
  ndjson: 'json',
  'ndjson.gz': 'json.gz',
};
const COPY_OPTIONS: Readonly<Record<ExportFormat, string>> = {
  parquet: 'FORMAT parquet, COMPRESSION zstd',
  ndjson: 'FORMAT json, ARRAY false, COMPRESSION none',
  'ndjson.gz': 'FORMAT json, ARRAY false, COMPRESSION gzip',
};

/** What the files hold: all rows, identified users, and their purchases counted once each. */
export interface ExportCounts {
  readonly events: number;
  readonly users: number;
  readonly purchases: number;
}

/**
 * Writes the day files and `truth.parquet` of a simulation into `folder`, through DuckDB tables held in memory.
 * @returns the names of the day files, oldest first, and what they hold
 */
export async function writeFiles(
  simulation: ShopSimulation,
  folder: string,
  format: ExportFormat,
  onProgress: (progress: SimulationProgress) => void,
): Promise<{ readonly names: string[]; readonly counts: ExportCounts }> {
  const { days, startDay } = simulation.options;
  const integer = format === 'parquet' ? 'BIGINT' : 'VARCHAR';
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await fillTables(connection, simulation, onProgress);
    for (const statement of dimensionStatements(integer)) await connection.run(statement);
    await connection.run(SHOPPERS);
    const names: string[] = [];
    for (let day = 0; day < days; day++) {
      const suffix = suffixOfDay(addDays(startDay, day));
      const name = `events_${suffix}.${EXTENSIONS[format]}`;
      await connection.run(
        `COPY (${exportQuery(day, suffix, integer)}) TO ${quoted(join(folder, name))} (${COPY_OPTIONS[format]})`,
      );
      names.push(name);
      onProgress({ step: 'write', done: day + 1, total: days });
    }
    await connection.run(
      `COPY (SELECT DATE '${startDay}' + t.snapshot AS snapshot, u.user_pseudo_id, t.probability,
         CASE WHEN t.converted >= 0 THEN t.converted = 1 END AS converted
       FROM truth t JOIN shoppers u USING (shopper) ORDER BY t.snapshot, t.shopper)
       TO ${quoted(join(folder, 'truth.parquet'))} (${COPY_OPTIONS.parquet})`,
    );
    return { names, counts: await countRows(connection) };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function fillTables(
  connection: DuckDBConnection,
  simulation: ShopSimulation,
  onProgress: (progress: SimulationProgress) => void,
): Promise<void> {
  const { days, startDay } = simulation.options;
  const firstMicros = Date.parse(startDay) * 1000;
  const people = await FlatTable.create(connection, 'people', {
    shopper: 'int',
    number: 'int',
    tail: 'int',
    first_touch: 'double',
  });
  for (const { index, userPseudoId, arrivalDay, arrivalMicros } of simulation.shoppers) {
    const [number, tail] = userPseudoId.split('.').map(Number) as [number, number];
    people.append([index, number, tail, firstMicros + arrivalDay * 86_400_000_000 + arrivalMicros]);
  }
  people.close();
  const events = await FlatTable.create(connection, 'events', FLAT_EVENT_COLUMNS);
  const truth = await FlatTable.create(connection, 'truth', {
    snapshot: 'int',
    shopper: 'int',
    probability: 'double',
    converted: 'int',
  });
  for (const simulated of simulation.days()) {
    for (const event of simulated.events) events.append(flatEvent(event));
    for (const { snapshot, shoppers, probabilities, converted } of simulated.truth) {
      shoppers.forEach((shopper, place) => {
        truth.append([snapshot, shopper.index, probabilities[place]!, converted ? Number(converted[place]) : -1]);
      });
    }
    onProgress({ step: 'simulate', done: simulated.day + 1, total: days });
  }
  events.close();
  truth.close();
}

// Lifetime revenue over the whole export, the future of every row included: GA rewrites user_ltv, and so it leaks.
const SHOPPERS = `CREATE TABLE shoppers AS
  SELECT shopper, CAST(number AS VARCHAR) || '.' || CAST(tail AS VARCHAR) AS user_pseudo_id, first_touch, revenue
  FROM people LEFT JOIN (
    SELECT e.shopper, SUM(b.value) AS revenue
    FROM events e JOIN names n ON n.code = e.name AND n.event_name = 'purchase'
    JOIN baskets b ON b.first = e.basket_first AND b.count = e.basket_count AND b.quantity = e.basket_quantity
    WHERE e.sent_again = 0 GROUP BY e.shopper) USING (shopper)`;

async function countRows(connection: DuckDBConnection): Promise<ExportCounts> {
  const reader = await connection.runAndReadAll(
    `SELECT COUNT(*)::INTEGER, COUNT(DISTINCT e.shopper) FILTER (e.shopper >= 0)::INTEGER,
       COUNT(*) FILTER (e.shopper >= 0 AND n.event_name = 'purchase' AND e.sent_again = 0)::INTEGER
     FROM events e JOIN names n ON n.code = e.name`,
  );
  const [events, users, purchases] = reader.getRows()[0] as [number, number, number];
  return { events, users, purchases };
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
