import type { EvaluateResult, WeekEvaluation } from '@propensity/core/jobs';
import { calibrationText } from './calibration-text.js';
import { nextCommand } from './command-line.js';
import { bar, count, percent, times } from './format.js';
import { holdoutLines } from './holdout-lines.js';
import { aligned, bullets, heading, page } from './layout.js';
import { metricLabel, metricText } from './metric-text.js';
import { recalibrationText } from './recalibration-text.js';
import type { Screen } from './screen.js';
import { tint } from './tint.js';

const WIDEST_BAR = 30;
const NARROWEST_BAR = 5;

export function renderEvaluate(result: EvaluateResult, target: string, screen: Screen): string {
  const pending = bullets(
    result.pending.map(
      ({ predicted_week, matures_on }) => `The week of ${predicted_week} can be judged from ${matures_on} on.`,
    ),
    screen,
    '·',
  );
  if (result.evaluated.length === 0) {
    return page(
      pending.length > 0
        ? ['No published week is over yet.', ...pending]
        : ['Nothing has been scored yet.', '', ...nextCommand('propensity predict', screen)],
      screen,
    );
  }
  const weeks = result.evaluated.flatMap((week) => [...renderWeek(week, target, screen), '']);
  const compared = (result.holdout ?? []).flatMap((each) => [...holdoutLines(each, target, screen), '']);
  return page([...weeks, ...recalibrationLines(result, screen), ...compared, ...pending], screen).trimEnd();
}

/** Whether the model that scores was recalibrated, where new weeks have asked. */
function recalibrationLines({ recalibration }: EvaluateResult, screen: Screen): string[] {
  if (recalibration === undefined) return [];
  const { model, parent, reasons } = recalibration;
  const done =
    model === null
      ? `${parent} scores as before.`
      : `${parent} was recalibrated, ${recalibrationText(recalibration)}; ${model} scores from now on.`;
  return [...heading('Recalibration', screen), '', ...bullets([done, ...reasons], screen, '·'), ''];
}

function renderWeek(week: WeekEvaluation, target: string, screen: Screen): string[] {
  const { intervals } = week;
  const marks = [week.provisional ? 'provisional' : '', week.in_sample ? 'in-sample' : ''].filter(Boolean).join(', ');
  const expected = week.deciles.reduce((sum, { n, mean_proba }) => sum + n * mean_proba, 0);
  const caught = week.deciles[0]?.positives ?? 0;
  const headline = `Week of ${week.predicted_week}${marks === '' ? '' : ` (${marks})`}: ${count(week.positives)} of ${count(week.n)} users did "${target}"`;
  const rows: (readonly [string, string])[] = [
    [
      'top 10 %',
      `of the users held ${count(caught)} of the ${count(week.positives)} (${percent(caught / Math.max(1, week.positives))}), ${metricText('lift_at_10', week.lift_at_10)} as many as chance`,
    ],
    ...capacityRow(week),
    [
      metricLabel('roc_auc'),
      `${metricText('roc_auc', week.roc_auc, intervals.roc_auc)}   ranking by number of events: ${metricText('roc_auc', week.simple_rule.roc_auc)}`,
    ],
    [metricLabel('log_loss_skill'), metricText('log_loss_skill', week.log_loss_skill, intervals.log_loss_skill)],
    ['calibration', `${calibrationText(week.positives, expected)}${ratioText(week)}`],
    [
      'reachable',
      week.reachable_share === null
        ? '–'
        : `${percent(week.reachable_share)} of all who did it were known on ${week.predicted_week}`,
    ],
    ['model', week.model],
  ];
  return [
    ...heading(headline, screen),
    '',
    ...aligned(rows, screen),
    '',
    ...renderDeciles(week, screen),
    ...(week.notes.length === 0 ? [] : ['', ...bullets(week.notes, screen)]),
  ];
}

/** What stands before and behind a bar: `  top tenth … 15.8 % converted,   15.2 % predicted`. */
const AROUND_BAR = 52;

/** Actual conversions by tenth of the users, highest scores first; the tick is what was predicted. */
function renderDeciles(week: WeekEvaluation, screen: Screen): string[] {
  const rates = week.deciles.map(({ n, positives }) => (n === 0 ? 0 : positives / n));
  const highest = Math.max(...rates, ...week.deciles.map(({ mean_proba }) => mean_proba), Number.MIN_VALUE);
  const width = Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, screen.columns - AROUND_BAR));
  return week.deciles.map(({ mean_proba }, index) => {
    const drawn = tint('drawn', bar(rates[index]! / highest, width).padEnd(width), screen);
    const label = index === 0 ? 'top tenth' : index === 9 ? 'last' : '';
    return `  ${label.padEnd(9)} ${drawn} ${percent(rates[index]!).padStart(8)} converted, ${percent(mean_proba).padStart(8)} predicted`;
  });
}

/** Capture and lift among the users within the capacity; nothing without one. */
function capacityRow({ at_capacity, positives }: WeekEvaluation): (readonly [string, string])[] {
  if (at_capacity == null || at_capacity.recall === null || at_capacity.lift === null) return [];
  const { users, recall, lift, positives: caught, intervals } = at_capacity;
  const between = intervals.recall?.map(percent).join(' to ');
  return [
    [
      `top ${count(users)}`,
      `held ${count(Math.round(caught))} of the ${count(positives)} (${percent(recall)}${between === undefined ? '' : `; ${between}`}), ${times(lift)} as many as chance`,
    ],
  ];
}

/** `; observed over expected 1.18 [1.02, 1.35]`; nothing in weeks that an older version evaluated. */
function ratioText({ observed_over_expected: ratio, intervals }: WeekEvaluation): string {
  const interval = intervals.observed_over_expected;
  if (ratio == null || interval === undefined) return '';
  return `; observed over expected ${ratio.toFixed(2)} [${interval.map((end) => end.toFixed(2)).join(', ')}]`;
}
