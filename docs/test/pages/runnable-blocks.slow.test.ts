import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, test } from 'vitest';
import { run } from '../../../packages/cli/src/run.js';
import { resultSchemas } from '../../src/results/result-schemas.js';
import { commandLinesIn } from '../support/command-lines.js';
import { codeBlocks, writtenPages } from '../support/pages.js';

const scratch = mkdtempSync(join(tmpdir(), 'propensity-docs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const blocks = writtenPages().flatMap(codeBlocks);
const marked = (mark: string) => blocks.filter(({ marks }) => marks.includes(mark));

/** Runs a command line in the scratch folder, and gives its exit code what it printed and what it reported. */
async function called(args: readonly string[]): Promise<{ exitCode: number; text: string; errors: string }> {
  let text = '';
  let errors = '';
  const out = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  const err = new Writable({
    write(chunk, _, done) {
      errors += String(chunk);
      done();
    },
  });
  const exitCode = await run(args, { out, err, cwd: scratch, env: {}, clock: Date.now });
  return { exitCode, text, errors };
}

test('blocks marked runnable do what they say, those of the start first', async () => {
  const start = (place: string) => (place.startsWith('docs/start.md') ? 0 : 1);
  const inOrder = marked('runnable').sort((a, b) => start(a.place) - start(b.place));
  const lines = inOrder.flatMap(({ place, text }) => commandLinesIn(text).map((args) => ({ place, args })));
  expect(lines.length).toBeGreaterThan(6);
  for (const { place, args } of lines) {
    const { exitCode, text, errors } = await called(args);
    const said = exitCode === 0 ? '' : text + errors;
    expect({ place, args, exitCode, said }).toEqual({ place, args, exitCode: 0, said: '' });
  }
}, 180_000);

test('what commands print with --json is as its schema says', async () => {
  const schemas = resultSchemas();
  const ajv = new Ajv2020({ strict: false });
  const check = async (command: string, args: readonly string[] = [command], place = 0): Promise<unknown> => {
    const { text } = await called([...args, '--json', '--quiet']);
    const value: unknown = JSON.parse(text);
    ajv.validate(schemas.get(command)![place]!, value);
    expect({ command, errors: ajv.errors ?? [], value: ajv.errors ? value : '' }).toEqual({
      command,
      errors: [],
      value: '',
    });
    return value;
  };
  await check('doctor');
  const { models } = (await check('models')) as { models: { snapshot: string }[] };
  await check('train', ['train', '--snapshot', models[0]!.snapshot]);
  await check('predict');
  await check('evaluate');
  await check('run');
  await check('models', ['models', '--effects'], 1);
  await check('preprocessor', ['preprocessor', 'build']);
  await check('simulate', ['simulate', '--users', '50', '--days', '3', '--out', 'small']);
  await check('init', [
    'init',
    '--yes',
    '--events',
    'small/events_*.parquet',
    '--target',
    'purchase',
    '--config',
    'small.json',
  ]);
}, 180_000);

test('blocks marked stand-in ask Google for what they say', () => {
  const bin = join(scratch, 'bin');
  const log = join(scratch, 'asked.log');
  mkdirSync(bin);
  for (const name of ['bq', 'gcloud']) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${log}"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const text = marked('stand-in')
    .filter(({ place }) => place.includes('day-files-from-bigquery'))
    .map((block) => block.text)
    .join('\n');
  const { status, stderr } = spawnSync('bash', ['--norc', '-euo', 'pipefail', '-c', text], {
    cwd: scratch,
    // Where it is a socket, bash reads the files of an interactive shell.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const asked = readFileSync(log, 'utf8').trim().split('\n');
  const extracts = asked.filter((line) => line.startsWith('bq '));
  // October to January, and the last four days.
  expect(extracts.length).toBe(31 + 30 + 31 + 31 + 4);
  expect(extracts[0]).toBe(
    'bq --project_id=my-shop-123 extract --destination_format=PARQUET --compression=ZSTD analytics_123456789.events_20251001 gs://my-shop-123-export/events_20251001-*.parquet',
  );
  expect(asked).toContain('gcloud storage cp gs://my-shop-123-export/events_*.parquet export/');
});
