import { describe, expect, it } from 'vitest';
import { configJsonSchema, defineConfig, parseConfig } from '../../src/config/parse-config.js';
import { settingsOf, withWindows } from '../../src/config/settings-of.js';
import { SOURCE_TYPES } from '../../src/config/sources/source-schema.js';
import { workDatasetOf } from '../../src/config/work-dataset.js';
import { PropensityError } from '../../src/errors/propensity-error.js';

const SMALLEST = { source: { events: 'export/events_*.parquet' }, target: { event: 'purchase' } };

function faultsOf(input: unknown): readonly string[] {
  try {
    parseConfig(input);
  } catch (error) {
    if (PropensityError.is(error) && error.code === 'invalid_config' && error.kind === 'usage') {
      const faults = error.details.faults as string[];
      for (const fault of faults) expect(error.message).toContain(fault);
      return faults;
    }
    throw error;
  }
  return [];
}

const ON_GCP = {
  stack: 'gcp',
  target: { event: 'purchase' },
  gcp: {
    project: 'my-shop-123',
    dataset: 'propensity',
    eventsDataset: 'analytics_1',
    bucket: 'my-shop-models',
    location: 'EU',
  },
};

describe('parseConfig', () => {
  it('fills in the defaults of the contract, but for the windows that jobs fit to the days there are', () => {
    expect(parseConfig(SMALLEST)).toEqual({
      stack: 'local',
      source: { type: 'ga4', events: 'export/events_*.parquet', timeZone: 'UTC', allowMissingDays: [] },
      target: { event: 'purchase' },
      horizonDays: 7,
      finalLagDays: 3,
      features: { drop: [], ownEvents: 20, add: [] },
      training: {
        everyDays: 7,
        testShare: 0.2,
        C: 'auto',
        minLevelCount: 20,
        calibrationFolds: 5,
        penaltyRule: 'best',
        estimator: 'logistic-regression',
        negativeShare: 1,
        sampleShare: 1,
        seed: expect.any(Number),
      },
      drift: { psi: 0.1, share: 0.05, volume: 1.5 },
      decay: { tolerance: 1.25, rocAuc: 0.03 },
      local: { folder: '.propensity', memoryLimitMb: 800, lockWaitSeconds: 15, keepEvents: true },
      recalibration: { enabled: true, k: 50, weeks: 2 },
      serving: { cacheEntries: 10_000, hosts: [] },
    });
  });

  it('takes the example of the contract as it stands, a $schema too', () => {
    const contract = {
      $schema: 'https://example.com/propensity.schema.json',
      stack: 'local',
      source: { type: 'ga4', events: 'export/events_*.parquet', timeZone: 'UTC', allowMissingDays: ['2021-01-20'] },
      target: { event: 'purchase' },
      lookbackDays: 60,
      horizonDays: 7,
      finalLagDays: 3,
      training: { snapshots: 8, everyDays: 7 },
      local: { folder: '.propensity', memoryLimitMb: 800 },
    };
    expect(parseConfig(contract)).toMatchObject(contract);
    expect(defineConfig(SMALLEST)).toBe(SMALLEST);
  });

  it.each<[string, object, string]>([
    ['a wrong type', { lookbackDays: '60' }, '"lookbackDays" is "60"; expected a number'],
    ['a fraction of a day', { lookbackDays: 1.5 }, '"lookbackDays" is 1.5; expected a whole number'],
    ['NaN', { lookbackDays: Number.NaN }, '"lookbackDays" is NaN; expected a number'],
    ['too small', { horizonDays: 0 }, '"horizonDays" is 0; expected at least 1'],
    ['too big', { horizonDays: 91 }, '"horizonDays" is 91; expected at most 90'],
    ['too few characters', { local: { folder: '' } }, '"local.folder" is ""; expected at least 1 character(s)'],
    ['a value that is none of the allowed', { stack: 'aws' }, '"stack" is "aws"; expected "local", "gcp"'],
    [
      'a day that does not exist',
      { source: { events: 'x', allowMissingDays: ['2021-01-20', '2021-02-30'] } },
      '"source.allowMissingDays.1" is "2021-02-30"; expected a date written YYYY-MM-DD',
    ],
    [
      'no time zone',
      { source: { events: 'x', timeZone: 'Mars' } },
      '"source.timeZone" is "Mars"; expected an IANA time zone such as "Europe/Paris" or "UTC"',
    ],
    [
      'a time zone that the calendar does not know',
      { source: { events: 'x', timeZone: 'PST' } },
      '"source.timeZone" is "PST"; expected an IANA time zone such as "Europe/Paris" or "UTC"',
    ],
    [
      'no event name',
      { target: { event: 'buy; --' } },
      '"target.event" is "buy; --"; expected an event name: letters, digits, spaces and any of _ - . : /',
    ],
    [
      'no currency',
      { source: { events: 'x', currency: 'euro' } },
      '"source.currency" is "euro"; expected an ISO 4217 code such as "EUR"',
    ],
    ['none of several types', { source: { events: 3 } }, '"source.events" is 3; expected a string or an array'],
    [
      'a kind of source that there is not',
      { source: { type: 'matomo', events: 'x' } },
      `"source.type" is "matomo"; expected ${SOURCE_TYPES.map((type) => `"${type}"`).join(', ')}`,
    ],
    ['an empty list of files', { source: { events: [] } }, '"source.events" is []; expected at least 1 element(s)'],
    ['none of a word and a number', { training: { C: 'x' } }, '"training.C" is "x"; expected "auto" or a number'],
    ['a bound that is excluded', { training: { C: 0 } }, '"training.C" is 0; expected more than 0'],
    ['a missing section', { target: undefined }, '"target" is missing; expected an object'],
    ['a missing key', { target: {} }, '"target" is {}; expected exactly one of event, any, none'],
    ['a key in other letters', { lookbackdays: 60 }, '"lookbackdays" is not a known key; did you mean "lookbackDays"?'],
    [
      'a key misspelt further in',
      { training: { snapshot: 3 } },
      '"training.snapshot" is not a known key; did you mean "snapshots"?',
    ],
    [
      'a key misspelt in a list',
      { features: { add: [{ name: 'a', event: 'x', agregate: 'days' }] } },
      '"features.add.0.agregate" is not a known key; did you mean "aggregate"?',
    ],
    [
      'a key like no other',
      { source: { events: 'x', zzzzzzzz: 1 } },
      '"source.zzzzzzzz" is not a known key; allowed are: type, events, intraday, parameters, currency, userId, where, consent, timeZone, allowMissingDays',
    ],
    [
      'a feature of no kind',
      { features: { add: [{ name: 'a' }] } },
      '"features.add.0.event" is missing; expected a string',
    ],
    [
      'an aggregate that parameters do not have',
      { features: { add: [{ name: 'a', param: 'x', aggregate: 'avg' }] } },
      '"features.add.0.aggregate" is "avg"; expected "sum", "max", "last", "first", "count_distinct"',
    ],
    [
      'a feature name in capitals',
      { features: { add: [{ name: 'A', event: 'x' }] } },
      '"features.add.0.name" is "A"; expected a feature name: lower-case letters, digits and underscores',
    ],
  ])('says where, what was found and what is allowed: %s', (_, change, fault) => {
    expect(faultsOf({ ...SMALLEST, ...change })).toEqual([fault]);
  });

  it.each(['form-submit', 'Add to cart', 'app:open', 'achat_validé', '1st_visit'])(
    'takes an event as exports name it: %s',
    (event) => {
      expect(parseConfig({ ...SMALLEST, target: { event } }).target.event).toBe(event);
    },
  );

  it('takes the currency that is added up, on both stacks', () => {
    const inEuros = (config: typeof SMALLEST | typeof ON_GCP) =>
      parseConfig({ ...config, source: { ...('source' in config ? config.source : {}), currency: 'EUR' } });
    expect([inEuros(SMALLEST), inEuros(ON_GCP)].map(({ source }) => 'currency' in source && source.currency)).toEqual([
      'EUR',
      'EUR',
    ]);
    expect(settingsOf(inEuros(SMALLEST), 'test').configHash).not.toBe(
      settingsOf(parseConfig(SMALLEST), 'test').configHash,
    );
  });

  it('takes options of the form of an export, on both stacks', () => {
    for (const config of [SMALLEST, ON_GCP]) {
      const source = {
        ...('source' in config ? config.source : {}),
        intraday: true,
        parameters: { ga_session_id: 'session' },
      };
      const settings = settingsOf(parseConfig({ ...config, source }), 'test');
      expect(settings.intraday).toBe(true);
      expect(settings.configHash).not.toBe(settingsOf(parseConfig(config), 'test').configHash);
      expect(settingsOf(parseConfig(config), 'test').intraday).toBe(false);
    }
  });

  it.each([null, [], 'text', 42, undefined])('refuses %j as a whole', (input) => {
    const [fault] = faultsOf(input);
    expect(fault).toMatch(/^the configuration is .*; expected an object$/);
  });

  it('names every fault at once', () => {
    expect(faultsOf({ source: { event: 'x' }, lookbackDays: -1, horizon: 7 })).toHaveLength(5);
  });
});

describe('parseConfig for Google Cloud', () => {
  it('takes the data set of the export from gcp.eventsDataset, or else from source.events', () => {
    expect(parseConfig(ON_GCP).gcp).toMatchObject({ eventsDataset: 'analytics_1', maximumBytesBilled: 100 * 2 ** 30 });
    const { eventsDataset, ...gcp } = ON_GCP.gcp;
    expect(parseConfig({ ...ON_GCP, gcp, source: { events: `other.${eventsDataset}` } }).gcp).toBeDefined();
  });

  it.each<[string, object, string]>([
    ['no section', { gcp: undefined }, '"gcp" is missing; expected an object with project'],
    [
      'no data set of the export',
      { gcp: { ...ON_GCP.gcp, eventsDataset: undefined } },
      '"gcp.eventsDataset" is missing; expected the data set of the GA4 export',
    ],
    ['a bucket with a scheme', { gcp: { ...ON_GCP.gcp, bucket: 'gs://b' } }, '"gcp.bucket" is "gs://b"; expected'],
    [
      'a cap below what any query bills',
      { gcp: { ...ON_GCP.gcp, maximumBytesBilled: 1 } },
      '"gcp.maximumBytesBilled" is 1; expected at least 10485760',
    ],
    [
      'a cap for doctor below what any query bills',
      { gcp: { ...ON_GCP.gcp, doctorMaximumBytesBilled: 1 } },
      '"gcp.doctorMaximumBytesBilled" is 1; expected at least 10485760',
    ],
    [
      'a work data set that holds the scores',
      { gcp: { ...ON_GCP.gcp, workDataset: 'propensity' } },
      '"gcp.workDataset" is "propensity", which holds something else; expected a data set of its own, such as "propensity_work"',
    ],
    [
      'a work data set that holds the export',
      { gcp: { ...ON_GCP.gcp, eventsDataset: 'my-shop-123.analytics_1', workDataset: 'analytics_1' } },
      '"gcp.workDataset" is "analytics_1", which holds something else',
    ],
    [
      'memory without a unit',
      { gcp: { ...ON_GCP.gcp, functions: { modelTraining: { memory: '8' } } } },
      '"gcp.functions.modelTraining.memory" is "8"; expected a size such as "8Gi" or "512Mi"',
    ],
    [
      'CPUs that cannot be had',
      { gcp: { ...ON_GCP.gcp, functions: { modelTraining: { cpu: 3 } } } },
      '"gcp.functions.modelTraining.cpu" is 3; expected 1, 2, 4, 6, 8',
    ],
    [
      'a function that there is not',
      { gcp: { ...ON_GCP.gcp, functions: { training: {} } } },
      '"gcp.functions.training" is not a known key; allowed are: modelTraining,',
    ],
  ])('says what is missing: %s', (_, change, fault) => {
    expect(faultsOf({ ...ON_GCP, ...change })).toEqual([expect.stringContaining(fault)]);
  });
});

describe('where Google Cloud keeps what', () => {
  it('has a separate data set for what can be computed again', () => {
    expect(workDatasetOf(parseConfig(ON_GCP).gcp!)).toBe('propensity_work');
    expect(workDatasetOf(parseConfig({ ...ON_GCP, gcp: { ...ON_GCP.gcp, workDataset: 'w' } }).gcp!)).toBe('w');
  });

  it('runs functions with what is configured, and the rest with what they need as a rule', () => {
    const functions = { modelTraining: { memory: '16Gi' } };
    expect(parseConfig({ ...ON_GCP, gcp: { ...ON_GCP.gcp, functions } }).gcp?.functions).toEqual({
      modelTraining: { memory: '16Gi', cpu: 2 },
      predictions: { memory: '1Gi', cpu: 1 },
      modelEvaluation: { memory: '2Gi', cpu: 1 },
      getProba: { memory: '512Mi', cpu: 1 },
    });
  });
});

describe('training.minCellUsers', () => {
  const of = (training: object, change: object = {}) =>
    faultsOf({ ...SMALLEST, ...change, training: { minCellUsers: 10, ...training } });

  it('goes with a training in the warehouse, or with one that finds its own place', () => {
    for (const where of ['warehouse', 'auto'] as const) {
      expect(parseConfig({ ...SMALLEST, training: { where, minCellUsers: 10 } }).training.minCellUsers).toBe(10);
    }
    expect(of({ where: 'memory' })).toEqual([
      '"training.where" is "memory" with "training.minCellUsers"; expected "warehouse": in memory every row is read',
    ]);
  });

  it.each<[string, object, object?]>([
    ['training.estimator', { estimator: 'ml-logistic-regression' }],
    ['training.negativeShare', { negativeShare: 0.5 }],
    ['training.preprocessor', { preprocessor: 'preprocessor-2026-02-05-0a1b2c3d.json' }],
    [
      'source.type',
      {},
      { source: { type: 'table', table: 'x.csv', userId: 'id', snapshotDay: '2025-01-01', label: 'y' } },
    ],
  ])('is refused with %s, which needs more than groups', (key, training, change) => {
    const faults = of(training, change);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^"${key}" is .* with "training\\.minCellUsers"; expected `));
  });

  it('is a number of users: one is every user', () => {
    expect(of({ minCellUsers: 1 })).toEqual(['"training.minCellUsers" is 1; expected at least 2']);
  });
});

describe('retentionDays', () => {
  it('changes nothing of what is computed', () => {
    const [some, all] = [400, undefined].map((retentionDays) =>
      settingsOf(parseConfig({ ...SMALLEST, retentionDays }), '1'),
    );
    expect([some?.retentionDays, all?.retentionDays]).toEqual([400, undefined]);
    expect(some?.configHash).toBe(all?.configHash);
  });

  it('leaves every week long enough to be evaluated', () => {
    const change = { horizonDays: 14, finalLagDays: 3 };
    expect(faultsOf({ ...SMALLEST, ...change, retentionDays: 23 })).toEqual([
      '"retentionDays" is 23; expected 24 or more: a week is evaluated once its 14 days are final',
    ]);
    expect(faultsOf({ ...SMALLEST, ...change, retentionDays: 24 })).toEqual([]);
  });
});

const NOTIFIED = {
  email: { from: 'Shop <shop@example.com>', to: ['a@example.com'], host: 'smtp.example.com' },
  webhook: { url: 'https://example.com/hook' },
};

describe('parseConfig for notices and serving', () => {
  it('fills in port, TLS and the reported outcomes', () => {
    const { notices } = parseConfig({ ...SMALLEST, notices: NOTIFIED });
    expect(notices?.email).toMatchObject({ port: 587, secure: false });
    expect(notices?.on).toEqual(['success', 'refused', 'failed']);
  });

  it.each(['http://127.0.0.1:8080/hook', 'http://localhost/x', 'http://[::1]:1/'])('lets %s go without TLS', (url) => {
    expect(parseConfig({ ...SMALLEST, notices: { webhook: { url } } }).notices?.webhook?.url).toBe(url);
  });

  it.each<[string, object, string]>([
    ['a webhook without TLS', { notices: { webhook: { url: 'http://example.com/' } } }, 'expected an https URL or'],
    ['no URL', { notices: { webhook: { url: 'example.com' } } }, 'expected an https URL or'],
    [
      'an address with a line break',
      { notices: { email: { ...NOTIFIED.email, to: ['a@b.c\nBcc: d@e.f'] } } },
      'expected an address',
    ],
    ['nobody to write to', { notices: { email: { ...NOTIFIED.email, to: [] } } }, 'expected at least 1'],
    ['a password', { notices: { email: { ...NOTIFIED.email, password: 'x' } } }, 'is not a known key'],
    ['an outcome that no job has', { notices: { on: ['done'] } }, 'expected "success", "refused", "failed"'],
    ['a cache of more than a day', { serving: { cacheSeconds: 86_401 } }, 'expected at most 86400'],
  ])('refuses %s', (_, change, fault) => {
    expect(faultsOf({ ...SMALLEST, ...change })).toEqual([expect.stringContaining(fault)]);
  });
});

describe('configJsonSchema', () => {
  it('describes every key, wants only what has no default, and knows no others', () => {
    const schema = configJsonSchema() as {
      properties: Record<string, unknown>;
      required: string[];
      additionalProperties: boolean;
    };
    expect(Object.keys(schema.properties)).toEqual([
      '$schema',
      ...Object.keys(
        parseConfig({
          ...ON_GCP,
          notices: NOTIFIED,
          lookbackDays: 60,
          decision: { topUsers: 1 },
          population: { minEvents: 2 },
          retentionDays: 400,
          holdout: { share: 0.1 },
          activation: {},
        }),
      ),
    ]);
    expect(schema.properties.lookbackDays).toMatchObject({ default: 60 });
    expect(schema.required).toEqual(['target']);
    expect(schema.additionalProperties).toBe(false);
  });
});

describe('settingsOf', () => {
  const hashOf = (change: object) => settingsOf(parseConfig({ ...SMALLEST, ...change }), '1').configHash;

  it('has no model depend on who is held out, or where scores go', () => {
    const held = { holdout: { share: 0.2 }, activation: { streamId: '1' } };
    expect(hashOf(held)).toBe(hashOf({}));
    expect(settingsOf(parseConfig({ ...SMALLEST, ...held }), '1').holdout).toEqual({ share: 0.2, seed: 0, lift: 0.1 });
    for (const share of [0, -0.1, 0.51, '0.1']) {
      expect(() => parseConfig({ ...SMALLEST, holdout: { share } })).toThrow(/holdout\.share/);
    }
  });

  it.each<[string, object]>([
    ['lookbackDays', { lookbackDays: 30 }],
    ['horizonDays', { horizonDays: 14 }],
    ['target', { target: { event: 'view_item' } }],
    ['training', { training: { C: 1 } }],
    ['training.refit', { training: { refit: false } }],
    ['features', { features: { drop: ['device_*'] } }],
    ['allowMissingDays', { source: { ...SMALLEST.source, allowMissingDays: ['2026-01-01'] } }],
    ['timeZone', { source: { ...SMALLEST.source, timeZone: 'Europe/Paris' } }],
  ])('gives another hash for another %s', (_, change) => {
    expect(hashOf(change)).not.toBe(hashOf({}));
  });

  it.each<[string, object]>([
    ['the order of keys', { target: SMALLEST.target, source: SMALLEST.source }],
    ['a default that is spelt out', { lookbackDays: 60 }],
    ['a later default that is spelt out', { training: { refit: true } }],
    ['where the files are', { source: { events: 'elsewhere/*.json.gz' } }],
    ['where the tables are', { local: { folder: '/tmp/x' } }],
  ])('gives the same hash whatever %s', (_, change) => {
    expect(hashOf(change)).toBe(hashOf({}));
  });

  it('gives the jobs what they need', () => {
    const days = ['2026-02-01', '2026-01-01'];
    const config = parseConfig({ ...SMALLEST, source: { ...SMALLEST.source, allowMissingDays: days } });
    expect(settingsOf(config, '1.2.3')).toMatchObject({
      targetEvent: 'purchase',
      timeZone: 'UTC',
      allowMissingDays: ['2026-01-01', '2026-02-01'],
      codeVersion: '1.2.3',
      lookbackDays: 60,
      training: { snapshots: 8 },
    });
  });

  it('says which windows are left out', () => {
    const adaptiveOf = (change: object) => settingsOf(parseConfig({ ...SMALLEST, ...change }), '1').adaptive;
    const both = { lookbackDays: 30, training: { snapshots: 2 } };
    expect(adaptiveOf({})).toMatchObject({ lookbackDays: true, snapshots: true });
    expect(adaptiveOf({ lookbackDays: 60 })).toMatchObject({ lookbackDays: false, snapshots: true });
    expect(adaptiveOf({ training: { snapshots: 8 } })).toMatchObject({ lookbackDays: true, snapshots: false });
    expect(adaptiveOf(both)).toBeUndefined();
    const add = [{ name: 'newsletters', event: 'sign_up', windowDays: 30 }];
    const leastOf = (change: object) => settingsOf(parseConfig({ ...SMALLEST, ...change }), '1').leastLookbackDays;
    expect([leastOf({}), leastOf({ features: { add } })]).toEqual([1, 30]);
  });
});

describe('withWindows', () => {
  const windows = { lookbackDays: 14, snapshots: 2 };
  const of = (change: object) => settingsOf(parseConfig({ ...SMALLEST, ...change }), '1');

  it('gives the settings of a configuration that names the windows, hash included', () => {
    const { adaptive: _, ...named } = of({ lookbackDays: 14, training: { snapshots: 2 } });
    expect(withWindows(of({}), windows)).toMatchObject(named);
    expect(withWindows(of({}), { lookbackDays: 60, snapshots: 8 })).toEqual(of({}));
  });

  it('changes nothing that a configuration names', () => {
    const named = of({ lookbackDays: 30, training: { snapshots: 4 } });
    expect(withWindows(named, windows)).toBe(named);
    const half = withWindows(of({ lookbackDays: 30 }), windows);
    expect([half.lookbackDays, half.training.snapshots]).toEqual([30, 2]);
    expect(half.configHash).toBe(of({ lookbackDays: 30, training: { snapshots: 2 } }).configHash);
  });
});
