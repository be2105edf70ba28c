import { copyScratch, describeOnServers, differences, gcpTables, type Scratch } from '@propensity/gcp-testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { commandProcess } from './support/command-process.js';
import { commandsOn } from './support/commands-on.js';
import { functionsFlow } from './support/flow.js';
import { COSTS, TIMES } from './support/passing-facts.js';
import { FIRST_WEEK, NOW, SMALL_SHOP, smallShopScratch, TRAIN_AT } from './support/small-shop.js';

const LIMIT = 300_000;
/** As Cloud Scheduler sends them; the first week is due on its first day. */
const DELIVERY = {
  'X-CloudScheduler': 'true',
  'X-CloudScheduler-JobName': 'propensity-predictions',
  'X-CloudScheduler-ScheduleTime': `${FIRST_WEEK}T06:00:00Z`,
};

describeOnServers('a delivery that comes more than once has one result', (servers) => {
  let trained: Scratch;
  let expected: { readonly answer: unknown; readonly tables: unknown };
  let scratch: Scratch;
  const predict = ['predict', '--snapshot', FIRST_WEEK];

  beforeAll(async () => {
    trained = await smallShopScratch(servers);
    expect(await commandsOn(trained.gcp, [['train', '--snapshot', TRAIN_AT]])).toMatchObject({ exitCode: 0 });
    const once = await copyScratch(servers, trained);
    const { value } = await commandsOn(once.gcp, [predict]);
    expected = { answer: value, tables: await gcpTables(once) };
    await once.remove();
  }, LIMIT);
  afterAll(() => trained?.remove());
  beforeEach(async () => {
    scratch = await copyScratch(servers, trained);
  }, LIMIT);
  afterEach(() => scratch.remove());

  const instance = () => functionsFlow({ ...SMALL_SHOP, gcp: scratch.gcp }, NOW);
  const deliver = (flow: Awaited<ReturnType<typeof instance>>) => flow.job('predictions', FIRST_WEEK, DELIVERY);

  async function expectOneResult(results: readonly unknown[]): Promise<void> {
    for (const result of results) expect(differences(result, expected.answer)).toEqual([]);
    expect(differences(await gcpTables(scratch), expected.tables, { except: [...COSTS, ...TIMES] })).toEqual([]);
  }

  it(
    'one after the other, to one instance and to another',
    async () => {
      const [one, other] = await Promise.all([instance(), instance()]);
      try {
        const first = await deliver(one);
        const afterFirst = await gcpTables(scratch);
        await expectOneResult([first, await deliver(one), await deliver(other)]);
        expect(differences(await gcpTables(scratch), afterFirst, { tolerance: 0 })).toEqual([]);
      } finally {
        await Promise.all([one.close(), other.close()]);
      }
    },
    LIMIT,
  );

  it(
    'at once, twice to one instance and once to another',
    async () => {
      const [one, other] = await Promise.all([instance(), instance()]);
      try {
        await expectOneResult(await Promise.all([deliver(one), deliver(one), deliver(other)]));
      } finally {
        await Promise.all([one.close(), other.close()]);
      }
    },
    LIMIT,
  );

  it(
    'at once, to two processes',
    async () => {
      const ends = await Promise.all([commandProcess(scratch.gcp, predict), commandProcess(scratch.gcp, predict)]);
      expect(ends).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
      await expectOneResult(ends.map(({ value }) => value));
    },
    LIMIT,
  );
});
