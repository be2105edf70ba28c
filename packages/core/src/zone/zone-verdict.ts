import type { ZoneEvidence } from './zone-evidence.js';
import { type FittingZones, fittingZones, zoneFit } from './zone-fit.js';

/** Share of rows on another day than their date that has causes other than the zone: wrong clocks, late rows. */
const NEGLIGIBLE_SHARE = 0.001;
/** With a larger share, dates and moments do not fit together, or fit in another zone. */
const MISFIT_SHARE = 0.025;

/**
 * Whether a configured zone is the one that the dates of the export were written in.
 * - `fits`: nearly every row's date is its day in the zone, or there are no dates.
 * - `another`: another zone explains at least half of the rows that this one does not.
 * - `none`: more than 2.5 % of the rows are on another day, in every zone.
 */
export interface ZoneVerdict {
  readonly verdict: 'fits' | 'another' | 'none';
  /** Share of the rows whose date is not their day in the configured zone. */
  readonly elsewhere: number;
  readonly best: FittingZones | null;
}

/** @param zones names to choose from; by default all that the engine knows */
export function zoneVerdict(
  evidence: readonly ZoneEvidence[],
  configured: string,
  zones?: readonly string[],
): ZoneVerdict {
  const { elsewhere } = zoneFit(evidence, configured);
  if (elsewhere <= NEGLIGIBLE_SHARE) return { verdict: 'fits', elsewhere, best: null };
  const best = fittingZones(evidence, zones)!;
  // Where nothing happens at night, the right zone too has rows on another day: visits over midnight are dated by their
  // beginning.
  const isClear = elsewhere > MISFIT_SHARE || (best.pinned && best.elsewhere <= NEGLIGIBLE_SHARE);
  if (isClear && best.elsewhere <= elsewhere / 2) return { verdict: 'another', elsewhere, best };
  return { verdict: elsewhere > MISFIT_SHARE ? 'none' : 'fits', elsewhere, best };
}
