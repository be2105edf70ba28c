import { PassThrough } from 'node:stream';
import type { JobSettings } from '@propensity/core/config';
import type { ForgetResult } from '@propensity/core/erasure';
import type { HoldoutComparison } from '@propensity/core/holdout';
import type { BackfillResult, DoctorReport, VerifyResult } from '@propensity/core/jobs';
import type { ModelRecord, PlannedStatement } from '@propensity/core/ports';
import type { Render } from '../../src/outcome.js';
import { fit } from '../../src/render/layout.js';
import { renderBackfill } from '../../src/render/render-backfill.js';
import { renderDoctor } from '../../src/render/render-doctor.js';
import { renderEffects } from '../../src/render/render-effects.js';
import { renderEvaluate } from '../../src/render/render-evaluate.js';
import { renderExport } from '../../src/render/render-export.js';
import { renderForget } from '../../src/render/render-forget.js';
import { type MadeConfiguration, renderInit } from '../../src/render/render-init.js';
import { renderModel } from '../../src/render/render-model.js';
import { renderModels } from '../../src/render/render-models.js';
import { renderPredict } from '../../src/render/render-predict.js';
import { renderPreprocessor } from '../../src/render/render-preprocessor.js';
import { renderProba } from '../../src/render/render-proba.js';
import { renderReport } from '../../src/render/render-report.js';
import { renderRun } from '../../src/render/render-run.js';
import { renderSend } from '../../src/render/render-send.js';
import { renderServing } from '../../src/render/render-serving.js';
import { renderSimulate } from '../../src/render/render-simulate.js';
import { renderStatements } from '../../src/render/render-statements.js';
import { renderStatus } from '../../src/render/render-status.js';
import { renderTrain } from '../../src/render/render-train.js';
import { renderTruth } from '../../src/render/render-truth.js';
import { renderVerify } from '../../src/render/render-verify.js';
import { renderWhy } from '../../src/render/render-why.js';
import type { Screen } from '../../src/render/screen.js';
import type { ExportResult, ModelResult, SendResult, ServingResult } from '../../src/results.js';
import { run } from '../../src/run.js';
import type { StatusReport } from '../../src/status-report.js';
import { terminalProgress } from '../../src/terminal-progress.js';
import stored from '../render/fixtures/results.json' with { type: 'json' };
import { SOME_REPORT } from './some-report.js';

// biome-ignore lint/suspicious/noExplicitAny: results of the command, which the renderers know the types of.
const results = stored as any;

const serving: ServingResult = {
  job: 'serving',
  action: 'status',
  place: 'firestore (default)/ma_predictions',
  whole: true,
  reason: null,
  newest: [
    {
      target: 'purchase',
      predicted_week: '2026-02-02',
      run_id: 'predictions-2026-02-02-0a1b2c3d',
      predicted_at: '2026-02-02T06:14:51.120Z',
    },
  ],
};
const settings = { targetEvent: 'add_to_cart', horizonDays: 7 } as JobSettings;
const glob = 'export/events_*.parquet';

const COSTS = { bytes: 3 * 2 ** 30, cost_usd: 0.018 };
const onGoogleCloud: DoctorReport = {
  ...results.doctor,
  cost: {
    first_training: COSTS,
    training: COSTS,
    scoring: COSTS,
    evaluation: { bytes: 2 ** 20, cost_usd: 0.000006 },
    month: { bytes: 15 * 2 ** 30, cost_usd: 0.09 },
    storage: { bytes: 2 * 2 ** 30, cost_usd: 0.04 },
    assumptions: [
      'One training and four weeks of evaluation and predictions; the first TiB of a month is free, and is not counted here.',
    ],
  },
};
const statements: PlannedStatement[] = [
  { bytes: 3 * 2 ** 30, cost_usd: 0.018, note: null },
  {
    bytes: null,
    cost_usd: null,
    note: 'Its tables are made by earlier statements, so that nobody knows yet how large they are.',
  },
].map((known, index) => ({
  step: ['materialise the features of 2025-02-20', 'read the training rows'][index]!,
  sql: '',
  parameters: [],
  script:
    "SELECT user_pseudo_id AS user_id, COUNT(*) AS events FROM `my-shop-123.analytics_123456789.events_*` WHERE _TABLE_SUFFIX BETWEEN '20250101' AND '20250131';",
  ...known,
}));
const records = results.models.map(({ metrics, snapshot, target, ...record }: Record<string, unknown>) => ({
  ...record,
  targetEvent: target,
  trainingDate: snapshot,
  result: { metrics },
})) as ModelRecord[];
const champions = new Set<string>(
  results.models.filter(({ champion }: { champion: boolean }) => champion).map(({ model }: { model: string }) => model),
);
const failed = {
  job: 'modelEvaluation',
  kind: 'failed',
  code: 'unreadable_export',
  message: 'The day file export/events_20250301.parquet cannot be read: its footer is damaged.',
  hint: 'Fetch the day again, then run "propensity evaluate".',
};
const truth = ['2025-03-14', '2025-03-21'].map((week) => ({
  week,
  users: 10_563,
  model: { log_loss: 0.1289, roc_auc: 0.805, lift_at_10: 4.27 },
  truth: { log_loss: 0.1253, roc_auc: 0.818, lift_at_10: 4.4 },
}));

const { zone, ...seen } = results.init.export;
const made: MadeConfiguration = {
  seen: {
    ...seen,
    zone: { zone, elsewhere: 0, pinned: true, alike: ['Europe/Berlin', 'Europe/Madrid', 'Europe/Rome'] },
  },
  events: glob,
  target: 'add_to_cart',
  report: { ...results.doctor, windows: results.init.windows },
  note: '',
  file: 'propensity.config.json',
  next: 'propensity run (propensity doctor shows what it will see)',
};
const sent: SendResult = {
  job: 'send',
  file: '/home/ann/shop/mp.ndjson',
  export_id: '6cabac0a1f2e3d4c',
  target: 'purchase',
  destination: 'ga4-mp',
  format: 'measurement-protocol',
  users: 4211,
  address: 'https://www.google-analytics.com/mp/collect, G-ABC123DEF4',
  requests: 4211,
  sent_before: 1200,
  sent: 3011,
  validated: 0,
  dry_run: false,
};
const compared: HoldoutComparison = {
  destination: 'crm',
  through_week: '2025-03-10',
  weeks: 6,
  exported: { n: 41877, converted: 1312 },
  held_out: { n: 4650, converted: 124 },
  exported_share: 0.0311,
  held_out_share: 0.0267,
  difference: 0.0044,
  interval: [-0.001, 0.0093],
  design_effect: 1.2,
  stated_difference: 0.0027,
  detectable_difference: 0.0076,
  weeks_missing: 42,
  by_week: [],
};
const exported: ExportResult = {
  job: 'export',
  export_id: '6cabac0a1f2e3d4c',
  target: 'add_to_cart',
  destination: 'newsletter',
  kind: 'changes',
  n: null,
  since: '2025-03-14T05:00:00.000Z',
  exported_at: '2025-03-21T05:00:00.000Z',
  week: '2025-03-21',
  rows: 10_563,
  sha256: 'ab'.repeat(32),
  file: '/shop/scores.csv',
  format: 'csv',
  held_out: 0,
  without_consent: null,
};
const counts = { scored: 10_563, overwritten: 0, appended: 10_563, kept: 0, selected: 211 };
const nobody = { model: null, counts: null, train: null, evaluated: 0 };
const champion = 'add_to_cart-2025-02-10-6cabac0a';
const backfilled: BackfillResult = {
  job: 'backfill',
  from: '2025-02-10',
  to: '2025-03-10',
  weeks: [
    { ...nobody, week: '2025-02-10', status: 'left_out' },
    {
      ...nobody,
      week: '2025-02-17',
      status: 'refused',
      error: {
        kind: 'refused',
        code: 'missing_days',
        message: 'A day that the features of 2025-02-17 needs is missing from the export: 2025-02-09.',
        hint: 'Export the days again, or list them in source.allowMissingDays if they are lost for good.',
      },
    },
    { ...nobody, week: '2025-02-24', status: 'published', model: champion },
    {
      week: '2025-03-03',
      status: 'scored',
      model: champion,
      counts,
      train: { model: champion, status: 'champion' },
      evaluated: 1,
    },
  ],
};
const verified: VerifyResult = {
  job: 'verify',
  ok: false,
  checked: [
    { area: 'models', count: 2 },
    { area: 'runs', count: 12 },
    { area: 'history', count: 126_756 },
  ],
  faults: [
    { area: 'files', row: `${champion}.json`, message: 'Cannot be read: The model file is not JSON.' },
    ...Array.from({ length: 10 }, (_, n) => ({
      area: 'history' as const,
      row: `2025-03-${10 + n} ${champion}`,
      message: 'Its scores are not those that were published.',
    })),
  ],
};
const forgot: ForgetResult = {
  job: 'forget',
  forgotten_at: '2025-03-21T05:00:00.000Z',
  users: 2,
  devices: 3,
  erased: [
    { table: 'ma_predictions_table', rows: 2 },
    { table: 'ma_predictions_history', rows: 14 },
    { table: 'ma_features_*', rows: 1_021 },
  ],
  search: { tables: 13, columns: 117, files: 4, bytes: 5_872_025, too_common: 1, found: 0 },
  exported_files: [{ file_name: 'scores.csv', destination: 'newsletter', exported_at: '2025-03-14T05:00:00.000Z' }],
};
const NOTHING_HERE: StatusReport = {
  job: 'status',
  configuration: null,
  target: null,
  exports: [],
  event_names: [],
  model: null,
  predictions: null,
  next: ['propensity simulate', 'propensity init --yes --target purchase', 'propensity run'],
};

const RECALIBRATED = {
  ...results.evaluate,
  recalibration: {
    parent: 'purchase-2025-01-30-6cabac0a',
    model: 'purchase-2025-01-30-0b1c2d3e',
    weeks: ['2025-02-20', '2025-02-13'],
    n: 24_012,
    positives: 803,
    slope: 1,
    shift: 0.6412,
    reasons: [
      '803 converted where purchase-2025-01-30-6cabac0a expected 412.3; that is 17.3 standard errors, week by week 11.9 and 12.6.',
      'Recalibrated: log-loss lower by 9.12e-3 ± 5.11e-4 where each week is scored by what the others ask for.',
    ],
  },
};
const RECALIBRATED_MODEL: ModelResult = {
  ...results.models[0],
  model: 'purchase-2025-01-30-0b1c2d3e',
  target: 'purchase',
  status: 'champion',
  gate: 'champion',
  champion: true,
  pinned: false,
  reasons: RECALIBRATED.recalibration.reasons,
  counts: { rows: 24_012, users: 12_100, positives: 803 },
  lookback_days: 60,
  horizon_days: 7,
  code_version: '0.1.0',
  changes: [],
  parent: RECALIBRATED.recalibration.parent,
  recalibration: {
    parent: RECALIBRATED.recalibration.parent,
    parent_sha256: '',
    original: 'purchase-2025-01-30-6cabac0a',
    slope: 1,
    shift: 0.6412,
    against_parent: { slope: 1, shift: 0.6412 },
    weeks: ['2025-02-20', '2025-02-13'],
    n: 24_012,
    positives: 803,
    weight: 803 / 853,
  },
};

const { recalibration: _recalibration, parent: _parent, ...TRAINED_MODEL } = RECALIBRATED_MODEL;

const REPORTED = { ...SOME_REPORT.model, model: 'purchase-2026-02-05-6cabac0a' };

/** Every screen of the command: what it answers about a simulated shop, what it refuses, and its help. */
export const SCREENS: Readonly<Record<string, Render | ((screen: Screen) => Promise<string>)>> = {
  simulate: (screen) =>
    renderSimulate(
      { ...results.simulate, files: Array(results.simulate.files) },
      { glob, truth: results.simulate.truthFile },
      screen,
    ),
  'propensity alone, with nothing here': (screen) => renderStatus(NOTHING_HERE, screen),
  'propensity alone, with an export': (screen) => renderStatus(results.statusOfExport, screen),
  'propensity alone': (screen) => renderStatus(results.status, screen),
  init: (screen) => renderInit(made, screen),
  doctor: (screen) => renderDoctor(results.doctor, screen),
  'doctor, not ready': (screen) => renderDoctor(results.doctorRefuses, screen),
  'doctor, on Google Cloud': (screen) => renderDoctor(onGoogleCloud, screen),
  train: (screen) => renderTrain(results.train, 'add_to_cart', screen),
  'train, not promoted': (screen) => renderTrain(results.trainRejected, 'add_to_cart', screen),
  predict: (screen) => renderPredict(results.predict, settings, screen),
  'evaluate, recalibrated': (screen) => renderEvaluate(RECALIBRATED, 'add_to_cart', screen),
  'models show, recalibrated': (screen) => renderModel(RECALIBRATED_MODEL, screen),
  'models show, in the shadow': (screen) =>
    renderModel(
      {
        ...TRAINED_MODEL,
        status: 'challenger',
        gate: 'challenger',
        champion: false,
        shadow_gate: {
          weeks: ['2025-02-13', '2025-02-20'],
          n: 8012,
          mean_difference: -1.2e-4,
          standard_error: 4.5e-5,
          interval: [-2.08e-4, -3.2e-5],
          verdict: 'better',
        },
      },
      screen,
    ),
  'evaluate, nothing yet': (screen) => renderEvaluate(results.nothingPublished, 'add_to_cart', screen),
  evaluate: (screen) => renderEvaluate(results.evaluatePending, 'add_to_cart', screen),
  'run, with a failure': (screen) =>
    renderRun({ ...results.run, evaluate: null, train: null, error: failed }, settings, screen),
  backfill: (screen) => renderBackfill({ ...backfilled, weeks: backfilled.weeks.slice(2) }, screen),
  'backfill, with weeks that have no scores': (screen) => renderBackfill(backfilled, screen),
  'proba --why': (screen) =>
    [renderProba({ ...results.proba, stale: true }, settings, screen), renderWhy(results.proba.why, screen)].join(
      '\n\n',
    ),
  report: (screen) =>
    renderReport({ ...SOME_REPORT, target: 'purchase', model: REPORTED, file: '/shop/report.html' }, screen),
  'report, before a week has matured': (screen) =>
    renderReport(
      {
        ...SOME_REPORT,
        target: 'purchase',
        model: REPORTED,
        worth: { ...SOME_REPORT.worth, source: 'test', snapshots: ['2026-02-05'], simple_rule: null },
        file: '/shop/report.html',
      },
      screen,
    ),
  models: (screen) => renderModels(records, champions, screen),
  'models, none yet': (screen) => renderModels([], new Set(), screen),
  'models --effects': (screen) => renderEffects(results.effects.model, results.effects.effects, screen),
  forget: (screen) => renderForget(forgot, screen),
  'forget, somebody unknown on Google Cloud': (screen) =>
    renderForget(
      {
        ...forgot,
        users: 1,
        devices: 0,
        erased: [],
        exported_files: [],
        search: { ...forgot.search, files: 0, bytes: 0, too_common: 0 },
      },
      screen,
    ),
  export: (screen) => renderExport(exported, screen),
  'export, nothing has changed': (screen) => renderExport({ ...exported, rows: 0 }, screen),
  'export --as': (screen) =>
    renderExport(
      { ...exported, file: 'user-data.csv', format: 'ga4-data-import', held_out: 214, without_consent: 1930 },
      screen,
    ),
  send: (screen) => renderSend(sent, screen),
  'send --dry-run': (screen) => renderSend({ ...sent, sent: 0, dry_run: true }, screen),
  'send --validate': (screen) => renderSend({ ...sent, sent: 0, validated: 20 }, screen),
  'send, again': (screen) => renderSend({ ...sent, sent: 0, sent_before: sent.requests }, screen),
  'evaluate, with held-out users': (screen) =>
    renderEvaluate({ ...results.evaluate, holdout: [compared] }, 'purchase', screen),
  'export --top': (screen) => renderExport({ ...exported, kind: 'top', n: 5000, rows: 5000 }, screen),
  verify: (screen) => renderVerify({ ...verified, ok: true, faults: [] }, screen),
  'verify, with something off': (screen) => renderVerify(verified, screen),
  'preprocessor build': (screen) => renderPreprocessor(results.preprocessor, null, screen),
  'serving status': (screen) => renderServing(serving, screen),
  'serving rebuild, with a publication that was cut short': (screen) =>
    renderServing(
      {
        ...serving,
        action: 'rebuild',
        whole: false,
        reason: 'a run of "purchase" was not written to the end',
        written: 81_204,
        deleted: 12,
      },
      screen,
    ),
  'train --print-sql': (screen) => renderStatements('train', statements, screen),
  'demo, beside the truth': (screen) => renderTruth(truth, screen),
  'a text without a layout': (screen) =>
    fit(
      'Time zone Europe/Paris: the dates of the events are their days in it (on the days that there are, Europe/Berlin, Europe/Madrid, Europe/Rome would fit as well).',
      screen,
    ),
  'progress in a pipe': (screen) => progressOn(screen),
  help: (screen) => commandOn(screen, '--help'),
  'init --help': (screen) => commandOn(screen, 'init', '--help'),
  'an unknown command': (screen) => commandOn(screen, 'trian'),
  'no configuration': (screen) => commandOn(screen, 'train'),
};

function ioOn({ columns, unicode, colour }: Screen) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const env = { COLUMNS: String(columns), LANG: unicode ? 'C.UTF-8' : 'C', ...(colour ? { FORCE_COLOR: '1' } : {}) };
  return { out, err, cwd: '/nowhere', env, clock: () => 0 };
}

/** What a command line says, on stdout and on stderr. */
async function commandOn(screen: Screen, ...argv: string[]): Promise<string> {
  const io = ioOn(screen);
  await run(argv, io);
  return `${io.out.read() ?? ''}${io.err.read() ?? ''}`.trimEnd();
}

function progressOn(screen: Screen): string {
  const io = ioOn(screen);
  const progress = terminalProgress(io, false);
  progress.step('Computing features', 8);
  progress.warn('The warehouse was never finished, and held nothing; it is made anew, and everything in it as well…');
  progress.note?.('read the training rows: 3.0 GiB');
  return String(io.err.read()).trimEnd();
}
