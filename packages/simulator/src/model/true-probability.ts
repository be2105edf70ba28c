import { conversionProbability, visitProbability } from './daily-probabilities.js';
import type { Dynamics, Standing } from './dynamics.js';
import type { Person } from './person.js';
import type { Shifts } from './shifts.js';

/**
 * The probability of being alive on the morning after a day, from the probability `alive` on its morning and from
 * whether the person was `seen` on it: a visit proves life, a day without one lowers it by Bayes' rule.
 *
 * @param visit probability that a living person comes on that day
 */
export function aliveAfterDay(alive: number, seen: boolean, visit: number, leavingHazard: number): number {
  const atNight = seen ? 1 : (alive * (1 - visit)) / (1 - alive * visit);
  return atNight * (1 - leavingHazard);
}

/** What is known of a person on the morning of a snapshot. */
export interface KnownPast extends Standing {
  /** Probability of being alive, see {@link aliveAfterDay}. */
  readonly alive: number;
}

/**
 * The true probability that a person converts at least once in the `horizonDays` days from a snapshot on, given their
 * traits and everything seen of them before it. Nobody who predicts from the events can beat it on average.
 *
 * It is far from linear in its log-odds, in every kind of site: it steps up with the deep visit that reaches the
 * threshold, traits interact (see the kinds), and the same days of silence mean more of a frequent visitor.
 *
 * @param weekday ISO weekday of the snapshot, 0 = Monday
 * @param shifts those of the site, and the day of the snapshot; nothing changes when it is left out
 */
export function trueProbability(
  person: Person,
  dynamics: Dynamics,
  past: KnownPast,
  weekday: number,
  horizonDays: number,
  shifts?: { readonly of: Shifts; readonly day: number },
): number {
  const { leavingHazard, warmAfter } = dynamics;
  const { convertedBefore } = past;
  const lacking = Math.max(0, warmAfter - past.deepVisits);
  // none[k]: no conversion in the days left, for a living person whom k deep visits separate from the threshold.
  const none = new Float64Array(lacking + 1).fill(1);
  for (let ahead = horizonDays - 1; ahead >= 0; ahead--) {
    const visit = visitProbability(person, dynamics, (weekday + ahead) % 7);
    let oneFewer = 0;
    for (let k = 0; k <= lacking; k++) {
      const deepVisits = warmAfter - k;
      const same = (1 - leavingHazard) * none[k]! + leavingHazard;
      const deep = k === 0 ? same : oneFewer;
      const later = person.deepVisitProbability * deep + (1 - person.deepVisitProbability) * same;
      const usual = conversionProbability(person, dynamics, { deepVisits, convertedBefore });
      const conversion = shifts === undefined ? usual : shifts.of.conversion(usual, shifts.day + ahead);
      none[k] = (1 - visit) * same + visit * (1 - conversion) * later;
      oneFewer = same;
    }
  }
  return past.alive * (1 - none[lacking]!);
}
