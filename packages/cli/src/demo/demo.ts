import { rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import type { PropensityConfigInput } from '@propensity/core/config';
import { doctor, modelEvaluation, modelTraining, predictions } from '@propensity/core/jobs';
import { addDays } from '@propensity/core/windows';
import { createHandlers, loadConfig, logFailures, openStack, type Stack, serve } from '@propensity/functions';
import { writeSimulatedExport } from '@propensity/simulator';
import { EXIT } from '../exit-code.js';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { count } from '../render/format.js';
import { heading, sentence } from '../render/layout.js';
import { renderDoctor } from '../render/render-doctor.js';
import { renderEvaluate } from '../render/render-evaluate.js';
import { renderTrain } from '../render/render-train.js';
import { renderTruth } from '../render/render-truth.js';
import { screenOf } from '../render/screen.js';
import type { DemoResult } from '../results.js';
import { simulationProgress } from '../simulation-progress.js';
import { terminalProgress } from '../terminal-progress.js';
import { compareWithTruth } from './truth-comparison.js';

const DAYS = 100;
const START = '2025-01-01';
const WEEKS = 4;
const HORIZON = 7;

const CONFIG: PropensityConfigInput = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'purchase' },
  lookbackDays: 40,
  horizonDays: HORIZON,
  training: { snapshots: 4 },
};

export interface DemoOptions extends GlobalOptions {
  readonly out: string;
  readonly users: number;
  readonly seed: number;
}

/** Simulates a shop and runs everything on it: doctor, train, four weeks of predictions, evaluation, a look-up over HTTP. */
export async function demoCommand(io: Io, options: DemoOptions): Promise<Outcome> {
  const folder = resolve(io.cwd, options.out);
  const progress = terminalProgress(io, options.quiet === true);
  const screen = screenOf(io.out, io.env);
  const say = (...lines: string[]) => {
    progress.stop();
    if (options.json !== true) io.out.write(`${lines.join('\n')}\n\n`);
  };
  const chapter = (title: string, ...texts: string[]) =>
    say([heading(`━━ ${title}`, screen).join('\n'), ...texts].join('\n\n'));
  await rm(join(folder, '.propensity'), { recursive: true, force: true });

  chapter(`1 · A shop with ${count(options.users)} users and ${DAYS} days of Google Analytics events (simulated)`);
  const shop = await writeSimulatedExport({
    folder: join(folder, 'export'),
    users: options.users,
    days: DAYS,
    seed: options.seed,
    startDay: START,
    overwrite: true,
    onProgress: simulationProgress(progress),
  });
  const configFile = join(folder, 'propensity.config.json');
  await writeFile(configFile, `${JSON.stringify(CONFIG, null, 2)}\n`);
  say(
    ...sentence(
      `${count(shop.events)} events, ${count(shop.purchases)} purchases, in ${relative(io.cwd, folder)}/export/events_*.parquet`,
      screen,
    ),
  );

  const loaded = await loadConfig(configFile, folder);
  const open = () => openStack(loaded, { progress, clock: io.clock });
  const stack = await open();
  const { ports, settings } = stack;
  // The last week ends with the export; the model is trained on what was final before the first.
  const weeks = Array.from({ length: WEEKS }, (_, week) => addDays(START, DAYS - HORIZON * (WEEKS - week)));
  const trainingDay = addDays(weeks[0]!, -HORIZON);
  let exitCode: number = EXIT.done;
  try {
    chapter('2 · propensity doctor', renderDoctor(await doctor(ports, settings, { snapshot: trainingDay }), screen));
    const trained = await modelTraining(ports, settings, { snapshot: trainingDay });
    chapter('3 · propensity train', renderTrain(trained, settings.targetEvent, screen));
    if (trained.status !== 'champion') exitCode = EXIT.refused;
    chapter(`4 · propensity predict, ${WEEKS} weeks in a row`);
    for (const snapshot of weeks) {
      const { counts } = await predictions(ports, settings, { snapshot });
      say(
        ...sentence(
          `${count(counts.scored)} scored (${count(counts.overwritten)} overwritten, ${count(counts.appended)} new), ${count(counts.kept)} kept`,
          screen,
          `${snapshot}: `,
        ),
      );
    }
    const evaluation = await modelEvaluation(ports, settings);
    chapter('5 · propensity evaluate: what really happened', renderEvaluate(evaluation, settings.targetEvent, screen));
    await stack.close();

    const truth = await compareWithTruth(join(folder, '.propensity', 'warehouse.duckdb'), shop.truthFile);
    chapter(
      '6 · Beside the truth, which only a simulation knows: the ceiling that nobody can beat',
      renderTruth(truth, screen),
    );
    const answer = await lookUp(io, open, folder);
    chapter('7 · GET /getProba over HTTP', `${answer.url}\n${JSON.stringify(answer.body, null, 2)}`);
    const json: DemoResult = {
      job: 'demo',
      folder,
      train: trained,
      evaluate: evaluation,
      truth,
      get_proba: answer.body,
    };
    return outcome(json, NEXT, exitCode);
  } finally {
    progress.stop();
    await stack.close();
  }
}

/** Asks the server for the user with the highest probability. */
async function lookUp(io: Io, open: () => Promise<Stack>, folder: string) {
  const userId = await likeliestUser(join(folder, '.propensity', 'warehouse.duckdb'));
  const { propensity, close } = createHandlers(open, { log: logFailures });
  const server = await serve({ handler: propensity, port: 0 });
  try {
    const url = `${server.url}/getProba?user_id=${encodeURIComponent(userId)}`;
    const response = await fetch(url);
    if (!response.ok) {
      throw new PropensityError('demo_failed', `getProba answered ${response.status}: ${await response.text()}`, {
        details: { at: new Date(io.clock()).toISOString() },
      });
    }
    return { url, body: (await response.json()) as unknown };
  } finally {
    await server.stop();
    await close();
  }
}

async function likeliestUser(warehouse: string): Promise<string> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(warehouse, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      'SELECT user_id FROM ma_predictions_table ORDER BY proba DESC, user_id LIMIT 1',
    );
    return String(reader.getRowsJS()[0]![0]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const NEXT = `━━ Your turn

Put the day files of your own GA4 export into a folder export/, then, beside it:

  npm run -s propensity -- init      # looks at the export, writes a configuration
  npm run -s propensity -- run       # trains, and scores every user`;
