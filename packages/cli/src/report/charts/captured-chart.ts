import type { Interval } from '@propensity/core';
import type { Html } from '../html.js';
import { type Described, drawChart, INK } from './draw-chart.js';

const FILLS = { model: INK.model, rule: INK.rule, chance: INK.soft };

export interface CapturedBar {
  readonly who: string;
  readonly of: keyof typeof FILLS;
  readonly captured: number;
  readonly interval: Interval | null;
}

/** Converters captured, a bar each. */
export function capturedChart(described: Described, bars: readonly CapturedBar[]): Promise<Html> {
  const values = bars.map(({ who, of, captured, interval }) => ({
    who,
    captured,
    low: interval?.[0] ?? captured,
    high: interval?.[1] ?? captured,
    fill: FILLS[of],
  }));
  const middle = { scale: 'y', field: 'who', band: 0.5 };
  return drawChart(described, {
    height: 60 + 50 * bars.length,
    data: [{ name: 'bars', values }],
    scales: [
      {
        name: 'x',
        type: 'linear',
        domain: { data: 'bars', fields: ['captured', 'high'] },
        range: 'width',
        nice: true,
        zero: true,
      },
      { name: 'y', type: 'band', domain: values.map(({ who }) => who), range: 'height', padding: 0.3 },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', grid: true, tickCount: 5, title: 'converters among those selected' },
      { orient: 'left', scale: 'y', ticks: false, domain: false },
    ],
    marks: [
      {
        type: 'rect',
        aria: false,
        from: { data: 'bars' },
        encode: {
          enter: {
            x: { scale: 'x', value: 0 },
            x2: { scale: 'x', field: 'captured' },
            y: { scale: 'y', field: 'who' },
            height: { scale: 'y', band: 1 },
            fill: { field: 'fill' },
          },
        },
      },
      {
        type: 'rule',
        aria: false,
        from: { data: 'bars' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'low' },
            x2: { scale: 'x', field: 'high' },
            y: middle,
            stroke: { value: 'var(--ink)' },
            strokeWidth: { value: 2 },
          },
        },
      },
    ],
  });
}
