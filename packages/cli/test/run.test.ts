import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const COMMANDS = [
  'init',
  'doctor',
  'train',
  'predict',
  'evaluate',
  'run',
  'proba',
  'models',
  'preprocessor',
  'serve',
  'simulate',
  'demo',
];
const CONFIG = { source: { events: 'export/events_*.parquet' }, target: { event: 'purchase' } };

let workplace: Workplace;
beforeEach(async () => {
  workplace = await Workplace.create();
});
afterEach(() => workplace.remove());

const configure = (config: unknown) =>
  writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));

describe('help', () => {
  it('lists every command', async () => {
    const { exitCode, out, err } = await workplace.run('--help');
    expect([exitCode, err]).toEqual([0, '']);
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ +${command} `, 'm'));
  });

  it.each(COMMANDS)('explains %s with its common options and an example', async (command) => {
    const { exitCode, out } = await workplace.run(command, '--help');
    expect(exitCode).toBe(0);
    for (const text of ['--config', '--snapshot', '--json', '--quiet', '--yes', `  propensity ${command}`]) {
      expect(out).toContain(text);
    }
  });

  it('prints the version', async () => {
    expect(await workplace.run('--version')).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe('wrong usage', () => {
  it.each<[string, string[], string]>([
    ['no command', [], 'No command was given'],
    ['an unknown command', ['trian'], "unknown command 'trian'"],
    ['an unknown option', ['train', '--snapshots', '3'], "unknown option '--snapshots'"],
    ['an unknown option before the command', ['--jsn', 'train'], "unknown option '--jsn'"],
    ['an option without its value', ['train', '--snapshot'], "option '--snapshot <date>' argument missing"],
    ['one argument too many', ['train', 'now'], 'too many arguments'],
    ['no user', ['proba'], "missing required argument 'user_id'"],
    ['a port that is no number', ['serve', '--port', '80a'], 'Expected a whole number'],
    ['a port that does not exist', ['serve', '--port', '65536'], 'Expected a port, 0 to 65535'],
    ['nothing to do', ['preprocessor'], "missing required argument 'action'"],
    ['something else to do', ['preprocessor', 'bild'], 'Allowed choices are build'],
    ['no users', ['simulate', '--users', '0'], 'Expected at least 1'],
    ['half a day', ['simulate', '--days', '1.5'], 'Expected a whole number'],
    ['a negative seed', ['simulate', '--seed', '-1'], 'Expected a whole number'],
    ['a format nobody writes', ['simulate', '--format', 'csv'], '"csv" is not a format'],
    ['a day that does not exist', ['simulate', '--start', '2025-02-30'], '"2025-02-30" is not a date'],
  ])('exits with 2: %s', async (_, argv, message) => {
    const people = await workplace.run(...argv);
    expect([people.exitCode, people.out]).toEqual([2, '']);
    expect(people.err).not.toBe('');

    const { exitCode, value } = await workplace.json(...argv);
    expect(exitCode).toBe(2);
    expect(value).toEqual({
      error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
    });
    expect(value.error.message).toContain(message);
    expect(await readdir(workplace.folder)).toEqual([]);
  });

  it('keeps stdout to the one object whether --json stands before the command or after it', async () => {
    for (const argv of [
      ['--json', 'doctor'],
      ['doctor', '--json'],
    ]) {
      const { exitCode, out, err } = await workplace.run(...argv);
      expect([exitCode, err]).toEqual([2, '']);
      expect(JSON.parse(out).error.code).toBe('config_not_found');
    }
  });

  it('takes the other common options before the command too', async () => {
    await writeFile(join(workplace.folder, 'mine.json'), '{"source":');
    const { exitCode, out } = await workplace.run('--config', 'mine.json', '--json', 'train');
    expect([exitCode, JSON.parse(out).error.code]).toEqual([2, 'invalid_json']);
  });
});

describe('a configuration that is wrong', () => {
  it('is missing: says how to get one', async () => {
    const { exitCode, out, err } = await workplace.run('train');
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain('propensity init');
  });

  it.each<[string, unknown, string]>([
    ['a typo', { ...CONFIG, lookbackDay: 14 }, 'did you mean "lookbackDays"?'],
    ['a wrong value', { ...CONFIG, horizonDays: 0 }, '"horizonDays" is 0; expected at least 1'],
    ['a feature to drop that there is not', { ...CONFIG, features: { drop: ['no_such_feature'] } }, 'no_such_feature'],
  ])('has %s', async (_, config, message) => {
    await configure(config);
    const { exitCode, value } = await workplace.json('train');
    expect(exitCode).toBe(2);
    expect(value.error.message).toContain(message);
  });

  it('points at no files', async () => {
    await configure(CONFIG);
    for (const command of ['doctor', 'train', 'predict', 'evaluate', 'run']) {
      const { exitCode, value } = await workplace.json(command);
      expect([1, 2, 3]).toContain(exitCode);
      expect(value.error).toMatchObject({ code: 'no_export_files', hint: expect.stringContaining('source.events') });
    }
  });
});

describe('--print-sql', () => {
  it.each(['doctor', 'train', 'predict', 'evaluate', 'run', 'proba'])('says of %s that it is for gcp', async (name) => {
    await configure(CONFIG);
    const argv = name === 'proba' ? [name, 'someone', '--print-sql'] : [name, '--print-sql'];
    const { exitCode, value } = await workplace.json(...argv);
    expect([exitCode, value.error.code]).toEqual([2, 'no_statement_plan']);
    expect(value.error.hint).toContain('"gcp"');
    expect(await readdir(workplace.folder)).toEqual(['propensity.config.json']);
  });
});

describe('init', () => {
  it('writes a configuration that the other commands read, and finds the export', async () => {
    await mkdir(join(workplace.folder, 'data'));
    await writeFile(join(workplace.folder, 'data', 'events_20250101.json.gz'), '');
    const { exitCode, value } = await workplace.json('init', '--target', 'view_item');
    expect(exitCode).toBe(0);
    expect(value).toEqual({
      job: 'init',
      file: join(workplace.folder, 'propensity.config.json'),
      config: { source: { events: 'data/events_*.json.gz' }, target: { event: 'view_item' } },
    });
    expect(await workplace.json('models')).toEqual({ exitCode: 0, value: { models: [] } });
  });

  it('settles the time zone from the dates of the export', async () => {
    await workplace.run('simulate', '--users', '60', '--days', '20', '--out', 'export');
    const { value } = await workplace.json('init', '--yes');
    expect(value.config.source).toEqual({ events: 'export/events_*.parquet', timeZone: 'Europe/Paris' });
    expect((await workplace.run('init', '--yes')).out).toContain('Time zone Europe/Paris: the dates of the events');
  });

  it('says so where the export cannot be read yet', async () => {
    await mkdir(join(workplace.folder, 'export'));
    await writeFile(join(workplace.folder, 'export', 'events_20250101.parquet'), 'PAR1');
    const why = expect.stringMatching(/The export cannot be read yet: .*events_20250101\.parquet/);
    const { exitCode, out } = await workplace.run('init');
    expect([exitCode, out]).toEqual([0, why]);
    expect((await workplace.run('init', '--yes', '--json')).err).toEqual(why);
  });

  it('never overwrites unless asked to', async () => {
    await configure({ mine: true });
    const refused = await workplace.json('init');
    expect([refused.exitCode, refused.value.error.code]).toEqual([3, 'config_exists']);
    expect((await workplace.json('train')).value.error.message).toContain('mine');
    expect((await workplace.run('init', '--yes')).exitCode).toBe(0);
    expect((await workplace.json('models')).exitCode).toBe(0);
  });

  it.each([
    ['data/events_20260101.parquet', 'data/events_*.parquet'],
    ['ga/export/events_20260101.json', 'ga/export/events_*.json'],
    ['data/events_intraday_20260101.parquet', 'export/events_*.parquet'],
  ])('with %s there proposes %s', async (path, events) => {
    await mkdir(join(workplace.folder, path, '..'), { recursive: true });
    await writeFile(join(workplace.folder, path), '');
    expect((await workplace.json('init')).value.config.source).toEqual({ events });
  });

  it('writes TypeScript that loads where nothing is installed', async () => {
    expect((await workplace.run('init', '--typescript')).exitCode).toBe(0);
    expect((await workplace.json('models', '--config', 'propensity.config.ts')).exitCode).toBe(0);
  });

  it('writes a module where one is asked for', async () => {
    expect((await workplace.run('init', '--config', 'mine.js')).exitCode).toBe(0);
    expect((await workplace.json('models', '--config', 'mine.js')).exitCode).toBe(0);
  });

  it('writes nothing that it could not read again', async () => {
    const { exitCode, value } = await workplace.json('init', '--target', 'buy\nnow');
    expect([exitCode, value.error.code]).toEqual([2, 'invalid_config']);
    expect((await workplace.json('train')).value.error.code).toBe('config_not_found');
  });

  it('says so when the folder is not there', async () => {
    const { exitCode, value } = await workplace.json('init', '--config', 'nowhere/propensity.config.json');
    expect([exitCode, value.error.code]).toEqual([1, 'config_not_written']);
  });
});

describe('init --stack gcp', () => {
  const argv = ['init', '--stack', 'gcp', '--events-dataset', 'analytics_123456789', '--location', 'EU'];

  it('writes a configuration of that stack, with names for what has none', async () => {
    const { exitCode, value } = await workplace.json(...argv, '--project', 'my-shop-123');
    expect(exitCode).toBe(0);
    expect(value.config).toEqual({
      stack: 'gcp',
      gcp: {
        project: 'my-shop-123',
        dataset: 'propensity',
        eventsDataset: 'analytics_123456789',
        bucket: 'my-shop-123-propensity',
        location: 'EU',
      },
      target: { event: 'purchase' },
    });
    const { out } = await workplace.run(...argv, '--project', 'my-shop-123', '--yes');
    expect(out).toContain('gcloud auth application-default login');
  });

  it('takes the project of the environment, unless another is given', async () => {
    const here = new Workplace(workplace.folder, workplace.today, { GOOGLE_CLOUD_PROJECT: 'from-the-env' });
    expect((await here.json(...argv, '--yes')).value.config.gcp.project).toBe('from-the-env');
    const given = await here.json(...argv, '--yes', '--project', 'my-shop-123', '--bucket', 'mine', '--dataset', 'd');
    expect(given.value.config.gcp).toMatchObject({ project: 'my-shop-123', bucket: 'mine', dataset: 'd' });
  });

  it('says what it cannot do without, and writes nothing', async () => {
    const { exitCode, value } = await workplace.json('init', '--stack', 'gcp', '--project', 'my-shop-123');
    expect([exitCode, value.error.code]).toEqual([2, 'missing_option']);
    expect(value.error.message).toContain('--events-dataset, --location');
    expect(await readdir(workplace.folder)).toEqual([]);
  });

  it.each([
    ['a project that is none', ['--project', 'My Shop'], 'gcp.project'],
    ['a bucket that is none', ['--project', 'my-shop-123', '--bucket', 'gs://b'], 'gcp.bucket'],
  ])('refuses %s', async (_, more, path) => {
    const { exitCode, value } = await workplace.json(...argv, ...more);
    expect([exitCode, value.error.code]).toEqual([2, 'invalid_config']);
    expect(value.error.message).toContain(path);
    expect(await readdir(workplace.folder)).toEqual([]);
  });
});
