import { describe, expect, it } from 'vitest';
import { driftRates } from '../../src/drift/drift-command.js';

/** More with PROPENSITY_DRIFT_SEEDS=200, or by `npm run -s bench -- drift`. */
const SEEDS = Number(process.env.PROPENSITY_DRIFT_SEEDS ?? 3);

describe(`ten weeks of ${SEEDS} simulated shops`, () => {
  it('raise a false alarm in one of 20 at most where nothing changes', async () => {
    const { runs, falseAlarms } = await driftRates('none', SEEDS, 5000);
    expect(runs).toBe(SEEDS);
    expect(falseAlarms).toBeLessThanOrEqual(SEEDS / 20);
  }, 3_600_000);

  it.each(['prices', 'campaign', 'tag'] as const)(
    'tell of a shift of %s by the time two weeks with it have matured, in 19 of 20',
    async (shift) => {
      const { falseAlarms, found } = await driftRates(shift, SEEDS, 5000);
      expect(found).toBeGreaterThanOrEqual((19 / 20) * SEEDS);
      expect(falseAlarms).toBeLessThanOrEqual(SEEDS / 20);
    },
    3_600_000,
  );
});
