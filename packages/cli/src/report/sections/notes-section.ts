import type { ReportData, ReportedNote } from '@propensity/core/report';
import { type Html, html } from '../html.js';

const TITLES: readonly (readonly [ReportedNote['about'], string])[] = [
  ['accepted_drift', 'Accepted drift'],
  ['missing_days', 'Missing days'],
  ['training', 'Training'],
  ['scoring', 'Scoring'],
  ['evaluation', 'Evaluation'],
];

/** So many of a kind are read at once. */
const OPEN = 6;

/** What to know about the data. */
export function notesSection({ notes }: ReportData): Html {
  const groups = TITLES.map(([about, title]) => ({ title, of: notes.filter((note) => note.about === about) })).filter(
    ({ of }) => of.length > 0,
  );
  return html`<section id="notes"><h2>What to know about the data</h2>
${groups.length === 0 && html`<p>No run noted anything.</p>`}
${groups.map(({ title, of }) => html`<h3>${title}</h3>${listed(of.slice(0, OPEN))}${of.length > OPEN && html`<details><summary>${of.length - OPEN} older ones</summary>${listed(of.slice(OPEN))}</details>`}`)}
</section>`;
}

function listed(notes: readonly ReportedNote[]): Html {
  return html`<ul class="notes">${notes.map(({ snapshot, text }) => html`<li><time>${snapshot}</time> ${text}</li>`)}</ul>`;
}
