import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../..');
const script = pathToFileURL(resolve(ROOT, 'scripts/test-projects.mjs')).href;
const { argumentsOfTests } = (await import(script)) as {
  argumentsOfTests: (root: string, args: readonly string[], warn: (text: string) => void) => string[];
};

const WITHOUT = '--project unit --project system';
const SERVERS = 'packages/cli/test/gcp/flow.test.ts';
const SLOW = 'packages/local-adapters/test/kills';

describe('npm test', () => {
  it.each<[string, string]>([
    ['', WITHOUT],
    ['--reporter=json', `--reporter=json ${WITHOUT}`],
    ['packages/core/test/table', `packages/core/test/table ${WITHOUT}`],
    [SERVERS, `${SERVERS} --project gcp`],
    [`./${SERVERS}`, `./${SERVERS} --project gcp`],
    ['killed-runs', 'killed-runs --project gcp-slow'],
    [SLOW, `${SLOW} --project slow`],
    ['docs/test/pages/runnable', 'docs/test/pages/runnable --project slow'],
    ['no-such-file', `no-such-file ${WITHOUT}`],
    ['--project gcp', '--project gcp'],
    ['--project=unit packages/cli', '--project=unit packages/cli'],
  ])('"%s" is vitest run %s', (given, expected) => {
    const told: string[] = [];
    const args = given.split(' ').filter(Boolean);
    expect(argumentsOfTests(ROOT, args, (text) => told.push(text)).join(' ')).toBe(expected);
    expect(told).toEqual([]);
  });

  it('says what it leaves out of a folder with tests of several kinds', () => {
    const told: string[] = [];
    const args = argumentsOfTests(ROOT, ['packages/cli'], (text) => told.push(text));
    expect(args.join(' ')).toBe(`packages/cli ${WITHOUT}`);
    expect(told).toEqual([
      expect.stringMatching(/^Left out \d+ of \d+ files, .*: npm run test:gcp-slow -- packages\/cli$/),
      expect.stringMatching(/^Left out \d+ of \d+ files, .*: npm run test:gcp -- packages\/cli$/),
      expect.stringMatching(/^Left out \d+ of \d+ files, .*: npm run test:slow -- packages\/cli$/),
    ]);
  });
});
