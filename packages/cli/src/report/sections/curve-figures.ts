import type { ReportData, ReportedCurves } from '@propensity/core/report';
import { type Curve, curveChart } from '../charts/curve-chart.js';
import { figure } from '../figure.js';
import { type Html, html } from '../html.js';
import { score, share, shown, withInterval } from '../numbers.js';

/** Points of a curve in its table. */
const TABLE_POINTS = 10;

/** How well users are ranked, at every cut. */
export async function rocFigure({ worth: { ranking } }: ReportData, curves: ReportedCurves): Promise<Html> {
  const points = (roc: ReportedCurves['roc']) => roc.map(({ fpr, tpr }) => ({ x: fpr, y: tpr }));
  const drawn: Curve[] = [
    { of: 'chance', points: [0, 1].map((at) => ({ x: at, y: at })) },
    { of: 'rule', points: points(curves.simple_rule_roc) },
    { of: 'model', points: points(curves.roc) },
  ];
  const rowsOf = (who: string, roc: ReportedCurves['roc']) =>
    someOf(roc, ({ fpr }) => fpr).map(({ fpr, tpr }) => [who, shown(fpr, share), shown(tpr, share)]);
  return figure({
    caption: 'ROC curve',
    reading: 'The share of converters reached for a share of the others. Higher is better.',
    chart: await curveChart(
      {
        id: 'roc',
        title: 'ROC curve',
        description: `Area of the model ${known(ranking.roc_auc)}, of the simple rule ${known(ranking.simple_rule.roc_auc)}.`,
      },
      { x: 'of those who did not convert', y: 'of the converters' },
      drawn,
    ),
    legend: [
      { mark: 'model', text: html`the model: area ${withInterval(ranking.roc_auc, ranking.roc_auc_interval, score)}` },
      { mark: 'rule', text: html`most events: area ${shown(ranking.simple_rule.roc_auc, score)}` },
      { mark: 'chance', text: 'chance' },
    ],
    table: {
      head: ['ranking', 'of those who did not convert', 'of the converters'],
      rows: [...rowsOf('the model', curves.roc), ...rowsOf('most events', curves.simple_rule_roc)],
    },
  });
}

/** What reaching more converters costs. */
export async function precisionRecallFigure({ worth }: ReportData, curves: ReportedCurves): Promise<Html> {
  const { base_rate, ranking } = worth;
  const chance = base_rate ?? 0;
  const { precision_recall: points, simple_rule_precision_recall: rule } = curves;
  // The few highest scores alone have a precision of 0 or 1 by chance; they would flatten all the rest.
  const highest = Math.max(...points.filter(({ recall }) => recall >= 0.05).map(({ precision }) => precision), chance);
  const within = (all: typeof points) =>
    all.filter(({ precision }) => precision <= highest).map(({ recall, precision }) => ({ x: recall, y: precision }));
  const rowsOf = (who: string, all: typeof points) =>
    someOf(all, ({ recall }) => recall).map(({ recall, precision }) => [
      who,
      shown(recall, share),
      shown(precision, share),
    ]);
  return figure({
    caption: 'Precision and recall',
    reading: 'The more converters you want to reach, the fewer of those you act on convert.',
    chart: await curveChart(
      {
        id: 'precision-recall',
        title: 'Precision-recall curve',
        description: `Average precision ${known(ranking.average_precision)}; picked by chance, ${share(chance)} of the users convert.`,
      },
      { x: 'of the converters', y: 'of those selected', highest },
      [
        { of: 'chance', points: [0, 1].map((at) => ({ x: at, y: chance })) },
        { of: 'rule', points: within(rule) },
        { of: 'model', points: within(points) },
      ],
    ),
    legend: [
      {
        mark: 'model',
        text: html`the model: average precision ${withInterval(ranking.average_precision, ranking.average_precision_interval, score)}`,
      },
      { mark: 'rule', text: html`most events: ${shown(ranking.simple_rule.average_precision, score)}` },
      { mark: 'chance', text: html`chance: ${shown(base_rate, share)}` },
    ],
    table: {
      head: ['ranking', 'of the converters (recall)', 'of those selected (precision)'],
      rows: [...rowsOf('the model', points), ...rowsOf('most events', rule)],
    },
  });
}

/** The first points from 10 %, 20 %, … on. @param along from 0 to 1, rising */
function someOf<Point>(points: readonly Point[], along: (point: Point) => number): Point[] {
  const found = Array.from({ length: TABLE_POINTS }, (_, index) =>
    points.find((point) => along(point) >= (index + 1) / TABLE_POINTS),
  );
  return [...new Set(found.filter((point) => point !== undefined))];
}

function known(value: number | null): string {
  return value === null ? 'unknown' : score(value);
}
