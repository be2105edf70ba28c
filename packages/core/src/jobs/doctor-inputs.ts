import { parseArtifact } from '../artifact/serialise-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { collapsedEvents } from '../drift/collapsed-inputs.js';
import { describeCollapse } from '../drift/describe-collapse.js';
import { recentDaysOf } from '../drift/input-profile.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import { chooseModel } from '../registry/choose-model.js';
import { modelsOfTarget } from '../registry/models-of-target.js';
import type { DoctorCheck } from '../results/doctor-report.js';
import { addDays, type CalendarDay } from '../windows/calendar-day.js';
import type { SnapshotCalendar } from '../windows/snapshot-calendar.js';
import { COLLAPSE_HINT, notComparedNote } from './profile-inputs.js';
import { askedRecords } from './same-question.js';

/** What prevents scoring altogether is reported by other checks. */
const REPORTED_ELSEWHERE: ReadonlySet<string> = new Set(['missing_days', 'snapshot_in_future']);
const NO_MODEL: ReadonlySet<string> = new Set(['no_model', 'other_horizon']);

/**
 * Whether the events before the newest day that can be scored are like those that the model which would score it was trained on, or,
 * without such a model, like those of the first days that a training would read. No check where there is no such day. Of the inputs
 * that predictions compares these need no features.
 * @param firstDay the first that a training would read; null when it could not run
 */
export async function checkRecentEvents(
  ports: Ports,
  settings: JobSettings,
  calendar: SnapshotCalendar,
  firstDay: CalendarDay | null,
): Promise<DoctorCheck[]> {
  const name = 'inputs';
  const recentEvents = ports.events.recentEvents?.bind(ports.events);
  if (recentEvents === undefined) return [];
  try {
    const snapshot = calendar.latestPredictionSnapshot();
    calendar.assertScorable(snapshot);
    const { record } = chooseModel(askedRecords(await modelsOfTarget(ports, settings), settings), snapshot);
    const { fileNameInBucket: fileName, sha256, model } = record;
    const { inputs } = parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
    if (inputs === undefined) return [{ name, status: 'ok', message: notComparedNote(model), hint: '' }];
    const { days } = inputs.recent;
    const now = await recentEvents(addDays(snapshot, -days), snapshot);
    const collapsed = collapsedEvents(inputs.recent, now);
    const those = `The events of the ${days} days before ${snapshot}`;
    if (collapsed.length === 0) {
      return [{ name, status: 'ok', message: `${those} are like those that ${model} was trained on.`, hint: '' }];
    }
    const message = `${those} have collapsed since the model ${model} was trained: ${describeCollapse(collapsed)}.`;
    return [{ name, status: 'fail', message, hint: `${COLLAPSE_HINT} Until then predictions are refused.` }];
  } catch (error) {
    if (!PropensityError.is(error)) throw error;
    if (REPORTED_ELSEWHERE.has(error.code)) return [];
    if (NO_MODEL.has(error.code)) {
      const days = recentDaysOf(settings.lookbackDays);
      return firstDay === null
        ? []
        : compareWithFirstDays(recentEvents, firstDay, calendar.latestPredictionSnapshot(), days);
    }
    return [{ name, status: 'fail', message: error.message, hint: error.hint }];
  }
}

async function compareWithFirstDays(
  recentEvents: NonNullable<Ports['events']['recentEvents']>,
  firstDay: CalendarDay,
  snapshot: CalendarDay,
  days: number,
): Promise<DoctorCheck[]> {
  const name = 'inputs';
  const [firstEnd, lastStart] = [addDays(firstDay, days), addDays(snapshot, -days)];
  if (firstEnd > lastStart) return [];
  const collapsed = collapsedEvents(await recentEvents(firstDay, firstEnd), await recentEvents(lastStart, snapshot));
  const those = `The events of the ${days} days before ${snapshot}`;
  if (collapsed.length === 0) {
    return [
      { name, status: 'ok', message: `${those} are like those of the ${days} days from ${firstDay} on.`, hint: '' },
    ];
  }
  return [
    {
      name,
      status: 'warn',
      message: `${those} have collapsed against those of the ${days} days from ${firstDay} on: ${describeCollapse(collapsed)}.`,
      hint: 'See whether the tags of the site still fire, and whether the last days of the export are whole: a model that is trained now learns from what is no longer sent.',
    },
  ];
}
