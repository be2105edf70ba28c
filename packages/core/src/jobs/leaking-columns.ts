import { PropensityError } from '../errors/propensity-error.js';
import type { LabelledRows } from '../ports/feature-snapshots.js';
import type { NotedColumn, OwnTable } from '../ports/own-table.js';
import type { DoctorCheck } from '../results/doctor-report.js';
import { aucDeviation, type SingleFeatureAuc, singleFeatureAucs } from './single-feature-auc.js';

/** One column alone that ranks users this well has been told. See docs/decisions/2026-11-30-a-table-of-ones-own.md. */
const IMPLAUSIBLE = 0.95;
/** What honest columns reach at most, nearly: an implausible one lies so many deviations above it, whatever the number of positives. */
const STRONG = 0.85;
const DEVIATIONS = 3;

/** What the columns of a table know that they should not. */
export interface LeakFindings {
  /** Columns that are refused. */
  readonly refused: readonly NotedColumn[];
  /** What a reader should know, one sentence each: strong columns, those that are allowed, those that are left out. */
  readonly notes: readonly string[];
}

/** Looks for columns that know the label. @param rows labelled rows of `snapshots` */
export async function findLeaks(
  table: OwnTable,
  snapshots: readonly string[],
  rows: LabelledRows,
): Promise<LeakFindings> {
  const aucs = singleFeatureAucs(rows);
  const told = aucs.filter(isImplausible);
  const strong = aucs.filter((each) => isStrong(each) && !told.includes(each));
  const found: readonly NotedColumn[] = [
    ...told.map(({ name, auc }) => ({ name, what: `alone ranks users by the label with an AUC of ${auc.toFixed(3)}` })),
    ...(await table.laterKnowledge(snapshots)),
  ];
  const isAllowed = ({ name }: NotedColumn) => table.allowedLeaks.includes(name);
  const out = await table.leftOut();
  return {
    refused: found.filter((column) => !isAllowed(column)),
    notes: [
      ...found.filter(isAllowed).map(({ name, what }) => `"${name}" ${what}; "source.allowLeaks" allows it.`),
      ...strong.map(
        ({ name, auc }) =>
          `"${name}" alone reaches an AUC of ${auc.toFixed(3)}: make sure that its values were known at the snapshot.`,
      ),
      ...(out.length === 0 ? [] : [`Left out: ${out.map(({ name, what }) => `"${name}" (${what})`).join(', ')}.`]),
    ],
  };
}

/**
 * Refuses a table with columns that know the label; the notes of `findLeaks` otherwise.
 * @throws PropensityError `leaking_column` (kind `refused`), naming the columns
 */
export async function assertNoLeaks(
  table: OwnTable | undefined,
  snapshots: readonly string[],
  rows: LabelledRows,
): Promise<readonly string[]> {
  if (table === undefined) return [];
  const { refused, notes } = await findLeaks(table, snapshots, rows);
  if (refused.length === 0) return notes;
  throw new PropensityError('leaking_column', messageOf(refused), {
    kind: 'refused',
    hint: hintOf(refused),
    details: { columns: refused.map(({ name, what }) => ({ name, what })) },
  });
}

/** Whether the columns of a table know the label; none for a source that is no table. */
export async function checkLeaks(table: OwnTable | undefined, snapshots: readonly string[]): Promise<DoctorCheck[]> {
  if (table === undefined) return [];
  const name = 'columns';
  const { refused, notes } = await findLeaks(table, snapshots, await table.readLabelled(snapshots));
  const said = notes.join(' ');
  if (refused.length > 0) {
    const message = [messageOf(refused), said].filter((text) => text !== '').join(' ');
    return [{ name, status: 'fail', message, hint: hintOf(refused) }];
  }
  if (said === '') return [{ name, status: 'ok', message: 'No column seems to know the label.', hint: '' }];
  const hint = 'Columns are left out by "source.columns": {"NAME": "ignore"}.';
  return [{ name, status: 'warn', message: said, hint }];
}

function isImplausible({ auc, positives, negatives }: SingleFeatureAuc): boolean {
  return auc >= IMPLAUSIBLE && auc - DEVIATIONS * aucDeviation(STRONG, positives, negatives) >= STRONG;
}

function isStrong({ auc }: SingleFeatureAuc): boolean {
  return auc >= STRONG;
}

function messageOf(refused: readonly NotedColumn[]): string {
  const columns = refused.map(({ name, what }) => `"${name}" ${what}`).join('; ');
  return `The table has columns that know what happened after the snapshot: ${columns}.`;
}

function hintOf(refused: readonly NotedColumn[]): string {
  const names = [...new Set(refused.map(({ name }) => name))];
  const ignored = JSON.stringify(Object.fromEntries(names.map((name) => [name, 'ignore'])));
  return `Leave them out: "source": {"columns": ${ignored}}. Where you know that they were known at the snapshot: "allowLeaks": ${JSON.stringify(names)}.`;
}
