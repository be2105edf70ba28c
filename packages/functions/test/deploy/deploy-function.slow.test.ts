import { describe, expect, it } from 'vitest';
import { CONFIG, DEPLOY, FUNCTIONS, NOTHING_THERE, runScript } from '../support/run-script.js';

const TRAINING = 'modelTraining/deploy.sh';
const account = (name: string) => `propensity-${name}@my-shop-123.iam.gserviceaccount.com`;
const member = (name: string) => `--member=serviceAccount:${account(name)}`;
const sql = 'bq --headless --quiet --format=none --project_id=my-shop-123 --location=EU query --use_legacy_sql=false';
const onProject = (name: string, role: string) =>
  `gcloud projects add-iam-policy-binding my-shop-123 ${member(name)} --role=${role} --condition=None --format=none`;
const onBucket = (name: string, role: string) =>
  `gcloud storage buckets add-iam-policy-binding gs://my-shop-propensity ${member(name)} --role=${role} --format=none`;

const SOURCES = 'title=function-sources,expression=resource.name.startsWith("projects/_/buckets/gcf-v2-sources-")';

/** What deploying modelTraining changes, in order; `made` is what only the first run does. */
function trainingChanges(made: boolean): string[] {
  const create = (...lines: string[]) => (made ? lines : []);
  return [
    'gcloud services enable cloudresourcemanager.googleapis.com serviceusage.googleapis.com iam.googleapis.com bigquery.googleapis.com bigquerystorage.googleapis.com storage.googleapis.com logging.googleapis.com cloudfunctions.googleapis.com run.googleapis.com cloudbuild.googleapis.com artifactregistry.googleapis.com secretmanager.googleapis.com --project=my-shop-123',
    ...create(
      'gcloud storage buckets create gs://my-shop-propensity --location=EU --project=my-shop-123 --uniform-bucket-level-access --public-access-prevention',
    ),
    'gcloud storage buckets update gs://my-shop-propensity --versioning --uniform-bucket-level-access --public-access-prevention --project=my-shop-123',
    `${sql} CREATE SCHEMA IF NOT EXISTS \`my-shop-123.propensity\` OPTIONS (location = 'EU')`,
    `${sql} CREATE SCHEMA IF NOT EXISTS \`my-shop-123.propensity_work\` OPTIONS (location = 'EU')`,
    `${sql} ALTER SCHEMA \`my-shop-123.propensity_work\` SET OPTIONS (default_table_expiration_days = 30)`,
    ...create(
      'gcloud iam service-accounts create propensity-build --display-name=Propensity: builds functions --project=my-shop-123',
      'sleep 10',
    ),
    onProject('build', 'roles/artifactregistry.writer'),
    onProject('build', 'roles/logging.logWriter'),
    onProject('build', 'roles/storage.objectViewer').replace('None', SOURCES),
    ...create(
      'gcloud iam service-accounts create propensity-model-training --display-name=Propensity: modelTraining --project=my-shop-123',
      'sleep 10',
    ),
    onProject('model-training', 'roles/bigquery.jobUser'),
    onProject('model-training', 'roles/bigquery.readSessionUser'),
    `${sql} GRANT \`roles/bigquery.dataEditor\` ON SCHEMA \`my-shop-123.propensity\` TO 'serviceAccount:${account('model-training')}'`,
    `${sql} GRANT \`roles/bigquery.dataEditor\` ON SCHEMA \`my-shop-123.propensity_work\` TO 'serviceAccount:${account('model-training')}'`,
    `${sql} GRANT \`roles/bigquery.dataViewer\` ON SCHEMA \`my-shop-123.analytics_123456789\` TO 'serviceAccount:${account('model-training')}'`,
    onBucket('model-training', 'roles/storage.objectCreator'),
    onBucket('model-training', 'roles/storage.objectViewer'),
    'npm --prefix ROOT run -s build:functions',
    'cp propensity.config.json DEPLOY/modelTraining/dist/propensity.config.json',
    `gcloud functions deploy propensity-model-training --gen2 --project=my-shop-123 --region=europe-west1 --runtime=nodejs24 --source=DEPLOY/modelTraining/dist --entry-point=modelTraining --trigger-http --no-allow-unauthenticated --service-account=${account('model-training')} --build-service-account=projects/my-shop-123/serviceAccounts/${account('build')} --memory=4Gi --cpu=2 --timeout=3600s --concurrency=4 --min-instances=0 --max-instances=1 --set-env-vars=PROPENSITY_CONFIG=propensity.config.json --format=none`,
  ];
}

describe('deploy.sh', () => {
  it('makes everything on the first run', () => {
    const run = runScript(TRAINING, [], { answers: NOTHING_THERE });
    expect(run.stderr).toContain('Deployed modelTraining.');
    expect(run.changes).toEqual(trainingChanges(true));
    expect(run.status).toBe(0);
  });

  it('creates nothing on the second run, and brings up to date what is there', () => {
    const { status, changes } = runScript(TRAINING, []);
    expect(changes).toEqual(trainingChanges(false));
    expect(status).toBe(0);
  });

  it('prints what a first run does, and runs nothing, with --dry-run', () => {
    const { status, stdout, calls } = runScript(TRAINING, ['--dry-run'], { answers: NOTHING_THERE });
    expect(calls).toEqual([]);
    const words = stdout
      .replaceAll("'\\''", '\0')
      .replaceAll("'", '')
      .replaceAll('\0', "'")
      .replaceAll(DEPLOY, 'DEPLOY');
    const lines = words
      .replace(/(?<=--prefix )\S+/, 'ROOT')
      .trim()
      .split('\n');
    expect(lines).toEqual(trainingChanges(true));
    expect(status).toBe(0);
  });

  it('stops at a command that fails, says what to do, and goes on from there on the next run', () => {
    const failed = runScript(TRAINING, [], {
      answers: [['buckets add-iam-policy-binding .*objectCreator', 1], ...NOTHING_THERE],
    });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('error: This command failed (exit code 1): gcloud storage buckets add-iam');
    expect(failed.stderr).toContain('run the same script again: what is done stays done');
    const done = trainingChanges(true);
    expect(failed.changes).toEqual(
      done.slice(0, done.indexOf(onBucket('model-training', 'roles/storage.objectCreator')) + 1),
    );
    const { status, changes } = runScript(TRAINING, []);
    expect(status).toBe(0);
    expect(changes).toEqual(trainingChanges(false));
  });

  it.each(FUNCTIONS)('deploys %s under its own account and never in public', (name) => {
    const { status, calls } = runScript(`${name}/deploy.sh`, []);
    expect(status).toBe(0);
    const deployment = calls.find((words) => words[1] === 'functions' && words[2] === 'deploy') ?? [];
    const id = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(deployment).toEqual(
      expect.arrayContaining([
        `propensity-${id}`,
        '--no-allow-unauthenticated',
        `--entry-point=${name}`,
        `--service-account=${account(id)}`,
      ]),
    );
    expect(calls.flat().filter((word) => /allUsers|allAuthenticatedUsers|^--allow-unauthenticated/.test(word))).toEqual(
      [],
    );
  });

  it('runs with the memory and CPU that are asked for, or configured, or enough as a rule', () => {
    const functions = { modelTraining: { memory: '16Gi', cpu: 6 }, predictions: { memory: '3Gi' } };
    const config = { ...CONFIG, gcp: { ...CONFIG.gcp, functions } };
    const given = (script: string, args: string[] = []) =>
      runScript(script, args, { config })
        .changes.at(-1)
        ?.match(/--memory=(\S+) --cpu=(\S+)/)
        ?.slice(1);
    expect(given(TRAINING)).toEqual(['16Gi', '6']);
    expect(given(TRAINING, ['--memory', '32Gi'])).toEqual(['32Gi', '6']);
    expect(given(TRAINING, ['--memory', '512Mi', '--cpu', '1'])).toEqual(['512Mi', '1']);
    expect(given('predictions/deploy.sh')).toEqual(['3Gi', '1']);
    expect(given('modelEvaluation/deploy.sh')).toEqual(['2Gi', '1']);
    for (const args of [
      ['--memory', '4G'],
      ['--cpu', '3'],
    ]) {
      expect(runScript(TRAINING, args)).toMatchObject({ status: 2, calls: [] });
    }
  });

  it('takes back what an earlier version granted to builds, which could delete model files', () => {
    const role = 'roles/cloudbuild.builds.builder';
    const answers = [[`^gcloud projects get-iam-policy .*${role}`, 0, role]] as const;
    const { changes } = runScript(TRAINING, [], { answers });
    expect(changes).toContain(
      `gcloud projects remove-iam-policy-binding my-shop-123 ${member('build')} --role=${role} --condition=None --format=none`,
    );
    expect(runScript(TRAINING, []).changes.join('\n')).not.toContain(role);
  });

  it('lets nobody but training create model files, and nobody delete any', () => {
    const scripts = [...FUNCTIONS.map((name) => `${name}/deploy.sh`), 'scheduler.sh', 'alerts.sh'];
    const url = ['functions describe', 0, 'https://x.run.app'] as const;
    const changes = scripts.flatMap((script) => runScript(script, [], { answers: [url] }).changes);
    const grants = changes.filter((line) => /--role=roles\/(storage|cloudbuild|editor|owner)/.test(line));
    expect([...new Set(grants)].sort()).toEqual(
      [
        onProject('build', 'roles/storage.objectViewer').replace('None', SOURCES),
        onBucket('model-training', 'roles/storage.objectCreator'),
        onBucket('model-training', 'roles/storage.objectViewer'),
        onBucket('model-evaluation', 'roles/storage.objectViewer'),
        onBucket('predictions', 'roles/storage.objectViewer'),
      ].sort(),
    );
  });

  it('lets the flat events be read by those that make them, and by nobody who serves or evaluates', () => {
    const grants = FUNCTIONS.flatMap((name) => runScript(`${name}/deploy.sh`, []).changes).filter((line) =>
      line.includes('ON SCHEMA `my-shop-123.propensity_work`'),
    );
    expect(grants.map((line) => /serviceAccount:propensity-([\w-]+)@/.exec(line)?.[1])).toEqual([
      'model-training',
      'predictions',
    ]);
    const config = { ...CONFIG, gcp: { ...CONFIG.gcp, workDataset: 'elsewhere' } };
    expect(runScript(TRAINING, [], { config }).changes.join('\n')).toContain('ON SCHEMA `my-shop-123.elsewhere`');
  });

  describe("Google's log of getProba's requests, whose addresses name users", () => {
    const GET_PROBA = 'getProba/deploy.sh';
    const name = 'propensity-get-proba-requests';
    const filter =
      'resource.type="cloud_run_revision" AND resource.labels.service_name="propensity-get-proba" AND log_id("run.googleapis.com/requests")';
    const sink = 'gcloud logging sinks update _Default --project=my-shop-123';
    const there = [['^gcloud logging sinks describe _Default', 0, `other;${name}`]] as const;
    const sinkChanges = (args: string[], answers: readonly (readonly [string, number, string?])[] = []) =>
      runScript(GET_PROBA, args, { answers }).changes.filter((line) => line.includes(' sinks '));

    it('is not kept, from before the first request on', () => {
      const { changes } = runScript(GET_PROBA, []);
      const excluded = changes.findIndex((line) => line.includes(' sinks '));
      expect(changes[excluded]).toBe(`${sink} --format=none --add-exclusion=name=${name},filter=${filter}`);
      expect(excluded).toBeLessThan(changes.findIndex((line) => line.includes('functions deploy')));
    });

    it('stays excluded on the next run', () => {
      expect(sinkChanges([], there)).toEqual([
        `${sink} --format=none --update-exclusion=name=${name},filter=${filter}`,
      ]);
    });

    it('is kept where it is asked for', () => {
      expect(sinkChanges(['--keep-request-log'], there)).toEqual([`${sink} --remove-exclusions=${name} --format=none`]);
      expect(sinkChanges(['--keep-request-log'])).toEqual([]);
    });

    it('is nothing that the jobs have, whose addresses name nobody', () => {
      expect(runScript(TRAINING, ['--keep-request-log'])).toMatchObject({ status: 2, calls: [] });
    });
  });

  it('gives a secret to the function and to nobody else', () => {
    const args = ['--secret', 'PROPENSITY_SMTP_PASSWORD=smtp', '--secret', 'PROPENSITY_WEBHOOK_SECRET=hook:3'];
    const { changes } = runScript(TRAINING, args);
    for (const name of ['smtp', 'hook']) {
      expect(changes).toContain(
        `gcloud secrets add-iam-policy-binding ${name} --project=my-shop-123 ${member('model-training')} --role=roles/secretmanager.secretAccessor --format=none`,
      );
    }
    expect(changes.at(-1)).toContain(
      ' --set-secrets=PROPENSITY_SMTP_PASSWORD=smtp:latest,PROPENSITY_WEBHOOK_SECRET=hook:3 ',
    );
  });

  it('asks for the password of the account that notices are sent by', () => {
    const config = { ...CONFIG, notices: { email: { user: 'shop' } } };
    const { status, stderr, calls } = runScript(TRAINING, [], { config });
    expect(status).toBe(2);
    expect(stderr).toContain('--secret PROPENSITY_SMTP_PASSWORD=');
    expect(calls).toEqual([]);
    expect(runScript('getProba/deploy.sh', [], { config }).status).toBe(0);
    const useless = runScript('getProba/deploy.sh', ['--secret', 'PROPENSITY_SMTP_PASSWORD=smtp']);
    expect([useless.status, useless.stderr]).toEqual([2, expect.stringContaining('sends no notices')]);
  });

  it('lets those call it who are named', () => {
    const { changes } = runScript('getProba/deploy.sh', [
      '--invoker',
      'user:a@example.com',
      '--invoker',
      'group:b@example.com',
    ]);
    const grants = ['user:a@example.com', 'group:b@example.com'].map(
      (who) =>
        `gcloud run services add-iam-policy-binding propensity-get-proba --region=europe-west1 --project=my-shop-123 --member=${who} --role=roles/run.invoker --format=none`,
    );
    expect(changes.slice(-2)).toEqual(grants);
  });

  it.each(FUNCTIONS)(
    'makes the serving store where the configuration names one, and grants %s what it takes',
    (name) => {
      const gcp = { ...CONFIG.gcp, serving: { type: 'firestore' } };
      const of = (config: typeof CONFIG) =>
        runScript(`${name}/deploy.sh`, [], { config, answers: NOTHING_THERE }).changes;
      const firestore = (changes: readonly string[]) => changes.filter((line) => /firestore|datastore/.test(line));
      expect(firestore(of(CONFIG))).toEqual([]);
      const changes = firestore(of({ ...CONFIG, gcp }));
      expect(changes[0]).toContain('gcloud services enable firestore.googleapis.com');
      expect(changes[1]).toContain('databases create --database=(default) --location=eur3 --type=firestore-native');
      const notIndexed = changes.filter((line) => line.includes('--disable-indexes'));
      expect(notIndexed.map((line) => / update (\w+) --collection-group=ma_predictions /.exec(line)?.[1])).toEqual(
        'proba predicted_week predicted_at model target horizon_days selected filling'.split(' '),
      );
      const roles: Record<string, string[]> = {
        predictions: ['roles/datastore.user'],
        getProba: ['roles/datastore.viewer'],
      };
      const granted = changes.flatMap((line) => /--role=(roles\/datastore\.\w+)/.exec(line)?.[1] ?? []);
      expect(granted).toEqual(roles[name] ?? []);
    },
  );

  it('fails when the service is public all the same', () => {
    const answers = [
      ['get-iam-policy', 0, '{"bindings":[{"members":["allUsers"],"role":"roles/run.invoker"}]}'],
    ] as const;
    const { status, stderr } = runScript('getProba/deploy.sh', [], { answers });
    expect(status).toBe(1);
    expect(stderr).toContain('propensity-get-proba is public');
    expect(stderr).toContain('remove-iam-policy-binding');
  });

  it('reads an export of another project there', () => {
    const config = { ...CONFIG, gcp: { ...CONFIG.gcp, eventsDataset: 'their-project.analytics_9' } };
    const { changes } = runScript('predictions/deploy.sh', [], { config });
    expect(changes).toContain(
      `${sql} GRANT \`roles/bigquery.dataViewer\` ON SCHEMA \`their-project.analytics_9\` TO 'serviceAccount:${account('predictions')}'`,
    );
  });
});
