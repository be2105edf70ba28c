import { count } from './format.js';

/**
 * Conversions beside those that the probabilities add up to: `403 converted, 342 were predicted (−15 %)`. Fewer than a hundred predicted ones are
 * written with a decimal; without a conversion there is no percentage.
 * @param converted users who did it
 * @param predicted sum of all probabilities
 */
export function calibrationText(converted: number, predicted: number): string {
  const expected = predicted < 100 ? predicted.toFixed(1) : count(predicted);
  const is = predicted.toFixed(1) === '1.0' ? 'was' : 'were';
  if (converted === 0) return `none converted, ${expected} ${is} predicted`;
  return `${count(converted)} converted, ${expected} ${is} predicted (${signedPercent(predicted / converted - 1)})`;
}

/** `−15 %`, `+3 %`, `0 %`. */
function signedPercent(share: number): string {
  const whole = Math.round(100 * share);
  return `${whole < 0 ? '−' : whole > 0 ? '+' : ''}${Math.abs(whole).toLocaleString('en')} %`;
}
