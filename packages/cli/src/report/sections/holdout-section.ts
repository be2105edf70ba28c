import type { HoldoutComparison } from '@propensity/core/holdout';
import type { ReportData } from '@propensity/core/report';
import { tableOf } from '../figure.js';
import { type Html, html } from '../html.js';
import { percents, points, shown, shownInterval, times, users } from '../numbers.js';

/** What exported users did more than held-out ones; nothing where nobody is held out. */
export function holdoutSection({ holdout, target }: ReportData): Html {
  if (holdout.length === 0) return html``;
  return html`<section id="holdout"><h2>Did it work?</h2>
<p>A share of the users, drawn at random, is left out of every export. Of the same scores, those who were exported and those who were held out differ in nothing else.</p>
${holdout.map((comparison) => destinationOf(comparison, target))}
</section>`;
}

function destinationOf(comparison: HoldoutComparison, target: string): Html {
  const { destination, weeks, exported, held_out, by_week, design_effect, detectable_difference } = comparison;
  const caption = `Exports to ${destination}`;
  return html`<h3>${caption}</h3>
<p>${verdict(comparison)} ${missing(comparison)}</p>
${tableOf(
  {
    head: ['who', 'users, once per week', `did “${target}”`, 'share, of the same scores'],
    rows: [
      [
        'exported',
        shown(exported.n, users),
        shown(exported.converted, users),
        shown(comparison.exported_share, percents),
      ],
      [
        'held out',
        shown(held_out.n, users),
        shown(held_out.converted, users),
        shown(comparison.held_out_share, percents),
      ],
    ],
  },
  caption,
)}
<p>${shown(weeks, users)} ${weeks === 1 ? 'week counts' : 'weeks count'}; of them, a difference of ${shown(detectable_difference, points)} percentage points would show four times out of five. That users are in several weeks makes the variance ${shown(design_effect, times)} as great.</p>
<details><summary>The numbers behind “${caption}”</summary>${tableOf(
    {
      head: ['week of', 'exported', 'converted', 'held out', 'converted'],
      rows: by_week.map(({ week, exported: given, held_out: held }) => [
        week,
        shown(given.n, users),
        shown(given.converted, users),
        shown(held.n, users),
        shown(held.converted, users),
      ]),
    },
    `${caption}, by week`,
  )}</details>`;
}

function verdict({ difference, interval }: HoldoutComparison): Html {
  if (difference === null || interval === null) return html`There are no users of the same scores to compare yet.`;
  const said =
    interval[0] > 0
      ? 'Exported users did it more often'
      : interval[1] < 0
        ? 'Exported users did it less often'
        : 'No difference shows so far';
  return html`<strong>${said}:</strong> ${shown(difference, points)} ${shownInterval(interval, points)} percentage points.`;
}

function missing({ weeks_missing, stated_difference }: HoldoutComparison): Html {
  if (weeks_missing === null || stated_difference === null) {
    return html`Too little has happened to say how many weeks are missing.`;
  }
  const stated = html`A difference of ${shown(stated_difference, points)} percentage points`;
  return weeks_missing === 0
    ? html`${stated} would show by now, four times out of five.`
    : html`${stated} would show after ${shown(weeks_missing, users)} more ${weeks_missing === 1 ? 'week' : 'weeks'}, four times out of five.`;
}
