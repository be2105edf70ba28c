import {
  describeOnServers,
  differences,
  gcpTables,
  type ProxiedRequest,
  type Scratch,
  startFaultProxy,
} from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandEnd, commandProcess } from './support/command-process.js';
import { COSTS, TIMES } from './support/passing-facts.js';
import { FIRST_WEEK, smallShopScratch, TRAIN_AT } from './support/small-shop.js';

const LIMIT = 600_000;
describeOnServers('a run that is killed', (servers) => {
  let undisturbed: Scratch;
  let killed: Scratch;
  beforeAll(async () => {
    undisturbed = await smallShopScratch(servers);
    killed = await smallShopScratch(servers);
  }, LIMIT);
  afterAll(async () => {
    for (const scratch of [undisturbed, killed]) await scratch?.remove();
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['train', ['train', '--snapshot', TRAIN_AT], ['flatten', 'snapshot', 'upload', 'create-table', 'register-model']],
    ['predict', ['predict', '--snapshot', FIRST_WEEK], ['flatten', 'snapshot', 'score', 'create-table', 'publish']],
    ['evaluate', ['evaluate'], ['create-table', 'save-evaluations']],
  ])(
    '%s: killed at every step in turn, it then finishes and leaves what an undisturbed run leaves',
    async (_name, argv, expectedSteps) => {
      const answer = await commandProcess(undisturbed.gcp, argv);
      expect(answer).toMatchObject({ exitCode: 0 });
      const killedAt = new Set<string>();
      let end: CommandEnd;
      do {
        end = await killedAtNewStep(killedAt, argv);
      } while (end.signal === 'SIGKILL');
      process.stdout.write(`Killed at: ${[...killedAt].join(', ')}\n`);
      for (const step of expectedSteps) expect([...killedAt].join(' ')).toContain(step);
      expect(end).toMatchObject({ exitCode: 0 });
      expect(differences(end.value, answer.value, { except: TIMES })).toEqual([]);
      const [left, expected] = [await gcpTables(killed), await gcpTables(undisturbed)];
      expect(differences(left, expected, { except: [...COSTS, ...TIMES] })).toEqual([]);
    },
    LIMIT,
  );

  /** Runs a command and kills it as its first change of a new step reaches the server, which carries it out. */
  async function killedAtNewStep(known: Set<string>, argv: readonly string[]): Promise<CommandEnd> {
    let kill = () => {};
    let isKilled = false;
    const proxy = await startFaultProxy(servers, (request) => {
      const step = stepOf(request);
      if (step !== null && !known.has(step) && !isKilled) {
        isKilled = true;
        known.add(step);
        kill();
      }
      return null;
    });
    try {
      return await commandProcess(throughProxy(killed, proxy.servers), argv, (end) => {
        kill = end;
      });
    } finally {
      await proxy.close();
    }
  }
});

function throughProxy({ gcp }: Scratch, proxy: { readonly bigquery: string; readonly storage: string }) {
  return { ...gcp, apiEndpoint: proxy.bigquery, storageEndpoint: proxy.storage };
}

/** What a request leaves behind, or null for one that only looks: the step of a job, an upload, a deletion. */
function stepOf({ server, method, path, body }: ProxiedRequest): string | null {
  if (method === 'GET') return null;
  if (server === 'storage') return 'upload';
  if (method === 'DELETE') return 'delete';
  if (!/\/jobs\?/.test(path)) return null;
  const { dryRun, query, labels } = JSON.parse(String(body)).configuration;
  return dryRun === true || /^\s*(SELECT|WITH)\b/i.test(query.query) ? null : labels.step;
}
