import { describe, expect, it } from 'vitest';
import command from '../../cli/package.json' with { type: 'json' };
import adapters from '../package.json' with { type: 'json' };
import { GOOGLE_CLIENTS, withGoogleClients } from '../src/google-clients.js';

const thrown = (message: string, code: string) => Object.assign(new Error(message), { code });

describe('GOOGLE_CLIENTS', () => {
  it('are those that the adapters are built with', () => {
    for (const [name, version] of Object.entries(GOOGLE_CLIENTS)) {
      expect(adapters.dependencies).toHaveProperty([name], version);
    }
  });

  it('are what the command may be given, and google-gax, which they bring along', () => {
    const optional = { ...GOOGLE_CLIENTS, 'google-gax': adapters.dependencies['google-gax'] };
    const ranges = Object.entries(optional).map(([name, version]) => [name, `^${version}`]);
    expect(command.peerDependencies).toEqual(Object.fromEntries(ranges));
    expect(Object.keys(command.peerDependenciesMeta)).toEqual(Object.keys(command.peerDependencies));
  });
});

describe('withGoogleClients', () => {
  it('gives what was loaded', async () => {
    expect(await withGoogleClients(async () => 7)).toBe(7);
  });

  it.each([
    ["Cannot find package '@google-cloud/bigquery' imported from /x/dist/a.js", 'ERR_MODULE_NOT_FOUND'],
    ["Cannot find module 'google-auth-library'\nRequire stack:\n- /x/dist/a.cjs", 'MODULE_NOT_FOUND'],
  ])('%s → what to install', async (message, code) => {
    const cause = thrown(message, code);
    const error = await withGoogleClients(() => Promise.reject(cause)).catch((error) => error);
    expect(error).toMatchObject({ code: 'google_clients_missing', kind: 'usage', cause });
    expect(error.hint).toContain(
      `npm install -g @google-cloud/bigquery@${adapters.dependencies['@google-cloud/bigquery']} @google-cloud/`,
    );
  });

  it.each([
    ['another package', thrown("Cannot find package 'zod' imported from /x/dist/a.js", 'ERR_MODULE_NOT_FOUND')],
    ['another failure', thrown('@google-cloud/bigquery has no credentials', 'ENOENT')],
  ])('%s is passed on', async (_, cause) => {
    await expect(withGoogleClients(() => Promise.reject(cause))).rejects.toBe(cause);
  });
});
