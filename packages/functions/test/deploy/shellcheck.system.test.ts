import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEPLOY } from '../support/run-script.js';

const installed = spawnSync('shellcheck', ['--version']).error === undefined;
// .ci/run installs it, so a skip there would hide something.
const skipped = !installed && process.env.CI === undefined;

it.skipIf(skipped)(`the scripts pass shellcheck${skipped ? ' (skipped: it is not installed)' : ''}`, () => {
  const scripts = globSync(['*/deploy.sh', '*.sh', 'terraform/prepare.sh', '../test/support/recorder.sh'], {
    cwd: DEPLOY,
  });
  expect(scripts).toHaveLength(8);
  const { stdout, status } = spawnSync('shellcheck', ['--check-sourced', ...scripts], {
    cwd: DEPLOY,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
