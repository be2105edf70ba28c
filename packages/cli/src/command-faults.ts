import { PropensityError } from '@propensity/core';
import { type Command, CommanderError } from 'commander';

const HINT = 'Run "propensity --help" to see what there is.';

/**
 * Makes the program refuse to explain a command that there is not: commander would print the help of the program for
 * `propensity trian --help` and `propensity help trian`, and call the first a success.
 */
export function refuseHelpOfUnknown(program: Command): void {
  program.on('beforeAllHelp', ({ command }: { readonly command: Command }) => {
    if (command !== program) return;
    const name = calledCommand(program);
    if (name === undefined || name.startsWith('-') || namesOf(program).includes(name)) return;
    throw new CommanderError(2, 'commander.unknownCommand', name);
  });
}

/** What commander says of a wrong command line, in our form. */
export async function usageFault(program: Command, { code, message }: CommanderError): Promise<PropensityError> {
  if (code === 'commander.unknownCommand') return unknownCommand(program, calledCommand(program) ?? '');
  return new PropensityError('usage', message.replace(/^error: /, ''), { kind: 'usage', hint: HINT });
}

/** A command that there is not, with the nearest one and all there are. */
async function unknownCommand(program: Command, name: string): Promise<PropensityError> {
  // Loaded here only, as the rest of that room is much more than help needs.
  const { closestName } = await import('@propensity/core/config');
  const commands = namesOf(program);
  const nearest = closestName(name, commands);
  const meant = nearest === null ? '' : `; did you mean "${nearest}"?`;
  return new PropensityError('unknown_command', `unknown command '${name}'${meant}`, {
    kind: 'usage',
    hint: `Commands: ${commands.join(', ')}. ${HINT}`,
    details: { name, nearest, commands },
  });
}

/** The command that was called, or asked about with `help`. */
function calledCommand({ args: [first, ...others] }: Command): string | undefined {
  return first === 'help' ? others.find((word) => !word.startsWith('-')) : first;
}

/** Names of the commands, as the help lists them. */
function namesOf(program: Command): string[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => command.name());
}
