import type { CommandTree, CompletedOption, Value } from './command-tree.js';

/** A completion script for fish, from 3.0 on. @see https://fishshell.com/docs/current/completions.html */
export function fishCompletion({ name, options, commands }: CommandTree): string {
  const valued = options.filter(({ value }) => value !== null).flatMap(({ flags }) => flags);
  const complete = (command: string, rest: string) =>
    `complete -c ${name} -n ${quoted(`__${name}_at ${command}`)} ${rest}`;
  return `# fish completion of ${name}

# The command that has been typed, or nothing.
function __${name}_command
    set -l words (commandline -opc)
    set -l skip ''
    for word in $words[2..-1]
        if test -n "$skip"
            set skip ''
            continue
        end
        switch $word
            case ${valued.join(' ')}
                set skip 1
            case '-*'
            case '*'
                echo $word
                return
        end
    end
end

function __${name}_at
    set -l command (__${name}_command)
    test "$argv" = "$command"
end

complete -c ${name} -f
${[
  ...options.map((option) => complete('', optionOf(option))),
  ...commands.map((command) => complete('', `-a ${command.name} -d ${quoted(command.description)}`)),
  ...commands.flatMap((command) => [
    ...command.options.map((option) => complete(command.name, optionOf(option))),
    ...command.arguments.flatMap((value) =>
      value.kind === 'choice' ? [complete(command.name, `-a ${quoted(value.choices.join(' '))}`)] : [],
    ),
  ]),
].join('\n')}
`;
}

function optionOf({ flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [...names, ...(value === null ? [] : [valueAfter(value)]), `-d ${quoted(description)}`].join(' ');
}

function valueAfter(value: Value): string {
  if (value.kind === 'choice') return `-x -a ${quoted(value.choices.join(' '))}`;
  return value.kind === 'file' ? '-r -F' : '-x';
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
