// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of Terraform.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { type Deployed, sorted } from './deployed-by-scripts.js';
import { DEPLOY } from './run-script.js';

/** A function as `locals.tf` describes it. */
export interface DescribedFunction {
  readonly name: string;
  readonly project_roles: readonly string[];
  readonly dataset_role: string;
  readonly work_role: string | null;
  readonly reads_events: boolean;
  readonly bucket_roles: readonly string[];
  readonly names_users: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: a parse of HCL is whatever the files hold.
type Body = Record<string, any>;

/** Bodies by type, then name. */
type Blocks = Readonly<Record<string, Readonly<Record<string, readonly [Body]>>>>;

/** The files of `deploy/terraform`; expressions stand as their text. */
export interface ParsedTerraform {
  readonly resource: Blocks;
  readonly data: Blocks;
  readonly variable: Readonly<Record<string, readonly [Body]>>;
}

export async function parsedTerraform(): Promise<ParsedTerraform> {
  const folder = join(DEPLOY, 'terraform');
  const texts = globSync('*.tf', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
  const files = await Promise.all(texts.map((text) => parse('all.tf', text)));
  const merged = (kind: string) => {
    const types = files.flatMap((file) => Object.entries<Body>(file[kind] ?? {}));
    return Object.fromEntries(
      types.map(([type]) => [type, Object.assign({}, ...types.filter(([t]) => t === type).map(([, named]) => named))]),
    );
  };
  const variable = Object.assign({}, ...files.map((file) => file.variable ?? {}));
  return { resource: merged('resource'), data: merged('data'), variable };
}

/** What an apply would leave, of what the files say in so many words, with `functions` for what they say of each. */
export async function deployedByTerraform(functions: readonly DescribedFunction[]): Promise<Deployed> {
  const { resource, variable } = await parsedTerraform();
  const of = (type: string) => Object.entries(resource[type] ?? {}).map(([name, [body]]) => ({ name, body }));
  const one = (type: string, name: string) => resource[type]![name]![0];
  const defaultOf = (name: string) => variable[name]![0].default;
  const perFunction = (name: string) => name === 'function';
  const nameOf = (id: string) => functions.find(({ name }) => name === kebab(id))!.name;
  return {
    services: sorted(quoted(one('google_project_service', 'api').for_each)),
    accounts: sorted(
      of('google_service_account').flatMap(({ name, body }) =>
        perFunction(name) ? functions.map((it) => it.name) : [body.account_id.replace('${var.prefix}-', '')],
      ),
    ),
    projectRoles: sorted(
      of('google_project_iam_member').flatMap(({ name, body }) => {
        // Only where the configuration says so, which that of the tests does not.
        if (name === 'serving') return [];
        if (perFunction(name))
          return functions.flatMap((it) => it.project_roles.map((role) => `${it.name} ${role} None`));
        const roles = body.role === '${each.value}' ? quoted(body.for_each) : [body.role];
        const condition = body.condition?.[0].expression ?? 'None';
        return roles.map((role: string) => `${accountOf(body.member)} ${role} ${condition}`);
      }),
    ),
    datasetRoles: sorted([
      ...functions.map((it) => `${it.name} ${it.dataset_role} scores`),
      ...functions.flatMap((it) => (it.work_role === null ? [] : [`${it.name} ${it.work_role} work`])),
      ...functions.flatMap((it) =>
        it.reads_events ? [`${it.name} ${one('google_bigquery_dataset_iam_member', 'events').role} export`] : [],
      ),
      ...of('google_bigquery_dataset_iam_member')
        .filter(({ body }) => body.for_each === undefined)
        .map(({ body }) => `${accountOf(body.member)} ${body.role} scores`),
    ]),
    bucketRoles: sorted(functions.flatMap((it) => it.bucket_roles.map((role) => `${it.name} ${role}`))),
    invokers: sorted(
      of('google_cloud_run_v2_service_iam_member')
        .filter(({ body }) => /google_service_account\./.test(body.member))
        .flatMap(({ body }) => {
          const called = /function\["(\w+)"\]/.exec(body.name)?.[1];
          const ids = called === undefined ? quoted(body.for_each) : [called];
          return ids.map((id) => `${accountOf(body.member)} may call ${nameOf(id)}`);
        }),
    ),
    workflows: sorted(
      of('google_workflows_workflow').map(({ body }) => {
        const file = /\.\.\/([\w.]+)"/.exec(body.source_contents)?.[1];
        return `${body.name.replace('${var.prefix}-', '')} ${file} ${sorted(Object.keys(body.user_env_vars))}`;
      }),
    ),
    schedules: sorted(
      of('google_cloud_scheduler_job').map(({ body }) => {
        const workflow = /google_workflows_workflow\.(\w+)\./.exec(body.http_target[0].uri)?.[1];
        const { retry_count, min_backoff_duration } = body.retry_config[0];
        const times = [
          Number.parseInt(body.attempt_deadline, 10),
          retry_count,
          Number.parseInt(min_backoff_duration, 10),
        ];
        const cron = body.schedule.replace(/^\$\{var\.(\w+)\}$/, (_: string, name: string) => defaultOf(name));
        return `${body.name.replace('${var.prefix}-', '')} ${workflow} ${cron} ${times.join(' ')}`;
      }),
    ),
    exclusions: sorted(
      of('google_logging_project_exclusion').flatMap(({ body }) =>
        functions
          .filter(({ names_users }) => names_users)
          .map((it) =>
            `${body.name} ${body.filter}`
              .replaceAll('${var.prefix}', 'propensity')
              .replaceAll('${each.value.name}', it.name),
          ),
      ),
    ),
    workTableDays: Number(
      /^\$\{(\d+) \* 86400000\}$/.exec(one('google_bigquery_dataset', 'work').default_table_expiration_ms)?.[1],
    ),
  };
}

/** The texts between quotation marks in an expression. */
function quoted(expression: string): string[] {
  return Array.from(expression.matchAll(/"([^"]+)"/g), ([, text]) => text!);
}

function accountOf(member: string): string {
  return /google_service_account\.(\w+)\./.exec(member)![1]!;
}

function kebab(id: string): string {
  return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
