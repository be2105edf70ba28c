import { Writable } from 'node:stream';
import type { Command } from 'commander';
// From its source: the package of the command is no library.
import { createProgram } from '../../../packages/cli/src/program.js';

/** Lines that are not broken: a page has a width of its own. */
const WIDE = { COLUMNS: '1000', LANG: 'C.UTF-8' };

/** The command line, and what it has written. It never runs a command. */
export function commandLine(): { readonly program: Command; readonly written: () => string } {
  let text = '';
  const out = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  const program = createProgram({ out, err: out, cwd: '/', env: WIDE, clock: () => 0 }, () => {});
  for (const command of program.commands) command.action(() => {});
  return { program, written: () => text };
}

/** The names of all commands, in the order in which help lists them. */
export function commandNames(): string[] {
  return commandLine().program.commands.map((command) => command.name());
}
