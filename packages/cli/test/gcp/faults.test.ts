import type { GcpConfig } from '@propensity/core/config';
import {
  copyScratch,
  describeOnServers,
  differences,
  FAULT_KINDS,
  type FaultPlan,
  type FaultProxy,
  gcpTables,
  type ProxiedRequest,
  type Scratch,
  type StackTables,
  seededFaults,
  startFaultProxy,
} from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandsOn } from './support/commands-on.js';
import { functionsFlow } from './support/flow.js';
import { COSTS } from './support/passing-facts.js';
import { FIRST_WEEK, NOW, SMALL_SHOP, smallShopScratch, TRAIN_AT } from './support/small-shop.js';

const LIMIT = 600_000;
const FEWEST_FAULTS = 200;
const LOOKUPS = 140;
/** So many people ask at once. */
const ASKING = 5;
const COMMANDS = [['train', '--snapshot', TRAIN_AT], ['predict', '--snapshot', FIRST_WEEK], ['evaluate']];

describeOnServers('faults between the clients and the servers', (servers) => {
  /** What there is before each command, and after the last. */
  const states: { readonly scratch: Scratch; readonly tables: StackTables }[] = [];
  const answers: unknown[] = [];
  const injected = new Map<string, number>();
  /** How many requests each command needs that nothing happens to. */
  const requestsOf: number[] = [];

  beforeAll(async () => {
    let scratch = await smallShopScratch(servers);
    states.push({ scratch, tables: await gcpTables(scratch) });
    for (const argv of COMMANDS) {
      scratch = await copyScratch(servers, scratch);
      const proxy = await startFaultProxy(servers, () => null);
      const { exitCode, value } = await commandsOn(throughProxy(scratch.gcp, proxy), [argv]);
      await proxy.close();
      expect({ exitCode, value }).toMatchObject({ exitCode: 0 });
      answers.push(value);
      requestsOf.push(proxy.requests.length);
      states.push({ scratch, tables: await gcpTables(scratch) });
    }
  }, LIMIT);
  afterAll(async () => {
    for (const { scratch } of states) await scratch.remove();
  });

  const jobs = COMMANDS.map((argv, index) => [argv[0]!, index] as const);

  // At once: most of the time of a disturbed job is pauses before it tries again.
  it.concurrent.each(jobs)(
    '%s ends right whatever the network does to it',
    async (_name, index) => {
      const { exitCode, value, left } = await disturbed(index, seededFaults({ seed: 10 + index, rate: 0.6 }));
      expect({ exitCode, error: value.error }).toEqual({ exitCode: 0, error: undefined });
      expect(differences(value, answers[index])).toEqual([]);
      expect(differences(left, states[index + 1]!.tables, { except: COSTS })).toEqual([]);
    },
    LIMIT,
  );

  it.concurrent.each(jobs)(
    '%s fails clearly and leaves all or nothing when it is refused for good',
    async (_name, index) => {
      for (const share of [0.2, 0.6]) {
        const request = Math.ceil(share * requestsOf[index]!);
        const { exitCode, value, left, requests } = await disturbed(index, refusedFrom(request));
        expect({ exitCode, code: value.error?.code }).toEqual(saidOfRefused(requests[request - 1]!));
        const [before, after] = [states[index]!, states[index + 1]!];
        const changed = differences(left, before.tables, { except: COSTS });
        const missing = differences(left, after.tables, { except: COSTS });
        expect(changed.length === 0 || missing.length === 0, `refused from request ${request}: ${changed}`).toBe(true);
      }
    },
    LIMIT,
  );

  it.concurrent(
    'lookups find their users',
    async () => {
      const { scratch, tables } = states.at(-1)!;
      const proxy = await startFaultProxy(servers, seededFaults({ seed: 5, rate: 0.6, askerOf: userAskedFor }));
      const flow = await functionsFlow({ ...SMALL_SHOP, gcp: throughProxy(scratch.gcp, proxy) }, NOW);
      try {
        const wanted = tables.tables.ma_predictions_table!.slice(0, LOOKUPS).values();
        const ask = async () => {
          for (const { user_id, proba, model } of wanted) {
            expect(await flow.proba(String(user_id))).toMatchObject({ user_id, proba, model });
          }
        };
        await Promise.all(Array.from({ length: ASKING }, ask));
        count(proxy);
      } finally {
        await flow.close();
        await proxy.close();
      }
    },
    LIMIT,
  );

  it(`have been ${FEWEST_FAULTS} at least, of every kind`, () => {
    const total = [...injected.values()].reduce((sum, count) => sum + count, 0);
    const byKind = [...injected].sort().map(([kind, count]) => `${count} × ${kind}`);
    process.stdout.write(`\nInjected faults: ${total}: ${byKind.join(', ')}\n`);
    expect(total).toBeGreaterThanOrEqual(FEWEST_FAULTS);
    for (const kind of FAULT_KINDS) expect(injected.get(kind) ?? 0, kind).toBeGreaterThan(0);
  });

  function count({ counts }: FaultProxy): void {
    for (const [kind, times] of counts) injected.set(kind, (injected.get(kind) ?? 0) + times);
  }

  /** Runs a command with a plan between it and the servers. */
  async function disturbed(index: number, plan: FaultPlan) {
    const scratch = await copyScratch(servers, states[index]!.scratch);
    const proxy = await startFaultProxy(servers, plan);
    try {
      const { exitCode, value } = await commandsOn(throughProxy(scratch.gcp, proxy), [COMMANDS[index]!]);
      count(proxy);
      await scratch.jobsEnded();
      return { exitCode, value, left: await gcpTables(scratch), requests: proxy.requests };
    } finally {
      await proxy.close();
      await scratch.remove();
    }
  }
});

function throughProxy(gcp: GcpConfig, { servers }: FaultProxy): GcpConfig {
  return { ...gcp, apiEndpoint: servers.bigquery, storageEndpoint: servers.storage };
}

/** The user in a lookup's parameters; nobody for other requests. */
function userAskedFor({ body }: ProxiedRequest): string {
  return JSON.parse(body.toString() || '{}').queryParameters?.[0].parameterValue.value ?? '';
}

/** Lets so many requests through and refuses all that follow, as when a right is taken away. */
function refusedFrom(request: number): FaultPlan {
  let count = 0;
  return () => (++count >= request ? 'answered 403' : null);
}

/** What a command says whose first refused request is this one: somebody has to make the data set that it may neither see nor make. */
function saidOfRefused({ method, path, body }: ProxiedRequest) {
  const asksForDataset = method === 'GET' && /\/datasets\/[^/?]+(\?|$)/.test(path);
  return asksForDataset || `${path} ${body}`.includes('create-data-set')
    ? { exitCode: 2, code: 'work_dataset_missing' }
    : { exitCode: 1, code: 'permission_denied' };
}
