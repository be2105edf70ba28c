import type { Dynamics } from './dynamics.js';
import type { RandomStream } from './random-stream.js';
import type { DeviceTrait, PlaceTrait, SourceTrait } from './traits.js';

/** A browser: what Analytics takes for a user. */
export interface Device {
  readonly index: number;
  readonly userPseudoId: string;
  readonly trait: DeviceTrait;
}

/** When somebody comes and goes. */
export interface Life {
  /** Day index of the first visit; negative for those who came before the export begins. */
  readonly arrivalDay: number;
  /** The last day index on which they may come. */
  readonly lastDay: number;
  /** When on the arrival day they were first seen, microseconds from its start. */
  readonly arrivalMicros: number;
}

/** One simulated person: what never changes about them. */
export interface Person extends Life {
  readonly index: number;
  /** The device they use, or the one of several that they mainly convert on. */
  readonly device: Device;
  readonly place: PlaceTrait;
  readonly source: SourceTrait;
  /** N(0, 1): how much they want what the site is for; shows in the events that lead there. */
  readonly affinity: number;
  /** N(0, 1): how much else they look at; says nothing about converting. 0 for everybody where a site has none. */
  readonly curiosity: number;
  /** What they do on many of their visits and others hardly ever, as the kind of site names it. */
  readonly habits: readonly string[];
  /** Probability of a visit on an average weekday, in (0, maxVisitProbability]. */
  readonly visitRate: number;
  /** Probability that a visit day is a deep one; one that converts always is. */
  readonly deepVisitProbability: number;
  /** Probability of converting on a visit day, before and from the threshold `warmAfter` on. */
  readonly conversion: { readonly cold: number; readonly warm: number };
}

/**
 * Draws the life of somebody of a site in its steady state: the share who arrived before day 0 (and are still alive
 * then) is what the leaving hazard implies, the others arrive evenly over the `days` of the export.
 */
export function drawLife(random: RandomStream, { leavingHazard }: Dynamics, days: number): Life {
  const meanLife = 1 / leavingHazard;
  const camePreviously = random.chance(meanLife / (meanLife + days));
  const arrivalDay = camePreviously ? -random.geometric(leavingHazard) : random.below(days);
  return {
    arrivalDay,
    // Dying has no memory: whoever is alive on day 0 has as much life ahead as a newcomer.
    lastDay: Math.max(arrivalDay, 0) + random.geometric(leavingHazard) - 1,
    // 7 to 20 h, which leaves the first visit room before midnight.
    arrivalMicros: Math.floor((7 + 13 * random.uniform()) * 3.6e9),
  };
}

/** Draws a device; a person's main one has the person's index. */
export function drawDevice(random: RandomStream, index: number, trait: DeviceTrait): Device {
  return { index, trait, userPseudoId: pseudoId(index, random.below(10 ** 9) + 10 ** 9) };
}

/** The cold and the warm probability of converting, from the logit of the cold one and the step at the threshold. */
export function conversionOf(logit: number, step: number): Person['conversion'] {
  const probability = (value: number) => 1 / (1 + Math.exp(-value));
  return { cold: probability(logit), warm: probability(logit + step) };
}

/** The id of a device, of its two halves. */
export function pseudoId(index: number, tail: number): string {
  return `${1_000_000 + index}.${String(tail)}`;
}
