import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');
const attended = pathToFileURL(join(repository, 'scripts/attended.mjs')).href;
const untilStopped = pathToFileURL(join(repository, 'packages/cli/src/commands/until-stopped.ts')).href;

/** Says its id, and why it stops; runs until it is asked to. */
const SERVER = `
import { untilStopped } from '${untilStopped}';
process.stdout.write('running ' + process.pid + '\\n');
setInterval(() => {}, 1000);
const reason = await untilStopped(Number(process.env.PROPENSITY_PARENT));
process.stdout.write('stopped: ' + reason + '\\n', () => process.exit(7));
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-attended-'));
  await writeFile(join(folder, 'server.mjs'), SERVER);
  const wrapper = `import { attended } from '${attended}';
attended(process.execPath, ['${join(folder, 'server.mjs')}'], { cwd: '${folder}', env: process.env });`;
  await writeFile(join(folder, 'wrapper.mjs'), wrapper);
});
afterAll(() => rm(folder, { recursive: true }));

/** A wrapper and its server under a shell, as npm runs them. */
class Chain {
  out = '';
  constructor(readonly top: ChildProcess) {
    top.stdout?.on('data', (chunk) => {
      this.out += chunk;
    });
  }

  static async start(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Chain> {
    const chain = new Chain(
      spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    await vi.waitFor(() => expect(chain.out).toContain('running'), { timeout: 20_000 });
    return chain;
  }

  get server(): number {
    return Number(/running (\d+)/.exec(this.out)![1]);
  }

  async serverHasEnded(): Promise<void> {
    await vi.waitFor(() => expect(() => process.kill(this.server, 0)).toThrow('ESRCH'), { timeout: 10_000 });
  }
}

let chain: Chain;
afterEach(() => {
  try {
    process.kill(chain.server, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
});

const wrapper = () => Chain.start(process.execPath, [join(folder, 'wrapper.mjs')]);

describe('a server behind a wrapper', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('is passed %s, and its exit code is passed on', async (signal) => {
    chain = await wrapper();
    chain.top.kill(signal);
    const [code] = await once(chain.top, 'exit');
    expect(code).toBe(7);
    expect(chain.out).toContain(`stopped: ${signal}`);
  });

  it('ends when the wrapper is killed', async () => {
    chain = await wrapper();
    chain.top.kill('SIGKILL');
    await chain.serverHasEnded();
    expect(chain.out).toContain('stopped: its parent has ended');
  });

  it.skipIf(process.platform !== 'linux')(
    'ends when npm is killed, though its shell lives on (Linux, where a process can see that)',
    async () => {
      const shell = `sh -c '"${process.execPath}" "${join(folder, 'wrapper.mjs')}"; true'`;
      chain = await Chain.start('sh', ['-c', `${shell}; true`], { npm_lifecycle_event: 'propensity' });
      chain.top.kill('SIGKILL');
      await chain.serverHasEnded();
    },
  );

  it('ends at once when it is asked a second time', async () => {
    await writeFile(
      join(folder, 'slow.mjs'),
      SERVER.replace("process.stdout.write('stopped", "await new Promise(() => {}); process.stdout.write('never"),
    );
    chain = await Chain.start(process.execPath, [join(folder, 'slow.mjs')]);
    chain.top.kill('SIGINT');
    await new Promise((done) => setTimeout(done, 700));
    expect(chain.top.exitCode).toBeNull();
    chain.top.kill('SIGINT');
    const [code] = await once(chain.top, 'exit');
    expect(code).toBe(130);
  });
});
