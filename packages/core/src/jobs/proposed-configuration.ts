import { DEFAULT_WINDOWS } from '../config/config-schema.js';
import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { EventSource, SnapshotCounts } from '../ports/event-source.js';
import type { ProposedLines } from '../results/doctor-report.js';
import { addDays, type CalendarDay, daysBetween } from '../windows/calendar-day.js';
import type { SnapshotCalendar } from '../windows/snapshot-calendar.js';
import type { TrainingPlan } from '../windows/training-plan.js';
import { fittingWindows, type TrainingWindows } from '../windows/training-windows.js';
import { atWindows, type JobWindows } from './job-windows.js';
import { MIN_POSITIVES } from './learnable-target.js';

/** More missing days than this are a part of the export that is not there, which no line makes up for: windows have to fit beside it. */
const MOST_MISSING = 3;
/** Behaviour of so many days, and a label of so many, come first: people come back by the week. */
const WEEK = 7;

/** Lines of a configuration under which a training fits the days there are, and what it would see then. */
export interface Proposal {
  readonly lines: ProposedLines;
  /** The events under its windows. */
  readonly events: EventSource;
  readonly plan: TrainingPlan;
  /** Users and positives by snapshot; null where they were not counted. */
  readonly counts: readonly SnapshotCounts[] | null;
}

export interface ProposalOptions {
  /** A snapshot that is not to be changed. */
  readonly snapshot?: CalendarDay | undefined;
  /** Counts positives, and looks for windows with enough of them. */
  readonly counted: boolean;
}

/**
 * The configuration nearest to the given one under which doctor passes: windows that the days suffice for, with the configured ones as
 * the most, and days that are missing inside them allowed. Where these have too few positives, more snapshots of a shorter lookback are
 * tried, then longer horizons. Null where no lines would pass; where only positives stay too few, the first that fits the days.
 */
export async function proposedConfiguration(given: JobWindows, options: ProposalOptions): Promise<Proposal | null> {
  if (given.ports.withWindows === undefined || given.calendar.withOptions === undefined) return null;
  let first: Proposal | null = null;
  for (const candidate of candidates(given, options)) {
    const proposal = proposalOf(given, candidate);
    if (proposal === null) continue;
    const counts = options.counted ? await countsOf(proposal) : null;
    const counted = { ...proposal, counts };
    // Where counting costs, or is refused, the nearest lines have to do.
    if (counts === null || given.ports.inspection !== undefined) return counted;
    if (positivesToLearnFrom(proposal.plan, counts) >= MIN_POSITIVES) return counted;
    first ??= counted;
  }
  return first;
}

/** Null where a limit on bytes refuses it. */
async function countsOf({ events, plan }: Proposal): Promise<readonly SnapshotCounts[] | null> {
  try {
    return await events.countSnapshots(plan.all);
  } catch (error) {
    if (PropensityError.is(error) && error.kind === 'refused') return null;
    throw error;
  }
}

/** Positives of the snapshots that are fitted. */
function positivesToLearnFrom({ train }: TrainingPlan, counts: readonly SnapshotCounts[]): number {
  return counts.reduce((sum, { snapshot, positives }) => sum + (train.includes(snapshot) ? positives : 0), 0);
}

interface Candidate extends TrainingWindows {
  readonly snapshot: CalendarDay;
  readonly horizonDays: number;
}

function candidates({ settings, calendar }: JobWindows, { snapshot }: ProposalOptions): Candidate[] {
  const { lastFinalDay } = calendar;
  if (lastFinalDay === null) return [];
  const starts = new Set([calendar.firstDay, firstOfLastRun(calendar)]);
  return [...starts].flatMap((firstDay) => candidatesFrom(firstDay, lastFinalDay, settings, snapshot));
}

/** The first of the newest days without a gap; that of all days where the newest is missing itself. */
function firstOfLastRun(calendar: SnapshotCalendar): CalendarDay {
  const { firstDay, lastFinalDay } = calendar;
  const gap = lastFinalDay === null ? undefined : calendar.missingDays(firstDay, lastFinalDay).at(-1);
  return gap === undefined ? firstDay : addDays(gap, 1);
}

function candidatesFrom(
  firstDay: CalendarDay,
  lastFinalDay: CalendarDay,
  settings: JobSettings,
  snapshot: CalendarDay | undefined,
): Candidate[] {
  const { horizonDays, lookbackDays, training, leastLookbackDays } = settings;
  const { snapshots, everyDays } = training;
  const days = daysBetween(firstDay, addDays(lastFinalDay, 1));
  const suffices = days - horizonDays >= Math.min(horizonDays, WEEK);
  const usual = suffices || snapshot !== undefined ? horizonDays : Math.max(1, Math.floor(days / 2));
  const found: Candidate[] = [];
  const add = (horizonDays: number, most: TrainingWindows, kept?: number) => {
    const at = snapshot ?? addDays(lastFinalDay, 1 - horizonDays);
    const before = daysBetween(firstDay, at);
    const windows = fittingWindows(before, { horizonDays, everyDays }, { most, leastLookbackDays, lookbackDays: kept });
    if (windows !== null && (kept === undefined || windows.snapshots > 1))
      found.push({ ...windows, snapshot: at, horizonDays });
  };
  const most = { lookbackDays, snapshots };
  // A lookback that somebody has shortened is kept, if only fewer snapshots are needed for it.
  if (lookbackDays < DEFAULT_WINDOWS.lookbackDays) add(usual, most, lookbackDays);
  add(usual, most);
  const more = Math.max(snapshots, DEFAULT_WINDOWS.snapshots);
  for (const shorter of [lookbackDays, 2 * WEEK, WEEK]) {
    if (shorter <= lookbackDays) add(usual, { lookbackDays: Math.max(shorter, leastLookbackDays), snapshots: more });
  }
  for (let longer = usual + WEEK; days - longer >= WEEK && longer <= 4 * WEEK; longer += WEEK) add(longer, most);
  return found;
}

/** The lines of a candidate, after a check that a training under them is not refused; null where it is. */
function proposalOf(given: JobWindows, { snapshot, horizonDays, lookbackDays, snapshots }: Candidate): Proposal | null {
  const { settings } = given;
  const training = { ...settings.training, snapshots };
  const changed: JobSettings = { ...settings, lookbackDays, horizonDays, training };
  const { ports, calendar } = atWindows(given, changed);
  const plan = calendar.trainingPlan(snapshot, training);
  const from = addDays(plan.all.at(-1)!, -lookbackDays);
  const until = addDays(snapshot, horizonDays);
  const missing = calendar.missingDays(from, until);
  if (missing.length > MOST_MISSING) return null;
  const allowMissingDays = [...settings.allowMissingDays, ...missing].sort();
  try {
    (calendar.withOptions?.({ allowMissingDays }) ?? calendar).assertTrainable(plan.all);
  } catch (error) {
    if (PropensityError.is(error)) return null;
    throw error;
  }
  const { adaptive } = settings;
  const lines = {
    ...(lookbackDays === settings.lookbackDays && adaptive?.lookbackDays !== true ? {} : { lookbackDays }),
    ...(horizonDays === settings.horizonDays ? {} : { horizonDays }),
    ...(snapshots === settings.training.snapshots && adaptive?.snapshots !== true ? {} : { training: { snapshots } }),
    ...(missing.length === 0 ? {} : { source: { allowMissingDays } }),
  };
  return { lines, events: ports.events, plan, counts: null };
}
