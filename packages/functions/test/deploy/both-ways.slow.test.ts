// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of Terraform.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { parseConfig } from '@propensity/core/config';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deployedByScripts } from '../support/deployed-by-scripts.js';
import { type DescribedFunction, deployedByTerraform, parsedTerraform } from '../support/deployed-by-terraform.js';
import { CONFIG, DEPLOY, FUNCTIONS, NOTHING_THERE, runScript } from '../support/run-script.js';

const TERRAFORM = join(DEPLOY, 'terraform');
const installed = spawnSync('terraform', ['version']).error === undefined;
// CI's machines have it, so a skip there would hide something.
const skipped = !installed && process.env.CI === undefined;

async function describedFunctions(): Promise<Record<string, DescribedFunction & Record<string, unknown>>> {
  const { locals } = await parse('locals.tf', readFileSync(join(TERRAFORM, 'locals.tf'), 'utf8'));
  return locals[0].function_defaults;
}

it('the scripts and Terraform leave the same in a project', async () => {
  const url = ['functions describe', 0, 'https://x.run.app'] as const;
  const scripts = [...FUNCTIONS.map((name) => `${name}/deploy.sh`), 'scheduler.sh', 'alerts.sh'];
  const runs = scripts.map((script) => runScript(script, [], { answers: [...NOTHING_THERE, url] }));
  const byScripts = deployedByScripts(runs);
  for (const facts of Object.values(byScripts)) expect(facts).not.toEqual([]);
  expect(await deployedByTerraform(Object.values(await describedFunctions()))).toEqual(byScripts);
});

it('both make the same serving store', async () => {
  const { resource } = await parsedTerraform();
  const config = { ...CONFIG, gcp: { ...CONFIG.gcp, serving: { type: 'firestore' } } };
  const { calls } = runScript('predictions/deploy.sh', [], { config, answers: NOTHING_THERE });
  const fields = calls
    .filter(([, group, , kind]) => group === 'firestore' && kind === 'fields')
    .map((words) => words[5]);
  expect(resource.google_firestore_field!.serving![0].for_each).toContain(`["${fields.join('", "')}"]`);
  const roles = Object.entries(await describedFunctions()).map(([name, it]) => {
    const { changes } = runScript(`${name}/deploy.sh`, [], { config, answers: NOTHING_THERE });
    const granted = changes.flatMap((line) => /--role=(roles\/datastore\.\w+)/.exec(line)?.[1] ?? []);
    return [granted[0] ?? null, it.serving_role];
  });
  for (const [byScript, byTerraform] of roles) expect(byTerraform).toEqual(byScript);
});

it('both make their alerts of one file', async () => {
  const { resource } = await parsedTerraform();
  const [policy] = resource.google_monitoring_alert_policy!.alert!;
  expect(policy.for_each).toBe('${local.alerts}');
  const file = readFileSync(join(TERRAFORM, 'alerts.tf'), 'utf8');
  expect(file).toContain('templatefile("${path.module}/../alerts.json", { prefix = var.prefix, region = var.region })');
  const names = Object.keys(JSON.parse(readFileSync(join(DEPLOY, 'alerts.json'), 'utf8')));
  const { changes } = runScript('alerts.sh', []);
  expect(changes.filter((line) => line.includes('policies create'))).toHaveLength(names.length);
});

it('both find a function that somebody has made public', async () => {
  const { data } = await parsedTerraform();
  const [policy] = data.google_cloud_run_v2_service_iam_policy!.function!;
  expect(policy.for_each).toBe('${local.functions}');
  const { condition, error_message } = policy.lifecycle[0].postcondition[0];
  const answers = (member: string) =>
    [['get-iam-policy', 0, JSON.stringify({ bindings: [{ members: [member] }] })]] as const;
  for (const everybody of ['allUsers', 'allAuthenticatedUsers']) {
    expect(condition).toContain(`!strcontains(self.policy_data, "${everybody}")`);
    for (const name of FUNCTIONS) {
      const { status, stderr } = runScript(`${name}/deploy.sh`, [], { answers: answers(everybody) });
      expect([status, stderr]).toEqual([1, expect.stringContaining('is public: somebody granted it to')]);
    }
  }
  expect(error_message).toContain('is public: somebody granted it to');
});

describe.each(FUNCTIONS)('%s', (name) => {
  it('gets the same from both', async () => {
    const { changes } = runScript(`${name}/deploy.sh`, []);
    const deployment = changes.find((line) => line.includes('functions deploy')) ?? '';
    const flag = (flagName: string) => new RegExp(` --${flagName}=(\\S+)`).exec(deployment)?.[1];
    expect((await describedFunctions())[name]).toMatchObject({
      name: /functions deploy propensity-(\S+)/.exec(deployment)?.[1],
      memory: flag('memory'),
      cpu: flag('cpu'),
      timeout: Number(flag('timeout')?.replace('s', '')),
      concurrency: Number(flag('concurrency')),
      max_instances: Number(flag('max-instances')),
      sends_notices: name !== 'getProba',
      names_users: name === 'getProba',
    });
  });
});

describe.skipIf(skipped)(`terraform${skipped ? ' (skipped: it is not installed)' : ''}`, () => {
  /** What Terraform makes of the locals, which need no provider. */
  const locals = (variables: object, config: object = CONFIG) => {
    const folder = mkdtempSync(join(tmpdir(), 'propensity-terraform-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const file of ['variables.tf', 'locals.tf']) copyFileSync(join(TERRAFORM, file), join(folder, file));
    writeFileSync(join(folder, 'propensity.config.json'), JSON.stringify(config));
    const given = { config_file: 'propensity.config.json', region: 'europe-west1', ...variables };
    writeFileSync(join(folder, 'terraform.tfvars.json'), JSON.stringify(given));
    const outputs = ['functions', 'work_dataset', 'history_expiration_ms'];
    writeFileSync(join(folder, 'outputs.tf'), outputs.map((it) => `output "${it}" { value = local.${it} }\n`).join(''));
    const terraform = (...args: string[]) => spawnSync('terraform', args, { cwd: folder, encoding: 'utf8' });
    const planned = terraform('plan', '-no-color', '-input=false', '-out=plan');
    expect(planned.stderr.replace(/.*CLI configuration file.*/g, '')).not.toContain('Error');
    const { planned_values } = JSON.parse(terraform('show', '-json', 'plan').stdout);
    return Object.fromEntries(outputs.map((it) => [it, planned_values.outputs[it]?.value]));
  };
  const memoryAndCpu = (functions: Record<string, { memory: string; cpu: string }>) =>
    Object.fromEntries(
      Object.entries(functions).map(([name, { memory, cpu }]) => [name, { memory, cpu: Number(cpu) }]),
    );

  it('gives functions without more the memory and CPU that doctor reckons with', () => {
    const { functions, work_dataset, history_expiration_ms } = locals({});
    expect(memoryAndCpu(functions)).toEqual(parseConfig(CONFIG).gcp?.functions);
    expect([work_dataset, history_expiration_ms]).toEqual(['propensity_work', null]);
  });

  it('takes memory, CPU, the work data set and the retention from the configuration', () => {
    const functions = { modelTraining: { memory: '16Gi', cpu: 6 }, predictions: { memory: '3Gi' } };
    const config = { ...CONFIG, retentionDays: 400, gcp: { ...CONFIG.gcp, functions, workDataset: 'elsewhere' } };
    const planned = locals({}, config);
    expect(memoryAndCpu(planned.functions)).toEqual(parseConfig(config).gcp?.functions);
    expect([planned.work_dataset, planned.history_expiration_ms]).toEqual(['elsewhere', 400 * 86_400_000]);
    const { functions: asked } = locals({ resources: { modelTraining: { memory: '32Gi' } } }, config);
    expect(memoryAndCpu(asked)).toMatchObject({ modelTraining: { memory: '32Gi', cpu: 6 }, predictions: { cpu: 1 } });
  });
});
