import type { ReportData, ReportedDrift } from '@propensity/core/report';
import { heatMap } from '../charts/heat-map.js';
import { decayText, driftSentence } from '../drift-in-words.js';
import { figure, tableOf } from '../figure.js';
import { type Html, html } from '../html.js';
import { score, shown, users } from '../numbers.js';

/** An index of a quarter is drawn as the most. */
const FULL = 0.25;

/** Whether the weeks that are scored are still like those that the model was trained on, and whether it still keeps its promise. */
export async function driftSection({ drift }: ReportData): Promise<Html> {
  const { weeks, features, flagged } = drift;
  if (weeks.length === 0) {
    return html`<section id="drift"><h2>Has anything changed?</h2>
<p>No scored week has been compared with the training of its model yet: the next predictions of a model of this version do.</p>
</section>`;
  }
  return html`<section id="drift"><h2>Has anything changed?</h2>
<p>${driftSentence(drift)}</p>
${features.length > 0 && html`<div class="figures">${await featuresFigure(drift)}</div>`}
${tableOf(
  {
    head: ['week of', 'users', 'events per user', 'PSI of the scores', 'reported', 'the model', 'evidence of decay'],
    rows: weeks.map((week) => [
      week.week,
      shown(week.users, users),
      shown(week.events_per_user, score),
      shown(week.scores_psi, score),
      shown(week.flagged, users),
      html`<span class="whole">${decayText(week)}</span>`,
      shown(week.decay_evidence, score),
    ]),
  },
  'Drift and decay by week',
)}
${flagged.length > 0 && html`<h3>What was reported</h3>${tableOf({ head: ['week of', 'against', 'what'], rows: flagged.map(({ week, compared_with, text }) => [week, html`<span class="whole">${compared_with === 'training' ? 'the training' : 'the week before'}</span>`, text]) }, 'What has drifted')}`}
<p class="fine">PSI, the population stability index, is 0 where users are spread over the bins of the training as they were then. What is reported differs by more than the limit of the configuration and what chance makes of so few users. Evidence of decay is a product of bets against the model, over all its final weeks: one model in 20 that keeps its promise ever reaches 20.</p>
</section>`;
}

async function featuresFigure({ weeks, features }: ReportedDrift): Promise<Html> {
  const cells = features.flatMap(({ psi, flagged }, row) =>
    psi.flatMap((value, column) => (value === null ? [] : [{ column, row, value, marked: flagged[column]! }])),
  );
  const marked = cells.filter((cell) => cell.marked).length;
  return figure({
    caption: 'Features against the training',
    reading: 'The features that have moved most. The fuller a cell, the larger the index.',
    chart: await heatMap(
      {
        id: 'drift-features',
        title: 'Population stability index by feature and week',
        description: `${features.length} features in ${weeks.length} weeks; ${marked} cells are reported.`,
      },
      {
        columns: weeks.map(({ week }) => week.slice(5)),
        rows: features.map(({ feature }) => feature),
        cells,
        full: FULL,
      },
    ),
    legend: [
      { mark: 'cell', text: 'index, .25 and more is full' },
      ...(marked > 0 ? [{ mark: 'framed', text: 'reported' }] : []),
    ],
    table: {
      head: ['feature', ...weeks.map(({ week }) => week)],
      rows: features.map(({ feature, psi }) => [feature, ...psi.map((value) => shown(value, score))]),
    },
  });
}
