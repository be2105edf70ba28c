import type { Command } from 'commander';
import { code, markdownTable } from '../markdown.js';
import { commandLine } from './command-line.js';

/** The reference of commands, from the command line itself. */
export function commandsPage(): string {
  const { program } = commandLine();
  const common = new Set(program.options.map(({ flags }) => flags));
  const commands = program.commands.filter((command) => command.name() !== 'help');
  return `# Commands

\`propensity COMMAND\`, once [installed](../start.md); in a clone \`npm run -s propensity -- COMMAND\`.

${markdownTable(
  ['command', 'does'],
  commands.map((command) => [`[\`${command.name()}\`](#${command.name()})`, command.description()]),
)}

## Common options

Every command takes them, before its name or after it.

${optionsOf(program, new Set())}

## Exit codes

| code | means |
| --- | --- |
| 0 | done |
| 1 | the job failed, or another one is at work |
| 2 | wrong usage or configuration |
| 3 | refused by a check: of the data, of the gate, of quality |

\`train\` exits with 3 where the gate rejects the model, \`doctor\` where training would be refused. \`run\` scores although an evaluation
failed, and then exits with the code of that failure. [Errors](errors.md) says which code each error has.

## Screens

Text is laid out for the width of the terminal; where there is none, for the columns that \`COLUMNS\` names, or 80. Colours are shown
on terminals, unless \`NO_COLOR\` is set, and elsewhere where \`FORCE_COLOR\` is. A locale without UTF-8 (\`LC_ALL\`, \`LC_CTYPE\`, \`LANG\`)
gets ASCII. [\`completion\`](#completion) completes commands, options and their values in bash, zsh and fish.

${commands.map((command) => sectionOf(command, common)).join('\n\n')}
`;
}

function sectionOf(command: Command, common: ReadonlySet<string>): string {
  const args = command.registeredArguments.map((arg) => (arg.required ? `<${arg.name()}>` : `[${arg.name()}]`));
  const usage = ['propensity', command.name(), ...args, '[options]'].join(' ');
  const description = command.description();
  return [
    `## ${command.name()}`,
    `${description.charAt(0).toUpperCase()}${description.slice(1)}.`,
    `\`\`\`text\n${usage}\n\`\`\``,
    optionsOf(command, common),
    examplesOf(command.name()),
    `[What it prints with \`--json\`](results.md#${command.name()})`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function optionsOf(command: Command, left: ReadonlySet<string>): string {
  const rows = command.options
    .filter(({ flags, hidden }) => !left.has(flags) && !hidden)
    .map(({ flags, description, defaultValue, argChoices }) => [
      code(flags),
      defaultValue === undefined ? '' : code(String(defaultValue)),
      argChoices === undefined ? description : `${description}: ${argChoices.map(code).join(', ')}`,
    ]);
  return rows.length === 0 ? '' : markdownTable(['option', 'default', 'does'], rows);
}

/** The examples that `--help` ends with. */
function examplesOf(name: string): string {
  const { program, written } = commandLine();
  program.commands.find((command) => command.name() === name)!.outputHelp();
  const examples = written().split('\nExamples:\n')[1];
  return examples === undefined ? '' : `\`\`\`sh\n${examples.trimEnd().replace(/^ {2}/gm, '')}\n\`\`\``;
}
