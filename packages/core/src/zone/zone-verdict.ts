import type { ZoneEvidence } from './zone-evidence.js';
import { type FittingZones, fittingZones, zoneFit } from './zone-fit.js';

/** Rows on another day than their date that no zone is to blame for: clocks that were off, rows that came late. */
const FEW = 0.001;
/** With more, dates and moments do not belong together, or do in another zone. */
const MANY = 0.025;

/**
 * Whether a configured zone is the one that the dates of the export were written in.
 * - `fits`: nearly every row's date is its day in the zone, or there are no dates to tell.
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
  if (elsewhere <= FEW) return { verdict: 'fits', elsewhere, best: null };
  const best = fittingZones(evidence, zones)!;
  // Where nothing happens at night, visits that were carried over midnight are dated by their beginning in the right zone.
  const told = elsewhere > MANY || (best.pinned && best.elsewhere <= FEW);
  if (told && best.elsewhere <= elsewhere / 2) return { verdict: 'another', elsewhere, best };
  return { verdict: elsewhere > MANY ? 'none' : 'fits', elsewhere, best };
}
