import { PropensityError } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import { doctor, explainProba, getProba, type ModelStatus, type PredictResult, runWeekly } from '@propensity/core/jobs';
import { globalEffects, parseArtifact } from '@propensity/core/models';
import { chooseModel } from '@propensity/core/predictions';
import { addDays } from '@propensity/core/windows';
import { EXIT, EXIT_OF_KIND } from '../exit-code.js';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderDoctor } from '../render/render-doctor.js';
import { renderEffects } from '../render/render-effects.js';
import { renderEvaluate } from '../render/render-evaluate.js';
import { renderModels } from '../render/render-models.js';
import { renderPredict } from '../render/render-predict.js';
import { renderTrain } from '../render/render-train.js';
import { renderWhy } from '../render/render-why.js';
import { withStack } from '../with-stack.js';

/** Options of the commands that run jobs. */
export type JobOptions = GlobalOptions & {
  readonly force?: boolean;
  readonly model?: string;
  readonly acceptDrift?: boolean;
  readonly why?: boolean;
};

export function doctorCommand(io: Io, options: GlobalOptions): Promise<Outcome> {
  return withStack(io, options, async ({ ports, settings }) => {
    const report = await doctor(ports, settings, options);
    return outcome(report, renderDoctor(report), report.ok ? EXIT.done : EXIT.refused);
  });
}

export function trainCommand(io: Io, options: JobOptions): Promise<Outcome> {
  return withStack(io, options, async ({ jobs, ports, settings }) => {
    const result = await jobs.modelTraining(ports, settings, options);
    return outcome(result, renderTrain(result, settings.targetEvent), exitOfStatus(result.status));
  });
}

export function predictCommand(io: Io, options: JobOptions): Promise<Outcome> {
  return withStack(io, options, async ({ jobs, ports, settings }) => {
    const result = await jobs.predictions(ports, settings, options);
    return outcome(result, renderPredict(result, settings));
  });
}

export function evaluateCommand(io: Io, options: JobOptions): Promise<Outcome> {
  return withStack(io, options, async ({ jobs, ports, settings }) => {
    const result = await jobs.modelEvaluation(ports, settings, options);
    return outcome(result, renderEvaluate(result, settings.targetEvent));
  });
}

export function runCommand(io: Io, options: JobOptions): Promise<Outcome> {
  return withStack(io, options, async ({ jobs, ports, settings }) => {
    const result = await runWeekly(ports, settings, options, jobs);
    const { train, evaluate, predict, error } = result;
    const parts = [
      ...(train === null ? [] : [renderTrain(train, settings.targetEvent, false)]),
      ...(evaluate === null
        ? []
        : [
            evaluate.evaluated.length > 0
              ? renderEvaluate(evaluate, settings.targetEvent)
              : unproven(predict, settings),
          ]),
      renderPredict(predict, settings),
      ...(error === undefined ? [] : [`✗ ${error.job} failed: ${error.message}${error.hint && `\n  ${error.hint}`}`]),
    ];
    return outcome(result, parts.join('\n\n'), error === undefined ? EXIT.done : EXIT_OF_KIND[error.kind]);
  });
}

/** What there is to say of how right the scores are while no week of them is over. */
function unproven({ snapshot }: PredictResult, { horizonDays }: JobSettings): string {
  const over = addDays(snapshot, horizonDays);
  return `How right the scores are is not known yet: no week of them is over. The newest is over on ${over};\nuntil then the model's test is all there is.`;
}

export function probaCommand(io: Io, options: JobOptions, userId: string): Promise<Outcome> {
  return withStack(io, { ...options, quiet: true }, async ({ ports, settings }) => {
    const explained = options.why === true ? await explainProba(ports, settings, userId) : null;
    const answer = explained ?? (await getProba(ports, settings, userId));
    const { proba, predicted_week, model, selected, stale } = answer;
    const percent = (100 * proba).toFixed(proba < 0.01 ? 3 : 1);
    const text =
      `${percent} %  probability of "${settings.targetEvent}" within ${settings.horizonDays} days of ${predicted_week}` +
      `\n         model ${model}${selected ? '\n         selected by the decision' : ''}${stale ? '\n       ! Those days are over: run "propensity predict".' : ''}` +
      (explained === null ? '' : `\n\n${renderWhy(explained.why)}`);
    return outcome(answer, text);
  });
}

export function modelsCommand(io: Io, options: GlobalOptions): Promise<Outcome> {
  return withStack(io, { ...options, quiet: true }, async ({ ports }) => {
    const records = await ports.registry.list();
    const champion = championOf(records);
    const json = {
      models: records.map(({ result, ...record }) => ({
        model: record.model,
        snapshot: record.trainingDate,
        trained_at: record.trainedAt,
        status: record.status,
        champion: record.model === champion,
        metrics: result.metrics,
        artifact: result.artifact,
      })),
    };
    return outcome(json, renderModels(records, champion));
  });
}

/** What a model has learnt: that of the next predictions, or the one named. */
export function effectsCommand(io: Io, options: JobOptions): Promise<Outcome> {
  return withStack(io, { ...options, quiet: true }, async ({ ports }) => {
    const { record } = chooseModel(await ports.registry.list(), '9999-12-31', options.model);
    const { fileNameInBucket: fileName, sha256 } = record;
    const artifact = parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
    const effects = globalEffects(artifact);
    return outcome({ model: record.model, effects }, renderEffects(record.model, effects));
  });
}

/** The model that the next predictions would use; null when there is none. */
function championOf(records: Parameters<typeof chooseModel>[0]): string | null {
  try {
    return chooseModel(records, '9999-12-31').record.model;
  } catch (error) {
    if (PropensityError.is(error) && error.code === 'no_model') return null;
    throw error;
  }
}

/** The gate's refusal is a result; the exit code reports it too. */
function exitOfStatus(status: ModelStatus): number {
  return status === 'champion' ? EXIT.done : EXIT.refused;
}
