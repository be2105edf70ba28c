import type { Explanation } from '@propensity/core';
import { effectInWords } from '@propensity/core/models';
import { page, sentence } from './layout.js';
import { recalibrationText } from './recalibration-text.js';
import type { Screen } from './screen.js';

/**
 * An explanation as a sum in log-odds, which adds up to the digit that is printed: what the average user has, the reasons,
 * everything else, and the total.
 */
export function renderWhy({ baseline, reasons, others, logit, recalibration }: Explanation, screen: Screen): string {
  const listed = [baseline, ...reasons.map(({ contribution }) => contribution)].map(rounded);
  const total = rounded(logit);
  // What rounding leaves over is in the line of all the others.
  const rest = rounded(total - listed.reduce((sum, value) => sum + value, 0));
  const line = (value: number, text: string) => sentence(text, screen, `  ${signed(value)}  `);
  return page(
    [
      'Against the average user, in log-odds:',
      ...line(listed[0]!, 'the average user'),
      ...reasons.flatMap(({ text }, index) => line(listed[index + 1]!, text)),
      ...(others === 0 && rest === 0 ? [] : line(rest, restInWords(others))),
      ...line(total, 'in all, before calibration'),
      ...(recalibration === undefined
        ? []
        : sentence(`Every score was recalibrated after the training: ${recalibrationText(recalibration)}.`, screen)),
    ],
    screen,
  );
}

function restInWords(others: number): string {
  return others === 0 ? 'Rounding.' : `All others together – ${effectInWords(others)}.`;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** `  +1.204`. */
function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`.padStart(8);
}
