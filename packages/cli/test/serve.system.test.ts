import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertConforms } from './support/conforms.js';
import { Workplace } from './support/workplace.js';

const CONFIG = { source: { events: 'export/*.parquet' }, target: { event: 'purchase' } };
let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(CONFIG));
});
afterAll(() => workplace.remove());

describe('serve beyond loopback', () => {
  it.each(['0.0.0.0', '::', '192.168.1.7', 'example.org'])('refuses to start on %s without a token', async (host) => {
    const { exitCode, value } = await workplace.json('serve', '--port', '0', '--host', host);
    expect(exitCode).toBe(2);
    expect(value.error.code).toBe('token_needed');
    expect(value.error.hint).toContain('PROPENSITY_SERVE_TOKEN');
  });
});

it('with a token, jobs have to send it, also on loopback', async () => {
  const port = await freePort();
  const server = new Workplace(workplace.folder, workplace.today, { PROPENSITY_SERVE_TOKEN: 'a secret' });
  const stopped = server.run('serve', '--port', String(port), '--json');
  const post = (headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/modelTraining`, { method: 'POST', headers });
  await expect.poll(() => post().then(({ status }) => status, String), { timeout: 20_000 }).toBe(401);
  const answer = await post({ authorization: 'Bearer a secret' });
  expect(((await answer.json()) as { error: { code: string } }).error.code).toBe('no_export_files');
  process.emit('SIGTERM');
  const { exitCode, out } = await stopped;
  assertConforms(['serve'], JSON.parse(out));
  expect([exitCode, JSON.parse(out)]).toEqual([0, { job: 'serve', url: `http://127.0.0.1:${port}` }]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
