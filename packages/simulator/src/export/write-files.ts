import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { addDays, suffixOfDay } from '@propensity/core/windows';
import type { SiteKind } from '../kinds/site-kind.js';
import type { SiteSimulation } from '../simulate-site.js';
import { dimensionStatements } from './dimension-tables.js';
import { CLIENT_ID, type ExportShape } from './export-shapes.js';
import { FLAT_EVENT_COLUMNS, flatEvents } from './flat-events.js';
import { FlatTable } from './flat-table.js';
import { conversions, truthQueries } from './truth-files.js';

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

/** What the files hold, of identified users but for the events. */
export interface ExportCounts {
  /** Events that were simulated: of GA4, the rows of all day files. */
  readonly events: number;
  /** Different `user_pseudo_id`s. */
  readonly users: number;
  /** People: as many as users without sign-ins. */
  readonly people: number;
  /** Purchases, each counted once; 0 for a site that sells no items. */
  readonly purchases: number;
  /** Target events, each counted once. */
  readonly conversions: number;
}

/** What was written into the folder. */
export interface WrittenFiles {
  /** Names of the day files, oldest first. */
  readonly names: readonly string[];
  /** Names of the files about the truth. */
  readonly truthNames: readonly string[];
  readonly counts: ExportCounts;
}

/** Megabytes that DuckDB may hold while files are written; the rest stays in a file beside them. */
const MEMORY_LIMIT_MB = 600;

/**
 * Writes the day files and the files of the truth of a simulation into `folder`, through the tables of a DuckDB file in it, which is gone
 * again afterwards: memory does not follow the number of events.
 */
export async function writeFiles(
  simulation: SiteSimulation,
  folder: string,
  shape: ExportShape,
  format: ExportFormat,
  onProgress: (progress: SimulationProgress) => void,
): Promise<WrittenFiles> {
  const { kind, options } = simulation;
  const { days, startDay } = options;
  const integer = format === 'parquet' ? 'BIGINT' : 'VARCHAR';
  const tables = join(folder, 'tables.duckdb');
  const copy = (connection: DuckDBConnection, query: string, name: string, copyOptions: string) =>
    connection.run(`COPY (${query}) TO ${quoted(join(folder, name))} (${copyOptions})`);
  try {
    await inDatabase(tables, (connection) => fillTables(connection, simulation, onProgress));
    // Opened anew: DuckDB holds on to the memory of rows that were appended, and leaves too little of it to statements.
    return await inDatabase(tables, async (connection) => {
      for (const statement of dimensionStatements(kind, integer, priceFactors(simulation)))
        await connection.run(statement);
      for (const statement of [...browsers(shape), ...shape.statements(kind)]) await connection.run(statement);
      const names: string[] = [];
      for (let day = 0; day < days; day++) {
        const suffix = suffixOfDay(addDays(startDay, day));
        const name = `${shape.prefix}${suffix}.${EXTENSIONS[format]}`;
        await copy(connection, shape.query(kind, day, suffix, integer), name, COPY_OPTIONS[format]);
        names.push(name);
        onProgress({ step: 'write', done: day + 1, total: days });
      }
      const truth = truthQueries(kind, options);
      for (const [name, query] of Object.entries(truth)) await copy(connection, query, name, COPY_OPTIONS.parquet);
      return { names, truthNames: Object.keys(truth), counts: await countRows(connection, kind) };
    });
  } finally {
    for (const file of [tables, `${tables}.wal`]) await rm(file, { force: true });
  }
}

async function inDatabase<Result>(
  file: string,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const instance = await DuckDBInstance.create(file, { memory_limit: `${MEMORY_LIMIT_MB}MB` });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** What prices are multiplied by on the days of the simulation, each once. */
function priceFactors({ shifts, options }: SiteSimulation): number[] {
  return [...new Set(Array.from({ length: options.days }, (_, day) => shifts.priceFactor(day)))];
}

async function fillTables(
  connection: DuckDBConnection,
  simulation: SiteSimulation,
  onProgress: (progress: SimulationProgress) => void,
): Promise<void> {
  const { days, startDay } = simulation.options;
  const firstMicros = Date.parse(startDay) * 1000;
  const devices = await FlatTable.create(connection, 'devices', {
    browser: 'int',
    number: 'int',
    tail: 'int',
    first_touch: 'double',
  });
  for (const { index, userPseudoId } of simulation.devices) {
    const [number, tail] = userPseudoId.split('.').map(Number) as [number, number];
    const owner = index < simulation.people.length ? simulation.people.at(index) : undefined;
    // The other devices are first touched by their first event.
    const arrival = owner ? firstMicros + owner.arrivalDay * 86_400_000_000 + owner.arrivalMicros : -1;
    devices.append([index, number, tail, arrival]);
  }
  devices.close();
  const events = await FlatTable.create(connection, 'events', FLAT_EVENT_COLUMNS);
  const truth = await FlatTable.create(connection, 'truth', {
    snapshot: 'int',
    person: 'int',
    probability: 'double',
    converted: 'int',
  });
  const flatEvent = flatEvents(simulation.kind, simulation.shifts);
  for (const simulated of simulation.daysWithout((event) => events.append(flatEvent(event)))) {
    for (const { snapshot, indices, probabilities, converted } of simulated.truth) {
      for (const [place, index] of indices.entries()) {
        truth.append([snapshot, index, probabilities[place]!, converted ? Number(converted[place]) : -1]);
      }
    }
    onProgress({ step: 'simulate', done: simulated.day + 1, total: days });
    // Lets the progress be shown, and what the day took be given back.
    await setImmediate();
  }
  events.close();
  truth.close();
}

/**
 * Statements of the table of browsers: each of its parts is a table of its own, so that no statement has to hold two of them in memory.
 * Lifetime revenue is over the whole export, the future of every row included: GA rewrites user_ltv, and so it leaks.
 */
const browsers = ({ deviceIdSql }: ExportShape) => [
  'CREATE TABLE first_events AS SELECT browser, MIN(micros) AS first_event FROM events GROUP BY browser',
  `CREATE TABLE revenues AS SELECT e.browser, SUM(b.value) AS revenue
    FROM events e JOIN names n ON n.code = e.name AND n.event_name = 'purchase'
    JOIN baskets b ON b.first = e.basket_first AND b.count = e.basket_count AND b.quantity = e.basket_quantity AND b.price_factor = e.price_factor
    WHERE e.sent_again = 0 GROUP BY e.browser`,
  `CREATE TABLE browsers AS
    SELECT browser, ${deviceIdSql} AS user_pseudo_id, ${CLIENT_ID} AS client_id,
      CASE WHEN first_touch < 0 THEN first_event ELSE first_touch END AS first_touch, revenue
    FROM devices LEFT JOIN first_events USING (browser) LEFT JOIN revenues USING (browser)`,
];

async function countRows(connection: DuckDBConnection, kind: SiteKind): Promise<ExportCounts> {
  const reader = await connection.runAndReadAll(
    `SELECT COUNT(*)::INTEGER, COUNT(DISTINCT e.browser) FILTER (e.browser >= 0)::INTEGER,
       COUNT(DISTINCT e.person) FILTER (e.person >= 0)::INTEGER,
       COUNT(*) FILTER (e.browser >= 0 AND n.event_name = 'purchase' AND e.sent_again = 0)::INTEGER,
       (SELECT COUNT(*)::INTEGER FROM (${conversions(kind)}))
     FROM events e JOIN names n ON n.code = e.name`,
  );
  const [events, users, people, purchases, converted] = reader.getRows()[0] as [number, number, number, number, number];
  return { events, users, people, purchases, conversions: converted };
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
