import { PropensityError } from '@propensity/core';
import type { GcpConfig } from '@propensity/core/config';
import type { DoctorCheck } from '@propensity/core/jobs';
import type { BigQueryApi } from '../clients/bigquery-api.js';
import { dryRunBytes } from '../jobs/bigquery-jobs.js';
import { WORK_TABLE_DAYS, type WorkDataset } from '../warehouse/work-dataset.js';
import { runProbe } from './probe.js';

export interface AccessOptions {
  readonly api: BigQueryApi;
  readonly config: Pick<GcpConfig, 'project' | 'dataset' | 'location'>;
  /** `project.dataset` of the GA4 export. */
  readonly eventsDataset: string;
  readonly work: WorkDataset;
}

/**
 * Asks BigQuery, by metadata and dry runs that change and cost nothing, whether the jobs may do what they need to do and
 * whether all data sets are in the location that the configuration says.
 * @throws PropensityError `no_credentials`, `credentials_refused`, `service_unavailable`
 */
export async function bigqueryChecks(options: AccessOptions): Promise<DoctorCheck[]> {
  const { config, eventsDataset } = options;
  const own = `${config.project}.${config.dataset}`;
  const editor = `roles/bigquery.dataEditor on ${own}`;
  const viewer = `roles/bigquery.dataViewer on ${eventsDataset}`;
  return Promise.all([
    runProbe({
      name: 'queries',
      message: `Queries may be run in ${config.project}.`,
      role: `roles/bigquery.jobUser on ${config.project}`,
      ask: () => dryRun(options, 'SELECT 1'),
    }),
    checkDataset(options, 'own data set', own, editor),
    runProbe({
      name: 'own tables',
      message: `Tables may be made in ${own}.`,
      role: editor,
      ask: () => dryRun(options, `CREATE TABLE IF NOT EXISTS \`${own}.ma_doctor\` (probe INT64)`),
    }),
    checkWorkDataset(options),
    checkDataset(options, 'export data set', eventsDataset, viewer),
    runProbe({
      name: 'export tables',
      message: `The tables of ${eventsDataset} may be read.`,
      role: viewer,
      ask: () => dryRun(options, `SELECT table_id FROM \`${eventsDataset}.__TABLES__\` LIMIT 1`),
    }),
  ]);
}

async function checkDataset(options: AccessOptions, name: string, dataset: string, role: string): Promise<DoctorCheck> {
  const [project = '', id = ''] = dataset.split('.');
  let location = 'an unknown location';
  const check = await runProbe({
    name,
    message: '',
    role,
    ask: async () => {
      const found = await options.api.call<DatasetResource>({ method: 'GET', project, path: `/datasets/${id}` });
      location = found.location ?? location;
    },
  });
  if (check.status === 'fail') return check;
  const wanted = options.config.location;
  if (location.toUpperCase() === wanted.toUpperCase()) return { ...check, message: `${dataset} is in ${location}.` };
  return {
    name,
    status: 'fail',
    message: `${dataset} is in ${location}, while gcp.location says ${wanted}.`,
    hint: 'BigQuery joins nothing across locations: set gcp.location to that of the export, and make our data set there.',
  };
}

/** The data set of what can be made again: there, or to be made by the first job; writable, in the right place, with an expiry. */
async function checkWorkDataset(options: AccessOptions): Promise<DoctorCheck> {
  const { api, config, work } = options;
  const name = 'work data set';
  const full = `${config.project}.${work.options.dataset}`;
  const role = `roles/bigquery.dataEditor on ${full}`;
  const found = await describeDataset(api, config.project, work.options.dataset);
  if (found === 'denied') {
    return { name, status: 'fail', message: `${full} is not there, or this account may not see it.`, hint: work.hint };
  }
  if (found === 'missing') {
    const made = await runProbe({ name, message: '', role, ask: () => dryRun(options, work.sql) });
    if (made.status === 'fail') return { ...made, message: `${full} is not there. ${made.message}`, hint: work.hint };
    return { name, status: 'ok', message: `${full} is not there yet; the first job makes it.`, hint: '' };
  }
  const placed = await checkDataset(options, name, full, role);
  if (placed.status === 'fail') return placed;
  const probe = `CREATE TABLE IF NOT EXISTS \`${full}.ma_doctor\` (probe INT64)`;
  const writable = await runProbe({ name, message: '', role, ask: () => dryRun(options, probe) });
  if (writable.status === 'fail') return writable;
  if (found.defaultTableExpirationMs !== undefined) return placed;
  return {
    name,
    status: 'warn',
    message: `${placed.message} Nothing in it expires but what Propensity makes.`,
    hint: `Set a default: bq update --default_table_expiration=${WORK_TABLE_DAYS * 86_400} ${full.replace('.', ':')}`,
  };
}

/** What BigQuery says of a data set. To an account without a role on it, one that is not there is denied, too. */
async function describeDataset(
  api: BigQueryApi,
  project: string,
  dataset: string,
): Promise<DatasetResource | 'missing' | 'denied'> {
  try {
    return await api.call<DatasetResource>({ method: 'GET', project, path: `/datasets/${dataset}` });
  } catch (error) {
    if (!PropensityError.is(error)) throw error;
    if (error.code === 'dataset_not_found') return 'missing';
    if (error.code === 'permission_denied') return 'denied';
    throw error;
  }
}

/** The parts of BigQuery's Dataset resource that are read here. */
interface DatasetResource {
  readonly location?: string;
  readonly defaultTableExpirationMs?: string;
}

function dryRun({ api, config }: AccessOptions, sql: string): Promise<number> {
  return dryRunBytes({ api, config }, { sql });
}
