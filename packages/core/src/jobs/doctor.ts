import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { ExportSummary } from '../ports/event-source.js';
import type { LabelledRows } from '../ports/feature-snapshots.js';
import type { Ports } from '../ports/ports.js';
import { addDays, type CalendarDay, parseDay } from '../windows/calendar-day.js';
import type { ExportCalendar } from '../windows/export-calendar.js';
import { type TrainingPlan, trainingPlan } from '../windows/training-plan.js';
import type { DoctorCheck, DoctorReport, DoctorSnapshot } from './doctor-report.js';
import { openCalendar, recordsOf, type SnapshotOptions } from './job-context.js';
import { MIN_POSITIVES, targetNeverPerformed } from './learnable-target.js';
import { FEW_POSITIVES, reachNote } from './notes.js';

/** Above this share of events without a user id, the export describes too few of the visitors. */
const HIGH_NULL_ID_SHARE = 0.3;

/**
 * Looks before anything runs: which days are there and final, users and positives per training snapshot, unidentified
 * events, reachable conversions, and whether that is enough to learn from. Computes the feature snapshots that training
 * will use, and trains nothing.
 * @throws PropensityError only when the export cannot be read at all; every other trouble is a failed check.
 */
export async function doctor(
  ports: Ports,
  settings: JobSettings,
  options: SnapshotOptions = {},
): Promise<DoctorReport> {
  const calendar = await openCalendar(ports, settings, options);
  const { training, horizonDays, lookbackDays, targetEvent } = settings;
  const snapshot = options.snapshot === undefined ? newestSnapshot(calendar, horizonDays) : parseDay(options.snapshot);
  const plan = trainingPlan(snapshot, { ...training, horizonDays });

  ports.progress.step('Counting events and users');
  const from = addDays(plan.all.at(-1)!, -lookbackDays);
  const until = addDays(snapshot, horizonDays);
  const summary = await ports.events.summarise(from, until);
  const targetRow = summary.eventNames.find(({ name }) => name === targetEvent);

  const windows = await check(
    'windows',
    () => calendar.assertTrainable(plan.all),
    'Every day of the windows is there and final.',
  );
  const store = await check('tables', () => recordsOf(ports, settings), 'The tables belong to this target.');
  const trainable = windows.status !== 'fail';
  const snapshots = trainable ? await describeSnapshots(ports, plan) : [];
  const reach = trainable ? await ports.events.reach(snapshot) : { converters: 0, reachable: 0 };
  const reachableShare = reach.converters === 0 ? null : reach.reachable / reach.converters;
  const nullIdShare = summary.events === 0 ? 0 : summary.eventsWithoutUser / summary.events;

  const checks = [
    windows,
    store,
    // The summary lists only the most frequent events.
    checkTarget(summary, targetEvent, targetRow !== undefined || reach.converters > 0),
    ...(trainable ? [checkPositives(snapshots)] : []),
    checkIds(nullIdShare),
    ...(reachableShare === null ? [] : [checkReach(reachableShare)]),
  ];
  return {
    job: 'doctor',
    ok: checks.every(({ status }) => status !== 'fail'),
    snapshot,
    days: {
      first: calendar.firstDay,
      last: calendar.lastDay,
      count: calendar.presentDays,
      missing: calendar.missingDays(calendar.firstDay, addDays(calendar.lastDay, 1)),
      last_final: calendar.lastFinalDay,
    },
    events: summary.events,
    users: summary.users,
    null_id_share: nullIdShare,
    target: { event: targetEvent, events: targetRow?.events ?? 0, users: targetRow?.users ?? 0 },
    snapshots,
    reachable_share: reachableShare,
    checks,
  };
}

function newestSnapshot(calendar: ExportCalendar, horizonDays: number): CalendarDay {
  return calendar.lastFinalDay === null
    ? addDays(calendar.lastDay, 1 - horizonDays)
    : calendar.latestTrainingSnapshot();
}

/** Runs a check that throws; its error becomes a failed check. */
async function check(name: string, run: () => unknown, message: string): Promise<DoctorCheck> {
  try {
    await run();
    return { name, status: 'ok', message, hint: '' };
  } catch (error) {
    if (!PropensityError.is(error)) throw error;
    return { name, status: 'fail', message: error.message, hint: error.hint };
  }
}

async function describeSnapshots(ports: Ports, plan: TrainingPlan): Promise<DoctorSnapshot[]> {
  ports.progress.step('Computing features', plan.all.length);
  for (const [index, day] of plan.all.entries()) {
    await ports.snapshots.materialise(day);
    ports.progress.advance(index + 1);
  }
  const rows = await ports.snapshots.readLabelled(plan.all);
  return plan.all.map((day) => {
    const role = plan.all.length === 1 ? 'train and test' : day === plan.test ? 'test' : 'train';
    const { users, positives } = countRows(rows, day);
    return { snapshot: day, role, users, positives, base_rate: users === 0 ? 0 : positives / users };
  });
}

function countRows(rows: LabelledRows, day: CalendarDay): { users: number; positives: number } {
  let users = 0;
  let positives = 0;
  for (let i = 0; i < rows.labels.length; i++) {
    if (rows.snapshots[rows.snapshotIndex[i]!] !== day) continue;
    users++;
    positives += rows.labels[i]!;
  }
  return { users, positives };
}

function checkTarget(summary: ExportSummary, target: string, performed: boolean): DoctorCheck {
  if (performed) return { name: 'target', status: 'ok', message: `"${target}" happens in these days.`, hint: '' };
  const error = targetNeverPerformed(
    target,
    summary.eventNames.map(({ name }) => name),
  );
  return { name: 'target', status: 'fail', message: error.message, hint: error.hint };
}

function checkPositives(snapshots: readonly DoctorSnapshot[]): DoctorCheck {
  const trained = snapshots.filter(({ role }) => role !== 'test');
  const positives = trained.reduce((sum, snapshot) => sum + snapshot.positives, 0);
  const message = `${positives.toLocaleString('en')} positive rows to learn from.`;
  const hint =
    'Raise horizonDays or training.snapshots, or predict an earlier step of the funnel (add_to_cart, view_item).';
  if (positives < MIN_POSITIVES) return { name: 'positives', status: 'fail', message: `Only ${message}`, hint };
  if (positives < FEW_POSITIVES) {
    return { name: 'positives', status: 'warn', message: `Only ${message} Metrics will be rough.`, hint };
  }
  return { name: 'positives', status: 'ok', message, hint: '' };
}

function checkIds(share: number): DoctorCheck {
  const message = `${(100 * share).toFixed(1)} % of the events carry no user id; they are left out.`;
  if (share <= HIGH_NULL_ID_SHARE) return { name: 'user ids', status: 'ok', message, hint: '' };
  return {
    name: 'user ids',
    status: 'warn',
    message,
    hint: 'Consent mode hides these visitors; scores speak only of the others.',
  };
}

function checkReach(share: number): DoctorCheck {
  const note = reachNote(share);
  if (note !== null)
    return { name: 'reach', status: 'warn', message: note, hint: 'A longer lookbackDays or another target may help.' };
  return {
    name: 'reach',
    status: 'ok',
    message: `${Math.round(share * 100)} % of the converting users were known on the snapshot day.`,
    hint: '',
  };
}
