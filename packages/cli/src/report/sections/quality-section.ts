import type { ReportData, ReportedCurves } from '@propensity/core/report';
import { barChart } from '../charts/bar-chart.js';
import { calibrationChart } from '../charts/calibration-chart.js';
import { type Curve, curveChart } from '../charts/curve-chart.js';
import { figure } from '../figure.js';
import { type Html, html } from '../html.js';
import { score, share, shown, users, withInterval } from '../numbers.js';

const MODEL = { mark: 'model', text: 'the model' };
const RULE = { mark: 'rule', text: 'most events' };

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
</section>`;
}

async function calibrationFigure({ quality: { calibration, calibration_source: source } }: ReportData): Promise<Html> {
  const inside = calibration.filter(({ mean_predicted: p, interval: [low, high] }) => low <= p && p <= high).length;
  return figure({
    caption: 'Calibration',
    reading: `Users in ${calibration.length} groups of equal size, by score. On the dashed line, as many converted as predicted. ${source === 'held_out' ? 'Of training rows, each scored by a fit that had not seen its user.' : ''}`,
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

async function rocFigure({ worth: { n, positives, ranking } }: ReportData, curves: ReportedCurves): Promise<Html> {
  const points = (roc: ReportedCurves['roc']) => roc.map(({ fpr, tpr }) => ({ x: fpr, y: tpr }));
  const drawn: Curve[] = [
    {
      of: 'chance',
      points: [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
    },
    { of: 'rule', points: points(curves.simple_rule_roc) },
    { of: 'model', points: points(curves.roc) },
  ];
  return figure({
    caption: 'ROC curve',
    reading: 'The share of converters reached for a share of the others. Higher is better.',
    chart: await curveChart(
      {
        id: 'roc',
        title: 'ROC curve',
        description: `Area of the model ${ranking.roc_auc === null ? 'unknown' : score(ranking.roc_auc)}, of the simple rule ${ranking.simple_rule.roc_auc === null ? 'unknown' : score(ranking.simple_rule.roc_auc)}.`,
      },
      { x: 'of those who did not convert', y: 'of the converters' },
      drawn,
    ),
    legend: [MODEL, RULE, { mark: 'chance', text: 'chance' }],
    table: {
      head: ['ranking', 'users', 'converters', 'ROC AUC', 'average precision'],
      rows: [
        [
          'the model',
          shown(n, users),
          shown(positives, users),
          withInterval(ranking.roc_auc, ranking.roc_auc_interval, score),
          withInterval(ranking.average_precision, ranking.average_precision_interval, score),
        ],
        [
          'most events',
          shown(n, users),
          shown(positives, users),
          shown(ranking.simple_rule.roc_auc, score),
          shown(ranking.simple_rule.average_precision, score),
        ],
      ],
    },
  });
}

async function precisionRecallFigure(
  { worth: { n, positives, ranking } }: ReportData,
  curves: ReportedCurves,
): Promise<Html> {
  const points = curves.precision_recall;
  // The few highest scores alone have a precision of 0 or 1 by chance; they would flatten all the rest.
  const highest = Math.max(
    ...points.filter(({ recall }) => recall >= 0.05).map(({ precision }) => precision),
    positives / n,
  );
  const within = points.filter(({ precision }) => precision <= highest);
  // Every tenth of the converters is enough to read.
  const tenths = Array.from({ length: 10 }, (_, index) =>
    points.find(({ recall }) => recall >= (index + 1) / 10 - 1e-9),
  ).filter((point) => point !== undefined);
  return figure({
    caption: 'Precision and recall',
    reading: 'The more converters you want to reach, the fewer of those you act on convert.',
    chart: await curveChart(
      {
        id: 'precision-recall',
        title: 'Precision-recall curve',
        description: `Average precision ${ranking.average_precision === null ? 'unknown' : score(ranking.average_precision)}; picked by chance, ${share(positives / n)} of the users convert.`,
      },
      { x: 'of the converters', y: 'of those selected', highest },
      [
        {
          of: 'chance',
          points: [
            { x: 0, y: positives / n },
            { x: 1, y: positives / n },
          ],
        },
        { of: 'model', points: within.map(({ recall, precision }) => ({ x: recall, y: precision })) },
      ],
    ),
    legend: [MODEL, { mark: 'chance', text: 'chance' }],
    table: {
      head: ['of the converters (recall)', 'of those selected (precision)'],
      rows: tenths.map(({ recall, precision }) => [shown(recall, share), shown(precision, share)]),
    },
  });
}

async function scoresFigure(scores: NonNullable<ReportData['scores']>): Promise<Html> {
  const { week, model, n, bins, expected, mean, median, highest, selected } = scores;
  const labelOf = ({ from, to }: (typeof bins)[number]) => `${tidy(from)}–${tidy(to)} %`;
  return figure({
    caption: 'Current predictions',
    reading: `Users scored for ${week}, by their probability of converting. The groups get wider.`,
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
