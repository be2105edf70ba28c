import { z } from 'zod';
import { type Condition, conditionSchema } from '../../question/condition.js';
import { day } from '../calendar-fields.js';
import { datasetOfProject } from '../dataset-names.js';
import { sourceFields } from './source-fields.js';
import type { SourceMember, UncheckedConfig } from './source-member.js';

const column = z.string().min(1);
const place = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const schema = z.strictObject({
  type: z.literal('table').describe('A finished table: one row per user and snapshot, with columns of its own.'),
  table: place
    .optional()
    .describe(
      'CSV, Parquet or NDJSON files as a path or glob, relative to this file; gcp: "dataset.table" or "project.dataset.table".',
    ),
  userId: column.optional().describe('The column that says whose row it is.'),
  snapshotDate: column
    .optional()
    .describe('The column of the day S that a row is known at: a date, YYYY-MM-DD or YYYY-MM.'),
  snapshotDay: day.optional().describe('The day S of every row, in place of snapshotDate: the table is one snapshot.'),
  label: z
    .union([
      column,
      z.strictObject({
        column: column.describe('The column of the label.'),
        positive: z
          .union([z.string().min(1), z.number(), z.boolean()])
          .describe('The value that means yes; any other means no.'),
      }),
    ])
    .optional()
    .describe(
      'The column that says what happened in [S, S + horizonDays): 1 or 0, true or false, yes or no; empty where it is not known yet.',
    ),
  conversions: z
    .strictObject({
      table: place.describe('Where the conversions are, as "table" says it.'),
      userId: column.describe('The column that says who converted.'),
      time: column.describe('The column of the moment: a date, or a date and time.'),
      event: column
        .optional()
        .describe('The column with the name of the event: only those of "target" count. All do when left out.'),
    })
    .optional()
    .describe('A second table, of conversions, in place of "label".'),
  columns: z
    .record(z.string().min(1), z.enum(['numeric', 'categorical', 'ignore']))
    .default({})
    .describe('What a column is, where its values do not say it right; "ignore" leaves it out.'),
  missing: z.array(z.string().min(1)).default([]).describe('Texts that mean "not known", such as "NA".'),
  eventCount: column
    .optional()
    .describe('The numeric column by which the simple rule ranks users; without it, all are alike to that rule.'),
  allowLeaks: z
    .array(z.string().min(1))
    .default([])
    .describe('Columns that are used although they seem to know the label; recorded with every model.'),
  where: z
    .array(conditionSchema.refine(({ field }) => field !== undefined, 'a condition on "field", a column of the table'))
    .min(1)
    .optional()
    .describe('Only rows for which all of these hold are read.'),
  ...sourceFields,
});

/** A table of one's own: users, snapshots, features, and a label or conversions. */
export const tableSource: SourceMember<typeof schema> = {
  schema,
  location: ['table', 'conversions.table'],
  defaultUserId: '',
  windows: { lookbackDays: 1 },
  rowConditions: ({ where = [] }): readonly Condition[] => where,
  label: ({ label, conversions }) => label ?? withoutTable(conversions),
  missing: ({ missing }) => missing,
  faults,
};

/** The columns of the conversions: where they are changes no question. */
function withoutTable({ table: _table, ...columns }: Partial<Record<string, unknown>> = {}): unknown {
  return columns;
}

function faults(source: UncheckedConfig, config: UncheckedConfig): string[] {
  const { table, userId, snapshotDate, snapshotDay, label, conversions, allowMissingDays } = source;
  const found: string[] = [];
  const gcp = config.stack === 'gcp';
  const example = gcp ? '"dataset.table"' : '"customers/*.csv"';
  if (table === undefined) found.push(`"source.table" is missing; expected the table, such as ${example}`);
  else if (gcp) found.push(...placeFaults('source.table', table));
  if (gcp && conversions !== undefined)
    found.push(...placeFaults('source.conversions.table', recordOf(conversions).table));
  if (userId === undefined) found.push('"source.userId" is missing; expected the column that says whose row it is');
  if ((snapshotDate === undefined) === (snapshotDay === undefined)) {
    found.push('"source" needs exactly one of "snapshotDate", a column, and "snapshotDay", a day');
  }
  if ((label === undefined) === (conversions === undefined)) {
    found.push('"source" needs exactly one of "label", a column, and "conversions", a second table');
  }
  if (Array.isArray(allowMissingDays) && allowMissingDays.length > 0) {
    found.push('"source.allowMissingDays" has no meaning for a table, which has no days; leave it out');
  }
  return [...found, ...questionFaults(config)];
}

/** What asks for events, of which such a table has none. */
function questionFaults({ target, population, features, lookbackDays }: UncheckedConfig): string[] {
  const { event: _event, name: _name, ...rules } = recordOf(target);
  const { add, ownEvents } = recordOf(features);
  const keys = [
    ...Object.keys(rules).map((key) => `target.${key}`),
    ...Object.keys(recordOf(population)).map((key) => `population.${key}`),
    Array.isArray(add) && add.length > 0 ? 'features.add' : [],
    ownEvents === undefined ? [] : 'features.ownEvents',
    lookbackDays === undefined ? [] : 'lookbackDays',
  ].flat();
  return keys.map(
    (key) => `"${key}" asks for events, and a table has none: its rows, columns and label are taken as they are`,
  );
}

function placeFaults(key: string, value: unknown): string[] {
  const isName = typeof value === 'string' && datasetOfTable(value) !== null;
  return isName ? [] : [`"${key}" is ${JSON.stringify(value)}; expected "dataset.table" or "project.dataset.table"`];
}

/** The data set of a table name, `dataset` or `project.dataset`, and the table; null for another text. */
export function datasetOfTable(name: string): { readonly dataset: string; readonly table: string } | null {
  const [, dataset, table] = /^(.+)\.(\w{1,1024})$/.exec(name) ?? [];
  return dataset !== undefined && table !== undefined && datasetOfProject.safeParse(dataset).success
    ? { dataset, table }
    : null;
}

function recordOf(value: unknown): UncheckedConfig {
  return typeof value === 'object' && value !== null ? (value as UncheckedConfig) : {};
}
