import type { ScriptRun } from './run-script.js';

/** What a way of deploying leaves in a project: sets of lines, sorted, that name things alike in both ways. */
export interface Deployed {
  readonly services: readonly string[];
  /** Names of service accounts, without the prefix. */
  readonly accounts: readonly string[];
  /** `account role`, and the condition that it has. */
  readonly projectRoles: readonly string[];
  /** `account role data-set`: `scores`, `work` or `export`. */
  readonly datasetRoles: readonly string[];
  /** `account role` on the models' bucket. */
  readonly bucketRoles: readonly string[];
  /** `account may call function`, of service accounts. */
  readonly invokers: readonly string[];
  /** `workflow file variables`. */
  readonly workflows: readonly string[];
  /** `schedule cron deadline retries pause`. */
  readonly schedules: readonly string[];
  /** `exclusion filter` of Google's log. */
  readonly exclusions: readonly string[];
  /** Days that tables of the work data set live. */
  readonly workTableDays: number;
}

export const sorted = (lines: readonly string[]) => [...new Set(lines)].sort();

/** What runs of all scripts, one after the other, would leave. */
export function deployedByScripts(runs: readonly ScriptRun[]): Deployed {
  const changes = runs.flatMap((run) => run.changes);
  const found = (pattern: RegExp, line: (match: RegExpMatchArray) => string) =>
    sorted(matches(changes, pattern).map(line));
  const account = (email: string) => email.replace(/^propensity-(.*)@.*$/, '$1');
  const sets: Record<string, string> = { propensity: 'scores', propensity_work: 'work', analytics_123456789: 'export' };
  return {
    services: sorted(matches(changes, /services enable (.*) --project/).flatMap(([, names]) => names!.split(' '))),
    accounts: found(/service-accounts create propensity-(\S+)/, ([, name]) => name!),
    projectRoles: found(
      /projects add-iam-policy-binding \S+ --member=serviceAccount:(\S+) --role=(\S+) --condition=(.*) --format/,
      ([, email, role, condition]) => `${account(email!)} ${role} ${condition!.replace(/^.*expression=/, '')}`,
    ),
    datasetRoles: found(
      /GRANT `(\S+)` ON SCHEMA `my-shop-123\.(\w+)` TO 'serviceAccount:(\S+)'/,
      ([, role, set, email]) => `${account(email!)} ${role} ${sets[set!]}`,
    ),
    bucketRoles: found(
      /buckets add-iam-policy-binding \S+ --member=serviceAccount:(\S+) --role=(\S+)/,
      ([, email, role]) => `${account(email!)} ${role}`,
    ),
    invokers: found(
      /run services add-iam-policy-binding propensity-(\S+) .*--member=serviceAccount:(\S+)/,
      ([, name, email]) => `${account(email!)} may call ${name}`,
    ),
    workflows: found(
      /workflows deploy propensity-(\S+) --source=DEPLOY\/(\S+) .*--set-env-vars=(.*)$/,
      ([, name, file, env]) => `${name} ${file} ${sorted(env!.split(',').map((each) => each.split('=')[0]!))}`,
    ),
    schedules: found(
      /scheduler jobs \w+ http propensity-(\S+) .*--schedule=(.*) --message-body.*workflows\/propensity-(\S+)\/executions.*--attempt-deadline=(\w+) --max-retry-attempts=(\d+) --min-backoff=(\w+)/,
      ([, name, cron, workflow, deadline, retries, pause]) =>
        `${name} ${workflow} ${cron} ${seconds(deadline!)} ${retries} ${seconds(pause!)}`,
    ),
    exclusions: found(/--add-exclusion=name=(\S+?),filter=(.*)$/, ([, name, filter]) => `${name} ${filter}`),
    workTableDays: Number(matches(changes, /default_table_expiration_days = (\d+)/)[0]?.[1]),
  };
}

function matches(lines: readonly string[], pattern: RegExp): RegExpMatchArray[] {
  return lines.flatMap((line) => {
    const match = line.match(pattern);
    return match === null ? [] : [match];
  });
}

/** `3m` → 180 */
function seconds(duration: string): number {
  return Number.parseInt(duration, 10) * (duration.endsWith('m') ? 60 : 1);
}
