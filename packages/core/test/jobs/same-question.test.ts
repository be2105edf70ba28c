import { beforeAll, describe, expect, it } from 'vitest';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import type { PropensityConfigInput } from '../../src/config/config-schema.js';
import { modelEvaluation } from '../../src/jobs/model-evaluation.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { runWeekly } from '../../src/jobs/run-weekly.js';
import type { TrainResult } from '../../src/results/results.js';
import { recordedProgress } from '../support/recorded-progress.js';
import { settingsFor, type TestStack, testStack } from '../support/synthetic-shop.js';

const WEEK = '2026-02-12';
const ASKED = { population: { minEvents: 2 } };
const OTHERS: readonly (readonly [string, Partial<PropensityConfigInput>, string])[] = [
  ['everyone', {}, '"population"'],
  ['another population', { population: { minEvents: 3 } }, '"population"'],
  [
    'other rows',
    { ...ASKED, source: { events: 'none', where: [{ field: 'platform', exists: false }] } },
    '"source.where or source.consent"',
  ],
  ['persons', { ...ASKED, source: { events: 'none', userId: 'user_id' } }, '"source.userId"'],
];

describe('a model of a population', () => {
  let stack: TestStack;
  let trained: TrainResult;
  beforeAll(async () => {
    stack = testStack(ASKED);
    trained = await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-05' });
  });

  it('records it in its file and its row', async () => {
    const { name: fileName, sha256 } = trained.artifact;
    const { question } = parseArtifact(await stack.ports.artifacts.read(fileName), { sha256, fileName });
    expect(question).toEqual(stack.settings.question);
    expect((await stack.ports.registry.list())[0]!.result.question).toEqual(stack.settings.question);
  });

  it.each(OTHERS)('does not score %s, and nothing is written', async (_, change, key) => {
    const refused = predictions(stack.ports, settingsFor(change), { snapshot: WEEK });
    await expect(refused).rejects.toMatchObject({
      code: 'another_question',
      kind: 'refused',
      message: expect.stringContaining(`trained with another ${key} than`),
    });
    expect(await stack.ports.predictions.runs()).toEqual([]);
  });

  it.each(OTHERS)('is not compared with one of %s', async (_, change) => {
    const { reasons } = await modelTraining(stack.ports, settingsFor(change), { snapshot: '2026-02-06' });
    expect(reasons.join('\n')).toMatch(
      /Not compared with the champion purchase-\S+: it was asked of other people, or by other rows\./,
    );
  });

  it('is what a later one of the same question is compared with, whatever has been trained in between', async () => {
    const { reasons } = await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-07' });
    expect(reasons.join('\n')).toContain(trained.model);
    expect(reasons.join('\n')).not.toContain('Not compared');
  });
});

it('another target of the same name is refused by every job, whichever of the two has the name', async () => {
  const stack = testStack();
  const trained = await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-05' });
  for (const target of [
    { event: 'view_item', name: 'purchase' },
    { event: 'purchase', nth: 2, name: 'purchase' },
  ]) {
    const clash = settingsFor({ target });
    for (const job of [
      () => modelTraining(stack.ports, clash, { snapshot: '2026-02-05' }),
      () => predictions(stack.ports, clash, { snapshot: WEEK }),
      () => modelEvaluation(stack.ports, clash),
    ]) {
      await expect(job()).rejects.toMatchObject({
        code: 'name_taken',
        kind: 'usage',
        message: expect.stringContaining(`${trained.model} is of purchase, the configuration asks for`),
      });
    }
  }
  expect(await stack.ports.registry.list()).toHaveLength(1);
  expect(await stack.ports.predictions.runs()).toEqual([]);
  const named = testStack({ target: { event: 'view_item', name: 'purchase' } });
  await modelTraining(named.ports, named.settings, { snapshot: '2026-02-05' });
  await expect(predictions(named.ports, settingsFor({}), { snapshot: WEEK })).rejects.toMatchObject({
    code: 'name_taken',
  });
});

it('a week that another question of the same name has scored since is scored again, and both say so', async () => {
  const everyone = testStack();
  const some = settingsFor(ASKED);
  const { ports, settings } = everyone;
  await modelTraining(ports, settings, { snapshot: '2026-02-05' });
  const first = await predictions(ports, settings, { snapshot: WEEK });
  const foundBy = async () => (await ports.predictions.find('user-0', 'purchase'))?.model;
  const users = (await ports.predictions.runs()).at(-1)!.result.counts.scored;
  const narrow = await modelTraining(ports, some, { snapshot: '2026-02-05' });
  const other = await predictions(ports, some, { snapshot: WEEK, model: narrow.model });
  expect(other.notes?.join()).toContain('have the same name, "purchase"');
  const again = await predictions(ports, settings, { snapshot: WEEK });
  expect([again.run_id, again.model]).toEqual([first.run_id, first.model]);
  expect(again.counts).toMatchObject({ scored: users, overwritten: users });
  expect(again.notes?.join()).toContain('have the same name, "purchase"');
  expect(await foundBy()).toBe(first.model);
});

it('run trains first when the question has changed, and scores with what it has trained', async () => {
  const stack = testStack(ASKED);
  const former = await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-03' });
  const progress = recordedProgress();
  const everyone = await runWeekly({ ...stack.ports, progress }, settingsFor({}), { snapshot: WEEK });
  expect(everyone.train?.status).toBe('champion');
  expect(everyone.predict.model).toBe(everyone.train?.model);
  expect(progress.said.join('\n')).toContain(`${former.model} was asked of other people`);
  // The former question still has its model.
  const again = await predictions(stack.ports, stack.settings, { snapshot: WEEK });
  expect(again.model).toBe(former.model);
});

it('a week of another question is not evaluated, and whoever runs it is told', async () => {
  const stack = testStack(ASKED);
  await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-05' });
  await predictions(stack.ports, stack.settings, { snapshot: WEEK });
  stack.setToday('2026-02-25');
  const progress = recordedProgress();
  const other = await modelEvaluation({ ...stack.ports, progress }, settingsFor({}));
  expect(other.evaluated).toEqual([]);
  expect(progress.said.join('\n')).toContain(
    `asked of other people, by other rows or in another time zone than the configuration says: ${WEEK}.`,
  );
  // Days of another zone are other days.
  const elsewhere = { ...stack.settings, timeZone: 'Asia/Tokyo' };
  expect((await modelEvaluation(stack.ports, elsewhere)).evaluated).toEqual([]);
  expect((await modelEvaluation(stack.ports, stack.settings)).evaluated).toHaveLength(1);
});
