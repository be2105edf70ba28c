import type { DoctorCheck, GcpConfig } from '@propensity/core';
import type { BigQueryApi } from '../clients/bigquery-api.js';
import { dryRunBytes } from '../jobs/bigquery-jobs.js';
import { runProbe } from './probe.js';

export interface AccessOptions {
  readonly api: BigQueryApi;
  readonly config: Pick<GcpConfig, 'project' | 'dataset' | 'location' | 'maximumBytesBilled' | 'timeoutSeconds'>;
  /** `project.dataset` of the GA4 export. */
  readonly eventsDataset: string;
}

/**
 * Asks BigQuery, by metadata and dry runs that change and cost nothing, whether the jobs may do what they need to do and
 * whether both data sets are in the location that the configuration says.
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
      const found = await options.api.call<{ location?: string }>({ method: 'GET', project, path: `/datasets/${id}` });
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

function dryRun({ api, config }: AccessOptions, sql: string): Promise<number> {
  return dryRunBytes({ api, config }, { sql });
}
