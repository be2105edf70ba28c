import type { JobSettings } from '../config/settings.js';
import type { CountedScores } from '../counted-scores/counted-scores.js';
import { joinedRows, type ScoredRows, scoredRows } from '../counted-scores/scored-rows.js';
import { openCalendar } from '../jobs/job-context.js';
import { windowsOfModel } from '../jobs/job-windows.js';
import { groupingOf } from '../jobs/outcome-grouping.js';
import { isKept } from '../jobs/retention.js';
import { isSameQuestion } from '../jobs/same-question.js';
import type { Ports } from '../ports/ports.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import type { StandingModel } from '../registry/standing-models.js';
import type { WeekEvaluation } from '../results/results.js';

/** So many of the newest weeks are read. */
export const WEEKS_READ = 8;

/** A run whose week has been evaluated, and its model where the registry has it. */
export interface EvaluatedRun {
  readonly run: PublishedRun;
  readonly evaluation: WeekEvaluation;
  readonly record: StandingModel | undefined;
}

/** Users ranked by probability, and by their number of events. */
export interface OutcomeRows {
  readonly proba: ScoredRows;
  readonly eventCount: ScoredRows;
}

/** What was predicted and what happened, of one week. */
export interface WeekOutcomes extends EvaluatedRun {
  readonly outcomes: OutcomeRows;
}

/**
 * The runs whose figures count: the newest evaluated weeks, without those that the model had seen, whose predictions are deleted, or that were
 * asked another question; one run a week, the last published. Those that are final, or, while none is, the provisional ones. Oldest first.
 */
export function weeksToRead(
  evaluated: readonly EvaluatedRun[],
  settings: JobSettings,
  now: number,
): readonly EvaluatedRun[] {
  const readable = evaluated.filter(
    ({ run, record }) =>
      !run.inSample &&
      isKept(run.snapshot, now, settings) &&
      (record === undefined ||
        (isSameQuestion(record.result, settings) &&
          (record.result.windows?.time_zone ?? settings.timeZone) === settings.timeZone)),
  );
  const final = readable.filter(({ evaluation }) => !evaluation.provisional);
  // Later runs of a week replace earlier ones.
  const weeks = new Map((final.length > 0 ? final : readable).map((each) => [each.run.snapshot, each] as const));
  return [...weeks.values()].sort((a, b) => (a.run.snapshot < b.run.snapshot ? -1 : 1)).slice(-WEEKS_READ);
}

/** Reads the rows of these weeks; a week without any is left out. */
export async function readWeeks(
  ports: Ports,
  settings: JobSettings,
  weeks: readonly EvaluatedRun[],
): Promise<readonly WeekOutcomes[]> {
  if (weeks.length === 0) return [];
  const given = { ports, settings, calendar: await openCalendar(ports, settings, {}) };
  ports.progress.step('Reading what was predicted and what happened', weeks.length);
  const found: WeekOutcomes[] = [];
  for (const [index, week] of weeks.entries()) {
    const own = week.record === undefined ? given : windowsOfModel(given, week.record.lookbackDays);
    const { snapshot, model } = week.run;
    const entries = await own.ports.predictions.readOutcomes(snapshot, model, groupingOf(week.run, week.record));
    const outcomes = { proba: scoredRows(entries.proba), eventCount: weighted(entries.eventCount) };
    if (outcomes.proba.labels.length > 0) found.push({ ...week, outcomes });
    ports.progress.advance(index + 1);
  }
  return found;
}

/** The rows of all weeks, one after the other. */
export function pooled(weeks: readonly WeekOutcomes[]): OutcomeRows {
  return {
    proba: joinedRows(weeks.map(({ outcomes }) => outcomes.proba)),
    eventCount: joinedRows(weeks.map(({ outcomes }) => outcomes.eventCount)),
  };
}

function weighted({ scores, labels, counts }: CountedScores): ScoredRows {
  return { scores, labels, sampleWeight: counts };
}
