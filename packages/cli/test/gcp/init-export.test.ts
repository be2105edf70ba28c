import { PassThrough } from 'node:stream';
import type { PropensityConfigInput } from '@propensity/core/config';
import { silentProgress as progress } from '@propensity/core/ports';
import { describeOnServers, type Scratch } from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fittedConfig } from '../../src/init/fitted-config.js';
import { lookAtExport } from '../../src/init/seen-export.js';
import type { Io } from '../../src/io.js';
import { NOW, smallShopScratch } from './support/small-shop.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const io: Io = {
  out: new PassThrough(),
  err: new PassThrough(),
  in: new PassThrough(),
  cwd: '/',
  env: {},
  clock: () => NOW,
};
const file = '/propensity.config.json';

describeOnServers('init, on the data set of an export', (servers) => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await smallShopScratch(servers);
  });
  afterAll(() => scratch?.remove());

  it('sees its days, zone and events, sizes the windows, and leaves nothing', async () => {
    const config = { stack: 'gcp', gcp: scratch.gcp, target: { event: 'view_item' } } as PropensityConfigInput;
    const seen = await lookAtExport(io, { file, config, progress }, 'view_item');
    expect(seen).toMatchObject({ days: 10, firstDay: '2025-01-27', lastDay: '2025-02-05', week: '2025-01-30' });
    const event = seen!.events.find(({ name }) => name === 'view_item')!;
    expect(event.users).toBeGreaterThan(0);
    expect(event.positives).toBeGreaterThan(0);
    expect(event.positives).toBeLessThanOrEqual(event.users);
    // Each count is billed: of the target, and of the two likeliest.
    expect(seen!.events.filter(({ positives }) => positives !== null).length).toBeLessThanOrEqual(3);

    const timeZone = seen!.zone!.zone;
    const { report } = await fittedConfig(io, { file, config: { ...config, source: { timeZone } }, progress });
    expect(report!.windows).toMatchObject({ lookback_days: expect.any(Number), adapted: true });
    expect(report!.checks.find(({ name }) => name === 'time zone')?.status).toBe('ok');
    const [tables] = await scratch.bigquery.dataset(scratch.gcp.dataset).getTables();
    expect(tables).toEqual([]);
  });
});
