import { describeCollapse } from '../drift/describe-collapse.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import type { StandingModel } from '../registry/standing-models.js';
import type { ReportedNote } from './report-data.js';
import type { EvaluatedRun } from './weeks-to-read.js';

/** What a reader should know about the data behind the figures; newest runs first, each note once. */
export function reportNotes(
  record: StandingModel,
  runs: readonly PublishedRun[],
  evaluated: readonly EvaluatedRun[],
): ReportedNote[] {
  const { trainingDate } = record;
  const ofTraining = record.result.reasons.map((text) => ({
    about: 'training' as const,
    snapshot: trainingDate,
    text,
  }));
  const ofRuns = runs.toReversed().flatMap(({ snapshot, result, allowedMissingDays }): ReportedNote[] => [
    ...(result.accepted_drift ?? []).map((input) => ({
      about: 'accepted_drift' as const,
      snapshot,
      text: `Published although inputs had collapsed since the training: ${describeCollapse([input])}.`,
    })),
    ...missing(snapshot, allowedMissingDays),
    ...(result.notes ?? []).map((text) => ({ about: 'scoring' as const, snapshot, text })),
  ]);
  const ofWeeks = evaluated
    .toReversed()
    .flatMap(({ run, evaluation }) =>
      evaluation.notes.map((text) => ({ about: 'evaluation' as const, snapshot: run.snapshot, text })),
    );
  const all = [...ofTraining, ...missing(trainingDate, record.allowedMissingDays), ...ofRuns, ...ofWeeks];
  return [...new Map(all.map((note) => [`${note.about} ${note.snapshot} ${note.text}`, note])).values()];
}

function missing(snapshot: string, days: readonly string[]): ReportedNote[] {
  if (days.length === 0) return [];
  return [
    { about: 'missing_days', snapshot, text: `Days that the export does not have, as allowed: ${days.join(', ')}.` },
  ];
}
