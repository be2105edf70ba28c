import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

let workplace: Workplace;
beforeAll(async () => {
  // After the shop's last day.
  workplace = await Workplace.create(Date.UTC(2025, 5, 1));
});
afterAll(() => workplace.remove());

it('demo trains, scores four weeks, compares them with the truth, and looks a user up over HTTP', async () => {
  const { exitCode, value } = await workplace.json('demo', '--users', '2500', '--out', 'shop');
  expect([exitCode, value.train.status]).toEqual([0, 'champion']);
  expect(value.truth).toHaveLength(4);
  expect(value.get_proba).toMatchObject({ user_id: expect.any(String), proba: expect.any(Number) });
}, 180_000);
