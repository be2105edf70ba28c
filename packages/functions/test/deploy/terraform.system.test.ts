import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { DEFAULT_TABLE_NAMES, googlesqlDialect, TABLE_DEFINITIONS, type TableNames } from '@propensity/warehouse-sql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CONFIG, DEPLOY } from '../support/run-script.js';

const TERRAFORM = join(DEPLOY, 'terraform');
const files = globSync('*.tf', { cwd: TERRAFORM }).sort();
const installed = spawnSync('terraform', ['version']).error === undefined;
// CI's machines have it, so a skip there would hide something.
const skipped = !installed && process.env.CI === undefined;
const withTerraform = describe.skipIf(skipped);

const parsed = async (file: string) => parse(file, readFileSync(join(TERRAFORM, file), 'utf8'));

it.each(files)('%s parses', async (file) => {
  expect(Object.keys(await parsed(file))).not.toEqual([]);
});

it('tables.json says what the code says; -u writes it anew', async () => {
  const names = Object.keys(TABLE_DEFINITIONS) as (keyof TableNames)[];
  const tables = names.map((name) => {
    const { columns, key, partitionBy = null, clusterBy = null } = TABLE_DEFINITIONS[name];
    const schema = columns.map((column) => ({
      name: column.name,
      type: googlesqlDialect.typeNames[column.type],
      mode: key.includes(column.name) ? 'REQUIRED' : 'NULLABLE',
    }));
    return [DEFAULT_TABLE_NAMES[name], { partitionBy, clusterBy, schema }];
  });
  const text = `${JSON.stringify(Object.fromEntries(tables), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(join(TERRAFORM, 'tables.json'));
});

it('docs/deploying.md says which roles the accounts get', async () => {
  const text = readFileSync(join(DEPLOY, '../../../docs/deploying.md'), 'utf8');
  const { locals } = await parsed('locals.tf');
  const short = (role: string) => `\`${role.replace('roles/', '')}\``;
  for (const it of Object.values<Record<string, string & string[]>>(locals[0].function_defaults)) {
    const cells = [
      `\`propensity-${it.name}\``,
      it.project_roles?.map(short).join(', '),
      short(it.dataset_role ?? ''),
      it.work_role ? short(it.work_role) : '',
      it.reads_events ? short('roles/bigquery.dataViewer') : '',
      it.bucket_roles?.map(short).join(', '),
    ];
    expect(text.replaceAll('| |', '|  |').replaceAll('| |', '|  |')).toContain(`| ${cells.join(' | ')} |`);
  }
});

withTerraform(`terraform${skipped ? ' (skipped: it is not installed)' : ''}`, () => {
  it('finds nothing to format', () => {
    const { status, stdout } = spawnSync('terraform', ['fmt', '-check', '-diff', TERRAFORM], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  /** Plans the variables and locals alone, which need no provider. */
  const plan = (variables: object, config: object = CONFIG) => {
    const folder = mkdtempSync(join(tmpdir(), 'propensity-terraform-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const file of ['variables.tf', 'locals.tf']) copyFileSync(join(TERRAFORM, file), join(folder, file));
    writeFileSync(join(folder, 'propensity.config.json'), JSON.stringify(config));
    const given = { config_file: 'propensity.config.json', region: 'europe-west1', ...variables };
    writeFileSync(join(folder, 'terraform.tfvars.json'), JSON.stringify(given));
    writeFileSync(
      join(folder, 'outputs.tf'),
      'output "events" { value = local.events_dataset }\noutput "time_zone" { value = local.time_zone }\n',
    );
    return spawnSync('terraform', ['plan', '-no-color', '-input=false'], { cwd: folder, encoding: 'utf8' });
  };

  it('reads the configuration', () => {
    const { stdout, status } = plan({});
    expect(stdout).toContain('+ time_zone = "Europe/Paris"');
    expect(stdout).toContain('+ "analytics_123456789",');
    expect(status).toBe(0);
  });

  it.each([
    ['allUsers', { invokers: ['allUsers'] }, 'Nothing here is public'],
    ['allAuthenticatedUsers', { invokers: ['allAuthenticatedUsers'] }, 'Nothing here is public'],
    ['a location for a region', { region: 'EU' }, 'A region, such as europe-west1.'],
    ['a long prefix', { prefix: 'a-prefix-that-is-too-long' }, 'One to 13 lower-case letters'],
    ['an address for a channel', { notification_channels: ['me@example.com'] }, 'notificationChannels/1234567890'],
    ['part of a day', { stale_after_days: 0.5 }, 'A whole number of days.'],
    ['everybody for the jobs', { job_invokers: ['allUsers'] }, 'Nothing here is public'],
    ['a function that there is not', { resources: { training: {} } }, 'The functions are modelTraining,'],
    ['memory without a unit', { resources: { modelTraining: { memory: '8' } } }, 'A size such as 8Gi or 512Mi'],
    ['CPUs that cannot be had', { resources: { modelTraining: { cpu: '3' } } }, '1, 2, 4, 6 or 8 CPUs'],
  ])('refuses %s', (_what, variables, message) => {
    const { stderr, status } = plan(variables);
    expect(stderr.replace(/\s+/g, ' ')).toContain(message);
    expect(status).toBe(1);
  });

  it('asks for the password of the account that notices are sent by, and takes a version of it', () => {
    const config = { ...CONFIG, notices: { email: { user: 'shop' } } };
    expect(plan({}, config).stderr.replace(/\s+/g, ' ')).toContain('give the password, PROPENSITY_SMTP_PASSWORD');
    expect(plan({ secrets: { PROPENSITY_SMTP_PASSWORD: 'smtp-password:3' } }, config).status).toBe(0);
  });

  it('refuses a configuration of the local stack', () => {
    expect(plan({}, { ...CONFIG, stack: 'local' }).stderr).toContain('The configuration file has to be JSON');
  });
});
