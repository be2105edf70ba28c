import { sampleArtifact, shopFixture } from '@propensity/adapter-tests';
import { describeOnServers } from '@propensity/gcp-testing';
import { expect, it } from 'vitest';
import { conformanceScratch, conformanceStack } from './support/conformance-shop.js';
import { DROP } from './support/stacks-with-snapshots.js';

const SNAPSHOT = '2021-03-14';
const RUN = {
  runId: 'run-1',
  target: 'purchase',
  snapshot: SNAPSHOT,
  model: 'model-a',
  sha256: 'cd'.repeat(32),
  predictedAt: '2021-04-01T10:20:30.456Z',
  inSample: false,
  horizonDays: 7,
  allowedMissingDays: [],
  selection: { threshold: 0 },
} as const;

describeOnServers('gcp stack', (servers) => {
  it('loses nobody who is forgotten by one process while another makes and publishes scores', async () => {
    const scratch = await conformanceScratch(servers);
    const stack = conformanceStack(scratch, shopFixture, DROP);
    const other = conformanceStack(scratch, shopFixture, DROP);
    try {
      const { snapshots, predictions } = stack.ports;
      stack.ports.begin?.({ job: 'predictions', runId: RUN.runId, snapshot: SNAPSHOT });
      const { users } = await snapshots.materialise(SNAPSHOT);
      const model = sampleArtifact(snapshots.features, RUN.model, -2);
      const staged = await predictions.stage(model, SNAPSHOT);
      await other.ports.erasure.erase(['never-back'], '2021-04-02T00:00:00.000Z');
      // It has found the snapshot and the staged scores, which are published without the user, or with and erased.
      await staged.publish(RUN);
      expect(await predictions.find('never-back', RUN.target)).toBeNull();
      const { proba } = await predictions.readOutcomes(SNAPSHOT, RUN.model, { binned: false, threshold: 0.5 });
      expect(proba.counts.reduce((sum, count) => sum + count, 0)).toBe(users - 1);
      await staged.discard();
      expect((await other.ports.erasure.search(['never-back'])).found).toEqual([]);
    } finally {
      await stack.close();
    }
  });
});
