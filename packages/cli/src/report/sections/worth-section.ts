import type { ReportData, ReportedTop, ReportedWorth } from '@propensity/core/report';
import { capturedChart } from '../charts/captured-chart.js';
import { figure } from '../figure.js';
import { type Html, type HtmlValue, html } from '../html.js';
import { score, share, shown, shownInterval, times, users, withInterval } from '../numbers.js';
import { expectedVerdict, ruleVerdict } from '../verdicts.js';

/** What acting on the scores is worth. */
export async function worthSection({ worth, target, horizon_days: days }: ReportData): Promise<Html> {
  const { n, positives, top } = worth;
  return html`<section id="worth"><h2>What acting on the scores is worth</h2>
<p>${basisOf(worth)} There were ${shown(n, users)} ${worth.snapshots.length > 1 ? 'scored users, counted once a week' : 'users'}. ${shown(positives, users)} of them did <em>${target}</em> within ${days} days.</p>
${positives < 100 && html`<p class="caution">With fewer than 100 conversions these figures are rough: look at the intervals.</p>`}
<ul class="cards">
${top !== null && card('Lift', shown(top.lift, times), shownInterval(top.lift_interval, times), 'as many converters as among users picked by chance')}
${top !== null && card('Captured', shown(top.recall, share), shownInterval(top.recall_interval, share), html`of all converters: ${shown(top.captured, users)} of ${shown(positives, users)}, by acting on ${shown(top.selected, users)} users`)}
${card('Converted over expected', shown(worth.observed_over_expected, score), shownInterval(worth.observed_over_expected_interval, score), html`${shown(positives, users)} converted, ${shown(worth.expected, users)} were expected`)}
${card('ROC AUC', shown(worth.ranking.roc_auc, score), shownInterval(worth.ranking.roc_auc_interval, score), html`how often a converter ranks above somebody else; the simple rule has ${shown(worth.ranking.simple_rule.roc_auc, score)}`)}
</ul>
<p>${expectedVerdict(worth)} ${ruleVerdict(worth)}</p>
${top !== null && (await capturedFigure(worth, top))}
<p class="fine">Intervals in brackets are 95 %: Wilson's for shares and what follows from them; for ROC AUC from DeLong's variance, wider where converters are few. ${worth.source === 'weeks' && worth.snapshots.length > 1 && 'They take the same user in two weeks for two users, so they are a little too narrow.'} The simple rule ranks users by their number of events.</p>
</section>`;
}

function card(name: string, figure: HtmlValue, interval: HtmlValue, text: HtmlValue): Html {
  return html`<li><span class="name">${name}</span><span class="value">${figure}</span>${interval}<span class="text">${text}</span></li>`;
}

function basisOf({ source, snapshots, provisional, capacity, policy }: ReportedWorth): Html {
  const picked =
    capacity !== null
      ? html`the ${shown(capacity, users)} users with the highest scores${snapshots.length > 1 && ' of each week'}`
      : html`everyone whose probability reaches the threshold ${policy === 'best_f1' ? 'that training chose' : 'of the decision'}`;
  if (source === 'test') {
    return html`<strong>No scored week has matured yet.</strong> These figures are of the training's test of ${snapshots[0]}: users whom the tested fit had never seen. Acting means ${picked}.`;
  }
  const weeks =
    snapshots.length === 1
      ? html`the week of ${snapshots[0]}`
      : html`${snapshots.length} weeks, ${snapshots[0]} to ${snapshots.at(-1)}`;
  return html`Measured on ${weeks}, with what really happened. ${provisional && 'Days of these weeks may still be rewritten: the figures are provisional.'} Acting means ${picked}.`;
}

async function capturedFigure(
  { positives, source, simple_rule: rule }: ReportedWorth,
  top: ReportedTop,
): Promise<Html> {
  const countsOf = ({ captured, recall_interval: interval }: ReportedTop) => ({
    captured,
    interval: interval && ([interval[0] * positives, interval[1] * positives] as const),
  });
  const rows: (readonly [string, ReportedTop])[] = [
    ['the model', top],
    ...(rule === null ? [] : [['most events', rule] as const]),
  ];
  const bars = [
    ...rows.map(([who, each]) => ({
      who,
      of: each === top ? ('model' as const) : ('rule' as const),
      ...countsOf(each),
    })),
    { who: 'chance', of: 'chance' as const, captured: top.by_chance, interval: null },
  ];
  const said = bars.map(({ who, captured }) => `${who} ${users(captured)}`).join(', ');
  const table = {
    head: ['picked by', 'selected', 'converted', 'expected', 'of all converters', 'of those selected', 'lift'],
    rows: [
      ...rows.map(([who, each]) => [
        who,
        shown(each.selected, users),
        shown(each.captured, users),
        shown(each.expected, users),
        withInterval(each.recall, each.recall_interval, share),
        withInterval(each.precision, each.precision_interval, share),
        withInterval(each.lift, each.lift_interval, times),
      ]),
      ['chance', shown(top.selected, users), shown(top.by_chance, users), '–', '–', '–', '–'],
    ],
  };
  return figure({
    caption: 'Converters captured',
    reading: `How many of those selected converted. ${source === 'test' ? 'The test keeps no count for the simple rule.' : 'Bars are the same number of users, picked in different ways.'}`,
    chart: await capturedChart(
      {
        id: 'captured',
        title: 'Converters captured',
        description: `Converters among ${users(top.selected)} users: ${said}.`,
      },
      bars,
    ),
    table,
  });
}
