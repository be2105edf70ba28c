import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { run } from '../../src/run.js';
import { assertConforms } from './conforms.js';

/** What a command line left behind. */
export interface Answer {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Lines that are not broken, so that tests of what is said need not know where. */
const WIDE = { LANG: 'C.UTF-8', COLUMNS: '1000' };

/** A temporary folder to run command lines in, on a fixed day and without a terminal. */
export class Workplace {
  constructor(
    readonly folder: string,
    readonly today: number,
    readonly env: Readonly<Record<string, string>> = {},
  ) {}

  static async create(
    today = Date.UTC(2025, 2, 1, 12),
    env: Readonly<Record<string, string>> = {},
  ): Promise<Workplace> {
    return new Workplace(await mkdtemp(join(tmpdir(), 'propensity-cli-')), today, env);
  }

  async run(...argv: string[]): Promise<Answer> {
    const [out, err] = [captured(), captured()];
    const exitCode = await run(argv, {
      out: out.stream,
      err: err.stream,
      in: new PassThrough(),
      cwd: this.folder,
      env: { ...WIDE, ...this.env },
      clock: () => this.today,
    });
    return { exitCode, out: out.text(), err: err.text() };
  }

  /** Runs with `--json` and reads the one object that stdout holds; throws when it holds anything else, or not what its schema says. */
  // biome-ignore lint/suspicious/noExplicitAny: the tests assert the shape that they read.
  async json(...argv: string[]): Promise<{ readonly exitCode: number; readonly value: any }> {
    // After the command: as the last word it could be taken for the value of an option.
    const { exitCode, out } = await this.run(...argv.slice(0, 1), '--json', ...argv.slice(1));
    const value: unknown = JSON.parse(out);
    assertConforms(argv, value);
    return { exitCode, value };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

function captured(): { readonly stream: PassThrough; readonly text: () => string } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return { stream, text: () => text };
}
