import type { FeatureEffect } from '@propensity/core/models';
import { metric } from './format.js';
import { heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

const FEATURES = 15;
const LEVELS = 5;

/** The most important features with their largest effects. */
export function renderEffects(model: string, effects: readonly FeatureEffect[], screen: Screen): string {
  const lines = effects.slice(0, FEATURES).flatMap(({ feature, meaning, importance, columns }) => {
    const largest = [...columns].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).slice(0, LEVELS);
    return [
      ...sentence(`${feature}   ${meaning}`, screen, `  ${(importance ?? 0).toFixed(3)}  `),
      ...largest.flatMap(({ column, effect, interval }) =>
        sentence(column, screen, `           ${metric(effect, interval ?? undefined)}  `),
      ),
      ...(columns.length > LEVELS ? [`           … and ${columns.length - LEVELS} more`] : []),
    ];
  });
  const hasIntervals = effects.some(({ columns }) => columns.some(({ interval }) => interval !== null));
  const rest = effects.length - FEATURES;
  return page(
    [
      ...heading(
        `What ${model} has learnt: importance (deviation of log-odds among training users), then effects in log-odds`,
        screen,
      ),
      '',
      ...lines,
      ...(rest > 0 ? [`  … and ${rest} features of less importance`] : []),
      ...(hasIntervals
        ? [
            '',
            ...sentence(
              'Intervals hold for this penalty; one about as wide as the penalty allows reflects the penalty, not the data.',
              screen,
            ),
          ]
        : []),
    ],
    screen,
  );
}
