import type { Html } from '../html.js';
import { type Described, drawChart, INK } from './draw-chart.js';

/** A line through points of the unit square. */
export interface Curve {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly of: 'model' | 'rule' | 'chance';
}

const STROKES = {
  model: { stroke: INK.model, width: 2.5, dash: [1, 0] },
  rule: { stroke: INK.rule, width: 2.5, dash: [7, 4] },
  chance: { stroke: INK.soft, width: 1.5, dash: [2, 4] },
};

/** Curves over the unit square, such as ROC and precision-recall. */
export function curveChart(
  described: Described,
  axes: { readonly x: string; readonly y: string; readonly highest?: number },
  curves: readonly Curve[],
): Promise<Html> {
  return drawChart(described, {
    data: curves.map(({ of, points }) => ({ name: of, values: [...points] })),
    scales: [
      { name: 'x', domain: [0, 1], range: 'width' },
      { name: 'y', domain: [0, axes.highest ?? 1], range: 'height', nice: axes.highest !== undefined },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', grid: true, tickCount: 5, format: '.0%', title: axes.x },
      { orient: 'left', scale: 'y', grid: true, tickCount: 5, format: '~%', title: axes.y },
    ],
    marks: curves.map(({ of }) => ({
      type: 'line' as const,
      aria: false,
      from: { data: of },
      encode: {
        enter: {
          x: { scale: 'x', field: 'x' },
          y: { scale: 'y', field: 'y' },
          stroke: { value: STROKES[of].stroke },
          strokeWidth: { value: STROKES[of].width },
          strokeDash: { value: STROKES[of].dash },
        },
      },
    })),
  });
}
