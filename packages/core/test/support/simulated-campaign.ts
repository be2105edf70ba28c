import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { isHeldOut } from '../../src/holdout/held-out.js';
import { type GroupedUser, type HoldoutGroups, holdoutGroups } from '../../src/holdout/holdout-groups.js';
import { weightOf } from '../../src/holdout/pooled-difference.js';

export interface CampaignOptions {
  readonly seed: number;
  /** Times as many conversions as without the campaign, minus 1. */
  readonly lift: number;
  readonly users?: number;
  readonly weeks?: number;
  readonly share?: number;
  /** How much users differ for good, beyond what their scores say: 0 for not at all. */
  readonly frailty?: number;
}

export interface Campaign {
  readonly groups: HoldoutGroups;
  /** The mean difference that the campaign makes among users of the same scores, weighted as the comparison does. */
  readonly truth: number;
}

/**
 * Users who are scored every week, of whom a share is held out. What each would do is known with and without the campaign; scores know it
 * with an error, and users who convert in one week are likelier than their scores say to convert in another.
 */
export function simulatedCampaign(options: CampaignOptions): Campaign {
  const { seed, lift, users = 2500, weeks = 6, share = 0.15, frailty = 0.8 } = options;
  const generator = xoroshiro128plus(seed);
  const random = () => uniformFloat64(generator);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const people = Array.from({ length: users }, (_, i) => ({
    user_id: `${seed}-${i}`,
    held_out: isHeldOut(`${seed}-${i}`, { share, seed: 0 }),
    known: -3.2 + 1.2 * normal(),
    unknown: frailty * normal(),
  }));
  const rows: GroupedUser[] = [];
  const effects = new Map<string, { sum: number; n: number }>();
  for (let w = 0; w < weeks; w++) {
    const week = `2026-01-${String(1 + w).padStart(2, '0')}`;
    const scored = people
      // Not everybody is there in every week.
      .filter(() => random() < 0.8)
      .map((person) => ({ person, logit: person.known + 0.5 * normal() }))
      .sort((a, b) => b.logit - a.logit);
    scored.forEach(({ person, logit }, rank) => {
      const without = 1 / (1 + Math.exp(-(logit + person.unknown)));
      const withIt = Math.min(1, without * (1 + lift));
      const decile = Math.floor((10 * rank) / scored.length) + 1;
      const effect = effects.get(`${week} ${decile}`) ?? { sum: 0, n: 0 };
      effects.set(`${week} ${decile}`, { sum: effect.sum + withIt - without, n: effect.n + 1 });
      const { user_id, held_out } = person;
      const converted = random() < (held_out ? without : withIt);
      rows.push({ user_id, destination: 'ads', week, decile, held_out, converted });
    });
  }
  const groups = holdoutGroups(rows)[0]!;
  let [weighted, total] = [0, 0];
  for (const stratum of groups.strata) {
    const { sum, n } = effects.get(`${stratum.week} ${stratum.decile}`)!;
    weighted += (weightOf(stratum) * sum) / n;
    total += weightOf(stratum);
  }
  return { groups, truth: weighted / total };
}
