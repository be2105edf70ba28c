import type { EvaluateResult, WeekEvaluation } from '@propensity/core/jobs';
import { calibrationText } from './calibration-text.js';
import { aligned, bar, bullets, count, percent } from './format.js';
import { metricLabel, metricText } from './metric-text.js';

const BAR_WIDTH = 30;

export function renderEvaluate(result: EvaluateResult, target: string): string {
  const pending = result.pending.map(
    ({ predicted_week, matures_on }) => `  · The week of ${predicted_week} can be judged from ${matures_on} on.`,
  );
  if (result.evaluated.length === 0) {
    return pending.length > 0
      ? ['No published week is over yet.', ...pending].join('\n')
      : 'Nothing has been scored yet.\n\nNext: propensity predict';
  }
  const weeks = result.evaluated.flatMap((week) => [...renderWeek(week, target), '']);
  return [...weeks, ...pending].join('\n').trimEnd();
}

function renderWeek(week: WeekEvaluation, target: string): string[] {
  const { intervals } = week;
  const marks = [week.provisional ? 'provisional' : '', week.in_sample ? 'in-sample' : ''].filter(Boolean).join(', ');
  const expected = week.deciles.reduce((sum, { n, mean_proba }) => sum + n * mean_proba, 0);
  const caught = week.deciles[0]?.positives ?? 0;
  return [
    `Week of ${week.predicted_week}${marks === '' ? '' : ` (${marks})`}: ${count(week.positives)} of ${count(week.n)} users did "${target}"`,
    '',
    ...aligned([
      [
        'top 10 %',
        `of the users held ${count(caught)} of the ${count(week.positives)} (${percent(caught / Math.max(1, week.positives))}), ${metricText('lift_at_10', week.lift_at_10)} as many as chance`,
      ],
      [
        metricLabel('roc_auc'),
        `${metricText('roc_auc', week.roc_auc, intervals.roc_auc)}   ranking by number of events: ${metricText('roc_auc', week.simple_rule.roc_auc)}`,
      ],
      [metricLabel('log_loss_skill'), metricText('log_loss_skill', week.log_loss_skill, intervals.log_loss_skill)],
      ['calibration', calibrationText(week.positives, expected)],
      [
        'reachable',
        week.reachable_share === null
          ? '–'
          : `${percent(week.reachable_share)} of all who did it were known on ${week.predicted_week}`,
      ],
      ['model', week.model],
    ]),
    '',
    ...renderDeciles(week),
    ...bullets(week.notes),
  ];
}

/** Actual conversions by tenth of the users, highest scores first; the tick is what was predicted. */
function renderDeciles(week: WeekEvaluation): string[] {
  const rates = week.deciles.map(({ n, positives }) => (n === 0 ? 0 : positives / n));
  const highest = Math.max(...rates, ...week.deciles.map(({ mean_proba }) => mean_proba), Number.MIN_VALUE);
  return week.deciles.map(({ mean_proba }, index) => {
    const drawn = bar(rates[index]! / highest, BAR_WIDTH).padEnd(BAR_WIDTH);
    const label = index === 0 ? 'top tenth' : index === 9 ? 'last' : '';
    return `  ${label.padEnd(9)} ${drawn} ${percent(rates[index]!).padStart(8)} converted, ${percent(mean_proba).padStart(8)} predicted`;
  });
}
