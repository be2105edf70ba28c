import type { ReportedQuality } from '@propensity/core/report';
import type { Html } from '../html.js';
import { type Described, drawChart, INK } from './draw-chart.js';

/** Observed shares with their intervals over predicted ones; true probabilities lie on the diagonal. */
export function calibrationChart(described: Described, bins: ReportedQuality['calibration']): Promise<Html> {
  const values = bins.map(({ mean_predicted, observed, interval: [low, high] }) => ({
    predicted: mean_predicted,
    observed,
    low,
    high,
  }));
  const most = Math.max(...values.flatMap(({ predicted, high }) => [predicted, high]));
  const axis = { type: 'sqrt' as const, domain: [0, most], nice: false, zero: true };
  const at = { scale: 'x', field: 'predicted' };
  const format = most < 0.05 ? '.1%' : '.0%';
  return drawChart(described, {
    data: [
      { name: 'bins', values },
      { name: 'diagonal', values: [{ p: 0 }, { p: most }] },
    ],
    scales: [
      { name: 'x', ...axis, range: 'width' },
      { name: 'y', ...axis, range: 'height' },
    ],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        grid: true,
        tickCount: 5,
        format,
        labelOverlap: 'greedy',
        title: 'predicted (square-root scale)',
      },
      { orient: 'left', scale: 'y', grid: true, tickCount: 5, format, labelOverlap: 'greedy', title: 'converted' },
    ],
    marks: [
      {
        type: 'line',
        aria: false,
        from: { data: 'diagonal' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'p' },
            y: { scale: 'y', field: 'p' },
            stroke: { value: INK.soft },
            strokeDash: { value: [2, 4] },
          },
        },
      },
      {
        type: 'rule',
        aria: false,
        from: { data: 'bins' },
        encode: {
          enter: {
            x: at,
            y: { scale: 'y', field: 'low' },
            y2: { scale: 'y', field: 'high' },
            stroke: { value: INK.model },
            strokeWidth: { value: 2 },
          },
        },
      },
      {
        type: 'symbol',
        aria: false,
        from: { data: 'bins' },
        encode: {
          enter: { x: at, y: { scale: 'y', field: 'observed' }, fill: { value: INK.model }, size: { value: 60 } },
        },
      },
    ],
  });
}
