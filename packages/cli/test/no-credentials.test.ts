import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeForbiddenHosts } from '@propensity/gcp-testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Workplace } from './support/workplace.js';

let workplace: Workplace;
beforeEach(async () => {
  workplace = await Workplace.create();
  for (const name of Object.keys(process.env)) if (/^(GOOGLE|GCLOUD|GCP)_/.test(name)) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', workplace.folder);
  vi.stubEnv('CLOUDSDK_CONFIG', workplace.folder);
  // Google's library would ask a machine of Google's for its account.
  vi.stubEnv('METADATA_SERVER_DETECTION', 'none');
  const config = {
    stack: 'gcp',
    target: { event: 'purchase' },
    gcp: {
      project: 'my-shop-123',
      dataset: 'propensity',
      eventsDataset: 'analytics_1',
      bucket: 'models',
      location: 'EU',
    },
  };
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await workplace.remove();
});

it.each([['train'], ['predict'], ['evaluate'], ['proba', 'someone'], ['models']])(
  '%s says what to run where there is no Google credential, and reaches for nobody',
  async (...argv) => {
    const { exitCode, out, err } = await workplace.run(...argv, '--quiet');
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err.trim().split('\n')).toEqual([
      '✗ There are no Google Cloud credentials here.',
      '  Run "gcloud auth application-default login", or attach a service account to where this runs.',
    ]);
    expect(takeForbiddenHosts()).toEqual([]);
  },
);
