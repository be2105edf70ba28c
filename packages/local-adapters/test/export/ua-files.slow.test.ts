import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PropensityConfigInput, parseConfig } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { writeSimulatedExport } from '@propensity/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalStack } from '../../src/index.js';

const FORMATS = ['parquet', 'ndjson', 'ndjson.gz'] as const;
const SITE = { source: 'ua', users: 150, days: 12, seed: 2, signIns: true, startDay: '2025-01-01' } as const;
const SNAPSHOT = '2025-01-08';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-ua-files-'));
  for (const format of FORMATS) await writeSimulatedExport({ ...SITE, format, folder: join(folder, format) });
});
afterAll(() => rm(folder, { recursive: true }));

async function read(events: string, source: object = {}, features: PropensityConfigInput['features'] = {}) {
  const config = parseConfig({
    source: { type: 'ua', events, ...source } as PropensityConfigInput['source'],
    target: { event: 'add_to_cart' },
    lookbackDays: 5,
    horizonDays: 3,
    features,
    local: { folder: ':memory:' },
  });
  const stack = openLocalStack(config, {
    baseDirectory: folder,
    progress: silentProgress,
    clock: () => Date.parse('2025-03-01T00:00:00Z'),
    codeVersion: 'test',
  });
  try {
    const { events, snapshots } = stack.ports;
    const summary = await events.summarise('2025-01-03', '2025-01-11');
    const evidence = await events.evidence!('2025-01-03', '2025-01-11', { amounts: true });
    const audience = await events.audience!('2025-01-03', '2025-01-11');
    await snapshots.materialise(SNAPSHOT);
    const { features, labels } = await snapshots.readLabelled([SNAPSHOT]);
    const dates = [...evidence.dates].sort((a, b) => a.quarter - b.quarter);
    return {
      days: await events.days(),
      summary,
      evidence: { ...evidence, dates },
      audience,
      features: features.columns,
      labels,
    };
  } finally {
    await stack.close();
  }
}

const BY_MEMBER = { userId: { customDimension: 1, fallback: 'fullVisitorId' } };
const ADDED: PropensityConfigInput['features'] = {
  add: [
    { name: 'last_label', param: 'eventAction', aggregate: 'last', kind: 'categorical' },
    { name: 'pages_of_visits', sql: 'totals.pageviews + hits.hitNumber', aggregate: 'max' },
    { name: 'continent', userProperty: 'customDimension4', kind: 'categorical' },
  ],
};

describe('day files of Universal Analytics', () => {
  it.each(['ndjson', 'ndjson.gz'] as const)('%s say the same as parquet', async (format) => {
    const extension = { ndjson: 'json', 'ndjson.gz': 'json.gz' }[format];
    const parquet = await read('parquet/ga_sessions_*.parquet', BY_MEMBER, ADDED);
    expect(parquet.summary.users).toBeGreaterThan(50);
    expect(parquet.summary.target.users).toBeGreaterThan(5);
    expect(parquet.audience!.people!.persons).toBeGreaterThan(5);
    expect(await read(`${format}/ga_sessions_*.${extension}`, BY_MEMBER, ADDED)).toEqual(parquet);
  });

  it('files of intraday tables are read only where that is asked for', async () => {
    const day = (kind: string) => join(folder, 'parquet', `ga_sessions_${kind}20250112.parquet`);
    await rename(day(''), day('intraday_'));
    try {
      const days = async (intraday: boolean) => (await read('parquet/ga_sessions_*.parquet', { intraday })).days.length;
      expect([await days(false), await days(true)]).toEqual([11, 12]);
    } finally {
      await rename(day('intraday_'), day(''));
    }
  });

  it('a column that a feature of the user’s own names and no day has is refused', async () => {
    const add = [{ name: 'x', sql: 'hits.pagePath', aggregate: 'max' as const }];
    await expect(read('parquet/ga_sessions_*.parquet', {}, { add })).rejects.toMatchObject({ code: 'bad_feature' });
    const unknown = [{ name: 'x', sql: 'hitz', aggregate: 'count' as const }];
    await expect(read('parquet/ga_sessions_*.parquet', {}, { add: unknown })).rejects.toMatchObject({
      code: 'bad_feature',
      message: expect.stringContaining('hitz'),
    });
  });

  it('says where there is no file how day files are called', async () => {
    await expect(read('nowhere/*.parquet')).rejects.toMatchObject({
      code: 'no_export_files',
      hint: expect.stringContaining('ga_sessions_*.parquet'),
    });
  });
});
