import type { FeatureEffect } from '@propensity/core/models';
import { metric } from './format.js';

const FEATURES = 15;
const LEVELS = 5;

/** The most important features with their largest effects. */
export function renderEffects(model: string, effects: readonly FeatureEffect[]): string {
  const lines = effects.slice(0, FEATURES).flatMap(({ feature, meaning, importance, columns }) => {
    const largest = [...columns].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).slice(0, LEVELS);
    return [
      `  ${(importance ?? 0).toFixed(3)}  ${feature}   ${meaning}`,
      ...largest.map(
        ({ column, effect, interval }) => `           ${metric(effect, interval ?? undefined)}  ${column}`,
      ),
      ...(columns.length > LEVELS ? [`           … and ${columns.length - LEVELS} more`] : []),
    ];
  });
  const hasIntervals = effects.some(({ columns }) => columns.some(({ interval }) => interval !== null));
  const rest = effects.length - FEATURES;
  return [
    `What ${model} has learnt: importance (deviation of log-odds among training users), then effects in log-odds`,
    '',
    ...lines,
    ...(rest > 0 ? [`  … and ${rest} features of less importance`] : []),
    ...(hasIntervals
      ? [
          '',
          'Intervals hold for this penalty; one about as wide as the penalty allows reflects the penalty, not the data.',
        ]
      : []),
  ].join('\n');
}
