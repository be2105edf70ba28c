import type { PairMap } from '@propensity/core/models';
import type { Html } from '../html.js';
import { type Described, drawChart, INK } from './draw-chart.js';

/** What two features add together: cells of one colour raise the odds, those of the other lower them; the fuller, the more. */
export function pairChart(described: Described, { features, labels, effects }: PairMap): Promise<Html> {
  const [rows, columns] = labels.map((texts, side) => texts.map((text) => short(withoutName(text, features[side]!))));
  const cells = effects.flatMap((row, i) => row.map((effect, j) => ({ row: i, column: j, effect })));
  const full = Math.max(...cells.map(({ effect }) => Math.abs(effect)), 1e-9);
  const places = (texts: readonly string[]) => texts.map((_, place) => place);
  const named = (name: string, texts: readonly string[]) => ({
    name,
    type: 'ordinal' as const,
    domain: places(texts),
    range: [...texts],
  });
  const axis = (orient: 'left' | 'bottom', scale: string, texts: string, title: string, labelLimit: number) => ({
    orient,
    scale,
    ticks: false,
    domain: false,
    title,
    labelFontSize: 11,
    labelLimit,
    ...(orient === 'bottom' && { labelAngle: -40, labelAlign: 'right' as const }),
    encode: { labels: { update: { text: { scale: texts, field: 'value' } } } },
  });
  return drawChart(described, {
    height: 110 + 18 * rows!.length,
    data: [{ name: 'cells', values: cells }],
    scales: [
      { name: 'x', type: 'band', domain: places(columns!), range: 'width', padding: 0.06 },
      { name: 'y', type: 'band', domain: places(rows!), range: 'height', padding: 0.06 },
      { name: 'fill', type: 'linear', domain: [0, full], range: [0.04, 1] },
      named('row', rows!),
      named('column', columns!),
    ],
    axes: [axis('bottom', 'x', 'column', features[1], 90), axis('left', 'y', 'row', features[0], 130)],
    marks: [
      {
        type: 'rect',
        aria: false,
        from: { data: 'cells' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'column' },
            width: { scale: 'x', band: 1 },
            y: { scale: 'y', field: 'row' },
            height: { scale: 'y', band: 1 },
            fill: { signal: `datum.effect >= 0 ? '${INK.model}' : '${INK.rule}'` },
            fillOpacity: { signal: "scale('fill', abs(datum.effect))" },
          },
        },
      },
    ],
  });
}

/** Bounds as they fit beside a cell. */
function short(text: string): string {
  return text.replace(/\d+\.\d+/g, (number) => String(Number(Number(number).toPrecision(2))));
}

/** `2 < visits ≤ 5` is `2 – 5`, `device=mobile` is `mobile`. */
export function withoutName(text: string, feature: string): string {
  if (text.startsWith(`${feature}=`)) return text.slice(feature.length + 1);
  const bounds = text.split(feature).map((part) => part.replace(/ < $/, '').replace(/^ ≤ /, '≤ ').trim());
  const [from, to] = bounds as [string, string?];
  if (from === '') return to ?? text;
  return to === '' || to === undefined ? text : `${from} – ${to.replace('≤ ', '')}`;
}
