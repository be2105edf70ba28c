import type { Html } from '../html.js';
import { type Described, drawChart, INK } from './draw-chart.js';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** As it stands beside the bar. */
  readonly text: string;
}

/** Lying bars, each with its value beside it, in the order given. */
export function barChart(described: Described, bars: readonly Bar[], title: string): Promise<Html> {
  // Labels may be equal; places are not.
  const values = bars.map((bar, place) => ({ ...bar, place }));
  return drawChart(described, {
    height: 50 + 24 * bars.length,
    data: [{ name: 'bars', values }],
    scales: [
      {
        name: 'x',
        type: 'linear',
        domain: [0, Math.max(...bars.map(({ value }) => value)) * 1.35 || 1],
        range: 'width',
      },
      { name: 'y', type: 'band', domain: values.map(({ place }) => place), range: 'height', padding: 0.2 },
      {
        name: 'label',
        type: 'ordinal',
        domain: values.map(({ place }) => place),
        range: values.map(({ label }) => label),
      },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', tickCount: 4, grid: true, title, labelOverlap: 'greedy' },
      {
        orient: 'left',
        scale: 'y',
        ticks: false,
        domain: false,
        // Widths of texts are estimated, too wide.
        labelLimit: 260,
        encode: { labels: { update: { text: { scale: 'label', field: 'value' } } } },
      },
    ],
    marks: [
      {
        type: 'rect',
        aria: false,
        from: { data: 'bars' },
        encode: {
          enter: {
            x: { scale: 'x', value: 0 },
            x2: { scale: 'x', field: 'value' },
            y: { scale: 'y', field: 'place' },
            height: { scale: 'y', band: 1 },
            fill: { value: INK.model },
          },
        },
      },
      {
        type: 'text',
        aria: false,
        from: { data: 'bars' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'value', offset: 5 },
            y: { scale: 'y', field: 'place', band: 0.5 },
            text: { field: 'text' },
            baseline: { value: 'middle' },
            fill: { value: INK.soft },
          },
        },
      },
    ],
  });
}
