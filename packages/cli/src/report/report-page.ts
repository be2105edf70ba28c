import type { ReportData } from '@propensity/core/report';
import { Html, html } from './html.js';
import { driftSection } from './sections/drift-section.js';
import { effectsSection } from './sections/effects-section.js';
import { holdoutSection } from './sections/holdout-section.js';
import { notesSection } from './sections/notes-section.js';
import { provenanceSection } from './sections/provenance-section.js';
import { qualitySection } from './sections/quality-section.js';
import { weeksSection } from './sections/weeks-section.js';
import { worthSection } from './sections/worth-section.js';
import { STYLE } from './style.js';

/** Nothing is loaded and nothing runs, whatever the page holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One HTML file that needs no network and no script. Every number on it is one of `data`. */
export async function reportPage(data: ReportData): Promise<string> {
  const { target, horizon_days: days, made_at, model, time_zone } = data;
  const sections = [
    await worthSection(data),
    await qualitySection(data),
    await effectsSection(data),
    await weeksSection(data),
    await driftSection(data),
    holdoutSection(data),
    notesSection(data),
    provenanceSection(data),
  ];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Report: ${target} within ${days} days</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>Who will do “${target}” within ${days} days?</h1>
<p class="lead">How far the scores can be trusted, and what acting on them is worth. Made on ${made_at.slice(0, 10)}; model ${model.model}; days of ${time_zone}.</p>
<nav aria-label="Sections"><ul>
<li><a href="#worth">Worth</a></li><li><a href="#quality">Trust</a></li><li><a href="#effects">Effects</a></li><li><a href="#weeks">Weeks</a></li><li><a href="#drift">Drift</a></li>${data.holdout.length > 0 && html`<li><a href="#holdout">Did it work?</a></li>`}<li><a href="#notes">Data</a></li><li><a href="#provenance">Provenance</a></li>
</ul></nav>
</header>
<main>${sections}</main>
<footer>Made by Propensity. The exact value of each number is in the page's source.</footer>
</body>
</html>
`;
  return page.text;
}
