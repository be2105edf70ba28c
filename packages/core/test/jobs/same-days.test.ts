import { beforeAll, describe, expect, it } from 'vitest';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import type { TrainResult } from '../../src/results/results.js';
import { settingsFor, type TestStack, testStack } from '../support/synthetic-shop.js';

const WEEK = '2026-02-12';
const settingsOf = (intraday: boolean) => settingsFor({ source: { events: 'none', intraday } });

describe.each([
  [true, 'with', '"intraday": true'],
  [false, 'without', 'leave "source.intraday" out'],
])('a model that was trained with intraday days: %s', (intraday, how, hint) => {
  let stack: TestStack;
  let trained: TrainResult;
  beforeAll(async () => {
    stack = testStack({ source: { events: 'none', intraday } });
    trained = await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-05' });
  });

  it('says so in its file and its row, where it was', async () => {
    const { name: fileName, sha256 } = trained.artifact;
    const { windows } = parseArtifact(await stack.ports.artifacts.read(fileName), { sha256, fileName });
    const recorded = intraday ? true : undefined;
    expect([windows.intraday, trained.intraday]).toEqual([recorded, recorded]);
    // Left out like this in the files of earlier versions.
    expect([windows, trained].map((each) => 'intraday' in each)).toEqual([intraday, intraday]);
    const [record] = await stack.ports.registry.list();
    expect(record!.result.intraday).toBe(recorded);
  });

  it('does not score under the other setting, and nothing is written', async () => {
    const refused = predictions(stack.ports, settingsOf(!intraday), { snapshot: WEEK });
    await expect(refused).rejects.toMatchObject({
      code: 'another_intraday',
      kind: 'refused',
      message: expect.stringContaining(`was trained ${how} days that exist only as intraday data`),
      hint: expect.stringContaining(hint),
      details: { intraday: !intraday, trained: intraday },
    });
    expect(await stack.ports.predictions.runs()).toEqual([]);
  });

  it('scores under its own', async () => {
    const { counts } = await predictions(stack.ports, settingsOf(intraday), { snapshot: WEEK });
    expect(counts.scored).toBeGreaterThan(100);
  });
});
