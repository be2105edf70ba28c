import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CONFIG, FUNCTIONS, NOTHING_THERE, runScript } from '../support/run-script.js';

const installed = spawnSync('gcloud', ['--version']).error === undefined;
// A second of start-up for each command is too much for every run of the tests.
const reason = !installed ? 'gcloud is not installed' : process.env.CI === undefined ? 'CI is not set' : undefined;

/** Every gcloud command of a first and a second run of all scripts, one for each set of flags. */
function commands(): string[][] {
  const url = ['functions describe', 0, 'https://x.run.app'] as const;
  const policy = [['policies list .*a job failed', 0, 'projects/my-shop-123/alertPolicies/7']] as const;
  const left = [
    ['^gcloud projects get-iam-policy', 0, 'roles/cloudbuild.builds.builder'],
    ['sinks describe', 0, 'propensity-get-proba-requests'],
  ] as const;
  const invoker = ['--invoker', 'user:a@example.com'];
  const secret = ['--secret', 'PROPENSITY_SMTP_PASSWORD=smtp'];
  const runs = [NOTHING_THERE, []].flatMap((answers) => [
    ...FUNCTIONS.map((name) =>
      runScript(`${name}/deploy.sh`, [...invoker, ...(name === 'getProba' ? [] : secret)], { answers }),
    ),
    runScript('scheduler.sh', [], { answers: [...answers, url] }),
    runScript('alerts.sh', [], { answers: [...answers, ...policy] }),
    runScript('terraform/prepare.sh', [], { answers }),
    runScript('predictions/deploy.sh', [], {
      answers,
      config: { ...CONFIG, gcp: { ...CONFIG.gcp, serving: { type: 'firestore' } } },
    }),
    // Taking back what an earlier version, or an earlier choice, left.
    runScript('getProba/deploy.sh', ['--keep-request-log'], { answers: [...answers, ...left] }),
  ]);
  const all = runs.flatMap(({ calls }) => calls.filter(([program]) => program === 'gcloud').map(([, ...rest]) => rest));
  const shape = (words: string[]) =>
    words.map((word) => (word.startsWith('--') ? word.split('=', 1)[0] : word.split('-', 1)[0]));
  return [...new Map(all.map((words) => [shape(words).join(' '), words])).values()];
}

it.skipIf(reason)(
  `Google's own gcloud understands every command${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    // A gcloud that nobody ever logged in to understands a command before it asks who is there, and stops at that.
    const home = mkdtempSync(join(tmpdir(), 'propensity-gcloud-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      CLOUDSDK_CONFIG: home,
      CLOUDSDK_CORE_CHECK_GCE_METADATA: 'false',
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    };
    const tried = commands().filter(([group]) => group !== 'auth');
    expect(tried.length).toBeGreaterThan(15);
    for (const words of tried) {
      const { stderr } = spawnSync('gcloud', words, { env, encoding: 'utf8' });
      expect(stderr, words.join(' ')).toContain('You do not currently have an active account selected');
    }
    const wrong = spawnSync('gcloud', ['functions', 'deploy', 'x', '--frobnicate'], { env, encoding: 'utf8' });
    expect(wrong.stderr).toContain('unrecognized arguments');
  },
  300_000,
);
