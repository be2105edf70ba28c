import type { HoldoutComparison } from '@propensity/core/holdout';
import { count, percent } from './format.js';
import { aligned, heading } from './layout.js';
import type { Screen } from './screen.js';

/** What exported users did more than held-out ones of the same scores. */
export function holdoutLines(comparison: HoldoutComparison, target: string, screen: Screen): string[] {
  const { destination, weeks, exported, held_out, interval, difference } = comparison;
  const group = ({ n, converted }: { readonly n: number; readonly converted: number }, share: number | null) =>
    `${count(converted)} of ${count(n)} did "${target}"${share === null ? '' : `, ${percent(share)} of the same scores`}`;
  const rows: (readonly [string, string])[] = [
    ['exported', group(exported, comparison.exported_share)],
    ['held out', group(held_out, comparison.held_out_share)],
    [
      'difference',
      difference === null || interval === null
        ? 'none of the same scores to compare yet'
        : `${points(difference)}  95 % ${points(interval[0])} … ${points(interval[1])} percentage points`,
    ],
    ['to see', missing(comparison)],
  ];
  const over = weeks === 1 ? '1 week' : `${count(weeks)} weeks`;
  return [...heading(`Did it work? Exports to ${destination}, over ${over}`, screen), '', ...aligned(rows, screen)];
}

function missing({ weeks_missing, stated_difference, detectable_difference }: HoldoutComparison): string {
  if (weeks_missing === null || stated_difference === null || detectable_difference === null) {
    return 'too little has happened to say how many weeks are missing';
  }
  const stated = `a difference of ${points(stated_difference)} percentage points`;
  if (weeks_missing === 0)
    return `${stated} would show: ${points(detectable_difference)} would, four times out of five`;
  return `${stated} needs ${weeks_missing === 1 ? '1 week' : `${count(weeks_missing)} weeks`} more`;
}

/** A share as percentage points with a sign. */
function points(share: number): string {
  const text = (100 * share).toFixed(2);
  return share >= 0 ? `+${text}` : text.replace('-', '−');
}
