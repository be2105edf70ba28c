import type { ReportData, ReportedModel } from '@propensity/core/report';
import { barChart } from '../charts/bar-chart.js';
import { calibrationChart } from '../charts/calibration-chart.js';
import { figure, tableOf } from '../figure.js';
import { type Html, html } from '../html.js';
import { share, shown, users, withInterval } from '../numbers.js';
import { basisOfTest, testedMetrics } from '../tested-metrics.js';
import { precisionRecallFigure, rocFigure } from './curve-figures.js';

/** Whether the probabilities are true, how well they rank, and how they are spread. */
export async function qualitySection(data: ReportData): Promise<Html> {
  const { curves } = data.quality;
  return html`<section id="quality"><h2>Can the probabilities be trusted?</h2>
<div class="figures">
${data.quality.calibration.length > 0 && (await calibrationFigure(data))}
${curves !== null && (await rocFigure(data, curves))}
${curves !== null && (await precisionRecallFigure(data, curves))}
${data.scores !== null && (await scoresFigure(data.scores))}
</div>
${curves === null && html`<p class="fine">ROC and precision-recall curves appear once a scored week has been evaluated.</p>`}
${data.scores === null && html`<p class="fine">Nothing has been scored yet, so there are no current predictions to show.</p>`}
${testDetails(data.model)}
</section>`;
}

/** What the model promised before it scored anybody. */
function testDetails(model: ReportedModel): Html {
  const basis = basisOfTest(model);
  const caption = 'The test of the model';
  return html`<details><summary>${caption}: every figure of it</summary>
<p>Before ${model.model} scored anybody: ${shown(basis.rows, users)} ${basis.of}.</p>
${tableOf(
  {
    head: ['figure', 'value'],
    rows: testedMetrics(model).map(({ label, value, interval, write }) => [
      label,
      withInterval(value, interval, write),
    ]),
  },
  caption,
)}</details>`;
}

async function calibrationFigure({ quality: { calibration, calibration_source: source } }: ReportData): Promise<Html> {
  const inside = calibration.filter(({ mean_predicted: p, interval: [low, high] }) => low <= p && p <= high).length;
  return figure({
    caption: 'Calibration',
    reading: `Users in ${calibration.length} groups of equal size, by score. On the dotted line, as many converted as predicted. ${source === 'held_out' ? 'Of training rows, each scored by a fit that had not seen its user.' : ''}`,
    chart: await calibrationChart(
      {
        id: 'calibration',
        title: 'Predicted against observed share of converters',
        description: `The 95 % intervals of ${inside} of ${calibration.length} groups hold the predicted share.`,
      },
      calibration,
    ),
    legend: [
      { mark: 'model', text: 'observed, with its 95 % (Wilson) interval' },
      { mark: 'chance', text: 'predicted = observed' },
    ],
    table: {
      head: ['predicted', 'users', 'converted'],
      rows: calibration.map(({ n, mean_predicted, observed, interval }) => [
        shown(mean_predicted, share),
        shown(n, users),
        withInterval(observed, interval, share),
      ]),
    },
  });
}

async function scoresFigure(scores: NonNullable<ReportData['scores']>): Promise<Html> {
  const { week, model, n, bins, expected, mean, median, highest, selected } = scores;
  const labelOf = ({ from, to }: (typeof bins)[number]) => `${tidy(from)}–${tidy(to)} %`;
  return figure({
    caption: 'Current predictions',
    reading: `Users scored for ${week}, by their probability of converting. The steps grow, because most probabilities are small.`,
    chart: await barChart(
      {
        id: 'scores',
        title: 'Users by probability',
        description: `${users(n)} users; half of them have ${share(median)} or less, the highest has ${share(highest)}.`,
      },
      bars(bins, labelOf),
      'users',
    ),
    table: {
      head: ['probability', 'users'],
      rows: [
        ...bins.map((bin) => [labelOf(bin), shown(bin.n, users)]),
        ['users in all', shown(n, users)],
        ['selected by the decision', shown(selected, users)],
        ['expected conversions', shown(expected, users)],
        ['mean', shown(mean, share)],
        ['median', shown(median, share)],
        ['highest', shown(highest, share)],
        ['model', model],
      ],
    },
  });
}

function bars(bins: NonNullable<ReportData['scores']>['bins'], labelOf: (bin: (typeof bins)[number]) => string) {
  return bins.map((bin) => ({ label: labelOf(bin), value: bin.n, text: users(bin.n) }));
}

/** A percentage without zeros that say nothing. */
function tidy(edge: number): string {
  return String(Number((100 * edge).toFixed(4)));
}
