import { doctor, modelEvaluation, modelTraining, parseConfig, predictions } from '@propensity/core';
import { rmSync } from 'node:fs';
import { test } from 'vitest';
import { openLocalStack } from '../src/index.js';
test('scratch', async () => {
  for (const target of (process.env.T ?? 'view_item').split(',')) {
  const folder = `/tmp/scratch/${target}`;
  rmSync(folder, { recursive: true, force: true });
  const config = parseConfig({ source: { events: '/work/shared/data/ga4/events_*.parquet' }, target: { event: target }, lookbackDays: 14, horizonDays: 7, training: { snapshots: 1 }, local: { folder } });
  let last = Date.now();
  const log = (m: string) => { console.log(`${((Date.now() - last) / 1000).toFixed(1)}s  ${m}`); last = Date.now(); };
  const stack = openLocalStack(config, { baseDirectory: '/tmp', progress: { step: log, advance() {}, warn: log }, clock: Date.now, codeVersion: 't' });
  const { ports, settings } = stack;
  try {
  console.log(JSON.stringify(await modelTraining(ports, settings, { snapshot: '2021-01-02' })));
  console.log(JSON.stringify(await predictions(ports, settings, { snapshot: '2021-01-09' })));
  console.log(JSON.stringify(await modelTraining(ports, settings, { snapshot: '2021-01-06' })));
  console.log(JSON.stringify(await predictions(ports, settings, { snapshot: '2021-01-13' })));
  console.log(JSON.stringify(await predictions(ports, settings, { snapshot: '2021-01-13' })));
  console.log(JSON.stringify(await modelEvaluation(ports, settings), null, 1));
  console.log(JSON.stringify(await doctor(ports, settings), null, 1));
  } catch (e) { console.log(e); }
  await stack.close(); log('end');
  }
}, 300000);
