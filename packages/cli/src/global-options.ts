import type { Command } from 'commander';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly config?: string;
  readonly snapshot?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly yes?: boolean;
}

/** Adds them to a command, or to the program for those who write them first. */
export function withGlobalOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration (default: propensity.config.ts, .js or .json here)')
    .option(
      '--snapshot <date>',
      'S, the day the world is seen from, YYYY-MM-DD (default: worked out from clock and data)',
    )
    .option('--json', 'print exactly one JSON object')
    .option('--quiet', 'no progress')
    .option('--yes', 'answer every question with yes');
}
