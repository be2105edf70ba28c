import { open, readFile, rename, rm } from 'node:fs/promises';
import { PropensityError } from '@propensity/core';

/** How much of a file has been sent: a small file beside it. */
export class SentRequests {
  private constructor(
    readonly file: string,
    readonly sha256: string,
    /** Requests from the first one on that have been taken. */
    public sent: number,
  ) {}

  /**
   * Looks how much of the file has been sent, and keeps others from sending it until `release`.
   * @param sha256 of the file: what is known of another file of that name counts for nothing
   * @throws PropensityError `sending_meanwhile` while another process sends it
   */
  static async take(file: string, sha256: string): Promise<SentRequests> {
    await lock(lockOf(file), file);
    const known = await readFile(stateOf(file), 'utf8').catch(() => '{}');
    const state = JSON.parse(known) as { sha256?: string; sent?: number };
    return new SentRequests(file, sha256, state.sha256 === sha256 ? (state.sent ?? 0) : 0);
  }

  /** Notes on the disk that so many have been taken. */
  async note(sent: number): Promise<void> {
    const draft = `${stateOf(this.file)}.draft`;
    const handle = await open(draft, 'w');
    try {
      await handle.writeFile(`${JSON.stringify({ sha256: this.sha256, sent })}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, stateOf(this.file));
    this.sent = sent;
  }

  release(): Promise<void> {
    return rm(lockOf(this.file), { force: true });
  }
}

const stateOf = (file: string) => `${file}.sent.json`;
const lockOf = (file: string) => `${file}.sending`;

async function lock(name: string, file: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = await open(name, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = Number(await readFile(name, 'utf8').catch(() => ''));
      if (attempt > 0 || (pid > 0 && isRunning(pid))) {
        throw new PropensityError('sending_meanwhile', `Another process sends ${file}.`, {
          kind: 'conflict',
          hint: `Wait for it. If there is none, remove ${name}.`,
        });
      }
      // Of a process that was killed.
      await rm(name, { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
