import type { ModelChange } from '@propensity/core/registry';
import type { ReportData, ReportedWeek } from '@propensity/core/report';
import { weeksChart } from '../charts/weeks-chart.js';
import { figure, tableOf } from '../figure.js';
import { type Html, html } from '../html.js';
import { score, share, shown, times, users, withInterval } from '../numbers.js';

/** The weeks in order, which model scored each, and what people decided. */
export async function weeksSection(data: ReportData): Promise<Html> {
  const { weeks, pending, changes } = data;
  return html`<section id="weeks"><h2>Week by week</h2>
${weeks.length === 0 ? html`<p>No scored week has been evaluated yet.</p>` : await weeksFigures(data)}
${pending.length > 0 && html`<h3>Waiting for what happens</h3>${tableOf({ head: ['week of', 'users scored', 'over on', 'model'], rows: pending.map(({ week, scored, matures_on, model }) => [week, shown(scored, users), matures_on, model]) }, 'Weeks that are not evaluated yet')}`}
${changes.length > 0 && html`<h3>What people decided</h3>${tableOf({ head: ['when', 'what', 'by', 'why'], rows: changes.map(({ at, by, why, ...change }) => [at.slice(0, 10), decided(change), by, why === '' ? '–' : why]) }, 'What people decided about models')}`}
</section>`;
}

async function weeksFigures({ weeks, horizon_days: days }: ReportData): Promise<Html> {
  const hollow = ({ provisional, in_sample }: ReportedWeek) => provisional || in_sample;
  const legend = [
    ...(weeks.some(({ model_changed }) => model_changed)
      ? [{ mark: 'change', text: 'another model from here on' }]
      : []),
    ...(weeks.some(hollow) ? [{ mark: 'hollow', text: 'provisional, or the model had seen the week' }] : []),
  ];
  const first = weeks[0]!;
  const last = weeks.at(-1)!;
  const span = `${weeks.length} weeks, ${first.week} to ${last.week}`;
  return html`<p>Each week was scored first, and compared with what happened in its ${days} days afterwards.</p>
<div class="figures">
${figure({
  caption: 'Expected and observed conversions',
  reading: 'The dashed line is what the probabilities add up to.',
  chart: await weeksChart(
    {
      id: 'weeks-counts',
      title: 'Conversions by week',
      description: `${span}. Last: ${users(last.positives)} converted, ${users(last.expected)} were expected.`,
    },
    weeks.map((week) => ({
      week: week.week,
      value: week.positives,
      interval: week.positives_interval,
      compared: week.expected,
      hollow: hollow(week),
      modelChanged: week.model_changed,
    })),
    { title: 'converters', zero: true, format: ',d' },
  ),
  legend: [{ mark: 'model', text: 'converted, with 95 % interval' }, { mark: 'rule', text: 'expected' }, ...legend],
  table: {
    head: ['week of', 'users', 'converted', 'expected', 'known before', 'model', 'remark'],
    rows: weeks.map((week) => [
      week.week,
      shown(week.n, users),
      withInterval(week.positives, week.positives_interval, users),
      shown(week.expected, users),
      shown(week.reachable_share, share),
      html`<span class="model-name">${week.model}</span>${week.model_changed && ' (changed)'}`,
      marksOf(week),
    ]),
  },
})}
${figure({
  caption: 'Quality of the ranking',
  reading: 'ROC AUC: 0.5 is chance, 1 is perfect.',
  chart: await weeksChart(
    {
      id: 'weeks-auc',
      title: 'ROC AUC by week',
      description: `${span}. Last: model ${last.roc_auc === null ? 'unknown' : score(last.roc_auc)}, simple rule ${last.simple_rule_roc_auc === null ? 'unknown' : score(last.simple_rule_roc_auc)}.`,
    },
    weeks.map((week) => ({
      week: week.week,
      value: week.roc_auc,
      interval: week.roc_auc_interval,
      compared: week.simple_rule_roc_auc,
      hollow: hollow(week),
      modelChanged: week.model_changed,
    })),
    { title: 'ROC AUC', zero: false, format: '.2f' },
  ),
  legend: [{ mark: 'model', text: 'the model, with 95 % interval' }, { mark: 'rule', text: 'most events' }, ...legend],
  table: {
    head: ['week of', 'ROC AUC', 'most events', 'lift of the top tenth', 'log-loss skill', 'labels complete', 'remark'],
    rows: weeks.map((week) => [
      week.week,
      withInterval(week.roc_auc, week.roc_auc_interval, score),
      shown(week.simple_rule_roc_auc, score),
      withInterval(week.lift_at_10, week.lift_at_10_interval, times),
      shown(week.log_loss_skill, score),
      shown(week.label_completeness, share),
      marksOf(week),
    ]),
  },
})}
</div>`;
}

function marksOf({ provisional, in_sample }: ReportedWeek): string {
  return [provisional && 'provisional', in_sample && 'in-sample'].filter(Boolean).join(', ');
}

const WORDS: Readonly<Record<ModelChange['action'], string>> = {
  promote: 'accepted',
  rollback: 'went back to',
  retire: 'took out of use',
  pin: 'pinned',
  unpin: 'unpinned',
};

function decided({ action, model, passedOver }: Pick<ModelChange, 'action' | 'model' | 'passedOver'>): string {
  const over = passedOver.length === 0 ? '' : `; out of use: ${passedOver.join(', ')}`;
  return `${WORDS[action]} ${model}${over}`;
}
