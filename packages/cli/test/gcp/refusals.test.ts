import { parseConfig } from '@propensity/core/config';
import { predictions } from '@propensity/core/jobs';
import { silentProgress } from '@propensity/core/ports';
import { openStack, type Stack } from '@propensity/functions';
import { describeOnServers, differences, gcpTables, type Scratch, type StackTables } from '@propensity/gcp-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOn } from './support/commands-on.js';
import { FIRST_WEEK, NOW, SECOND_WEEK, SMALL_SHOP, smallShopScratch, TRAIN_AT } from './support/small-shop.js';

const LIMIT = 300_000;

describeOnServers('predictions on Google Cloud that are refused change nothing', (servers) => {
  let scratch: Scratch;
  let before: StackTables;
  beforeAll(async () => {
    scratch = await smallShopScratch(servers);
    const predict = ['predict', '--snapshot', FIRST_WEEK];
    expect(await commandsOn(scratch.gcp, [['train', '--snapshot', TRAIN_AT], predict])).toMatchObject({ exitCode: 0 });
    before = await gcpTables(scratch);
  }, LIMIT);
  afterAll(() => scratch?.remove());

  describe('a batch', () => {
    it.each([
      ['a user twice', 'INSERT INTO @staged SELECT * FROM @staged ORDER BY user_id LIMIT 1', '1 scored more than once'],
      [
        'no probability',
        'UPDATE @staged SET proba = NULL WHERE user_id = @first',
        '1 with a probability that is missing',
      ],
      [
        'a probability above 1',
        'UPDATE @staged SET proba = 1.5 WHERE user_id = @first',
        '1 with a probability that is missing',
      ],
    ])(
      'with %s',
      async (_fault, damage, said) => {
        const loaded = { file: 'a test', baseDirectory: '/', config: parseConfig({ ...SMALL_SHOP, gcp: scratch.gcp }) };
        const stack = await openStack(loaded, { progress: silentProgress, clock: () => NOW });
        try {
          const ports = damagingStaged(stack, damage);
          const job = predictions(ports, stack.settings, { snapshot: SECOND_WEEK });
          await expect(job).rejects.toMatchObject({ code: 'bad_predictions' });
          await expect(job).rejects.toThrow(said);
        } finally {
          await stack.close();
        }
        expect(differences(await gcpTables(scratch), before, { tolerance: 0 })).toEqual([]);
        expect(await stagedTables()).toEqual([]);
      },
      LIMIT,
    );
  });

  it(
    'an older snapshot after a newer one',
    async () => {
      expect(await commandsOn(scratch.gcp, [['predict', '--snapshot', SECOND_WEEK]])).toMatchObject({ exitCode: 0 });
      const newer = await gcpTables(scratch);
      const force = ['predict', '--snapshot', FIRST_WEEK, '--force'];
      const { exitCode, value } = await commandsOn(scratch.gcp, [force]);
      expect({ exitCode, code: value.error?.code }).toEqual({ exitCode: 3, code: 'older_snapshot' });
      expect(differences(await gcpTables(scratch), newer, { tolerance: 0 })).toEqual([]);
    },
    LIMIT,
  );

  /** The ports of a stack whose staged scores are damaged before anybody has looked at them. */
  function damagingStaged({ ports }: Stack, damage: string): Stack['ports'] {
    return {
      ...ports,
      predictions: new Proxy(ports.predictions, {
        get(store, name) {
          const member = Reflect.get(store, name, store);
          if (name !== 'stage') return typeof member === 'function' ? member.bind(store) : member;
          return async (...args: Parameters<typeof store.stage>) => {
            const staged = await store.stage(...args);
            const [table] = await stagedTables();
            const name = `\`${scratch.gcp.project}.${scratch.gcp.dataset}.${table}\``;
            const first = `(SELECT MIN(user_id) FROM ${name})`;
            await scratch.bigquery.query(damage.replaceAll('@staged', name).replaceAll('@first', first));
            return staged;
          };
        },
      }),
    };
  }

  async function stagedTables(): Promise<string[]> {
    const [tables] = await scratch.bigquery.dataset(scratch.gcp.dataset).getTables();
    return tables.map(({ id }) => id!).filter((id) => id.startsWith('ma_staged_scores'));
  }
});
