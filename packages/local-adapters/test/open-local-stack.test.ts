import { parseConfig } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { expect, test } from 'vitest';
import { openLocalStack } from '../src/index.js';

test('a folder that DuckDB would read options from is refused', () => {
  const config = parseConfig({ source: { events: 'export/*.parquet' }, target: { event: 'purchase' } });
  const options = { progress: silentProgress, clock: Date.now, codeVersion: 'test' };
  expect(() => openLocalStack(config, { ...options, baseDirectory: '/tmp/star?x' })).toThrow(
    expect.objectContaining({ code: 'bad_folder', kind: 'usage' }),
  );
});
