import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));

/** Where the scripts are. */
export const DEPLOY = join(here, '../../deploy');

/** The functions' folders, which are named after the functions. */
export const FUNCTIONS = ['getProba', 'modelEvaluation', 'modelTraining', 'predictions'] as const;

export const CONFIG = {
  stack: 'gcp',
  source: { timeZone: 'Europe/Paris' },
  target: { event: 'purchase' },
  gcp: {
    project: 'my-shop-123',
    dataset: 'propensity',
    eventsDataset: 'analytics_123456789',
    bucket: 'my-shop-propensity',
    location: 'EU',
  },
};

/** What the stand-in answers to the commands that match: an exit code, and perhaps a line of output. */
export type Answers = readonly (readonly [pattern: string, code: number, output?: string])[];

export interface ScriptRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Every call of a stand-in, as words. */
  readonly calls: readonly (readonly string[])[];
  /** The calls that change something, each as one line. */
  readonly changes: readonly string[];
}

export interface RunOptions {
  readonly config?: object;
  readonly answers?: Answers;
  /** Programs that are not installed. */
  readonly without?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Somebody is logged in and sees the project. */
const LOGGED_IN: Answers = [['^gcloud auth list', 0, 'me@example.com']];

/** Nothing has been made yet. */
export const NOTHING_THERE: Answers = [[' (storage buckets|service-accounts|jobs|firestore databases) describe ', 1]];

const LOOKS =
  /^\S+ (?:auth list|alpha monitoring policies list|projects describe|\S+(?: \S+)? (?:describe|get-iam-policy)) /;

/** Runs a script of `deploy/` on a PATH whose gcloud, bq, npm, cp and sleep only note what they are asked. */
export function runScript(script: string, args: readonly string[], options: RunOptions = {}): ScriptRun {
  const { config = CONFIG, answers = [], without = [], env = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'propensity-script-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const program of ['bash', 'env', 'dirname', 'cat']) symlinkSync(which(program), join(bin, program));
  symlinkSync(process.execPath, join(bin, 'node'));
  for (const program of ['gcloud', 'bq', 'npm', 'cp', 'sleep']) {
    if (without.includes(program)) continue;
    copyFileSync(join(here, 'recorder.sh'), join(bin, program));
    chmodSync(join(bin, program), 0o755);
  }
  const lines = [...answers, ...LOGGED_IN].map((answer) => `${answer.join('\t')}\n`);
  writeFileSync(join(folder, 'answers'), lines.join(''));
  writeFileSync(join(folder, 'calls'), '');
  writeFileSync(join(folder, 'propensity.config.json'), JSON.stringify(config));
  const { status, stdout, stderr } = spawnSync(join(DEPLOY, script), args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: bin, RECORDER: folder, PROPENSITY_REGION: 'europe-west1', ...env },
  });
  const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter(Boolean);
  const words = calls.map((call) => call.split('\x1f'));
  return { status, stdout, stderr, calls: words, changes: words.map(lineOf).filter((line) => !LOOKS.test(line)) };
}

/** A call as one line; the folder of the scripts, which differs from machine to machine, as DEPLOY. */
function lineOf(words: readonly string[]): string {
  return words.join(' ').replaceAll(DEPLOY, 'DEPLOY').replaceAll(join(DEPLOY, '../../..'), 'ROOT');
}

function which(program: string): string {
  return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
}
