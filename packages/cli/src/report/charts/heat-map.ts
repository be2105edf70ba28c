import type { Html } from '../html.js';
import { type Described, drawChart, INK } from './draw-chart.js';

export interface HeatCell {
  /** Places of the column and the row, from 0. */
  readonly column: number;
  readonly row: number;
  readonly value: number;
  /** Has a frame. */
  readonly marked: boolean;
}

export interface HeatMap {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** What is not there stays empty. */
  readonly cells: readonly HeatCell[];
  /** From this value on a cell is full. */
  readonly full: number;
}

/** Cells that are the fuller the larger their value; those that are marked have a frame. */
export function heatMap(described: Described, { columns, rows, cells, full }: HeatMap): Promise<Html> {
  const places = (labels: readonly string[]) => labels.map((_, place) => place);
  const label = (name: string, labels: readonly string[]) => ({
    name,
    type: 'ordinal' as const,
    domain: places(labels),
    range: [...labels],
  });
  const box = {
    x: { scale: 'x', field: 'column' },
    width: { scale: 'x', band: 1 },
    y: { scale: 'y', field: 'row' },
    height: { scale: 'y', band: 1 },
  };
  return drawChart(described, {
    height: 60 + 24 * rows.length,
    // The last week is wider than its column.
    padding: { left: 4, right: 18, top: 4, bottom: 4 },
    data: [
      { name: 'cells', values: [...cells] },
      { name: 'marked', values: cells.filter(({ marked }) => marked) },
    ],
    scales: [
      { name: 'x', type: 'band', domain: places(columns), range: 'width', padding: 0.06 },
      { name: 'y', type: 'band', domain: places(rows), range: 'height', padding: 0.12 },
      { name: 'fill', type: 'linear', domain: [0, full], range: [0.06, 1], clamp: true },
      label('week', columns),
      label('feature', rows),
    ],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        labelOverlap: 'greedy',
        title: 'week of',
        encode: { labels: { update: { text: { scale: 'week', field: 'value' } } } },
      },
      {
        orient: 'left',
        scale: 'y',
        ticks: false,
        domain: false,
        // Names of features are long, and alike at their beginning.
        labelFontSize: 11,
        labelLimit: 230,
        encode: { labels: { update: { text: { scale: 'feature', field: 'value' } } } },
      },
    ],
    marks: [
      {
        type: 'rect',
        aria: false,
        from: { data: 'cells' },
        encode: { enter: { ...box, fill: { value: INK.model }, fillOpacity: { scale: 'fill', field: 'value' } } },
      },
      {
        type: 'rect',
        aria: false,
        from: { data: 'marked' },
        encode: {
          enter: { ...box, fill: { value: 'none' }, stroke: { value: INK.rule }, strokeWidth: { value: 2.5 } },
        },
      },
    ],
  });
}
