import type { CurvePoint, PairMap, ToldCurve } from '@propensity/core/models';
import type { ReportData } from '@propensity/core/report';
import { oddsByLevel, oddsCurve } from '../charts/odds-chart.js';
import { pairChart, withoutName } from '../charts/pair-chart.js';
import { figure } from '../figure.js';
import { type Html, html } from '../html.js';
import { score, shown, users, withInterval } from '../numbers.js';

/** Curves and maps that are drawn; the strongest first. */
const CURVES = 6;
const PAIRS = 3;
/** Levels of a category that are drawn. */
const LEVELS = 8;

/** How the odds change with the strongest features; nothing for a model whose effects are single numbers. */
export async function shapesFigures({ shapes }: ReportData): Promise<Html> {
  if (shapes === null) return html``;
  const curves = shapes.curves.filter(({ points }) => points.length > 1).slice(0, CURVES);
  return html`<h3>How the odds change</h3>
<p>Each feature by itself, all else equal: 1 is the average user, 2 is twice the odds. The band is a 95 % interval.</p>
<div class="figures">${await Promise.all(curves.map(curveFigure))}</div>
${
  shapes.pairs.length > 0 &&
  html`<h3>What matters together</h3>
<p>Beside what each of two features does by itself.</p>
<div class="figures">${await Promise.all(shapes.pairs.slice(0, PAIRS).map(pairFigure))}</div>`
}`;
}

async function curveFigure(curve: ToldCurve, index: number): Promise<Html> {
  const { feature, kind, points, text } = curve;
  const described = { id: `curve-${index}`, title: `Odds by ${feature}`, description: text };
  const known = points.filter(({ centre, from, to }) => centre !== null && (from !== null || to !== null));
  const missing = points.find(({ column }) => column === `${feature}=(missing)`);
  const isCurve = kind === 'numeric' && known.length > 1;
  const apart = isCurve && missing !== undefined ? ` Missing: ${timesOf(missing)}.` : '';
  return figure({
    caption: feature,
    reading: `${text}${apart}`,
    chart: isCurve ? await oddsCurve(described, known, feature) : await oddsByLevel(described, levelsOf(curve)),
    table: {
      head: ['value', 'log-odds, and 95 % interval', 'training rows'],
      rows: points.map(({ column, effect, interval, rows }) => [
        column,
        withInterval(effect, interval, score),
        shown(rows, users),
      ]),
    },
  });
}

/** The levels that most rows have, by their effect. */
function levelsOf({ feature, points }: ToldCurve) {
  return points
    .toSorted((a, b) => b.rows - a.rows)
    .slice(0, LEVELS)
    .sort((a, b) => b.effect - a.effect)
    .map((point) => ({ label: withoutName(point.column, feature), point }));
}

async function pairFigure(pair: PairMap, index: number): Promise<Html> {
  const { features, labels, effects, rows } = pair;
  const [first, second] = features;
  return figure({
    caption: `${first} with ${second}`,
    reading: 'One colour raises the odds, the other lowers them; the fuller a cell, the more.',
    chart: await pairChart(
      {
        id: `pair-${index}`,
        title: `${first} with ${second}`,
        description: `What ${first} and ${second} add together; deviation ${score(pair.sd)} of log-odds.`,
      },
      pair,
    ),
    legend: [
      { mark: 'model', text: 'raises' },
      { mark: 'rule', text: 'lowers' },
    ],
    table: {
      head: [first, second, 'log-odds', 'training rows'],
      rows: effects.flatMap((row, i) =>
        row.map((effect, j) => [labels[0][i]!, labels[1][j]!, shown(effect, score), shown(rows[i]![j]!, users)]),
      ),
    },
  });
}

const timesOf = ({ effect }: CurvePoint) => `${Number(Math.exp(effect).toPrecision(2))} times the average odds`;
