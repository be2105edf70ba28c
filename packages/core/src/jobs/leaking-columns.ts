import { PropensityError } from '../errors/propensity-error.js';
import type { NotedColumn, OwnTable } from '../ports/own-table.js';
import type { DoctorCheck } from '../results/doctor-report.js';
import { aucDeviation, type SingleFeatureAuc, singleFeatureAucs } from './single-feature-auc.js';

/** One column alone that ranks users this well has been told. See docs/decisions/2026-11-30-a-table-of-ones-own.md. */
const IMPLAUSIBLE = 0.95;
/** What honest columns reach at most, nearly: an implausible one lies so many deviations above it, whatever the number of positives. */
const STRONG = 0.85;
const DEVIATIONS = 3;

/** What the columns of a table know that they should not. */
interface LeakFindings {
  /** Columns that are refused. */
  readonly refused: readonly NotedColumn[];
  /** What a reader should know, one sentence each: strong columns, those that are allowed, those that are left out. */
  readonly notes: readonly string[];
}

/**
 * Refuses a table with columns that say of a snapshot what was known only later; notes of those that are allowed, and of
 * columns that are left out. To be asked before the snapshots are materialised: then they are what they were before.
 * @throws PropensityError `leaking_column` (kind `refused`), naming the columns
 */
export async function assertNothingLater(
  table: OwnTable | undefined,
  snapshots: readonly string[],
): Promise<readonly string[]> {
  if (table === undefined) return [];
  return accepted(await laterKnowledge(table, snapshots));
}

/**
 * Refuses a table with columns that alone tell the label; notes of strong ones, and of those that are allowed.
 * @param aucs of each feature alone; of a source that is no table they are not looked at
 * @throws PropensityError `leaking_column` (kind `refused`), naming the columns
 */
export function assertNotTold(table: OwnTable | undefined, aucs: readonly SingleFeatureAuc[]): readonly string[] {
  return table === undefined ? [] : accepted(toldLabels(table, aucs));
}

/** Whether the columns of a table know the label; none for a source that is no table. */
export async function checkLeaks(table: OwnTable | undefined, snapshots: readonly string[]): Promise<DoctorCheck[]> {
  if (table === undefined) return [];
  const name = 'columns';
  const found = [
    await laterKnowledge(table, snapshots),
    toldLabels(table, singleFeatureAucs(await table.readLabelled(snapshots))),
  ];
  const refused = found.flatMap((each) => each.refused);
  const said = found.flatMap(({ notes }) => notes).join(' ');
  if (refused.length > 0) {
    const message = [messageOf(refused), said].filter((text) => text !== '').join(' ');
    return [{ name, status: 'fail', message, hint: hintOf(refused) }];
  }
  if (said === '') return [{ name, status: 'ok', message: 'No column seems to know the label.', hint: '' }];
  const hint = 'Columns are left out by "source.columns": {"NAME": "ignore"}.';
  return [{ name, status: 'warn', message: said, hint }];
}

async function laterKnowledge(table: OwnTable, snapshots: readonly string[]): Promise<LeakFindings> {
  const { refused, notes } = judged(table, await table.laterKnowledge(snapshots));
  const out = await table.leftOut();
  const left = out.map(({ name, what }) => `"${name}" (${what})`).join(', ');
  const doubts = (await table.doubtful()).map(({ name, what }) => `"${name}" ${what}.`);
  return { refused, notes: [...notes, ...doubts, ...(out.length === 0 ? [] : [`Left out: ${left}.`])] };
}

function toldLabels(table: OwnTable, aucs: readonly SingleFeatureAuc[]): LeakFindings {
  const told = aucs.filter(isImplausible);
  const strong = aucs.filter((each) => each.auc >= STRONG && !told.includes(each));
  const { refused, notes } = judged(
    table,
    told.map(({ name, auc }) => ({ name, what: `alone ranks users by the label with an AUC of ${auc.toFixed(3)}` })),
  );
  const words = strong.map(
    ({ name, auc }) =>
      `"${name}" alone reaches an AUC of ${auc.toFixed(3)}: make sure that its values were known at the snapshot.`,
  );
  return { refused, notes: [...notes, ...words] };
}

/** Columns that are refused, and notes of those that the configuration allows. */
function judged({ allowedLeaks }: OwnTable, found: readonly NotedColumn[]): LeakFindings {
  const isAllowed = ({ name }: NotedColumn) => allowedLeaks.includes(name);
  return {
    refused: found.filter((column) => !isAllowed(column)),
    notes: found.filter(isAllowed).map(({ name, what }) => `"${name}" ${what}; "source.allowLeaks" allows it.`),
  };
}

/** The notes. @throws PropensityError `leaking_column` where a column is refused */
function accepted({ refused, notes }: LeakFindings): readonly string[] {
  if (refused.length === 0) return notes;
  throw new PropensityError('leaking_column', messageOf(refused), {
    kind: 'refused',
    hint: hintOf(refused),
    details: { columns: refused.map(({ name, what }) => ({ name, what })) },
  });
}

function isImplausible({ auc, positives, negatives }: SingleFeatureAuc): boolean {
  return auc >= IMPLAUSIBLE && auc - DEVIATIONS * aucDeviation(STRONG, positives, negatives) >= STRONG;
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
