import type { JobSettings, TrainingSettings } from '../config/settings.js';
import { recentDaysOf } from '../drift/input-profile.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { ExportSummary, Reach, SnapshotCounts } from '../ports/event-source.js';
import type { Ports } from '../ports/ports.js';
import { modelsOfTarget } from '../registry/models-of-target.js';
import type { DoctorCheck, DoctorProposal, DoctorReport, DoctorSnapshot } from '../results/doctor-report.js';
import type { WindowsJson } from '../results/windows-json.js';
import { addDays, type CalendarDay, parseDay } from '../windows/calendar-day.js';
import type { SnapshotCalendar } from '../windows/snapshot-calendar.js';
import type { TrainingPlan } from '../windows/training-plan.js';
import { checkAudience } from './audience-checks.js';
import { checkWindows } from './check-windows.js';
import { checkIds, checkPositives, checkReach, checkTarget, checkUnfinished } from './doctor-checks.js';
import { checkRecentEvents } from './doctor-inputs.js';
import { checkExport, proposedZone } from './export-checks.js';
import { openCalendar, type SnapshotOptions } from './job-context.js';
import { adaptedNote, trainingWindows, windowsJson } from './job-windows.js';
import { checkLeaks } from './leaking-columns.js';
import { type Proposal, proposedConfiguration } from './proposed-configuration.js';
import { whereCheck } from './where-to-train.js';

/**
 * Looks before anything runs: whether the stack can be reached and what it will cost, which days are there and final,
 * users and positives per training snapshot, unidentified events, reachable conversions, whether that is enough to
 * learn from, and whether recent events are like those of the model at hand. Says first what it will read, and reads nothing where that is above its limit. Computes no features and stores
 * nothing.
 * @throws PropensityError only when the export cannot be read at all; every other trouble is a failed check.
 */
export async function doctor(
  stack: Ports,
  configured: JobSettings,
  options: SnapshotOptions = {},
): Promise<DoctorReport> {
  const { targetEvent, horizonDays } = configured;
  if (stack.inspection !== undefined) stack.progress.step('Looking at permissions and locations');
  const access = (await stack.inspection?.access()) ?? [];
  if (access.some(({ status }) => status === 'fail')) return unreachable(targetEvent, access);

  const opened = await openCalendar(stack, configured, options);
  const snapshot = options.snapshot === undefined ? newestSnapshot(opened, horizonDays) : parseDay(options.snapshot);
  stack.begin?.({ job: 'doctor', runId: `doctor-${snapshot}`, snapshot });
  const asked = { ports: stack, settings: configured, calendar: opened };
  const fitting = await trainingWindows(asked, snapshot);
  const { ports, settings, calendar } = fitting;
  const { training, lookbackDays } = settings;
  const plan = calendar.trainingPlan(snapshot, training);
  const windows = checkWindows(fitting, plan);
  const store = await check('tables', () => modelsOfTarget(ports, settings), 'The tables can hold this target.');
  const trainable = windows.status !== 'fail';
  const scoring = calendar.latestPredictionSnapshot();
  const cost = trainable ? ((await ports.inspection?.cost({ training: plan.all, scoring })) ?? null) : null;

  const reading = await ports.inspection?.reading?.({ training: plan.all, scoring });
  const readable = reading?.status !== 'fail';
  ports.progress.step(reading?.message ?? 'Counting events and users');
  const from = addDays(plan.all.at(-1)!, -lookbackDays);
  const until = addDays(snapshot, horizonDays);
  const summary = readable ? await ports.events.summarise(from, until) : NOTHING_READ;
  const described = trainable && readable ? await describeSnapshots(ports, plan, settings.training) : NOTHING_DESCRIBED;
  const short = !trainable || described.checks.some(({ name, status }) => name === 'positives' && status === 'fail');
  // On a stack where reading costs, no more is counted than `reading` has announced.
  const counted = readable && (!trainable || ports.inspection === undefined);
  const proposed = short ? await proposedConfiguration(asked, { ...options, counted }) : null;
  // What is wrong besides the windows shows under those that would fit.
  const features = trainable ? described : describeProposed(proposed);
  const { reach } = features;
  const evidence = readable ? await ports.events.evidence?.(from, until, { amounts: true }) : undefined;
  // Its newest days are enough for shares, and cost little.
  const audience = readable
    ? await ports.events.audience?.(addDays(until, -recentDaysOf(lookbackDays)), until)
    : undefined;
  const inputs = readable ? await checkRecentEvents(ports, settings, calendar, trainable ? from : null) : [];
  const columns = trainable && readable ? await checkLeaks(ports.snapshots.ownTable, plan.all) : [];
  const reachableShare = reach.converters === 0 ? null : reach.reachable / reach.converters;
  const nullIdShare = summary.events === 0 ? 0 : summary.eventsWithoutUser / summary.events;
  const { lastWrittenAt, unfinishedDays } = calendar;

  const exported = evidence === undefined ? [] : checkExport(evidence, settings.timeZone);
  const zone = evidence === undefined ? null : proposedZone(evidence, settings.timeZone);
  const windowsUsed = windowsJson(fitting, snapshot);
  const checks = [
    ...access,
    windows,
    ...adaptedCheck(windowsUsed, snapshot),
    ...(lastWrittenAt === null ? [] : [checkUnfinished(unfinishedDays)]),
    store,
    ...(reading === undefined ? [] : [reading]),
    ...exported,
    ...checkAudience(audience ?? null),
    ...(readable ? [checkTarget(summary, configured, reach.converters > 0)] : []),
    ...features.checks,
    ...columns,
    ...(readable ? [checkIds(nullIdShare)] : []),
    ...(reachableShare === null ? [] : [checkReach(reachableShare)]),
    ...inputs,
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
      unfinished: unfinishedDays,
      last_written_at: lastWrittenAt === null ? null : new Date(lastWrittenAt).toISOString(),
    },
    events: summary.events,
    users: summary.users,
    null_id_share: nullIdShare,
    target: { event: targetEvent, ...summary.target },
    snapshots: features.snapshots,
    reachable_share: reachableShare,
    checks,
    windows: windowsUsed,
    proposal: proposalJson(checks, proposed, zone, snapshot),
    cost,
  };
}

/** Checks that lines of a configuration can change, whatever the data are. */
const CHANGED_BY_LINES: ReadonlySet<string> = new Set(['windows', 'positives', 'time zone']);

function proposalJson(
  checks: readonly DoctorCheck[],
  proposed: Proposal | null,
  timeZone: string | null,
  snapshot: CalendarDay,
): DoctorProposal | null {
  const failed = checks.filter(({ status }) => status === 'fail').map(({ name }) => name);
  if (proposed === null && timeZone === null) return null;
  // Lines that nobody has to write are no proposal.
  if (!failed.some((name) => CHANGED_BY_LINES.has(name))) return null;
  const { source, ...lines } = proposed?.lines ?? {};
  const inSource = { ...(timeZone === null ? {} : { timeZone }), ...source };
  const configuration = { ...lines, ...(Object.keys(inSource).length === 0 ? {} : { source: inSource }) };
  if (Object.keys(configuration).length === 0) return null;
  const snapshots = proposed?.counts?.map((each) => describe(proposed.plan, each)) ?? [];
  const learnable = snapshots.length === 0 || checkPositives(snapshots).status !== 'fail';
  const solved = new Set([
    ...(proposed === null ? [] : ['windows', ...(learnable ? ['positives'] : [])]),
    ...(timeZone === null ? [] : ['time zone']),
  ]);
  return {
    configuration,
    snapshot: proposed?.plan.test ?? snapshot,
    passes: failed.every((name) => solved.has(name)),
    snapshots,
  };
}

function adaptedCheck(windows: WindowsJson, snapshot: CalendarDay): DoctorCheck[] {
  const message = adaptedNote(windows, snapshot);
  return message === null ? [] : [{ name: 'days', status: 'ok', message, hint: '' }];
}

/** What is said of the snapshots of a proposal in place of those that cannot be counted. */
function describeProposed(proposed: Proposal | null): DescribedSnapshots {
  if (proposed?.counts == null) return NOTHING_DESCRIBED;
  const positives = checkPositives(proposed.counts.map((each) => describe(proposed.plan, each)));
  const { message } = positives;
  return { ...NOTHING_DESCRIBED, checks: [{ ...positives, message: `Under the lines proposed: ${message}` }] };
}

/** The report of a stack that cannot be used: nothing else was looked at. */
function unreachable(event: string, checks: readonly DoctorCheck[]): DoctorReport {
  return {
    job: 'doctor',
    ok: false,
    snapshot: null,
    days: { first: null, last: null, count: 0, missing: [], last_final: null, unfinished: [], last_written_at: null },
    events: 0,
    users: 0,
    null_id_share: 0,
    target: { event, events: 0, users: 0 },
    snapshots: [],
    reachable_share: null,
    checks,
    windows: null,
    proposal: null,
    cost: null,
  };
}

function newestSnapshot(calendar: SnapshotCalendar, horizonDays: number): CalendarDay {
  if (calendar.lastFinalDay === null) return addDays(calendar.lastDay, 1 - horizonDays);
  try {
    return calendar.latestTrainingSnapshot();
  } catch (error) {
    // A check of the newest one says why none can be trained on.
    if (PropensityError.is(error) && error.code === 'labels_not_final') return calendar.lastDay;
    throw error;
  }
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

interface DescribedSnapshots {
  readonly snapshots: readonly DoctorSnapshot[];
  readonly checks: readonly DoctorCheck[];
  /** Of the newest snapshot. */
  readonly reach: Reach;
}

const NOTHING_READ: ExportSummary = {
  events: 0,
  eventsWithoutUser: 0,
  users: 0,
  target: { events: 0, users: 0 },
  eventNames: [],
};
const NOTHING_DESCRIBED: DescribedSnapshots = { snapshots: [], checks: [], reach: { converters: 0, reachable: 0 } };

/** Users and positives of every snapshot; a stack that refuses to count them (a limit on bytes) fails a check. */
async function describeSnapshots(
  ports: Ports,
  plan: TrainingPlan,
  training: TrainingSettings,
): Promise<DescribedSnapshots> {
  try {
    const counts = await ports.events.countSnapshots(plan.all);
    const snapshots = counts.map((each) => describe(plan, each));
    const rows = snapshots.reduce((sum, { users }) => sum + users, 0);
    const features = ports.training?.mostFeatures ?? ports.snapshots.features.length;
    const { where, check } = whereCheck(training, ports.training, { rows, features });
    const memory = ports.inspection?.memory?.({ rows, where });
    const newest = counts.find(({ snapshot }) => snapshot === plan.test)!;
    const reach = { converters: newest.converters, reachable: newest.positives };
    const checks = [
      checkPositives(snapshots),
      ...(memory === undefined ? [] : [memory]),
      // Nothing is to be said where a stack knows one way only, and nobody asks for another.
      ...(ports.training === undefined && training.where !== 'warehouse' ? [] : [check]),
    ];
    return { snapshots, checks, reach };
  } catch (error) {
    if (!PropensityError.is(error) || error.kind !== 'refused') throw error;
    const { message, hint } = error;
    return { ...NOTHING_DESCRIBED, checks: [{ name: 'features', status: 'fail', message, hint }] };
  }
}

function describe(plan: TrainingPlan, counts: SnapshotCounts): DoctorSnapshot {
  const { snapshot, users, positives } = counts;
  const role = plan.all.length === 1 ? 'train and test' : snapshot === plan.test ? 'test' : 'train';
  return { snapshot, role, users, positives, base_rate: users === 0 ? 0 : positives / users };
}
