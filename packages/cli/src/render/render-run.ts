import type { JobSettings } from '@propensity/core/config';
import type { EvaluateResult, FailedJob, PredictResult } from '@propensity/core/jobs';
import { addDays } from '@propensity/core/windows';
import type { ReportedRun } from '../results.js';
import { heading, page, sentence } from './layout.js';
import { renderEvaluate } from './render-evaluate.js';
import { renderPredict } from './render-predict.js';
import { renderTrain } from './render-train.js';
import type { Screen } from './screen.js';

/** What a week did, in its order, and what of it failed. */
export function renderRun(
  { train, evaluate, predict, error }: ReportedRun,
  settings: JobSettings,
  screen: Screen,
): string {
  return [
    ...(train === null ? [] : [renderTrain(train, settings.targetEvent, screen, false)]),
    ...(evaluate === null ? [] : [renderProof(evaluate, predict, settings, screen)]),
    renderPredict(predict, settings, screen),
    ...(predict.report === undefined ? [] : [page([`Report: ${predict.report.url}`], screen)]),
    ...(error === undefined ? [] : [renderError(error, screen)]),
  ].join('\n\n');
}

/** How right the scores were, or what there is to say of it while no week of them is over. */
function renderProof(
  evaluate: EvaluateResult,
  { snapshot }: PredictResult,
  { targetEvent, horizonDays }: JobSettings,
  screen: Screen,
): string {
  if (evaluate.evaluated.length > 0) return renderEvaluate(evaluate, targetEvent, screen);
  const unproven =
    'How right the scores are is not known yet: no week of them is over. ' +
    `The newest is over on ${addDays(snapshot, horizonDays)}; until then the model's test is all there is.`;
  return page(sentence(unproven, screen), screen);
}

function renderError({ job, message, hint }: FailedJob, screen: Screen): string {
  return page(
    [...heading(`✗ ${job} failed: ${message}`, screen), ...(hint === '' ? [] : sentence(hint, screen, '  '))],
    screen,
  );
}
