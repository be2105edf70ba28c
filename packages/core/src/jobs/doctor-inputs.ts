import { parseArtifact } from '../artifact/serialise-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { collapsedEvents } from '../drift/collapsed-inputs.js';
import { describeCollapse } from '../drift/describe-collapse.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import { chooseModel } from '../predictions/choose-model.js';
import type { DoctorCheck } from '../results/doctor-report.js';
import { addDays } from '../windows/calendar-day.js';
import type { SnapshotCalendar } from '../windows/snapshot-calendar.js';
import { recordsOf } from './job-context.js';
import { COLLAPSE_HINT, notComparedNote } from './profile-inputs.js';

/** What prevents scoring altogether is reported by other checks. */
const REPORTED_ELSEWHERE: ReadonlySet<string> = new Set([
  'no_model',
  'other_target',
  'missing_days',
  'snapshot_in_future',
]);

/**
 * Whether the events before the newest day that can be scored are like those that the model which would score it was trained on: no
 * check where there is no such day, or no such model. Of the inputs that predictions compares these need no features.
 */
export async function checkRecentEvents(
  ports: Ports,
  settings: JobSettings,
  calendar: SnapshotCalendar,
): Promise<DoctorCheck[]> {
  const name = 'inputs';
  try {
    const snapshot = calendar.latestPredictionSnapshot();
    calendar.assertScorable(snapshot);
    const { record } = chooseModel(await recordsOf(ports, settings), snapshot);
    const { fileNameInBucket: fileName, sha256, model } = record;
    const { inputs } = parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
    if (inputs === undefined) return [{ name, status: 'ok', message: notComparedNote(model), hint: '' }];
    const { days } = inputs.recent;
    const now = await ports.events.recentEvents(addDays(snapshot, -days), snapshot);
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
    return [{ name, status: 'fail', message: error.message, hint: error.hint }];
  }
}
