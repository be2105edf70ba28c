import { PropensityError } from '@propensity/core';
import { parseDay } from '@propensity/core/windows';
import { KIND_NAMES, type KindName } from '../kinds/kind-names.js';
import { type Shift, Shifts } from './shifts.js';

/** What to simulate. The same options give the same events and the same truth, on every machine. */
export interface SimulationOptions {
  /** Kind of site. Default `shop`. */
  readonly kind?: KindName;
  /** People of the site, ≥ 1; some who came before the first day are never seen again. */
  readonly users: number;
  /** Days of export, ≥ 1. */
  readonly days: number;
  /** A whole number; its lowest 32 bits count. */
  readonly seed: number;
  /** First day of the export, YYYY-MM-DD, UTC. Default 2025-01-01. */
  readonly startDay?: string;
  /** Some people sign in, use several devices, and share one: the truth is per person. The shop's only. Default false. */
  readonly signIns?: boolean;
  /** What changes from a day on. The shop's only. Default none. */
  readonly shifts?: readonly Shift[];
  /** Days after a snapshot in which a conversion counts. Default 7. */
  readonly horizonDays?: number;
  /** Days from one snapshot of the truth to the next; the one after the last day is always there. Default 1. */
  readonly truthEveryDays?: number;
}

const LARGEST: Readonly<Record<'users' | 'days' | 'horizonDays' | 'truthEveryDays', number>> = {
  users: 5_000_000,
  days: 1_000,
  horizonDays: 90,
  truthEveryDays: 1_000,
};

/** @throws PropensityError `bad_simulation` when an option is none of the kinds or out of its range; `bad_date`. */
export function checkedOptions(options: SimulationOptions): Required<SimulationOptions> {
  const {
    users,
    days,
    seed,
    kind = KIND_NAMES[0],
    startDay = '2025-01-01',
    horizonDays = 7,
    truthEveryDays = 1,
    signIns = false,
    shifts = [],
  } = options;
  if (!KIND_NAMES.includes(kind)) {
    throw new PropensityError('bad_simulation', `kind is ${JSON.stringify(kind)}.`, {
      kind: 'usage',
      hint: `Choose ${KIND_NAMES.join(', ')}.`,
      details: { option: 'kind', value: kind },
    });
  }
  const numbers = Object.entries({ users, days, horizonDays, truthEveryDays }) as [keyof typeof LARGEST, number][];
  for (const [name, value] of numbers) {
    if (!Number.isInteger(value) || value < 1 || value > LARGEST[name]) {
      throw new PropensityError('bad_simulation', `${name} is ${value}.`, {
        kind: 'usage',
        hint: `Give a whole number from 1 to ${LARGEST[name]}.`,
        details: { option: name, value },
      });
    }
  }
  new Shifts(shifts, days);
  if (shifts.length > 0 && kind !== 'shop') {
    throw new PropensityError('bad_simulation', `Nothing changes at the site of kind ${kind}.`, {
      kind: 'usage',
      hint: 'Leave shifts out, or simulate a shop.',
      details: { option: 'shifts', value: shifts },
    });
  }
  if (!Number.isSafeInteger(seed)) {
    throw new PropensityError('bad_simulation', `seed is ${seed}.`, { kind: 'usage', hint: 'Give a whole number.' });
  }
  return { kind, users, days, seed, startDay: parseDay(startDay), horizonDays, truthEveryDays, signIns, shifts };
}
