import { describeCollapse } from '../drift/describe-collapse.js';
import { describeDrift } from '../drift/describe-drift.js';
import type { FlaggedDrift } from '../drift/summarise-drift.js';
import type { EvaluateResult, PredictResult, WeekEvaluation } from '../results/results.js';
import { addDays, type CalendarDay, daysBetween } from '../windows/calendar-day.js';
import type { Finding } from './alert.js';

/** A run a week is expected; so many days more are no delay yet. */
const GRACE_DAYS = 7;
const WEEK = 7;
/** Two runs further apart leave a week between them without scores. */
const GAP_DAYS = 10;

/** What a published week says: drift, and inputs that were accepted although they had collapsed. */
export function findingsOfPredictions({ snapshot, model, drift, accepted_drift = [] }: PredictResult): Finding[] {
  const bySubject = new Map<string, FlaggedDrift[]>();
  for (const flagged of drift?.flagged ?? []) {
    const subject = subjectOf(flagged);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), flagged]);
  }
  const drifted = [...bySubject].map(([subject, all]): Finding => {
    // The training is the same every week, and says more than a week does.
    const [first] = all as [FlaggedDrift];
    const than = first.compared_with === 'training' ? `the training of ${model}` : 'the week before';
    return {
      kind: 'drift',
      subject,
      fingerprint: [...new Set(all.flatMap((flagged) => flagged.flagged_for))].sort().join(','),
      text: `The week of ${snapshot} differs from ${than}: ${describeDrift(first)}.`,
    };
  });
  if (accepted_drift.length === 0) return drifted;
  const collapsed: Finding = {
    kind: 'data',
    subject: 'collapsed_inputs',
    fingerprint: `accepted ${accepted_drift
      .map(({ kind, name }) => `${kind} ${name}`)
      .sort()
      .join(',')}`,
    text: `The week of ${snapshot} was published although inputs have collapsed: ${describeCollapse(accepted_drift)}.`,
  };
  return [...drifted, collapsed];
}

function subjectOf({ kind, name }: FlaggedDrift): string {
  return name === '' ? kind : `${kind} ${name}`;
}

/** What the evaluated weeks say of the model of the newest one that counts. */
export function findingsOfEvaluation({ evaluated }: EvaluateResult): Finding[] {
  const newest = evaluated.reduce<WeekEvaluation | null>((last, week) => {
    if (week.decay == null) return last;
    return last === null || week.predicted_week >= last.predicted_week ? week : last;
  }, null);
  if (newest?.decay?.verdict !== 'decayed') return [];
  const { kind, since, evidence } = newest.decay;
  const expected = newest.deciles.reduce((sum, { n, mean_proba }) => sum + n * mean_proba, 0);
  const figures = `${newest.positives.toLocaleString('en')} converted in the week of ${newest.predicted_week} and ${Math.round(expected).toLocaleString('en')} were expected; ROC AUC ${newest.roc_auc?.toFixed(3) ?? 'undefined'}`;
  return [
    {
      kind: 'decay',
      subject: newest.model,
      fingerprint: kind ?? 'decayed',
      text: `The model ${newest.model} has decayed since the week of ${since}: ${DECAYS[kind ?? 'ranking']} (evidence ${Number(evidence.toPrecision(3))}, from 20 on it counts). ${figures}. Train again, or recalibrate.`,
    },
  ];
}

const DECAYS = {
  more: 'more users convert than it says',
  fewer: 'fewer users convert than it says',
  ranking: 'it ranks worse than its test promised',
} as const;

/** That scores are not renewed, or that weeks were left out. @param weeks the weeks that were scored, oldest first; none is no finding */
export function findingsOfRuns(weeks: readonly CalendarDay[], today: CalendarDay, horizonDays: number): Finding[] {
  const newest = weeks.at(-1);
  if (newest === undefined) return [];
  const findings: Finding[] = [];
  const due = addDays(newest, Math.max(WEEK, horizonDays) + GRACE_DAYS);
  if (due <= today) {
    findings.push({
      kind: 'stale',
      subject: 'predictions',
      fingerprint: newest,
      text: `The newest scores are of ${newest}, ${daysBetween(newest, today)} days ago: what they say of is over. Run "propensity run", and see why the weekly run has stopped.`,
    });
  }
  const before = weeks.at(-2);
  if (before !== undefined && daysBetween(before, newest) > GAP_DAYS) {
    findings.push({
      kind: 'missing_runs',
      subject: 'predictions',
      fingerprint: `${before} ${newest}`,
      text: `Nothing was scored between ${before} and ${newest}: ${Math.round(daysBetween(before, newest) / WEEK) - 1} weekly runs are missing.`,
    });
  }
  return findings;
}

/** Errors that say that data are not as they should be. */
const OF_DATA = new Set([
  'collapsed_inputs',
  'missing_days',
  'wrong_time_zone',
  'target_never_performed',
  'leaking_column',
  'unreadable_export',
  'empty_export',
]);

/** That a job could not work with its data; null for an error of another kind. */
export function findingOfError(
  job: string,
  error: { readonly code: string; readonly message: string },
): Finding | null {
  if (!OF_DATA.has(error.code)) return null;
  return { kind: 'data', subject: `${job} ${error.code}`, fingerprint: error.code, text: error.message };
}
