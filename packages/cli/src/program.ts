import { Command } from 'commander';
import { refuseHelpOfUnknown } from './command-faults.js';
import { registerCommands } from './commands/register-commands.js';
import { type GlobalOptions, withGlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import type { Outcome } from './outcome.js';
import { styledHelp } from './styled-help.js';

/**
 * The command line as data: every command with its arguments and options. It throws commander's errors where commander
 * would end the process.
 * @param finish is told what a command leaves
 * @param quiet writes no usage errors
 */
export function createProgram(
  io: Io,
  finish: (options: GlobalOptions, outcome: Outcome) => void,
  quiet = false,
): Command {
  const program = new Command('propensity')
    .description('From a Google Analytics export to a calibrated probability per user of converting soon.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => {
        if (!quiet) io.err.write(text);
      },
      // Errors of usage are reported as all others are.
      outputError: () => {},
    });
  styledHelp(program, io);
  refuseHelpOfUnknown(program);
  // Common options may stand before the command as well as after it.
  withGlobalOptions(program)
    .enablePositionalOptions()
    .hook('preAction', (_, command) => {
      for (const [name, value] of Object.entries(program.opts())) command.setOptionValue(name, value);
    });
  registerCommands(program, io, finish);
  return program;
}
