import type { Interval } from '@propensity/core';
import type { Html } from '../html.js';
import { type Described, drawChart, INK } from './draw-chart.js';

/** A figure of a week, what it is compared with, and whether it counts. */
export interface WeekPoint {
  readonly week: string;
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly compared: number | null;
  /** Drawn hollow: provisional, or in-sample. */
  readonly hollow: boolean;
  readonly modelChanged: boolean;
}

/** A figure over the weeks with its interval, as points, beside another one as a dashed line; another model begins at a vertical line. */
export function weeksChart(
  described: Described,
  weeks: readonly WeekPoint[],
  { title, zero, format }: { readonly title: string; readonly zero: boolean; readonly format: string },
): Promise<Html> {
  // Two models may have scored the same week.
  const values = weeks.map(({ week, value, interval, compared, hollow }, place) => ({
    place,
    week,
    value,
    low: interval?.[0] ?? value,
    high: interval?.[1] ?? value,
    compared,
    fill: hollow ? INK.paper : INK.model,
  }));
  const changes = weeks.flatMap(({ modelChanged }, place) => (modelChanged ? [{ place }] : []));
  const x = { scale: 'x', field: 'place' };
  const places = values.map(({ place }) => place);
  return drawChart(described, {
    data: [
      { name: 'weeks', values: values.filter(({ value }) => value !== null) },
      { name: 'compared', values: values.filter(({ compared }) => compared !== null) },
      { name: 'changes', values: changes },
    ],
    scales: [
      { name: 'x', type: 'point', domain: places, range: 'width', padding: 0.5 },
      { name: 'label', type: 'ordinal', domain: places, range: values.map(({ week }) => week.slice(5)) },
      {
        name: 'y',
        type: 'linear',
        domain: {
          fields: [
            { data: 'weeks', field: 'low' },
            { data: 'weeks', field: 'high' },
            { data: 'compared', field: 'compared' },
          ],
        },
        range: 'height',
        nice: true,
        zero,
      },
    ],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        labelOverlap: 'greedy',
        title: 'week of',
        encode: { labels: { update: { text: { scale: 'label', field: 'value' } } } },
      },
      { orient: 'left', scale: 'y', grid: true, tickCount: 5, format, title },
    ],
    marks: [
      {
        type: 'rule',
        aria: false,
        from: { data: 'changes' },
        encode: {
          enter: {
            x,
            y: { value: 0 },
            y2: { signal: 'height' },
            stroke: { value: INK.soft },
            strokeDash: { value: [2, 3] },
          },
        },
      },
      {
        type: 'line',
        aria: false,
        from: { data: 'compared' },
        encode: {
          enter: {
            x,
            y: { scale: 'y', field: 'compared' },
            stroke: { value: INK.rule },
            strokeDash: { value: [7, 4] },
            strokeWidth: { value: 2.5 },
          },
        },
      },
      {
        type: 'symbol',
        aria: false,
        from: { data: 'compared' },
        encode: {
          enter: {
            x,
            y: { scale: 'y', field: 'compared' },
            fill: { value: INK.rule },
            shape: { value: 'diamond' },
            size: { value: 50 },
          },
        },
      },
      {
        type: 'rule',
        aria: false,
        from: { data: 'weeks' },
        encode: {
          enter: {
            x,
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
        from: { data: 'weeks' },
        encode: {
          enter: {
            x,
            y: { scale: 'y', field: 'value' },
            fill: { field: 'fill' },
            stroke: { value: INK.model },
            strokeWidth: { value: 2 },
            size: { value: 60 },
          },
        },
      },
    ],
  });
}
