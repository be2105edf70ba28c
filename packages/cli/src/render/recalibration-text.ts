import type { RecalibrationJson } from '@propensity/core/jobs';

/** What a recalibration did: `+0.401 in log-odds on the weeks of 2026-02-05 and 2026-01-29`, with the slope where one was taken. */
export function recalibrationText({
  slope,
  shift,
  weeks,
}: Pick<RecalibrationJson, 'slope' | 'shift' | 'weeks'>): string {
  const moved = `${shift < 0 ? '−' : '+'}${Math.abs(shift).toFixed(3)} in log-odds`;
  const stretched = slope === 1 ? '' : `, times ${slope.toFixed(3)} before,`;
  return `${moved}${stretched} on the weeks of ${weeks.join(' and ')}`;
}
