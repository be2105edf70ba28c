import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { NODE_VERSION } from '../../scripts/toolchain.mjs';
import { nodeBin } from '../src/node-bin.js';
import { bytesOnDisk, packagesIn } from '../src/on-disk.js';
import { User } from '../src/user.js';

/** The oldest that the command runs on, the one that the repository is built on, and the newest. */
const NODES = ['22.18.0', NODE_VERSION, '26.10.0'];
const TOO_OLD = ['16.20.2', '20.20.2'];

/** What a whole installation takes, of which DuckDB's binary is 68 MB. */
const MEGABYTES = 95;

const { npmrc } = inject('packed');
const users: User[] = [];
afterAll(() => Promise.all(users.map((user) => user.remove())));

async function userOn(version: string): Promise<User> {
  const user = await User.create(npmrc, await nodeBin(version));
  users.push(user);
  expect((await user.run('node', ['--version'])).stdout).toBe(`v${version}\n`);
  return user;
}

const globalModules = (user: User) => join(user.home, 'global/lib/node_modules');

describe.each(NODES)('npm i -g propensity on Node %s', (version) => {
  it('simulates, writes a configuration, trains and scores', async () => {
    const user = await userOn(version);
    await user.run('npm', ['install', '--global', 'propensity']);
    // As many users as the command simulates by itself take a while.
    await user.run('propensity', ['simulate', '--users', version === NODE_VERSION ? '8000' : '4000']);
    await user.run('propensity', ['init', '--yes', '--target', 'purchase']);
    const ran = await user.run('propensity', ['run', '--json'], { env: { NODE_DEBUG: 'worker' } });
    const { train, predict } = JSON.parse(ran.stdout);
    expect(train.status).toBe('champion');
    expect(predict.counts.scored).toBeGreaterThan(1000);
    // Node says of every thread what it runs.
    expect(ran.stderr).toMatch(/WORKER .*compute-worker\.js/);
    const { stdout } = await user.run('propensity', ['models', '--json']);
    expect(JSON.parse(stdout).models).toHaveLength(1);
  });
});

describe('an installation', () => {
  let user: User;
  beforeAll(async () => {
    user = await userOn(NODE_VERSION);
    await user.run('npm', ['install', '--global', 'propensity']);
  });

  it(`is DuckDB and this package, below ${MEGABYTES} MB`, () => {
    const names = packagesIn(globalModules(user));
    const bytes = bytesOnDisk(globalModules(user));
    console.log(`${names.length} packages, ${(bytes / 1e6).toFixed(1)} MB: ${names.join(', ')}`);
    const ofThisMachine = expect.stringMatching(/^@duckdb\/node-bindings-/);
    const duckdb = ['@duckdb/node-api', '@duckdb/node-bindings', ofThisMachine, 'detect-libc'];
    expect(names).toEqual([...duckdb, 'propensity']);
    expect(bytes).toBeLessThan(MEGABYTES * 1e6);
  });

  it('reads a configuration in TypeScript that imports defineConfig, also in a CommonJS package', async () => {
    await writeFile(join(user.folder, 'package.json'), '{"type":"commonjs"}');
    await writeFile(
      join(user.folder, 'propensity.config.ts'),
      `import { defineConfig } from 'propensity';
const event: string = 'purchase';
export default defineConfig({ source: { events: 'nothing/events_*.parquet' }, target: { event } });\n`,
    );
    const { stdout } = await user.run('propensity', ['train', '--json'], { allow: [1, 2, 3] });
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'no_export_files',
      message: expect.stringContaining('nothing/events_*.parquet'),
    });
  });

  it("says for the stack gcp which of Google's clients to install, and then uses them", async () => {
    const gcp = { project: 'my-shop-123', dataset: 'd', bucket: 'my-shop-bucket', location: 'EU' };
    await writeFile(
      join(user.folder, 'gcp.json'),
      JSON.stringify({
        stack: 'gcp',
        target: { event: 'purchase' },
        gcp: { ...gcp, eventsDataset: 'analytics_1' },
      }),
    );
    const models = async () => {
      const { status, stdout } = await user.run('propensity', ['models', '--config', 'gcp.json', '--json'], {
        allow: [1, 2],
        env: { GOOGLE_APPLICATION_CREDENTIALS: join(user.home, 'nothing.json') },
      });
      return { status, code: JSON.parse(stdout).error.code, hint: JSON.parse(stdout).error.hint };
    };
    const before = await models();
    expect(before).toMatchObject({ status: 2, code: 'google_clients_missing' });
    const command = /npm (install -g [^(]+) \(/.exec(before.hint)![1]!;
    await user.run('npm', command.split(' '));
    expect((await models()).code).toBe('no_credentials');
  });
});

it('npx propensity runs it without an installation', async () => {
  const user = await userOn(NODE_VERSION);
  const { stdout } = await user.run('npx', ['--yes', 'propensity', 'proba', 'nobody', '--json'], { allow: [2] });
  expect(JSON.parse(stdout).error.code).toBe('config_not_found');
});

describe.each(TOO_OLD)('Node %s', (version) => {
  it('is told in one sentence which Node is needed', async () => {
    const user = await userOn(NODE_VERSION);
    await user.run('npm', ['install', '--global', 'propensity']);
    const old = join(await nodeBin(version), 'node');
    const command = join(globalModules(user), 'propensity/bin/propensity.cjs');
    const { status, stderr, stdout } = await user.run(old, [command, 'run'], { allow: [2] });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^✗ propensity needs Node 22\\.18 or newer, and this is Node ${version}\\.\n  Install .*\n$`),
    );
    const json = await user.run(old, [command, 'run', '--json'], { allow: [2] });
    expect(JSON.parse(json.stdout).error.code).toBe('node_too_old');
  });
});
