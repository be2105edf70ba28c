import {
  BIGQUERY_PRICES,
  groupsOfSnapshots,
  keptDaysOf,
  LATE_DAYS,
  PREDICTIONS,
  TABLE_DEFINITIONS,
  type TableDefinition,
} from '@propensity/warehouse-sql';
import { FLAT_COLUMNS, type MeasuredExport, type Widths } from './measure-export.js';
import { lookback, looksOfFlattening, looksOfSnapshot, QUESTION, readByEvaluation, SNAPSHOTS } from './statements.js';

/** How BigQuery counts a column that a statement looks at several times: every time, or once. Google does not say; both are shown. */
export type Counting = 'every look' | 'once';

const WEEKS_PER_MONTH = 365.25 / 7 / 12;
/** From the first day of the oldest snapshot of a training to its newest. */
export const SPAN_DAYS = QUESTION.lookbackDays + QUESTION.everyDays * (QUESTION.snapshots - 1);
/** How long flat events are kept. */
export const KEPT_DAYS = keptDaysOf({ ...QUESTION, training: QUESTION });
/** Snapshots live 30 days: those of a training, and of four or five weeks. */
const KEPT_SNAPSHOTS = QUESTION.snapshots + WEEKS_PER_MONTH;
/** How often a scoring looks at its snapshot: scores, profile, levels, a sample. */
const LOOKS_OF_SCORING = 4;

/** Bytes that are read. */
export interface Volume {
  readonly eventsPerDay: number;
  /** Flattening every day that a training looks at. */
  readonly flattenTraining: number;
  /** Flattening what is new or was written again in a week. */
  readonly flattenWeek: number;
  /** Computing the snapshots of a training. */
  readonly snapshots: number;
  readonly oneSnapshot: number;
  readonly labels: number;
  readonly reach: number;
  /** Of one snapshot, all columns. */
  readonly snapshotBytes: number;
  readonly users: number;
  /** Of one user's current prediction, and of its row in the history. */
  readonly predictionBytes: number;
  /** Flat events that are kept. */
  readonly kept: number;
}

function sumOf(widths: Widths, names: Iterable<string>): number {
  let sum = 0;
  for (const name of names) sum += widths.get(name) ?? 0;
  return sum;
}

/** Bytes a row of statements that look so. */
function bytesOf(widths: Widths, looks: readonly (readonly string[])[], counting: Counting): number {
  if (counting === 'once') return sumOf(widths, new Set(looks.flat()));
  return looks.reduce((sum, look) => sum + sumOf(widths, look), 0);
}

/** Bytes of a row of a table of ours, whose texts are taken to be as long as ids of users. */
function rowBytes({ columns }: TableDefinition, widths: Widths): number {
  const text = widths.get('user_id')!;
  return columns.reduce((sum, { type }) => sum + (type === 'string' ? text : 8), 0);
}

/** What a property of so many events a day reads and keeps. */
export function volumeOf(measured: MeasuredExport, eventsPerDay: number, counting: Counting): Volume {
  const { raw, flat, row, usersPerEvent } = measured;
  const leaves = [...raw.keys()];
  const flattened = bytesOf(raw, looksOfFlattening(row, leaves), counting);
  const looked = bytesOf(flat, looksOfSnapshot(FLAT_COLUMNS), counting);
  const { labels, reach } = readByEvaluation(row, leaves);
  const days = (count: number, bytes: number) => count * eventsPerDay * bytes;
  const users = usersPerEvent * eventsPerDay * QUESTION.lookbackDays;
  const snapshotBytes = users * sumOf(measured.snapshot, measured.snapshot.keys());
  const rows = { get: () => eventsPerDay } as unknown as ReadonlyMap<string, number>;
  const groups = groupsOfSnapshots(SNAPSHOTS, lookback, rows);
  const grouped = groups.reduce(
    (sum, group) => sum + days(QUESTION.lookbackDays + QUESTION.everyDays * (group.length - 1), looked),
    0,
  );
  const alone = QUESTION.snapshots - groups.flat().length;
  const oneSnapshot = days(QUESTION.lookbackDays, looked);
  return {
    eventsPerDay,
    flattenTraining: days(SPAN_DAYS + 2 * LATE_DAYS, flattened),
    flattenWeek: days(7 + LATE_DAYS + 2 * LATE_DAYS, flattened),
    // Each of a group is copied into a table of its own.
    snapshots: grouped + groups.flat().length * snapshotBytes + alone * oneSnapshot,
    oneSnapshot,
    labels: days(QUESTION.horizonDays + 2 * LATE_DAYS, sumOf(raw, labels)),
    reach: days(QUESTION.lookbackDays + QUESTION.horizonDays + 2 * LATE_DAYS, sumOf(raw, reach)),
    snapshotBytes,
    users,
    predictionBytes: rowBytes(PREDICTIONS, flat) + rowBytes(TABLE_DEFINITIONS.predictionsHistory, flat),
    kept: days(KEPT_DAYS, sumOf(flat, flat.keys())),
  };
}

/** Bytes of the jobs. */
export function jobsOf(volume: Volume) {
  const { flattenTraining, flattenWeek, snapshots, oneSnapshot, labels, reach, snapshotBytes } = volume;
  const published = volume.users * volume.predictionBytes;
  const training = snapshots + QUESTION.snapshots * (snapshotBytes + labels);
  const scoring = flattenWeek + oneSnapshot + LOOKS_OF_SCORING * snapshotBytes + published;
  const evaluation = labels + reach + published;
  return {
    firstTraining: flattenTraining + training,
    training,
    scoring,
    evaluation,
    month: training + WEEKS_PER_MONTH * (scoring + evaluation),
    stored: volume.kept + KEPT_SNAPSHOTS * snapshotBytes,
  };
}

/** What a training read before days were kept: it flattened all of its days, and every snapshot looked at all of them. */
export function trainingBefore({ flattenTraining, oneSnapshot, snapshotBytes, labels }: Volume): number {
  const perDay = oneSnapshot / QUESTION.lookbackDays;
  return flattenTraining + QUESTION.snapshots * (SPAN_DAYS * perDay + snapshotBytes + labels);
}

export const dollars = (bytes: number) => (bytes / 2 ** 40) * BIGQUERY_PRICES.queryTib;
export const storageDollars = (bytes: number) => (bytes / 2 ** 30) * BIGQUERY_PRICES.storageGibMonth;
