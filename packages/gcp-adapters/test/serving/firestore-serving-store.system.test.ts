import { describeOnFirestore, startGrpcFaultProxy } from '@propensity/gcp-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MARKER_ID } from '../../src/serving/serving-marker.js';
import { type Served, served } from '../support/served.js';
import { runOf } from '../support/table-of-predictions.js';

const FIRST = runOf('2026-01-05');
const SECOND = runOf('2026-01-12');
/** Odd ids that documents could not be named by. */
const SCORES = { u1: 0.1, 'a/b': 0.2, '..': 0.3, __x__: 0.4, ['long'.repeat(1000)]: 0.5 };
const NEXT = { 'a/b': 0.6, '..': 0.7, new: 0.8 };

describeOnFirestore('FirestoreServingStore', (endpoint) => {
  let it_: Served;
  beforeEach(() => {
    it_ = served(endpoint());
  });
  afterEach(() => it_.close());

  const publish = (run = FIRST, scores: Record<string, number> = SCORES, before?: string, store = it_.store) =>
    store.publishing(run, before, async () => it_.table.publish(run, scores, before));
  /** Everyone is answered by what the table says. @param from where from; wherever it can be had when left out */
  const expectRight = async (from?: 'firestore' | 'bigquery', users = [...Object.keys(SCORES), 'new', 'nobody']) => {
    for (const user of users) {
      const row = it_.table.find(user);
      const answer = await it_.ask(user);
      if (row === null) expect(answer).toBeNull();
      else expect(answer).toEqual({ ...row, served_from: from ?? expect.any(String) });
    }
  };
  const documents = async () => (await it_.store.opened()).documents;

  it('answers what was published: overwritten, appended and kept', async () => {
    await publish();
    await expectRight('firestore');
    await publish(SECOND, NEXT);
    await expectRight('firestore');
    expect(await it_.ask('u1')).toMatchObject({ predicted_week: '2026-01-05', served_from: 'firestore' });
    expect(await it_.ask('new')).toMatchObject({ predicted_week: '2026-01-12', proba: 0.8 });
    const newest = { target: 'purchase', week: '2026-01-12', runId: SECOND.runId, predictedAt: SECOND.predictedAt };
    expect(await it_.store.state()).toMatchObject({ whole: true, reason: null, newest: [newest] });
  });

  it('asks nobody else about a user who was never scored, once it is whole', async () => {
    await publish();
    const lookups = it_.lookups();
    const elsewhere = () => Promise.reject(new Error('asked elsewhere'));
    expect(await lookups.find('nobody', 'purchase', elsewhere)).toBeNull();
    expect(await lookups.find('u1', 'another target', elsewhere)).toBeNull();
  });

  it('keeps targets apart', async () => {
    await publish();
    await publish(runOf('2026-01-05', { target: 'refund' }), { u1: 0.9 });
    expect(await it_.ask('u1')).toMatchObject({ proba: 0.1 });
    expect(await it_.ask('u1', 'refund')).toMatchObject({ proba: 0.9, served_from: 'firestore' });
    expect(await it_.ask('a/b', 'refund')).toBeNull();
  });

  it('writes what has changed, and nothing when that is nothing', async () => {
    await publish();
    const before = it_.table.rowsRead;
    await publish(SECOND, NEXT);
    expect(it_.table.rowsRead - before).toBe(3);
    expect(await it_.store.refresh()).toEqual({ written: 0, deleted: 0 });
    expect(it_.table.rowsRead - before).toBe(3);
  });

  it('writes runs that were published by who has no store', async () => {
    await publish();
    it_.table.publish(SECOND, NEXT);
    it_.table.publish(runOf('2026-01-12', { target: 'refund' }), { u1: 0.9 });
    expect(await it_.store.refresh()).toEqual({ written: 4, deleted: 0 });
    await expectRight('firestore');
    expect(await it_.ask('u1', 'refund')).toMatchObject({ proba: 0.9, served_from: 'firestore' });
  });

  it('writes the same week again when it was scored anew, by another model too', async () => {
    await publish();
    await publish({ ...FIRST, predictedAt: '2026-01-05T07:00:00.000Z' }, { u1: 0.9 });
    expect(await it_.ask('u1')).toMatchObject({ proba: 0.9, served_from: 'firestore' });
    // Made earlier, published later: the order of the moments does not decide.
    await publish({ ...FIRST, runId: 'other', model: 'lr-0', predictedAt: '2026-01-05T06:30:00.000Z' }, { u1: 0.8 });
    expect(await it_.ask('u1')).toMatchObject({ proba: 0.8, model: 'lr-0', served_from: 'firestore' });
  });

  it('answers rightly at every moment of a publication, with a row of one run', async () => {
    await publish();
    const old = new Map(Object.keys(SCORES).map((user) => [user, it_.table.find(user)]));
    const expectOldOrNew = async () => {
      for (const user of [...Object.keys(SCORES), 'nobody']) {
        const { served_from: _, ...answer } = ((await it_.ask(user)) ?? {}) as Record<string, unknown>;
        expect([old.get(user) ?? {}, it_.table.find(user) ?? {}]).toContainEqual(answer);
      }
    };
    let looked = 0;
    it_.table.beforePage = async () => {
      looked++;
      await expectOldOrNew();
      // Nobody else knows of users who have just appeared.
      expect(await it_.ask('new')).toEqual({ ...it_.table.find('new'), served_from: expect.any(String) });
    };
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`u${n}`, n / 20]));
    await it_.store.publishing(SECOND, undefined, async () => {
      await expectOldOrNew();
      it_.table.publish(SECOND, { ...NEXT, ...many });
      await expectOldOrNew();
    });
    expect(looked).toBeGreaterThan(5);
    it_.table.beforePage = async () => {};
    await expectRight('firestore');
  });

  it('is not trusted while a publication that was cut short is not written, and is then completed', async () => {
    await publish();
    it_.table.beforePage = () => Promise.reject(new Error('killed'));
    await expect(publish(SECOND, NEXT)).rejects.toMatchObject({ code: 'serving_store_behind' });
    it_.table.beforePage = async () => {};
    await expectRight('bigquery', ['u1', 'a/b', '..', 'new']);
    expect(await it_.store.state()).toMatchObject({ whole: false });
    expect(await it_.store.refresh()).toEqual({ written: 3, deleted: 0 });
    await expectRight('firestore');
  });

  it('answers from what a publication that was cut short has written', async () => {
    await publish();
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`u${n}`, n / 20]));
    let pages = 0;
    it_.table.beforePage = async () => {
      if (++pages === 3) throw new Error('killed');
    };
    await expect(publish(SECOND, many)).rejects.toMatchObject({ code: 'serving_store_behind' });
    expect(await it_.ask('u1')).toMatchObject({ predicted_week: '2026-01-12', served_from: 'firestore' });
    expect(await it_.ask('u8')).toMatchObject({ predicted_week: '2026-01-12', served_from: 'bigquery' });
    expect(await it_.ask('a/b')).toMatchObject({ predicted_week: '2026-01-05', served_from: 'bigquery' });
  });

  it('ends the lease of a publisher who has gone, and completes what they left', async () => {
    await publish();
    const proxy = await startGrpcFaultProxy(endpoint());
    const times = { lease: 1500, renewal: 200, patience: 20_000, askAgain: 50 };
    const gone = it_.another({ times }, proxy.endpoint);
    const never = new Promise<never>(() => {});
    let published: () => void;
    const isPublished = new Promise<void>((resolve) => {
      published = resolve;
    });
    void gone.publishing(SECOND, undefined, async () => {
      it_.table.publish(SECOND, NEXT);
      published();
      await never;
    });
    await isPublished;
    await expectRight('bigquery', ['new']);
    // It holds the lease: users are answered by their row of before, which says of which week it is.
    expect(await it_.ask('a/b')).toMatchObject({ predicted_week: '2026-01-05', served_from: 'firestore' });
    // As good as killed: it reaches nobody any more.
    proxy.plan = () => ({ code: 7 });
    await new Promise((resolve) => setTimeout(resolve, 1600));
    await expectRight('bigquery', ['u1', 'a/b', 'new']);
    await it_.store.refresh();
    await expectRight('firestore');
    await gone.close();
    proxy.stop();
  });

  it('keeps the announcement of a run that may still be published', async () => {
    await publish();
    const patient = it_.another({ longestPublicationMs: 60_000 });
    const lost = patient.publishing(SECOND, undefined, () => Promise.reject(new Error('the answer was lost')));
    await expect(lost).rejects.toThrow('the answer was lost');
    await it_.another({ longestPublicationMs: 60_000 }).refresh();
    await expectRight('bigquery', ['u1', 'a/b']);
    // What was started goes on without who started it.
    it_.table.publish(SECOND, NEXT);
    await expectRight('bigquery', ['u1', 'a/b', 'new']);
    await it_.another({ longestPublicationMs: 60_000 }).refresh();
    await expectRight('firestore');
  });

  it('writes one publication after the other when two come at once; the later week wins', async () => {
    const other = it_.another();
    const results = await Promise.allSettled([publish(SECOND, NEXT), publish(FIRST, SCORES, undefined, other)]);
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'older_snapshot' });
    }
    await expectRight('firestore');
    expect(await it_.ask('a/b')).toMatchObject({ predicted_week: '2026-01-12' });
  });

  it('stays as it is when a run is refused', async () => {
    await publish(SECOND, NEXT);
    await expect(publish(FIRST, SCORES, '2026-01-20')).rejects.toMatchObject({ code: 'older_snapshot' });
    await expectRight('firestore');
    expect(await it_.store.state()).toMatchObject({ whole: true });
  });

  it('deletes what the publication deletes, of that target', async () => {
    await publish();
    await publish(runOf('2026-01-05', { target: 'refund' }), { u1: 0.9 });
    await publish(SECOND, NEXT, '2026-01-10');
    await expectRight('firestore');
    expect(await it_.ask('u1')).toBeNull();
    expect(await it_.ask('u1', 'refund')).toMatchObject({ served_from: 'firestore' });
    expect(await it_.store.size()).toBe(4);
  });

  it('writes again what was deleted ahead of a publication that did not come', async () => {
    await publish();
    const failing = it_.store.publishing(SECOND, '2026-01-10', () => Promise.reject(new Error('no answer')));
    await expect(failing).rejects.toThrow('no answer');
    expect(await it_.store.size()).toBe(0);
    await expectRight('bigquery', Object.keys(SCORES));
    await it_.store.refresh();
    await expectRight('firestore');
  });

  it('forgets users of every target, and says so', async () => {
    await publish();
    await publish(runOf('2026-01-05', { target: 'refund' }), { u1: 0.9, '..': 0.1 });
    expect(await it_.store.count(['u1', 'a/b', 'nobody'])).toBe(3);
    for (const user of ['u1', 'a/b']) it_.table.forget(user);
    expect(await it_.store.erase(['u1', 'a/b', 'nobody'])).toBe(3);
    expect(await it_.store.count(['u1', 'a/b', 'nobody'])).toBe(0);
    await expectRight('firestore');
    expect(await it_.ask('u1', 'refund')).toBeNull();
  });

  it('is trusted no more where a deletion of users was cut short, until it is filled anew', async () => {
    await publish();
    it_.table.forget('u1');
    const proxy = await startGrpcFaultProxy(endpoint());
    proxy.plan = (method) => (method === 'BatchWrite' ? { code: 7 } : null);
    const erasing = it_.another({}, proxy.endpoint).erase(['u1']);
    await expect(erasing).rejects.toMatchObject({ code: 'permission_denied' });
    proxy.stop();
    await expectRight('bigquery', ['u1', 'a/b']);
    expect(await it_.store.refresh()).toEqual({ written: 4, deleted: 1 });
    expect(await it_.store.count(['u1'])).toBe(0);
    await expectRight('firestore');
  });

  describe('lost', () => {
    it('sends lookups elsewhere, and is filled anew by the next publication', async () => {
      await publish();
      await (await it_.store.opened()).firestore.recursiveDelete(await documents());
      expect(await it_.store.size()).toBe(0);
      await expectRight('bigquery', Object.keys(SCORES));
      expect(await it_.store.state()).toMatchObject({ whole: false, reason: 'nothing says what it holds' });
      await publish(SECOND, NEXT);
      await expectRight('firestore');
    });

    it('is missed at once by an instance that has just seen it whole', async () => {
      await publish();
      const lookups = it_.lookups(it_.store, { times: { marker: 60_000 } });
      const find = () => lookups.find('u1', 'purchase', async () => it_.table.find('u1'));
      expect(await find()).toMatchObject({ served_from: 'firestore' });
      await (await it_.store.opened()).firestore.recursiveDelete(await documents());
      expect(await find()).toMatchObject({ proba: 0.1, served_from: 'bigquery' });
    });

    it('is noticed by its marker alone, and refreshed', async () => {
      await publish();
      await (await documents()).doc(MARKER_ID).delete();
      await expectRight('bigquery', Object.keys(SCORES));
      expect(await it_.store.refresh()).toEqual({ written: 5, deleted: 0 });
      await expectRight('firestore');
    });

    it('in part, is found by its counts', async () => {
      await publish();
      expect(await it_.store.faults()).toEqual([]);
      const { docs } = await (await documents()).where('user_id', '==', 'u1').get();
      await docs[0]!.ref.delete();
      expect(await it_.store.faults()).toMatchObject([
        { area: 'files', message: expect.stringContaining('It holds 4 documents, and there are 5 predictions') },
      ]);
      await it_.store.rebuild();
      expect(await it_.store.faults()).toEqual([]);
    });

    it('is rebuilt; whatever else was in it is deleted', async () => {
      await publish();
      const all = await documents();
      await all.doc('stray').set({ user_id: 'stray', proba: 1 });
      it_.table.forget('u1');
      expect(await it_.store.rebuild()).toEqual({ written: 4, deleted: 2 });
      expect(await it_.store.size()).toBe(4);
      await expectRight('firestore');
    });

    it('answers elsewhere while it is rebuilt, and when that is cut short', async () => {
      await publish();
      let pages = 0;
      it_.table.beforePage = async () => {
        await expectRight();
        if (++pages === 2) throw new Error('killed');
      };
      await expect(it_.store.rebuild()).rejects.toThrow('killed');
      it_.table.beforePage = async () => {};
      await expectRight('bigquery', Object.keys(SCORES));
      await it_.store.refresh();
      await expectRight('firestore');
      expect(await it_.store.size()).toBe(5);
    });
  });

  it('publishes nothing where it cannot be announced', async () => {
    await publish();
    const proxy = await startGrpcFaultProxy(endpoint());
    proxy.plan = () => ({ code: 7 });
    const unreachable = it_.another({}, proxy.endpoint);
    await expect(publish(SECOND, NEXT, undefined, unreachable)).rejects.toMatchObject({ code: 'permission_denied' });
    proxy.stop();
    await expectRight('firestore');
    expect(it_.table.find('new')).toBeNull();
  });

  it('repeats what fails in passing, and what it does not know the end of', async () => {
    const proxy = await startGrpcFaultProxy(endpoint());
    const codes = [14, 10, 4, 13];
    proxy.plan = (method, call) => {
      if (method === 'BatchWrite' && call % 3 !== 2) return { code: codes[call % 4]!, acts: call % 2 === 0 };
      return method === 'BeginTransaction' && call % 2 === 0 ? { code: 14 } : null;
    };
    const store = it_.another({}, proxy.endpoint);
    await publish(FIRST, SCORES, undefined, store);
    await publish(SECOND, NEXT, undefined, store);
    expect(proxy.calls.BatchWrite).toBeGreaterThan(4);
    proxy.stop();
    await expectRight('firestore');
  });

  it('answers elsewhere, soon and with a warning, when the store does not answer', async () => {
    await publish();
    const proxy = await startGrpcFaultProxy(endpoint());
    const warnings: string[] = [];
    const progress = { warn: (message: string) => void warnings.push(message) };
    let now = 0;
    const lookups = it_.lookups(it_.another({}, proxy.endpoint), {
      progress,
      times: { marker: 0, patience: 300, pause: 5000 },
      now: () => now,
    });
    const find = () => lookups.find('u1', 'purchase', async () => it_.table.find('u1'));
    expect(await find()).toMatchObject({ served_from: 'firestore' });
    proxy.plan = () => ({ code: 14 });
    const begun = performance.now();
    expect(await find()).toMatchObject({ proba: 0.1, served_from: 'bigquery' });
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(warnings).toHaveLength(1);
    // It is left alone for a while.
    const { BatchGetDocuments } = proxy.calls;
    proxy.plan = () => null;
    expect(await find()).toMatchObject({ served_from: 'bigquery' });
    expect(proxy.calls.BatchGetDocuments).toBe(BatchGetDocuments);
    now += 5001;
    expect(await find()).toMatchObject({ served_from: 'firestore' });
    proxy.stop();
  });
});
