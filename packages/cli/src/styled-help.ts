import type { Argument, Command } from 'commander';
import type { Io } from './io.js';
import { commandLine } from './render/command-line.js';
import { spell } from './render/glyphs.js';
import { screenOf } from './render/screen.js';
import { tint } from './render/tint.js';

/** Help as wide as its screen, in its colours. Commands that are added later take it over. */
export function styledHelp(program: Command, io: Io): void {
  const [out, err] = [screenOf(io.out, io.env), screenOf(io.err, io.env)];
  const { writeOut, writeErr } = program.configureOutput();
  // Commander takes the colours out again where a stream shows none.
  const coloured = { colour: true };
  program
    .configureOutput({
      writeOut: (text) => writeOut?.(spell(text, out)),
      writeErr: (text) => writeErr?.(spell(text, err)),
      getOutHelpWidth: () => out.columns,
      getErrHelpWidth: () => err.columns,
      getOutHasColors: () => out.colour,
      getErrHasColors: () => err.colour,
    })
    .configureHelp({
      minWidthToWrap: 20,
      // That each takes options, and what follows a first word, need not be said of each.
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.slice(0, 1).map((each) => humanReadable(each))].join(' '),
      styleTitle: (text) => tint('heading', text, coloured),
      styleCommandText: (text) => tint('command', text, coloured),
      styleSubcommandTerm: (text) => tint('command', text, coloured),
      styleOptionTerm: (text) => tint('command', text, coloured),
    });
}

/** `<user_id>`, `[command]`, `<id...>`. */
function humanReadable(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** Adds examples below the help of a command; those that are too long are broken as a shell reads them. */
export function addExamples(command: Command, io: Io, examples: readonly string[]): Command {
  return command.addHelpText('after', ({ error }) => {
    const screen = screenOf(error ? io.err : io.out, io.env);
    const lines = examples.flatMap((example) => commandLine(`propensity ${example}`, screen, '  '));
    return `\n${tint('heading', 'Examples:', screen)}\n${lines.join('\n')}`;
  });
}
