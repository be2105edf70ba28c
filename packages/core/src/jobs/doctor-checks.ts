import type { JobSettings } from '../config/settings.js';
import type { ExportSummary } from '../ports/event-source.js';
import type { DoctorCheck, DoctorSnapshot } from '../results/doctor-report.js';
import { describeDays } from '../windows/export-calendar.js';
import { MIN_POSITIVES, targetNeverPerformed } from './learnable-target.js';
import { FEW_POSITIVES, reachNote } from './notes.js';

/** Above this share of events without a user id, the export describes too few of the visitors. */
const HIGH_NULL_ID_SHARE = 0.3;

/** Whether anybody performed the target; `performed` where the label windows say so already. */
export function checkTarget(
  summary: ExportSummary,
  settings: Pick<JobSettings, 'targetEvent' | 'question'>,
  performed: boolean,
): DoctorCheck {
  if (performed || summary.target.events > 0) {
    return { name: 'target', status: 'ok', message: `"${settings.targetEvent}" happens in these days.`, hint: '' };
  }
  const error = targetNeverPerformed(
    settings,
    summary.eventNames.map(({ name }) => name),
  );
  return { name: 'target', status: 'fail', message: error.message, hint: error.hint };
}

/** Whether there are enough positive rows to learn from. */
export function checkPositives(snapshots: readonly DoctorSnapshot[]): DoctorCheck {
  const trained = snapshots.filter(({ role }) => role !== 'test');
  const positives = trained.reduce((sum, snapshot) => sum + snapshot.positives, 0);
  const message = `${positives.toLocaleString('en')} positive rows to learn from.`;
  const hint =
    'Raise horizonDays or training.snapshots, or predict an earlier step of the funnel, which more users take.';
  if (positives < MIN_POSITIVES) return { name: 'positives', status: 'fail', message: `Only ${message}`, hint };
  if (positives < FEW_POSITIVES) {
    return { name: 'positives', status: 'warn', message: `Only ${message} Metrics will be rough.`, hint };
  }
  return { name: 'positives', status: 'ok', message, hint: '' };
}

/** Whether enough of the events can be told whose they are; `share` is that of those that cannot. */
export function checkIds(share: number): DoctorCheck {
  const message = `${(100 * share).toFixed(1)} % of the events carry no user id; they are left out.`;
  if (share <= HIGH_NULL_ID_SHARE) return { name: 'user ids', status: 'ok', message, hint: '' };
  return {
    name: 'user ids',
    status: 'warn',
    message,
    hint: 'Consent mode hides these visitors; scores speak only of the others.',
  };
}

/** Whether most of the converting users were known at the snapshot. */
export function checkReach(share: number): DoctorCheck {
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

/** Whether no day was last written before it ended; `unfinished` are those that were. */
export function checkUnfinished(unfinished: readonly string[]): DoctorCheck {
  if (unfinished.length === 0) {
    return { name: 'finality', status: 'ok', message: 'Every day was written after it had ended.', hint: '' };
  }
  return {
    name: 'finality',
    status: 'warn',
    message: `Last written before they ended, so not final: ${describeDays(unfinished)}.`,
    hint: 'Google writes a day again within three days of its end; if it does not, its export was cut short.',
  };
}
