import { BIGQUERY_PRICES } from '@propensity/warehouse-sql';
import {
  type Counting,
  dollars,
  jobsOf,
  KEPT_DAYS,
  SPAN_DAYS,
  storageDollars,
  trainingBefore,
  volumeOf,
} from './arithmetic.js';
import type { MeasuredExport } from './measure-export.js';
import { FEATURES, QUESTION, statementsOf } from './statements.js';
import { TRAINED, trainingStatements } from './training-statements.js';

const EVENTS_PER_DAY = [50_000, 500_000, 5_000_000, 20_000_000, 100_000_000];
const TENFOLD = [100_000_000, 1_000_000_000, 10_000_000_000];
/** What BigQuery takes. @see https://cloud.google.com/bigquery/quotas */
export const LIMITS = {
  statementBytes: 2 ** 20,
  partitionsOfTable: 10_000,
  partitionsOfJob: 4_000,
  tablesOfQuery: 1_000,
} as const;

type Columns<T> = readonly (readonly [header: string, cell: (row: T) => string])[];

/** The tables of the page about costs, as they stand between its markers. */
export function costsTables(measured: MeasuredExport): string {
  const rows = EVENTS_PER_DAY.map((events) => bothOf(measured, events));
  return [
    `Prices as of ${BIGQUERY_PRICES.asOf}: $${BIGQUERY_PRICES.queryTib} a TiB read on demand, $${BIGQUERY_PRICES.storageGibMonth} a GiB and month stored. ${QUESTION.lookbackDays} days, ${QUESTION.snapshots} snapshots, ${FEATURES.length} features, a month of one training and 4.35 weeks.`,
    table(rows, [
      ['events a day', ({ once }) => count(once.volume.eventsPerDay)],
      ['the first training', ({ once, looks }) => range(once.jobs.firstTraining, looks.jobs.firstTraining)],
      ['a training', ({ once, looks }) => range(once.jobs.training, looks.jobs.training)],
      ['a weekly scoring', ({ once, looks }) => range(once.jobs.scoring, looks.jobs.scoring)],
      ['an evaluation', ({ once }) => bytes(once.jobs.evaluation)],
      ['a month reads', ({ once, looks }) => range(once.jobs.month, looks.jobs.month)],
      ['which costs', ({ once, looks }) => `$${money(dollars(once.jobs.month))}–${money(dollars(looks.jobs.month))}`],
      ['kept', ({ once }) => bytes(once.jobs.stored)],
      ['which costs a month', ({ once }) => `$${money(storageDollars(once.jobs.stored))}`],
    ]),
    `The days and snapshots of a training, ${QUESTION.lookbackDays} days and ${QUESTION.snapshots} snapshots at 500,000 events a day, before and after days were kept:`,
    table(['once', 'every look'] as const, [
      ['a column of a statement counts', (counting) => counting],
      ['before', (counting) => bytes(trainingBefore(volumeOf(measured, 500_000, counting)))],
      ['the first training', (counting) => shareOf(measured, counting, 'firstTraining')],
      ['a later training', (counting) => shareOf(measured, counting, 'training')],
    ]),
  ].join('\n\n');
}

/** The tables of what grows, and of what does not. */
export async function limitsTables(measured: MeasuredExport): Promise<string> {
  const statements = { ...statementsOf(measured.row), ...(await trainingStatements()) };
  const lengths = Object.entries(statements).map(([name, sql]) => ({
    name,
    bytes: Buffer.byteLength(sql),
  }));
  const rows = TENFOLD.map((events) => bothOf(measured, events));
  return [
    `Statements, of ${FEATURES.length} features; BigQuery takes ${bytes(LIMITS.statementBytes)}:`,
    table(lengths, [
      ['statement', ({ name }) => name],
      ['its length', ({ bytes: length }) => bytes(length)],
    ]),
    `Of a training in the warehouse it is the longest of each kind, for ${TRAINED.numbers} numbers, ${TRAINED.categories} categories of ${TRAINED.levels} levels each, and ${TRAINED.penalties} penalties outside ${TRAINED.folds} folds.`,
    'What grows with the events:',
    table(rows, [
      ['events a day', ({ once }) => count(once.volume.eventsPerDay)],
      ['events of a partition', ({ once }) => count(once.volume.eventsPerDay)],
      ['users of a snapshot', ({ once }) => count(once.volume.users)],
      ['cells of a snapshot', ({ once }) => count(once.volume.users * FEATURES.length)],
      [
        'a pass over the flat events of one',
        ({ once, looks }) => range(once.volume.oneSnapshot, looks.volume.oneSnapshot),
      ],
      ['a pass over a snapshot', ({ once }) => bytes(once.volume.snapshotBytes)],
      ['a month costs', ({ once, looks }) => `$${money(dollars(once.jobs.month))}–${money(dollars(looks.jobs.month))}`],
    ]),
    'What does not:',
    table(partitions(), [
      ['what', ({ name }) => name],
      ['at most', ({ most }) => most.toLocaleString('en')],
      ['BigQuery takes', ({ limit }) => limit.toLocaleString('en')],
    ]),
  ].join('\n\n');
}

/** Counts of tables and partitions, and their limits. */
export function partitions() {
  return [
    { name: 'partitions of a table of flat events, made by one job', most: SPAN_DAYS, limit: LIMITS.partitionsOfJob },
    { name: 'partitions of the history, a year of weeks', most: 53, limit: LIMITS.partitionsOfTable },
    {
      name: 'tables of flat events that one statement reads, with a run every day',
      most: KEPT_DAYS,
      limit: LIMITS.tablesOfQuery,
    },
  ];
}

function bothOf(measured: MeasuredExport, events: number) {
  const of = (counting: Counting) => {
    const volume = volumeOf(measured, events, counting);
    return { volume, jobs: jobsOf(volume) };
  };
  return { once: of('once'), looks: of('every look') };
}

function shareOf(measured: MeasuredExport, counting: Counting, which: 'training' | 'firstTraining'): string {
  const volume = volumeOf(measured, 500_000, counting);
  const after = jobsOf(volume)[which];
  return `${bytes(after)} (${(after / trainingBefore(volume)).toFixed(2)})`;
}

function table<T>(rows: readonly T[], columns: Columns<T>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(([header]) => header)),
    `|${columns.map((_, index) => (index === 0 ? '---' : '--:')).join('|')}|`,
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ].join('\n');
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

function bytes(value: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
  return `${rounded(value / 2 ** (10 * power))} ${UNITS[power]}`;
}

function range(from: number, to: number): string {
  return `${bytes(from)} – ${bytes(to)}`;
}

function money(value: number): string {
  return value < 1 ? value.toFixed(2) : rounded(value);
}

/** Two digits: widths are those of one shop. */
function rounded(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en');
}

function count(value: number): string {
  return rounded(value);
}
