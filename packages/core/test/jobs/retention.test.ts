import { describe, expect, it } from 'vitest';
import { modelEvaluation } from '../../src/jobs/model-evaluation.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { EXACT, usersOf } from '../support/outcome-rows.js';
import { testStack } from '../support/synthetic-shop.js';

const WEEKS = ['2026-02-12', '2026-02-15', '2026-02-20'] as const;

/** Three weeks scored, each at noon of its day, with predictions kept for 17 days. */
async function threeWeeks(retentionDays: number | undefined) {
  const stack = testStack({ retentionDays });
  await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-05' });
  const results = [];
  for (const snapshot of WEEKS) {
    stack.setToday(snapshot);
    results.push(await predictions(stack.ports, stack.settings, { snapshot }));
  }
  return { ...stack, results };
}

describe('retentionDays', () => {
  it('left out, keeps every week', async () => {
    const { ports, settings, setToday } = await threeWeeks(undefined);
    setToday('2026-03-05');
    const { evaluated } = await modelEvaluation(ports, settings, { force: true });
    expect(evaluated.map(({ predicted_week }) => predicted_week)).toEqual(WEEKS);
  });

  it('deletes what is older with each publishing', async () => {
    const { ports, settings, setToday } = await threeWeeks(17);
    const { runs } = ports.predictions;
    const [{ model }] = (await runs.call(ports.predictions)) as unknown as [{ model: string }];
    const sizes = async () =>
      Promise.all(
        WEEKS.map(async (week) => usersOf((await ports.predictions.readOutcomes(week, model, EXACT)).proba) > 0),
      );
    expect(await sizes()).toEqual([true, true, true]);
    setToday('2026-03-02');
    await predictions(ports, settings, { snapshot: '2026-03-02' });
    expect(await sizes()).toEqual([false, true, true]);
  });

  it('keeps an evaluation whose predictions are deleted, and makes no new one without predictions', async () => {
    const { ports, settings, setToday } = await threeWeeks(17);
    setToday('2026-02-20');
    const [before] = (await modelEvaluation(ports, settings)).evaluated;
    expect(before).toMatchObject({ predicted_week: WEEKS[0], provisional: true });
    setToday('2026-03-05');
    const { evaluated } = await modelEvaluation(ports, settings, { force: true });
    // The week of the 15th is 18 days old, and nobody has evaluated it.
    expect(evaluated.map(({ predicted_week }) => predicted_week)).toEqual([WEEKS[0], WEEKS[2]]);
    expect(evaluated[0]).toEqual(before);
  });

  it('refuses to score a week whose predictions would be deleted at once', async () => {
    const { ports, settings, setToday } = testStack({ retentionDays: 17 });
    await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    setToday('2026-03-10');
    // The day that a backfill takes for today does not move the clock that a warehouse goes by.
    const options = { snapshot: WEEKS[0], triggerDate: WEEKS[0] };
    await expect(predictions(ports, settings, options)).rejects.toMatchObject({
      code: 'beyond_retention',
      kind: 'usage',
      message: expect.stringContaining(`those of ${WEEKS[0]} would be deleted at once`),
    });
    expect(await ports.predictions.runs()).toEqual([]);
  });
});
