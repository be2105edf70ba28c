import type { ShadowGate } from '@propensity/core/jobs';
import type { ModelResult } from '../results.js';
import { count, metric } from './format.js';
import { aligned, bullets, heading, page } from './layout.js';
import { recalibrationText } from './recalibration-text.js';
import { describeChange } from './render-model-change.js';
import type { Screen } from './screen.js';

/** One model: how it stands and why, its figures, what people have decided about it. */
export function renderModel(result: ModelResult, screen: Screen): string {
  const {
    model,
    target,
    snapshot,
    trained_at,
    status,
    gate,
    champion,
    pinned,
    metrics,
    counts,
    recalibration,
    shadow_gate,
  } = result;
  const standing = [
    status === gate ? status : `${status}; the gate said ${gate}`,
    ...(pinned ? ['pinned'] : []),
    ...(champion ? ['scores the next week'] : []),
  ].join('; ');
  const figure = (value: number | null) => (value === null ? '–' : metric(value));
  return page(
    [
      ...heading(model, screen),
      '',
      ...aligned(
        [
          ['target', `${target}, within ${result.horizon_days} days`],
          ['standing', standing],
          ['gate of training', gate],
          ['gate in shadow', shadow_gate === undefined ? 'no final week in the shadow' : shadowText(shadow_gate)],
          ...(recalibration === undefined
            ? ([['snapshot', `${snapshot}, trained ${trained_at}`]] as const)
            : ([
                ['recalibrated', `${recalibrationText(recalibration)}, ${trained_at}`],
                ['parent', recalibration.parent],
                ['fitted as', recalibration.original],
              ] as const)),
          ['lookback', `${result.lookback_days} days`],
          [
            'rows',
            `${counts.rows} of ${recalibration === undefined ? `${counts.users} users` : `${recalibration.weeks.length} weeks`}, ${counts.positives} positives`,
          ],
          ['ROC AUC', figure(metrics.roc_auc)],
          ['log-loss skill', figure(metrics.log_loss_skill)],
          ['lift 10 %', figure(metrics.lift_at_10)],
          ['file', `${result.artifact.name}, SHA-256 ${result.artifact.sha256}`],
        ],
        screen,
      ),
      '',
      ...bullets(result.reasons, screen, '·'),
      ...(result.changes.length === 0
        ? []
        : ['', 'Decided by people:', ...bullets(result.changes.map(describeChange), screen, '·')]),
    ],
    screen,
  );
}

/** `better than what was served: log-loss lower by 1.20e-4 [3.20e-5, 2.08e-4] on 2 weeks, 8,012 users`. */
function shadowText({ verdict, mean_difference, interval: [low, high], weeks, n }: ShadowGate): string {
  const side = mean_difference <= 0 ? 'lower' : 'higher';
  const ends = (mean_difference <= 0 ? [-high, -low] : [low, high]).map((end) => end.toExponential(2));
  const size = Math.abs(mean_difference).toExponential(2);
  const than = verdict === 'undecided' ? 'undecided against' : `${verdict} than`;
  return `${than} what was served: log-loss ${side} by ${size} [${ends.join(', ')}] on ${weeks.length} ${weeks.length === 1 ? 'week' : 'weeks'}, ${count(n)} users`;
}
