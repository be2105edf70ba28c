import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PropensityError } from '@propensity/core';

/** Has a process say, whenever it is sent anything, how much processor time it has used. */
const PROBE = `data:text/javascript,${encodeURIComponent(
  'process.on("message", () => process.send({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() })); process.channel.unref();',
)}`;

/** What a server has used since it was started. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** A server in a process of its own, whose processor time can be asked for. */
export class MeasuredServer {
  private constructor(
    readonly child: ChildProcess,
    /** Without a slash at the end. */
    readonly url: string,
  ) {}

  /**
   * @param args of Node
   * @param url what it will answer at, or how to find that in what it writes to stderr
   */
  static async start(args: readonly string[], cwd: string, url: string | RegExp): Promise<MeasuredServer> {
    const child = spawn(process.execPath, [`--import=${PROBE}`, ...args], {
      cwd,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let said = '';
    child.stderr?.on('data', (chunk) => {
      if (said.length < 10_000) said += chunk;
    });
    const find = () => (typeof url === 'string' ? url : url.exec(said)?.[1]);
    for (let tries = 0; tries < 600; tries++) {
      const found = find();
      if (found !== undefined && (await answers(found))) return new MeasuredServer(child, found);
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill('SIGKILL');
    throw new PropensityError('server_not_started', `A server did not start: ${said}`, { hint: 'Build first.' });
  }

  async usage(): Promise<Usage> {
    const answer = once(this.child, 'message');
    this.child.send('usage');
    const [{ cpu, rss }] = await answer;
    return { cpuMs: (cpu.user + cpu.system) / 1000, rssMb: rss / 2 ** 20 };
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
