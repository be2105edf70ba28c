import type { JobSettings } from '@propensity/core/config';
import type { ProbaAnswer } from '@propensity/core/jobs';
import { page, sentence } from './layout.js';
import type { Screen } from './screen.js';
import { tintMark } from './tint.js';

/** A user's probability, the model that it comes from, and whether it still holds. */
export function renderProba(
  { proba, predicted_week: week, model, target, horizon_days, selected, stale }: ProbaAnswer,
  settings: Pick<JobSettings, 'horizonDays'>,
  screen: Screen,
): string {
  const percent = `${(100 * proba).toFixed(proba < 0.01 ? 3 : 1)} %  `;
  const below = ' '.repeat(percent.length);
  return page(
    [
      ...sentence(
        `probability of "${target}" within ${horizon_days ?? settings.horizonDays} days of ${week}`,
        screen,
        percent,
      ),
      ...sentence(`model ${model}`, screen, below),
      ...(selected === true ? [`${below}selected by the decision`] : []),
      ...(stale
        ? sentence(
            'Those days are over. A run of "propensity predict" replaces this, if it finds data of the user at its snapshot.',
            screen,
            `${below.slice(2)}! `,
          ).map((line) => line.replace('!', tintMark('!', screen)))
        : []),
    ],
    screen,
  );
}
