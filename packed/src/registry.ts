import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run.js';

const START_MS = 60_000;

/** A registry on loopback, that passes on what it does not have itself to the one that npm is set to. */
export class Registry {
  private constructor(
    readonly url: string,
    /** Where the tarballs of what was published lie: `<package>/<file>.tgz`. */
    readonly storage: string,
    readonly server: ChildProcess,
  ) {}

  /** @param tools the `node_modules` that verdaccio is in; @param folder an empty folder for the registry's files */
  static async start(tools: string, folder: string): Promise<Registry> {
    const { stdout } = await run('npm', ['config', 'get', 'registry'], { cwd: folder });
    const storage = join(folder, 'storage');
    const config = {
      storage,
      uplinks: { npm: { url: stdout.trim(), timeout: '60s', max_fails: 10 } },
      packages: {
        // Never asked of the other registry: what has that name there is not ours.
        propensity: { access: '$all', publish: '$all' },
        '@propensity/*': { access: '$all', publish: '$all' },
        '**': { access: '$all', proxy: 'npm' },
      },
      log: { type: 'stdout', format: 'pretty', level: 'warn' },
      web: { enable: false },
    };
    await writeFile(join(folder, 'config.yaml'), JSON.stringify(config));
    const address = `127.0.0.1:${await freePort()}`;
    const verdaccio = join(tools, 'verdaccio/bin/verdaccio');
    const server = spawn(process.execPath, [verdaccio, '--config', join(folder, 'config.yaml'), '--listen', address], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const registry = new Registry(`http://${address}/`, storage, server);
    await registry.#answers(server);
    return registry;
  }

  /** What npm and pnpm have to be told to use it. Anyone may publish, but npm wants to see a token. */
  get npmrc(): string {
    return `registry=${this.url}\n${this.url.replace('http:', '')}:_authToken=anyone\n`;
  }

  async stop(): Promise<void> {
    if (this.server.exitCode !== null) return;
    this.server.kill();
    await once(this.server, 'exit');
  }

  async #answers(server: ChildProcess): Promise<void> {
    let said = '';
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const end = Date.now() + START_MS;
    while (Date.now() < end && server.exitCode === null) {
      const answer = await fetch(`${this.url}-/ping`).catch(() => null);
      if (answer?.ok === true) return;
      await sleep(200);
    }
    throw new Error(`The local registry did not start:\n${said}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
