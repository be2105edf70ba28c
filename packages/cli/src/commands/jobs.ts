import { PropensityError } from '@propensity/core';
import {
  type BackfillOptions,
  backfill,
  doctor,
  explainProba,
  getProba,
  type ModelStatus,
  runWeekly,
  verify,
} from '@propensity/core/jobs';
import { EXIT, EXIT_OF_KIND } from '../exit-code.js';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome, type Render } from '../outcome.js';
import { renderBackfill } from '../render/render-backfill.js';
import { renderDoctor } from '../render/render-doctor.js';
import { renderEvaluate } from '../render/render-evaluate.js';
import { renderPredict } from '../render/render-predict.js';
import { renderProba } from '../render/render-proba.js';
import { renderRun } from '../render/render-run.js';
import { renderTrain } from '../render/render-train.js';
import { renderVerify } from '../render/render-verify.js';
import { renderWhy } from '../render/render-why.js';
import type { ReportedRun } from '../results.js';
import { withStack } from '../with-stack.js';

/** Options of the commands that run jobs. */
export type JobOptions = GlobalOptions & {
  readonly force?: boolean;
  readonly model?: string;
  readonly acceptDrift?: boolean;
  readonly why?: boolean;
  readonly report?: boolean;
  /** What `proba` looks up, where it is not the configuration's. */
  readonly target?: string;
};

export function doctorCommand(io: Io, options: GlobalOptions): Promise<Outcome> {
  return withStack(io, options, async ({ ports, settings }) => {
    const report = await doctor(ports, settings, options);
    return outcome(report, (screen) => renderDoctor(report, screen), report.ok ? EXIT.done : EXIT.refused);
  });
}

export function trainCommand(io: Io, options: JobOptions): Promise<Outcome> {
  return withStack(io, options, async ({ jobs, ports, settings }) => {
    const result = await jobs.modelTraining(ports, settings, options);
    const render: Render = (screen) => renderTrain(result, settings.targetEvent, screen);
    return outcome(result, render, exitOfStatus(result.status));
  });
}

export function predictCommand(io: Io, options: JobOptions): Promise<Outcome> {
  return withStack(io, options, async ({ jobs, ports, settings }) => {
    const result = await jobs.predictions(ports, settings, options);
    return outcome(result, (screen) => renderPredict(result, settings, screen));
  });
}

export function evaluateCommand(io: Io, options: JobOptions): Promise<Outcome> {
  return withStack(io, options, async ({ jobs, ports, settings }) => {
    const result = await jobs.modelEvaluation(ports, settings, options);
    return outcome(result, (screen) => renderEvaluate(result, settings.targetEvent, screen));
  });
}

/** Every job of the week. @throws PropensityError `usage` where `--report` has no bucket to put the report into */
export async function runCommand(io: Io, options: JobOptions): Promise<Outcome> {
  const reports = options.report === true ? await import('./report.js') : undefined;
  return withStack(
    io,
    options,
    async ({ jobs, ports, settings }) => {
      reports?.reportStoreOf(ports);
      const result: ReportedRun = await runWeekly(ports, settings, options, jobs);
      const { error } = result;
      const render: Render = (screen) => renderRun(result, settings, screen);
      return outcome(result, render, error === undefined ? EXIT.done : EXIT_OF_KIND[error.kind]);
    },
    reports?.reportAfterPredictions,
  );
}

/** The weeks of a backfill send no notices: what they would say is weeks old. */
export function backfillCommand(io: Io, options: JobOptions & BackfillOptions): Promise<Outcome> {
  return withStack(io, options, async ({ ports, settings }) => {
    const result = await backfill(ports, settings, options);
    const isWhole = result.weeks.every(({ status }) => status === 'scored' || status === 'published');
    return outcome(result, (screen) => renderBackfill(result, screen), isWhole ? EXIT.done : EXIT.refused);
  });
}

export function verifyCommand(io: Io, options: GlobalOptions): Promise<Outcome> {
  return withStack(io, options, async ({ ports, settings }) => {
    const result = await verify(ports, settings);
    return outcome(result, (screen) => renderVerify(result, screen), result.ok ? EXIT.done : EXIT.refused);
  });
}

export function probaCommand(io: Io, options: JobOptions, userId: string): Promise<Outcome> {
  return withStack(io, { ...options, quiet: true }, async ({ ports, settings }) => {
    const { target = settings.targetEvent, why: isExplained = false } = options;
    if (isExplained && target !== settings.targetEvent) throw notExplained(target, settings.targetEvent);
    const explained = isExplained ? await explainProba(ports, settings, userId) : null;
    const answer = explained ?? (await getProba(ports, settings, userId, target));
    return outcome(answer, (screen) => {
      const why = explained === null ? [] : [renderWhy(explained.why, screen)];
      return [renderProba(answer, settings, screen), ...why].join('\n\n');
    });
  });
}

function notExplained(target: string, own: string): PropensityError {
  return new PropensityError(
    'another_target',
    `Scores are explained by the configuration that made them; this one is of "${own}", not of "${target}".`,
    { kind: 'usage', hint: 'Name that configuration with --config FILE, or leave --why out.' },
  );
}

/** The gate's refusal is a result; the exit code reports it too. */
function exitOfStatus(status: ModelStatus): number {
  return status === 'champion' ? EXIT.done : EXIT.refused;
}
