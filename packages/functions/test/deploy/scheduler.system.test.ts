import { describe, expect, it } from 'vitest';
import { NOTHING_THERE, runScript } from '../support/run-script.js';

const account = (name: string) => `propensity-${name}@my-shop-123.iam.gserviceaccount.com`;
const invoker = (name: string, service: string) =>
  `gcloud run services add-iam-policy-binding propensity-${service} --region=europe-west1 --project=my-shop-123 --member=serviceAccount:${account(name)} --role=roles/run.invoker --format=none`;
const onProject = (name: string, role: string) =>
  `gcloud projects add-iam-policy-binding my-shop-123 --member=serviceAccount:${account(name)} --role=${role} --condition=None --format=none`;
const urls = ['model-training', 'model-evaluation', 'predictions'].map(
  (name) => [`functions describe propensity-${name} `, 0, `https://${name}.run.app`] as const,
);

/** What scheduling changes, in order. */
function changesOf(verb: 'create' | 'update'): string[] {
  const create = (...lines: string[]) => (verb === 'create' ? lines : []);
  const made = (name: string, purpose: string) =>
    create(
      `gcloud iam service-accounts create propensity-${name} --display-name=Propensity: ${purpose} --project=my-shop-123`,
      'sleep 10',
    );
  const workflow = (name: string, env: string) =>
    `gcloud workflows deploy propensity-${name} --source=DEPLOY/${name}.workflows.yaml --location=europe-west1 --project=my-shop-123 --service-account=${account(name)} --format=none --set-env-vars=${env},TIME_ZONE=Europe/Paris`;
  // Cloud Scheduler only starts: a run may take longer than it waits.
  const job = (name: string, schedule: string) =>
    `gcloud scheduler jobs ${verb} http propensity-${name} --location=europe-west1 --project=my-shop-123 --time-zone=Europe/Paris --http-method=POST --schedule=${schedule} --message-body={"argument":"{}"} --uri=https://workflowexecutions.googleapis.com/v1/projects/my-shop-123/locations/europe-west1/workflows/propensity-${name}/executions --oauth-service-account-email=${account('scheduler')} --attempt-deadline=3m --max-retry-attempts=3 --min-backoff=1m --format=none`;
  return [
    'gcloud services enable cloudscheduler.googleapis.com workflows.googleapis.com workflowexecutions.googleapis.com --project=my-shop-123',
    ...made('training', 'runs the training workflow'),
    invoker('training', 'model-training'),
    onProject('training', 'roles/logging.logWriter'),
    workflow('training', 'TRAINING_URL=https://model-training.run.app'),
    ...made('weekly', 'runs the weekly workflow'),
    invoker('weekly', 'model-evaluation'),
    invoker('weekly', 'predictions'),
    onProject('weekly', 'roles/logging.logWriter'),
    workflow('weekly', 'EVALUATION_URL=https://model-evaluation.run.app,PREDICTIONS_URL=https://predictions.run.app'),
    ...made('scheduler', 'starts what is scheduled'),
    onProject('scheduler', 'roles/workflows.invoker'),
    job('training', '0 3 1 * *'),
    job('weekly', '0 5 * * 1'),
  ];
}

describe('scheduler.sh', () => {
  it('creates the schedules on the first run', () => {
    const { status, changes } = runScript('scheduler.sh', [], { answers: [...urls, ...NOTHING_THERE] });
    expect(changes).toEqual(changesOf('create'));
    expect(status).toBe(0);
  });

  it('updates them on the second', () => {
    const { status, changes } = runScript('scheduler.sh', [], { answers: urls });
    expect(changes).toEqual(changesOf('update'));
    expect(status).toBe(0);
  });

  it('runs nothing with --dry-run', () => {
    const { status, stdout, calls } = runScript('scheduler.sh', ['--dry-run', '--weekly-schedule', '0 7 * * 2']);
    expect(status).toBe(0);
    expect(calls).toEqual([]);
    expect(stdout.trim().split('\n')).toHaveLength(changesOf('create').length);
    expect(stdout).toContain("'--schedule=0 7 * * 2'");
  });

  it('says which function has to be deployed first', () => {
    const { status, stderr, changes } = runScript('scheduler.sh', [], {
      answers: [['functions describe propensity-model-evaluation', 1], ...urls],
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/Deploy it first: \S+\/modelEvaluation\/deploy\.sh/);
    expect(changes).toEqual(changesOf('update').slice(0, 1));
  });

  it('stops at a command that fails, and can be run again', () => {
    const failed = runScript('scheduler.sh', [], { answers: [['workflows deploy', 1], ...urls] });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('run the same script again');
    expect(failed.changes.at(-1)).toContain('workflows deploy');
    expect(runScript('scheduler.sh', [], { answers: urls }).changes).toEqual(changesOf('update'));
  });
});
