import { PropensityError } from '@propensity/core';
import type { ProbaAnswer } from '@propensity/core/jobs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Jobs } from '../../src/http/jobs.js';
import type { Stack } from '../../src/stack/stack.js';
import { inMemoryStack, type Served, serveStack } from '../support/served-stack.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.server.stop();
  served = undefined;
});

const look = (userId: string) => fetch(`${served?.server.url}/getProba?user_id=${userId}`);
const answerFor = (userId: string): ProbaAnswer => ({
  user_id: userId,
  proba: 0.25,
  predicted_week: '2026-02-03',
  predicted_at: '2026-02-03T06:00:00Z',
  model: 'm',
  target: 't',
  horizon_days: 7,
  selected: true,
  stale: false,
});
const notFound = () => new PropensityError('user_not_found', 'There is no prediction for the user.');

/** Serves lookups that are answered by `getProba`; `asked` counts what it was asked for. */
async function servedWith(
  getProba: (userId: string, target?: string) => Promise<ProbaAnswer>,
  changes: Partial<Stack> = { shared: true, serving: { cacheSeconds: 300, cacheEntries: 2 } },
  jobs: Partial<Jobs> = {},
) {
  const stack = inMemoryStack(changes);
  const asked: string[] = [];
  served = await serveStack(stack.open, {
    getProba: (_ports, _settings, userId, target) => {
      asked.push(target === undefined ? userId : `${userId} ${target}`);
      return getProba(userId, target);
    },
    ...jobs,
  });
  return { ...stack, asked };
}

describe('getProba', () => {
  it('says where an answer comes from, where there is more than one place', async () => {
    await servedWith(async (userId) => ({ ...answerFor(userId), ...(userId === 'a' && { served_from: 'firestore' }) }));
    expect(await (await look('a')).json()).toMatchObject({ date: '2026-02-03', served_from: 'firestore' });
    expect(await (await look('b')).json()).not.toHaveProperty('served_from');
  });

  it('remembers a user for as long as it says, and counts that down for its callers', async () => {
    const { asked, time } = await servedWith(async (userId) => answerFor(userId));
    expect((await look('a')).headers.get('cache-control')).toBe('private, max-age=300');
    time.now += 299_000;
    expect((await look('a')).headers.get('cache-control')).toBe('private, max-age=1');
    expect(asked).toEqual(['a']);
    time.now += 1001;
    expect((await look('a')).headers.get('cache-control')).toBe('private, max-age=300');
    expect(asked).toEqual(['a', 'a']);
  });

  it('remembers each target of a user by itself', async () => {
    const { asked } = await servedWith(async (userId, target) => ({
      ...answerFor(userId),
      proba: target ? 0.5 : 0.25,
    }));
    for (let n = 0; n < 2; n++) {
      expect(await (await look('a')).json()).toMatchObject({ proba: 0.25 });
      expect(await (await look('a&target=x')).json()).toMatchObject({ proba: 0.5, target: 'x' });
    }
    expect(asked).toEqual(['a', 'a x']);
  });

  it('asks once for a user, however many want to know at once', async () => {
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { asked } = await servedWith(async (userId) => {
      await gate;
      return answerFor(userId);
    });
    const many = Array.from({ length: 20 }, () => look('a'));
    await vi.waitFor(() => expect(asked).toEqual(['a']));
    letGo();
    const answers = await Promise.all(many.map(async (answer) => (await answer).json()));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ user_id: 'a', proba: 0.25 });
    expect(asked).toEqual(['a']);
  });

  it('works out for each answer whether the score is stale', async () => {
    const { asked, time } = await servedWith(async (userId) => answerFor(userId));
    time.now = Date.UTC(2026, 1, 9, 23, 58);
    expect(await (await look('a')).json()).toMatchObject({ stale: false });
    time.now = Date.UTC(2026, 1, 10, 0, 1);
    expect(await (await look('a')).json()).toMatchObject({ stale: true });
    expect(asked).toEqual(['a']);
  });

  it('remembers for 30 s that a user has no score', async () => {
    const { asked, time } = await servedWith(async () => {
      throw notFound();
    });
    const response = await look('a');
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'private, max-age=30']);
    time.now += 29_000;
    expect(await (await look('a')).json()).toMatchObject({ user_id: 'a', error: { code: 'user_not_found' } });
    expect(asked).toEqual(['a']);
    time.now += 1001;
    await look('a');
    expect(asked).toEqual(['a', 'a']);
  });

  it('remembers no error, and lets nobody store one', async () => {
    let calls = 0;
    const { asked } = await servedWith(async (userId) => {
      if (calls++ === 0) throw new Error('the service is down');
      return answerFor(userId);
    });
    const response = await look('a');
    expect([response.status, response.headers.get('cache-control')]).toEqual([500, 'no-store']);
    expect((await look('a')).status).toBe(200);
    expect(asked).toEqual(['a', 'a']);
  });

  it('answers everybody also when more users are asked for at once than it can keep', async () => {
    const { asked } = await servedWith(async (userId) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return answerFor(userId);
    });
    const users = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(users.map(async (userId) => (await look(userId)).json()));
    expect(answers.map(({ user_id }) => user_id)).toEqual(users);
    expect(asked).toHaveLength(5);
  });

  it('forgets everything once predictions have run in this instance, also what was on its way', async () => {
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let proba = 0.25;
    const { asked } = await servedWith(
      async (userId) => {
        const answer = { ...answerFor(userId), proba };
        if (userId === 'slow') await gate;
        return answer;
      },
      { shared: true, serving: { cacheSeconds: 300, cacheEntries: 10 } },
      { predictions: async () => ({ job: 'predictions' }) as never },
    );
    await look('a');
    const slow = look('slow');
    await vi.waitFor(() => expect(asked).toEqual(['a', 'slow']));
    proba = 0.75;
    expect((await fetch(`${served?.server.url}/predictions`, { method: 'POST' })).status).toBe(200);
    letGo();
    expect(await (await slow).json()).toMatchObject({ proba: 0.25 });
    expect(await (await look('slow')).json()).toMatchObject({ proba: 0.75 });
    expect(await (await look('a')).json()).toMatchObject({ proba: 0.75 });
  });

  it('with 0 s looks every request up, but still only once at a time', async () => {
    const { asked } = await servedWith(
      async (userId) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return answerFor(userId);
      },
      { serving: { cacheSeconds: 0, cacheEntries: 10 } },
    );
    const [first] = await Promise.all([look('a'), look('a')]);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(asked).toEqual(['a']);
    await look('a');
    expect(asked).toEqual(['a', 'a']);
  });
});

describe('the stack that lookups use', () => {
  it.each([true, false])('stays open until the handlers are closed (stacks shared: %s)', async (shared) => {
    const { uses } = await servedWith(async (userId) => answerFor(userId), { shared });
    for (const user of ['a', 'b', 'c']) await look(user);
    expect(uses).toEqual({ opened: 1, closed: 0 });
    await served?.handlers.close();
    expect(uses).toEqual({ opened: 1, closed: 1 });
  });
});
