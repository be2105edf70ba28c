import type { JobResource } from '../../src/jobs/job-resource.js';
import { type FakeAnswer, type FakeBigQuery, fakeBigQuery, refusal, type SentRequest } from './fake-bigquery.js';

export interface JobServerOptions {
  /** Bytes that every dry run says. */
  readonly bytes?: number;
  /** Jobs that are there already, by id. */
  readonly jobs?: ReadonlyMap<string, JobResource>;
  /** How the n-th job that is started (from 0) ends; well when left out. */
  readonly errorOf?: (index: number) => { readonly reason: string; readonly message: string } | undefined;
  /** Says something else than the server would; undefined lets the server answer. `index` counts the requests. */
  readonly interfere?: (request: SentRequest, index: number) => FakeAnswer | undefined;
  /** Interferes only after the server has acted. */
  readonly loseAnswer?: (request: SentRequest, index: number) => FakeAnswer | undefined;
}

/** A fake BigQuery that knows jobs: it keeps ids, refuses a second job of one id, and ends every job at once. */
export function jobServer(
  options: JobServerOptions = {},
): Promise<FakeBigQuery & { readonly jobs: Map<string, JobResource> }> {
  const jobs = new Map(options.jobs ?? []);
  let requests = 0;
  let started = 0;
  const act = (request: SentRequest): FakeAnswer => {
    const { method, path, body } = request;
    if (method === 'POST' && path.endsWith('/jobs')) {
      const statistics = { query: { totalBytesProcessed: String(options.bytes ?? 0) } };
      if (body.configuration.dryRun === true) return { body: { statistics } };
      const id = body.jobReference.jobId as string;
      if (jobs.has(id)) return refusal(409, 'duplicate', `Already Exists: Job ${id}`);
      const errorResult = options.errorOf?.(started++);
      const job: JobResource = {
        jobReference: body.jobReference,
        status: { state: 'DONE', ...(errorResult === undefined ? {} : { errorResult }) },
        statistics: {
          creationTime: String(Date.now()),
          query: { totalBytesProcessed: '1000', totalBytesBilled: '10485760' },
        },
        configuration: body.configuration,
      };
      jobs.set(id, job);
      return { body: job };
    }
    const [, id = ''] = /\/(?:jobs|queries)\/([^/]+)/.exec(path) ?? [];
    const job = jobs.get(id);
    if (job === undefined) return refusal(404, 'notFound', `Not found: Job ${id}`);
    if (path.includes('/queries/')) {
      const schema = { fields: [{ name: 'job', type: 'STRING' }] };
      return { body: { jobComplete: true, schema, rows: [{ f: [{ v: id }] }] } };
    }
    return { body: job };
  };
  return fakeBigQuery((request) => {
    const index = requests++;
    const instead = options.interfere?.(request, index);
    if (instead !== undefined) return instead;
    const answer = act(request);
    return options.loseAnswer?.(request, index) ?? answer;
  }).then((server) => Object.assign(Object.create(server) as FakeBigQuery, { jobs }));
}
