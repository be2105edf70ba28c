import { expect, it } from 'vitest';
import { measureFit } from '../../src/fitting/measure-fit.js';

it('measures fits that reach the log-loss they can: the exact one, the wrapped one close to it, the published one far off', async () => {
  const [exact, wrapped, published] = await Promise.all(
    (['propensity', 'ml-wrapped', 'ml-as-published'] as const).map((name) => measureFit(name, 400, 5)),
  );
  expect(wrapped!.log_loss).toBeGreaterThanOrEqual(exact!.log_loss - 1e-9);
  expect(wrapped!.log_loss).toBeLessThan(exact!.log_loss + 1e-4);
  expect(published!.log_loss).toBeGreaterThan(exact!.log_loss + 0.05);
});
