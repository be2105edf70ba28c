import { PropensityError } from '@propensity/core';
import { CommanderError } from 'commander';
import { usageFault } from './command-faults.js';
import { EXIT, EXIT_OF_KIND } from './exit-code.js';
import type { GlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import type { Outcome } from './outcome.js';
import { createProgram } from './program.js';
import { fit } from './render/layout.js';
import { screenOf } from './render/screen.js';
import type { ErrorResult } from './results.js';
import { tellError } from './tell.js';

/**
 * Runs one command line. Results go to `io.out`, everything else to `io.err`; with `--json`, `io.out` gets exactly one
 * JSON object, errors included.
 * @returns the exit code
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const json = argv.includes('--json');
  let exitCode: number = EXIT.done;
  const finish = (options: GlobalOptions, result: Outcome) => {
    io.out.write(options.json === true ? `${JSON.stringify(result.json)}\n` : `${textOf(result, io)}\n`);
    exitCode = result.exitCode;
  };
  const program = createProgram(io, finish, json);
  try {
    await program.parseAsync(namesNoCommand(argv) ? [...argv, 'status'] : [...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    return report(error instanceof CommanderError ? await usageFault(program, error) : error, json, io);
  }
  return exitCode;
}

function textOf({ text }: Outcome, io: Io): string {
  const screen = screenOf(io.out, io.env);
  return typeof text === 'string' ? fit(text, screen) : text(screen);
}

/** Common options that take no value. */
const FLAGS: ReadonlySet<string> = new Set(['--json', '--quiet', '--yes']);

/** True of a command line of common options alone. */
function namesNoCommand(argv: readonly string[]): boolean {
  return argv.every((word, index) => FLAGS.has(word) || word === '--config' || argv[index - 1] === '--config');
}

/** Reports an error: to people on stderr, to programs on stdout. */
function report(error: unknown, json: boolean, io: Io): number {
  const known = PropensityError.is(error);
  const message = error instanceof Error ? error.message : String(error);
  const hint = known
    ? error.hint
    : 'This is a fault of Propensity; set PROPENSITY_DEBUG=1 to see where, and report it.';
  if (json) io.out.write(errorJson(known ? error.code : 'internal_error', message, hint));
  else tellError(io, message, hint);
  const fault = known ? error.cause : error;
  if (io.env.PROPENSITY_DEBUG !== undefined && fault instanceof Error) io.err.write(`${fault.stack}\n`);
  return known ? EXIT_OF_KIND[error.kind] : EXIT.failed;
}

function errorJson(code: string, message: string, hint: string): string {
  const json: ErrorResult = { error: { code, message, hint } };
  return `${JSON.stringify(json)}\n`;
}
