import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const MESSAGE = 'Access Denied: Project my-project: User does not have bigquery.jobs.create permission.';

let google: Server;
let workplace: Workplace;
/** A Google Cloud that lets nobody do anything. */
beforeEach(async () => {
  google = createServer((request, response) => {
    request.resume();
    const errors = [{ reason: 'accessDenied', message: MESSAGE, domain: 'global' }];
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code: 403, message: MESSAGE, errors } }));
  });
  await new Promise<void>((listening) => google.listen(0, '127.0.0.1', listening));
  const endpoint = `http://127.0.0.1:${(google.address() as AddressInfo).port}`;
  workplace = await Workplace.create();
  const gcp = {
    project: 'my-project',
    dataset: 'propensity',
    eventsDataset: 'analytics_1',
    bucket: 'my-bucket',
    location: 'EU',
    apiEndpoint: endpoint,
    storageEndpoint: endpoint,
  };
  const config = { stack: 'gcp', gcp, target: { event: 'purchase' } };
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
});
afterEach(async () => {
  google.closeAllConnections();
  await new Promise((closed) => google.close(closed));
  await workplace.remove();
});

it('doctor names every role to grant instead of failing', async () => {
  const { exitCode, value } = await workplace.json('doctor');
  expect([exitCode, value.ok, value.snapshot, value.cost]).toEqual([3, false, null, null]);
  const hints = value.checks.map(({ hint }: { hint: string }) => hint).join('\n');
  for (const role of [
    'roles/bigquery.jobUser on my-project',
    'roles/bigquery.dataEditor on my-project.propensity',
    'roles/bigquery.dataViewer on my-project.analytics_1',
    'gs://my-bucket',
  ]) {
    expect(hints).toContain(role);
  }
  expect(value.checks.every(({ status }: { status: string }) => status === 'fail')).toBe(true);

  const people = await workplace.run('doctor');
  expect(people.exitCode).toBe(3);
  expect(people.out).toContain('✗ queries');
  expect(people.out).toContain('Fix what is marked ✗');
});

it('other commands say which role is missing', async () => {
  const { exitCode, value } = await workplace.json('train');
  expect([exitCode, value.error.code]).toEqual([1, 'permission_denied']);
  expect(value.error.hint).toContain('roles/bigquery.jobUser');
});
