import type { MeasureEffect, ReportData } from '@propensity/core/report';
import { barChart } from '../charts/bar-chart.js';
import { figure } from '../figure.js';
import { type Html, html } from '../html.js';
import { meaningOf } from '../measure-meaning.js';
import { score, shown, withInterval } from '../numbers.js';
import { shapesFigures } from './shapes-figures.js';

/** So many are drawn and told; the table has all of them. */
const TOLD = 10;
/** Columns of one measure in the table: levels of a category may be thousands. */
const COLUMNS = 8;

/** What the model has learnt, in words. */
export async function effectsSection(data: ReportData): Promise<Html> {
  const { effects, model } = data;
  const told = effects.slice(0, TOLD);
  if (told.length === 0) return html``;
  return html`<section id="effects"><h2>What the model has learnt</h2>
<p>What moves the odds of converting most, in ${model.model}. This is what goes along with converting; it does not say what causes it. Windows of one measure are told together, because they share their effect.</p>
<ol class="effects">${told.map((effect) => html`<li><strong>${effect.measure}</strong> ${meaningOf(effect)} <span>${effect.text}</span></li>`)}</ol>
${await effectsFigure(effects, told)}
${await shapesFigures(data)}
</section>`;
}

async function effectsFigure(effects: readonly MeasureEffect[], told: readonly MeasureEffect[]): Promise<Html> {
  const bars = told.map(({ measure, importance }) => ({
    label: measure,
    value: importance ?? 0,
    text: score(importance ?? 0),
  }));
  return figure({
    caption: 'How much each measure moves the score',
    reading: 'The deviation of log-odds among training users; of several windows, their sum.',
    chart: await barChart(
      {
        id: 'effects-chart',
        title: 'Importance of measures',
        description: `Largest: ${bars
          .slice(0, 3)
          .map(({ label, text }) => `${label} ${text}`)
          .join(', ')}.`,
      },
      bars,
      'deviation of log-odds',
    ),
    table: {
      head: ['measure', 'importance', 'columns, with their effect in log-odds and 95 % interval'],
      rows: effects.map(({ measure, importance, columns }) => {
        const largest = columns.toSorted((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).slice(0, COLUMNS);
        const rest = columns.length - largest.length;
        return [
          measure,
          shown(importance, score),
          html`${largest.map(({ column, effect, interval }) => html`<div>${column} ${withInterval(effect, interval, score)}</div>`)}${rest > 0 && html`<div>and ${rest} more</div>`}`,
        ];
      }),
    },
  });
}
