import { describe, expect, it } from 'vitest';
import { type Answers, NOTHING_THERE, runScript } from '../support/run-script.js';

const CHANNEL = 'projects/my-shop-123/notificationChannels/1234567890';
const account = (name: string) => `propensity-${name}@my-shop-123.iam.gserviceaccount.com`;
const policiesOf = (changes: readonly string[]) =>
  changes.flatMap((line) => {
    const [, verb, json] =
      /^gcloud alpha monitoring policies (\w+ ?\S*) --project=my-shop-123 --policy=(.*) --format=none$/.exec(line) ??
      [];
    return json === undefined ? [] : [{ verb, policy: JSON.parse(json) }];
  });

describe('alerts.sh', () => {
  it('makes the policies, and the workflow that looks daily whether predictions are fresh', () => {
    const { status, changes } = runScript('alerts.sh', ['--notification-channel', CHANNEL], { answers: NOTHING_THERE });
    expect(status).toBe(0);
    const policies = policiesOf(changes);
    expect(policies.map(({ verb }) => verb)).toEqual(['create', 'create']);
    expect(policies.map(({ policy }) => policy)).toMatchObject([
      { displayName: 'propensity: a job failed', notificationChannels: [CHANNEL] },
      {
        displayName: 'propensity: a workflow failed, or predictions are stale',
        conditions: [{ conditionThreshold: { filter: expect.stringContaining('starts_with("propensity-")') } }],
        notificationChannels: [CHANNEL],
      },
    ]);
    const others = changes.filter((line) => !line.includes('monitoring policies'));
    const sql =
      'bq --headless --quiet --format=none --project_id=my-shop-123 --location=EU query --use_legacy_sql=false';
    expect(others).toEqual([
      'gcloud services enable monitoring.googleapis.com workflows.googleapis.com workflowexecutions.googleapis.com cloudscheduler.googleapis.com --project=my-shop-123',
      'gcloud iam service-accounts create propensity-freshness --display-name=Propensity: looks whether predictions are fresh --project=my-shop-123',
      'sleep 10',
      `gcloud projects add-iam-policy-binding my-shop-123 --member=serviceAccount:${account('freshness')} --role=roles/bigquery.jobUser --condition=None --format=none`,
      `${sql} GRANT \`roles/bigquery.dataViewer\` ON SCHEMA \`my-shop-123.propensity\` TO 'serviceAccount:${account('freshness')}'`,
      `gcloud workflows deploy propensity-freshness --source=DEPLOY/freshness.workflows.yaml --location=europe-west1 --project=my-shop-123 --service-account=${account('freshness')} --format=none --set-env-vars=PROJECT=my-shop-123,LOCATION=EU,DATASET=my-shop-123.propensity,STALE_AFTER_DAYS=8`,
      'gcloud iam service-accounts create propensity-scheduler --display-name=Propensity: starts what is scheduled --project=my-shop-123',
      'sleep 10',
      `gcloud projects add-iam-policy-binding my-shop-123 --member=serviceAccount:${account('scheduler')} --role=roles/workflows.invoker --condition=None --format=none`,
      expect.stringMatching(/^gcloud scheduler jobs create http propensity-freshness .*--schedule=0 9 \* \* \* /),
    ]);
  });

  it('brings up to date the policies that are there', () => {
    const name = 'projects/my-shop-123/alertPolicies/7';
    const answers: Answers = [['^gcloud alpha monitoring policies list .*a job failed', 0, name]];
    const { changes } = runScript('alerts.sh', [], { answers });
    expect(policiesOf(changes).map(({ verb }) => verb)).toEqual([`update ${name}`, 'create']);
  });

  it('says what to install where gcloud cannot speak of alerts', () => {
    const { status, stderr } = runScript('alerts.sh', [], { answers: [['^gcloud alpha', 1]] });
    expect(status).toBe(1);
    expect(stderr).toContain('gcloud components install alpha');
  });

  it('prints what a first run does, and runs nothing, with --dry-run', () => {
    const { status, stdout, calls } = runScript('alerts.sh', ['--dry-run']);
    expect([status, calls]).toEqual([0, []]);
    expect(stdout.match(/gcloud alpha monitoring policies create/g)).toHaveLength(2);
  });

  it.each([
    [['--notification-channel', 'me@example.com'], 'is not the name of a notification channel'],
    [['--stale-after-days', '0'], 'is not a whole number of days'],
  ])('refuses %j', (args, message) => {
    const { status, stderr, calls } = runScript('alerts.sh', args);
    expect([status, calls]).toEqual([2, []]);
    expect(stderr).toContain(message);
  });
});

describe('terraform/prepare.sh', () => {
  it('enables what the first apply needs and cannot enable itself, whatever the region', () => {
    const { status, changes } = runScript('terraform/prepare.sh', [], { env: { PROPENSITY_REGION: '' } });
    expect([status, changes]).toEqual([
      0,
      [
        'gcloud services enable cloudresourcemanager.googleapis.com serviceusage.googleapis.com iam.googleapis.com --project=my-shop-123',
      ],
    ]);
  });
});
