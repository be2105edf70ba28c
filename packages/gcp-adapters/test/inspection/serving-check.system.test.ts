import { describeOnFirestore, startGrpcFaultProxy } from '@propensity/gcp-testing';
import { expect, it } from 'vitest';
import { checkServing } from '../../src/inspection/serving-check.js';
import { served } from '../support/served.js';
import { runOf } from '../support/table-of-predictions.js';

describeOnFirestore('checkServing', (endpoint) => {
  it('says whether lookups are answered there, and leaves nothing behind', async () => {
    const { store, table, close } = served(endpoint());
    expect(await checkServing(store)).toMatchObject({
      name: 'serving store',
      status: 'warn',
      message: expect.stringContaining('nothing says what it holds'),
    });
    const run = runOf('2026-01-05');
    await store.publishing(run, undefined, async () => table.publish(run, { u: 0.1 }));
    expect(await checkServing(store)).toMatchObject({ status: 'ok' });
    expect(await store.size()).toBe(1);
    await close();
  });

  it.each([
    ['a right to read', 'BatchGetDocuments', 7, 'roles/datastore.user'],
    ['a right to write', 'Commit', 7, 'roles/datastore.user'],
    ['the database', 'BatchGetDocuments', 5, 'gcloud firestore databases create'],
  ] as const)('fails without %s', async (_, method, code, hint) => {
    const proxy = await startGrpcFaultProxy(endpoint());
    proxy.plan = (called) => (called === method ? { code } : null);
    const { another, close } = served(endpoint());
    const check = await checkServing(another({}, proxy.endpoint));
    expect(check).toMatchObject({ status: 'fail', hint: expect.stringContaining(hint) });
    await close();
    proxy.stop();
  });

  it('ends where it is not answered', async () => {
    const proxy = await startGrpcFaultProxy(endpoint());
    proxy.plan = () => ({ code: 8 });
    const { another, close } = served(endpoint());
    await expect(checkServing(another({}, proxy.endpoint))).rejects.toMatchObject({ code: 'quota_exceeded' });
    await close();
    proxy.stop();
  });
});
