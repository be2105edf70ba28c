import { parseArtifact } from '../artifact/serialise-artifact.js';
import { reliability } from '../calibration-fitting/reliability.js';
import type { JobSettings } from '../config/settings.js';
import { scoredRows } from '../counted-scores/scored-rows.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { HoldoutComparison } from '../holdout/holdout-comparison.js';
import { runsOf } from '../jobs/job-context.js';
import { groupingOf } from '../jobs/outcome-grouping.js';
import type { Ports } from '../ports/ports.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import { servingModel } from '../registry/choose-model.js';
import { modelsOfTarget } from '../registry/models-of-target.js';
import { measureEffects } from './measure-effects.js';
import type { ReportData, ReportedQuality, ReportedScores } from './report-data.js';
import { reportNotes } from './report-notes.js';
import { reportedCurves } from './reported-curves.js';
import { reportedDrift } from './reported-drift.js';
import { reportedModel } from './reported-model.js';
import { reportedShapes } from './reported-shapes.js';
import { pendingWeeks, reportedWeeks } from './reported-weeks.js';
import { scoreDistribution } from './score-distribution.js';
import { type EvaluatedRun, pooled, readWeeks, weeksToRead } from './weeks-to-read.js';
import { worthOfTest, worthOfWeeks } from './worth-of-acting.js';

/**
 * Everything that a report shows about the target of the configuration. What acting was worth, calibration and curves are of the newest
 * evaluated weeks, counted again from their rows; before one has been evaluated, of the training.
 * @throws PropensityError `no_model` (kind `refused`) before anything has been trained, `other_horizon`, `artifact_corrupt`
 */
export async function report(ports: Ports, settings: JobSettings): Promise<ReportData> {
  const { targetEvent: target, horizonDays, timeZone } = settings;
  const models = await modelsOfTarget(ports, settings);
  const record = servingModel(models) ?? models[0];
  if (record === undefined) {
    throw new PropensityError('no_model', `No model of "${target}" is registered: there is nothing to report yet.`, {
      kind: 'refused',
      hint: 'Run "propensity train" first.',
    });
  }
  const { fileNameInBucket: fileName, sha256 } = record;
  const artifact = parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
  const runs = latestRuns(await runsOf(ports, settings));
  const rowOf = new Map((await ports.evaluations.list()).map((row) => [keyOf(row.predicted_week, row.model), row]));
  const evaluated = runs.flatMap((run): EvaluatedRun[] => {
    const evaluation = rowOf.get(keyOf(run.snapshot, run.model));
    if (evaluation === undefined) return [];
    return [{ run, evaluation, record: models.find(({ model }) => model === run.model) }];
  });
  const weeks = await readWeeks(ports, settings, weeksToRead(evaluated, settings, ports.clock()));
  const rows = pooled(weeks);
  const quality: ReportedQuality =
    weeks.length > 0
      ? {
          calibration: reliability(rows.proba.labels, rows.proba.scores, undefined, rows.proba),
          calibration_source: 'weeks',
          curves: reportedCurves(rows),
        }
      : {
          calibration: record.result.selection?.reliability ?? [],
          calibration_source: 'held_out',
          curves: null,
        };
  return {
    job: 'report',
    target,
    horizon_days: horizonDays,
    time_zone: timeZone,
    made_at: new Date(ports.clock()).toISOString(),
    worth: weeks.length > 0 ? worthOfWeeks(weeks, rows, settings) : worthOfTest(record),
    quality,
    scores: await newestScores(ports, runs.at(-1)),
    effects: measureEffects(artifact),
    shapes: reportedShapes(artifact),
    weeks: reportedWeeks(evaluated),
    drift: reportedDrift(await ports.predictions.drift(target), new Map(runs.map((run) => [run.snapshot, run.model])), [
      ...rowOf.values(),
    ]),
    pending: pendingWeeks(runs, evaluated),
    holdout: await newestComparisons(ports, settings),
    changes: (await ports.registry.changes()).filter((change) => change.target === target),
    notes: reportNotes(record, runs, evaluated),
    model: reportedModel(record, artifact, models),
  };
}

/** Of each destination the comparison that counts most weeks; those of a holdout that there is no more are past. */
async function newestComparisons(
  { evaluations }: Pick<Ports, 'evaluations'>,
  { holdout, targetEvent }: Pick<JobSettings, 'holdout' | 'targetEvent'>,
): Promise<readonly HoldoutComparison[]> {
  if (holdout === undefined) return [];
  const rows = await evaluations.listHoldout(targetEvent);
  return [...new Map(rows.map((row) => [row.destination, row])).values()];
}

/** The history keeps what a run published; its labels, which may not be over, are not looked at. */
async function newestScores(
  { predictions }: Pick<Ports, 'predictions'>,
  run: PublishedRun | undefined,
): Promise<ReportedScores | null> {
  if (run === undefined) return null;
  const { proba } = await predictions.readOutcomes(run.snapshot, run.model, groupingOf(run, undefined));
  return proba.scores.length === 0 ? null : scoreDistribution(run, scoredRows(proba));
}

/** One run per snapshot and model: the history holds the rows of the last one. @param runs oldest first */
function latestRuns(runs: readonly PublishedRun[]): PublishedRun[] {
  const last = new Map(runs.map((run) => [keyOf(run.snapshot, run.model), run]));
  return runs.filter((run) => last.get(keyOf(run.snapshot, run.model)) === run);
}

function keyOf(week: string, model: string): string {
  return `${week} ${model}`;
}
