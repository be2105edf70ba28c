import { describeDrift } from '../drift/describe-drift.js';
import { flaggedDrift } from '../drift/summarise-drift.js';
import type { DriftOfWeek } from '../ports/prediction-store.js';
import type { WeekEvaluation } from '../results/results.js';
import type { DriftedFeature, ReportedDrift, ReportedDriftWeek } from './report-data.js';

/** The newest weeks that are shown: a season. */
const WEEKS = 12;
/** The features that have moved most. */
const FEATURES = 12;
/** What is reported of the weeks, the newest first. */
const FLAGS = 30;

/**
 * Drift and decay of the newest weeks, each as its last run left it.
 * @param drift of all weeks, by week; `runs` the model that scored each week last
 */
export function reportedDrift(
  drift: readonly DriftOfWeek[],
  runs: ReadonlyMap<string, string>,
  evaluations: readonly WeekEvaluation[],
): ReportedDrift {
  const weeks = drift.filter(({ week, model }) => runs.get(week) === model).slice(-WEEKS);
  const evaluationOf = new Map(evaluations.map((row) => [`${row.predicted_week} ${row.model}`, row]));
  return {
    weeks: weeks.map((week) => weekOf(week, evaluationOf.get(`${week.week} ${week.model}`))),
    features: featuresOf(weeks),
    flagged: weeks
      .toReversed()
      .flatMap(({ week, rows }) =>
        rows.flatMap((row) =>
          row.flagged_for.length === 0
            ? []
            : [{ week, compared_with: row.compared_with, text: `${describeDrift(flaggedDrift(row))}.` }],
        ),
      )
      .slice(0, FLAGS),
  };
}

function weekOf({ week, model, rows }: DriftOfWeek, evaluation: WeekEvaluation | undefined): ReportedDriftWeek {
  const against = rows.filter((row) => row.compared_with === 'training');
  const nowOf = (kind: 'users' | 'events') =>
    against.find((row) => row.kind === kind && row.name === '')?.now_value ?? null;
  const { decay } = evaluation ?? {};
  return {
    week,
    model,
    users: nowOf('users'),
    events_per_user: nowOf('events'),
    scores_psi: against.find(({ kind }) => kind === 'scores')?.psi ?? null,
    flagged: rows.filter(({ flagged_for }) => flagged_for.length > 0).length,
    decay: decay == null ? null : decay.verdict === 'decayed' ? (decay.kind ?? 'decayed') : 'holds',
    decay_evidence: decay?.evidence ?? null,
  };
}

function featuresOf(weeks: readonly DriftOfWeek[]): DriftedFeature[] {
  const names = new Set(
    weeks.flatMap(({ rows }) => rows.flatMap(({ kind, name }) => (kind === 'feature' ? [name] : []))),
  );
  const features = [...names].map((feature): DriftedFeature => {
    const found = weeks.map(({ rows }) =>
      rows.find((row) => row.compared_with === 'training' && row.kind === 'feature' && row.name === feature),
    );
    return {
      feature,
      psi: found.map((row) => row?.psi ?? null),
      flagged: found.map((row) => (row?.flagged_for.length ?? 0) > 0),
    };
  });
  const largest = ({ psi }: DriftedFeature) => Math.max(...psi.map((value) => value ?? 0));
  return features.sort((a, b) => largest(b) - largest(a) || (a.feature < b.feature ? -1 : 1)).slice(0, FEATURES);
}
