import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Ran, run } from './run.js';

/** What a user's environment keeps of this one: how programs reach the network, and where they are. */
const KEPT = /^(PATH|TMPDIR|LANG|SSL_CERT_.*|NODE_EXTRA_CA_CERTS|(HTTPS?|NO)_PROXY)$/i;

/** Somebody who has Node and npm and nothing else: an empty home, an empty cache, an empty folder to work in. */
export class User {
  private constructor(
    readonly home: string,
    readonly folder: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * @param npmrc the user's settings of npm
   * @param nodeBin the folder of the `node` that the user has
   */
  static async create(npmrc: string, nodeBin: string): Promise<User> {
    const home = await mkdtemp(join(tmpdir(), 'propensity-user-'));
    const folder = join(home, 'shop');
    await mkdir(folder);
    await writeFile(
      join(home, '.npmrc'),
      `${npmrc}prefix=${home}/global\nfund=false\naudit=false\nupdate-notifier=false\n`,
    );
    const kept = Object.entries(process.env).filter(([name]) => KEPT.test(name));
    const path = [join(home, 'global/bin'), nodeBin, process.env.PATH].join(delimiter);
    return new User(home, folder, { ...Object.fromEntries(kept), HOME: home, PATH: path });
  }

  /** Types a command in the user's folder. */
  run(
    program: string,
    args: readonly string[],
    options: { cwd?: string; allow?: number[]; env?: object } = {},
  ): Promise<Ran> {
    const { cwd = this.folder, allow = [], env = {} } = options;
    return run(program, args, { cwd, allow, env: { ...this.env, ...env } });
  }

  async remove(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }
}
