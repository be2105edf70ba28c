import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configJsonSchema } from '@propensity/core/config';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Workplace } from './support/workplace.js';

const COMMANDS = [
  'init',
  'status',
  'doctor',
  'train',
  'predict',
  'evaluate',
  'run',
  'proba',
  'models',
  'export',
  'preprocessor',
  'serve',
  'simulate',
  'demo',
  'completion',
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

  it.each(['--version', '-V'])('prints the version with %s', async (option) => {
    expect(await workplace.run(option)).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe('a command that there is not', () => {
  it.each([
    ['called', ['trian']],
    ['called with options', ['trian', '--yes']],
    ['asked about', ['trian', '--help']],
    ['asked about with help', ['help', 'trian']],
    ['asked about behind a common option', ['--quiet', 'trian', '--help']],
  ])('%s: fails with the nearest one and all there are', async (_, argv) => {
    const { exitCode, out, err } = await workplace.run(...argv);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(
      '✗ unknown command \'trian\'; did you mean "train"?\n  Commands: init, status, doctor, train,',
    );
    const { value } = await workplace.json(...argv);
    expect(value.error).toMatchObject({ code: 'unknown_command', hint: expect.stringContaining('simulate') });
  });

  it('is not guessed when none is near', async () => {
    const { err } = await workplace.run('frobnicate', '--help');
    expect(err).toContain("unknown command 'frobnicate'\n");
  });

  it('does not keep help from those there are', async () => {
    for (const argv of [['help'], ['help', 'train'], ['train', '--help']]) {
      const { exitCode, out } = await workplace.run(...argv);
      expect([argv, exitCode, out]).toEqual([argv, 0, expect.stringContaining('Usage: propensity')]);
    }
  });
});

describe('wrong usage', () => {
  it.each<[string, string[], string]>([
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
  const written = async (name = 'propensity.config.json') =>
    JSON.parse(await readFile(join(workplace.folder, name), 'utf8'));
  const dayFile = async (path: string, content = '') => {
    await mkdir(join(workplace.folder, path, '..'), { recursive: true });
    await writeFile(join(workplace.folder, path), content);
  };

  it('writes a configuration that the other commands read, with a schema beside it', async () => {
    const { exitCode, value } = await workplace.json('init', '--yes', '--target', 'view_item');
    expect(exitCode).toBe(0);
    const config = {
      $schema: './propensity.schema.json',
      source: { events: 'export/events_*.parquet' },
      target: { event: 'view_item' },
    };
    expect(value).toEqual({ job: 'init', file: join(workplace.folder, 'propensity.config.json'), config });
    expect(await written()).toEqual(config);
    expect(await written('propensity.schema.json')).toEqual(configJsonSchema());
    expect(await workplace.json('models')).toEqual({ exitCode: 0, value: { models: [] } });
  });

  it('names the schema of the package where it is installed beside', async () => {
    await dayFile('node_modules/propensity/dist/schema.json', '{}');
    const { value } = await workplace.json('init', '--yes');
    expect(value.config.$schema).toBe('./node_modules/propensity/dist/schema.json');
    expect(await readdir(workplace.folder)).toEqual(['node_modules', 'propensity.config.json']);
  });

  it('reads the export: its days, zone, events, users and positives, and the windows that fit', async () => {
    await workplace.run('simulate', '--users', '400', '--days', '32', '--out', 'data/shop');
    const { exitCode, value } = await workplace.json('init', '--yes');
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({
      ok: true,
      config: {
        source: { events: 'data/shop/events_*.parquet', timeZone: 'Europe/Paris' },
        target: { event: 'purchase' },
      },
      export: { days: 32, firstDay: '2025-01-01', lastDay: '2025-02-01', zone: 'Europe/Paris', week: '2025-01-26' },
      windows: { lookback_days: 14, snapshots: 2, horizon_days: 7, adapted: true, export_days_for_defaults: 116 },
    });
    // Left out, they grow with the export.
    expect(value.config).not.toHaveProperty('lookbackDays');
    const [first] = value.export.events;
    expect(first).toMatchObject({ name: 'purchase', positives: expect.any(Number) });
    const { value: report } = await workplace.json('doctor');
    expect(report).toMatchObject({ ok: true, proposal: null, windows: value.windows });
    const test = report.snapshots.find(({ snapshot }: { snapshot: string }) => snapshot === value.export.week);
    expect(test.positives).toBe(first.positives);

    const { out } = await workplace.run('init', '--yes', '--force');
    expect(out).toContain('time zone   Europe/Paris, the likeliest: nothing happens at night');
    expect(out).toMatch(/→ purchase +\d+ +\d+/);
    expect(out).toContain('need 116 days of export. With the 32 you');
    expect(out).toContain('Next: propensity run');
  });

  it('allows no missing day by itself: doctor offers that', async () => {
    await workplace.run('simulate', '--users', '400', '--days', '32', '--out', 'export');
    await rm(join(workplace.folder, 'export', 'events_20250130.parquet'));
    const { value } = await workplace.json('init', '--yes', '--target', 'view_item');
    expect(value.ok).toBe(false);
    expect(value.config.source).not.toHaveProperty('allowMissingDays');
    const { value: report } = await workplace.json('doctor');
    expect(report.proposal).toMatchObject({ configuration: { source: { allowMissingDays: ['2025-01-30'] } } });
  });

  it('sizes the horizon too where the days are too few for it', async () => {
    await workplace.run('simulate', '--users', '400', '--days', '7', '--out', 'export');
    const { value } = await workplace.json('init', '--yes', '--target', 'view_item');
    expect(value).toMatchObject({
      ok: true,
      config: { horizonDays: 3 },
      windows: { lookback_days: 4, horizon_days: 3 },
    });
    expect((await workplace.json('doctor')).value.ok).toBe(true);
  });

  it('says so where the export cannot be read yet', async () => {
    await dayFile('export/events_20250101.parquet', 'PAR1');
    const why = expect.stringMatching(/The export cannot be read yet: [\s\S]*events_20250101\.parquet/);
    const { exitCode, out } = await workplace.run('init', '--yes');
    expect([exitCode, out]).toEqual([0, why]);
    expect((await workplace.run('init', '--yes', '--force', '--json')).err).toEqual(why);
  });

  it('never overwrites unless asked to', async () => {
    await configure({ mine: true });
    for (const argv of [['init'], ['init', '--yes'], ['init', '--yes', '--target', 'purchase', '--format', 'ts']]) {
      const { exitCode, value } = await workplace.json(...argv);
      expect([exitCode, value.error.code]).toEqual([2, 'config_exists']);
      expect(value.error.hint).toContain('--force');
      expect(await written()).toEqual({ mine: true });
      expect(await readdir(workplace.folder)).toEqual(['propensity.config.json']);
    }
    expect((await workplace.run('init', '--yes', '--force')).exitCode).toBe(0);
    expect((await workplace.json('models')).exitCode).toBe(0);
  });

  it('says what to pass where nobody can be asked', async () => {
    const empty = await workplace.json('init');
    expect([empty.exitCode, empty.value.error.code]).toEqual([2, 'missing_option']);
    expect(empty.value.error.hint).toContain('--target EVENT, or --yes');
    await workplace.run('simulate', '--users', '60', '--days', '20', '--out', 'export');
    const { value } = await workplace.json('init');
    expect(value.error.hint).toContain('Events in the export: purchase');
    expect(await readdir(workplace.folder)).toEqual(['export']);
    expect((await workplace.json('init', '--target', 'purchase')).exitCode).toBe(0);
  });

  it.each([
    ['data/events_20260101.parquet', 'data/events_*.parquet'],
    ['ga/export/events_20260101.json', 'ga/export/events_*.json'],
    ['a/b/c/event_date=20260101/x.json.gz', 'a/b/c/*/*.json.gz'],
    ['data/events_intraday_20260101.parquet', 'export/events_*.parquet'],
  ])('with %s there takes %s', async (path, events) => {
    await dayFile(path);
    expect((await workplace.json('init', '--yes')).value.config.source).toEqual({ events });
  });

  it('writes a module where one is asked for, with comments', async () => {
    expect((await workplace.run('init', '--yes', '--config', 'mine.js')).exitCode).toBe(0);
    const text = await readFile(join(workplace.folder, 'mine.js'), 'utf8');
    expect(text).toContain('export default defineConfig({\n  // Where the events come from.');
    expect(text).toContain("  target: { event: 'purchase' },");
  });

  it('writes nothing that it could not read again', async () => {
    const { exitCode, value } = await workplace.json('init', '--target', 'buy\nnow');
    expect([exitCode, value.error.code]).toEqual([2, 'invalid_config']);
    expect((await workplace.json('train')).value.error.code).toBe('config_not_found');
  });

  it('says so when the folder is not there', async () => {
    const { exitCode, value } = await workplace.json('init', '--yes', '--config', 'nowhere/propensity.config.json');
    expect([exitCode, value.error.code]).toEqual([1, 'config_not_written']);
  });
});

describe('no command', () => {
  it('in an empty folder says what to type, and how to get data', async () => {
    const { exitCode, out, err } = await workplace.run();
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('There is no configuration here, and no export');
    expect(out).toContain('Next: propensity simulate\n');
    expect((await workplace.json('status')).value).toMatchObject({
      job: 'status',
      configuration: null,
      exports: [],
      model: null,
    });
    expect(JSON.parse((await workplace.run('--json')).out)).toEqual((await workplace.json('status')).value);
    expect(await readdir(workplace.folder)).toEqual([]);
  });

  it('beside an export says what it is, and the line that writes a configuration', async () => {
    await workplace.run('simulate', '--users', '60', '--days', '20', '--out', 'export');
    const { exitCode, out } = await workplace.run();
    expect(exitCode).toBe(0);
    expect(out).toContain('export/events_*.parquet: 20 day files, 2025-01-01 to 2025-01-20');
    expect(out).toContain('events: purchase, ');
    expect(out).toContain('Next: propensity init --yes --target purchase\n');
    expect(await readdir(workplace.folder)).toEqual(['export']);
  });

  it('beside an export that cannot be read says what the names say', async () => {
    await mkdir(join(workplace.folder, 'export'));
    await writeFile(join(workplace.folder, 'export', 'events_20250101.parquet'), 'PAR1');
    const { exitCode, out } = await workplace.run();
    expect(exitCode).toBe(0);
    expect(out).toContain('1 day file, 2025-01-01 to 2025-01-01');
    expect(out).toContain('Next: propensity init --yes\n');
  });

  it('beside a configuration says what there is and what is next', async () => {
    await configure(CONFIG);
    const { exitCode, out } = await workplace.run();
    expect(exitCode).toBe(0);
    expect(out).toContain('propensity.config.json: "purchase" within 7 days');
    expect(out).toMatch(/newest model +none yet/);
    expect(out).toContain('Next: propensity doctor');
    expect(await readdir(workplace.folder)).toEqual(['propensity.config.json']);
    await configure({ mine: true });
    expect((await workplace.run()).exitCode).toBe(2);
  });
});

describe('init --stack gcp', () => {
  // Nobody is signed in, and no machine of Google's is asked for it.
  beforeEach(() => void vi.stubEnv('METADATA_SERVER_DETECTION', 'none'));
  afterEach(() => void vi.unstubAllEnvs());

  const argv = [
    'init',
    '--yes',
    '--force',
    '--stack',
    'gcp',
    '--events-dataset',
    'analytics_123456789',
    '--location',
    'EU',
  ];

  it('writes a configuration of that stack, with names for what has none', async () => {
    const { exitCode, value } = await workplace.json(...argv, '--project', 'my-shop-123');
    expect(exitCode).toBe(0);
    expect(value.config).toEqual({
      $schema: './propensity.schema.json',
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
    const { out } = await workplace.run(...argv, '--project', 'my-shop-123');
    expect(out).toContain('The export cannot be read yet: ');
    expect(out).toContain('gcloud auth application-default login');
  });

  it('takes the project of the environment, unless another is given', async () => {
    const here = new Workplace(workplace.folder, workplace.today, { GOOGLE_CLOUD_PROJECT: 'from-the-env' });
    expect((await here.json(...argv)).value.config.gcp.project).toBe('from-the-env');
    const given = await here.json(...argv, '--project', 'my-shop-123', '--bucket', 'mine', '--dataset', 'd');
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
