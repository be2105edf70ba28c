import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

let workplace: Workplace;
beforeEach(async () => {
  workplace = await Workplace.create();
});
afterEach(() => workplace.remove());

it('init --typescript writes a file that Node itself loads where no package is installed', async () => {
  expect((await workplace.run('init', '--typescript')).exitCode).toBe(0);
  const program = `console.log(JSON.stringify((await import(${JSON.stringify(join(workplace.folder, 'propensity.config.ts'))})).default))`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: workplace.folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(JSON.parse(printed)).toEqual({
    source: { events: 'export/events_*.parquet' },
    target: { event: 'purchase' },
  });
});
