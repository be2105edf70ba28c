import { PropensityError } from '@propensity/core';
import { CommanderError } from 'commander';
import { EXIT, EXIT_OF_KIND } from './exit-code.js';
import type { GlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import type { Outcome } from './outcome.js';
import { createProgram } from './program.js';

/**
 * Runs one command line. Results go to `io.out`, everything else to `io.err`; with `--json`, `io.out` gets exactly one
 * JSON object, errors included.
 * @returns the exit code
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const json = argv.includes('--json');
  let exitCode: number = EXIT.done;
  const finish = (options: GlobalOptions, { json: value, text, exitCode: code }: Outcome) => {
    io.out.write(options.json === true ? `${JSON.stringify(value)}\n` : `${text}\n`);
    exitCode = code;
  };
  const program = createProgram(io, finish, json);
  try {
    await program.parseAsync(namesNoCommand(argv) ? [...argv, 'status'] : [...argv], { from: 'user' });
  } catch (error) {
    return report(error, json, io);
  }
  return exitCode;
}

/** Common options that take no value. */
const FLAGS: ReadonlySet<string> = new Set(['--json', '--quiet', '--yes']);

/** True of a command line of common options alone. */
function namesNoCommand(argv: readonly string[]): boolean {
  return argv.every((word, index) => FLAGS.has(word) || word === '--config' || argv[index - 1] === '--config');
}

/** Reports an error: to people on stderr, to programs on stdout. */
function report(error: unknown, json: boolean, io: Io): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    const message = error.message.replace(/^error: /, '');
    if (json) io.out.write(errorJson('usage', message, 'Run "propensity --help" to see what there is.'));
    return EXIT.usage;
  }
  if (PropensityError.is(error)) {
    if (json) io.out.write(errorJson(error.code, error.message, error.hint));
    else io.err.write(`✗ ${error.message}\n${error.hint === '' ? '' : `  ${error.hint}\n`}`);
    if (io.env.PROPENSITY_DEBUG !== undefined && error.cause instanceof Error) io.err.write(`${error.cause.stack}\n`);
    return EXIT_OF_KIND[error.kind];
  }
  const message = error instanceof Error ? error.message : String(error);
  const hint = 'This is a fault of Propensity; set PROPENSITY_DEBUG=1 to see where, and report it.';
  if (json) io.out.write(errorJson('internal_error', message, hint));
  else io.err.write(`✗ ${message}\n  ${hint}\n`);
  if (io.env.PROPENSITY_DEBUG !== undefined && error instanceof Error) io.err.write(`${error.stack}\n`);
  return EXIT.failed;
}

function errorJson(code: string, message: string, hint: string): string {
  return `${JSON.stringify({ error: { code, message, hint } })}\n`;
}
