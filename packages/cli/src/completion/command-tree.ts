import type { Argument, Command, Option } from 'commander';

/** What can be typed after an option or in the place of an argument. */
export type Value =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'file' }
  /** Anything: nothing can be proposed. */
  | { readonly kind: 'text' };

export interface CompletedOption {
  /** As they are typed: `-V`, `--version`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Null for an option that takes no value. */
  readonly value: Value | null;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly Value[];
}

/** The command line of a program: its own options, and its commands. */
export interface CommandTree {
  readonly name: string;
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
}

/** Placeholders of paths, in the descriptions of options and arguments. */
const PATHS = /^[<[](file|folder|glob)\b/;

/** Reads the command line from the program that parses it, so that neither can know more than the other. */
export function commandTree(program: Command): CommandTree {
  const commands = program.createHelp().visibleCommands(program);
  return {
    name: program.name(),
    options: optionsOf(program),
    commands: commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      options: optionsOf(command),
      arguments:
        command.name() === 'help'
          ? [{ kind: 'choice', choices: commands.map((each) => each.name()) }]
          : command.registeredArguments.map(valueOfArgument),
    })),
  };
}

function optionsOf(command: Command): CompletedOption[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined && flag !== null),
      description: option.description,
      value: option.required || option.optional ? valueOfOption(option) : null,
    }));
}

function valueOfOption({ argChoices, flags }: Option): Value {
  if (argChoices !== undefined) return { kind: 'choice', choices: argChoices };
  return PATHS.test(flags.split(' ').at(-1)!) ? { kind: 'file' } : { kind: 'text' };
}

function valueOfArgument({ argChoices }: Argument): Value {
  return argChoices === undefined ? { kind: 'text' } : { kind: 'choice', choices: argChoices };
}
