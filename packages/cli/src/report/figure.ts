import { type Html, type HtmlValue, html } from './html.js';

export interface Figure {
  readonly caption: string;
  /** How to read it, in a sentence. */
  readonly reading: string;
  readonly chart: Html;
  /** What is drawn how. */
  readonly legend?: readonly { readonly mark: string; readonly text: HtmlValue }[];
  readonly table: Table;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly HtmlValue[])[];
}

/** A chart with how to read it, its legend, and the table behind it. */
export function figure({ caption, reading, chart, legend = [], table }: Figure): Html {
  return html`<figure>
<figcaption><strong>${caption}</strong> ${reading}</figcaption>
${chart}
${legend.length > 0 && html`<ul class="legend">${legend.map(({ mark, text }) => html`<li><i class="${mark}"></i>${text}</li>`)}</ul>`}
<details><summary>The numbers behind “${caption}”</summary>${tableOf(table, caption)}</details>
</figure>`;
}

/** A table whose first column names the rows. */
export function tableOf({ head, rows }: Table, label: string): Html {
  return html`<div class="table" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
}
