import type { CurvePoint } from '@propensity/core/models';
import type { Html } from '../html.js';
import { type Described, drawChart, INK } from './draw-chart.js';

/** Values spread over more than this many times their median are drawn on a scale that gives small ones room. */
const SKEWED = 8;

interface Odds {
  readonly odds: number;
  readonly low: number;
  readonly high: number;
}

const oddsOf = ({ effect, interval }: CurvePoint): Odds => ({
  odds: Math.exp(effect),
  low: Math.exp(interval?.[0] ?? effect),
  high: Math.exp(interval?.[1] ?? effect),
});

/** The odds by a number, as times the average, with a band for the interval. @param points ascending, with centres */
export function oddsCurve(described: Described, points: readonly CurvePoint[], title: string): Promise<Html> {
  const values = points.map((point) => ({ x: point.centre!, ...oddsOf(point) }));
  const xs = values.map(({ x }) => x);
  const [first, last, median] = [xs[0]!, xs.at(-1)!, xs[Math.floor(xs.length / 2)]!];
  const isSkewed = first >= 0 && last > SKEWED * Math.max(median, 1e-9);
  const along = { x: { scale: 'x', field: 'x' } };
  return drawChart(described, {
    height: 190,
    data: [{ name: 'points', values }],
    scales: [
      { name: 'x', type: isSkewed ? 'symlog' : 'linear', domain: [first, last], range: 'width' },
      oddsScale(values, 'y', 'height'),
    ],
    axes: [
      { orient: 'bottom', scale: 'x', tickCount: 5, format: '~s', title, labelOverlap: 'greedy' },
      oddsAxis('left', 'y'),
    ],
    marks: [
      {
        type: 'area',
        aria: false,
        from: { data: 'points' },
        encode: {
          enter: {
            ...along,
            y: { scale: 'y', field: 'low' },
            y2: { scale: 'y', field: 'high' },
            fill: { value: INK.model },
            fillOpacity: { value: 0.18 },
          },
        },
      },
      {
        type: 'line',
        aria: false,
        from: { data: 'points' },
        encode: {
          enter: {
            ...along,
            y: { scale: 'y', field: 'odds' },
            stroke: { value: INK.model },
            strokeWidth: { value: 2.5 },
          },
        },
      },
    ],
  });
}

/** The odds by level, as times the average, with a line for the interval. */
export function oddsByLevel(
  described: Described,
  points: readonly { readonly label: string; readonly point: CurvePoint }[],
): Promise<Html> {
  const values = points.map(({ label, point }, place) => ({ label, place, ...oddsOf(point) }));
  const at = { y: { scale: 'y', field: 'place', band: 0.5 } };
  return drawChart(described, {
    height: 50 + 24 * points.length,
    data: [{ name: 'points', values }],
    scales: [
      oddsScale(values, 'x', 'width'),
      { name: 'y', type: 'band', domain: values.map(({ place }) => place), range: 'height', padding: 0.2 },
      {
        name: 'label',
        type: 'ordinal',
        domain: values.map(({ place }) => place),
        range: values.map(({ label }) => label),
      },
    ],
    axes: [
      oddsAxis('bottom', 'x'),
      {
        orient: 'left',
        scale: 'y',
        ticks: false,
        domain: false,
        labelLimit: 200,
        encode: { labels: { update: { text: { scale: 'label', field: 'value' } } } },
      },
    ],
    marks: [
      {
        type: 'rule',
        aria: false,
        from: { data: 'points' },
        encode: {
          enter: {
            ...at,
            x: { scale: 'x', field: 'low' },
            x2: { scale: 'x', field: 'high' },
            stroke: { value: INK.model },
            strokeOpacity: { value: 0.45 },
            strokeWidth: { value: 3 },
          },
        },
      },
      {
        type: 'symbol',
        aria: false,
        from: { data: 'points' },
        encode: {
          enter: { ...at, x: { scale: 'x', field: 'odds' }, size: { value: 70 }, fill: { value: INK.model } },
        },
      },
    ],
  });
}

/** A factor is as far below 1 as its inverse is above. */
function oddsScale(values: readonly Odds[], name: string, range: 'width' | 'height') {
  const low = Math.min(0.95, ...values.map((value) => value.low));
  const high = Math.max(1.05, ...values.map((value) => value.high));
  return { name, type: 'log' as const, base: 2, domain: [low, high], range };
}

function oddsAxis(orient: 'left' | 'bottom', scale: string) {
  return {
    orient,
    scale,
    grid: true,
    tickCount: 4,
    format: '.2~r',
    title: 'odds, times the average',
    labelOverlap: 'greedy' as const,
  };
}
