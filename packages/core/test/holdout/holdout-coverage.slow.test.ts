import { describe, expect, it } from 'vitest';
import { holdoutComparison } from '../../src/holdout/holdout-comparison.js';
import { pooledDifference } from '../../src/holdout/pooled-difference.js';
import { wilsonInterval } from '../../src/metrics/wilson-interval.js';
import { type CampaignOptions, simulatedCampaign } from '../support/simulated-campaign.js';

const CAMPAIGNS = 200;

/** How many of the campaigns' intervals cover the truth; also of intervals that take every week of a user for another user. */
function coverage(options: Omit<CampaignOptions, 'seed'>) {
  const count = { covered: 0, naive: 0, significant: 0, highest: 0 };
  for (let seed = 1; seed <= CAMPAIGNS; seed++) {
    const { groups, truth } = simulatedCampaign({ ...options, seed });
    const { interval } = holdoutComparison(groups, { lift: 0.1 })!;
    const naive = pooledDifference(groups.strata)!.interval;
    if (interval![0] <= truth && truth <= interval![1]) count.covered++;
    if (naive[0] <= truth && truth <= naive[1]) count.naive++;
    if (interval![0] > 0) count.significant++;
    count.highest = Math.max(count.highest, groups.designEffect);
  }
  return count;
}

/** 95 % of 200 are 190; Wilson's interval of what was counted has to hold .95. */
function expectCovers(covered: number): void {
  const [low, high] = wilsonInterval(covered, CAMPAIGNS);
  expect([covered, low <= 0.95 && high >= 0.95]).toEqual([covered, true]);
}

describe('in 200 simulated campaigns', () => {
  it('with a known effect, the interval covers it in 95 %', () => {
    const { covered, significant } = coverage({ lift: 0.6 });
    expectCovers(covered);
    // Of an effect of this size most intervals say that there is one.
    expect(significant).toBeGreaterThan(CAMPAIGNS / 2);
  });

  it('without an effect, it covers zero as often', () => {
    const { covered, significant } = coverage({ lift: 0 });
    expectCovers(covered);
    expect(significant).toBeLessThan(0.06 * CAMPAIGNS);
  });

  it('with few conversions among few held-out users too', () => {
    const { covered } = coverage({ lift: 1, users: 500, weeks: 2, share: 0.1, frailty: 0 });
    expect(covered).toBeGreaterThanOrEqual(184);
  });

  it('where users are alike week after week, only because it counts users once', () => {
    const { covered, naive, highest } = coverage({ lift: 0.3, users: 1200, weeks: 12, frailty: 2.5 });
    expect(highest).toBeGreaterThan(2);
    expect(naive).toBeLessThan(176);
    expectCovers(covered);
  });
});
