import type { CommandTree, CompletedOption, Value } from './command-tree.js';

/**
 * A completion script for zsh: a file of the `fpath`, or to be sourced after `compinit`.
 * @see https://zsh.sourceforge.io/Doc/Release/Completion-System.html for `_arguments` and `_describe`
 */
export function zshCompletion({ name, options, commands }: CommandTree): string {
  const described = commands.map(
    (command) => `    ${quoted(`${command.name}:${command.description.replaceAll(':', '\\:')}`)}`,
  );
  const arms = commands.map(({ name: command, options: own, arguments: values }) => {
    const specs = [
      ...own.flatMap(optionSpecs),
      ...values.map((value, index) => quoted(`${index + 1}: :${action(value)}`)),
    ];
    return `        ${command})\n          _arguments -s \\\n            ${specs.join(' \\\n            ')} ;;`;
  });
  return `#compdef ${name}
# zsh completion of ${name}

_${name}() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands
  commands=(
${described.join('\n')}
  )
  _arguments -C -A '-*' \\
    ${options.flatMap(optionSpecs).join(' \\\n    ')} \\
    '1: :->command' \\
    '*:: :->arguments'
  case $state in
    command) _describe -t commands command commands ;;
    arguments)
      case $words[1] in
${arms.join('\n')}
      esac ;;
  esac
}

if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
}

/** A specification for each way to write the option; the value may stand behind `=` or a space. */
function optionSpecs({ flags, description, value }: CompletedOption): string[] {
  const explained = `[${description.replace(/[[\]\\:]/g, '\\$&')}]`;
  const others = flags.length > 1 ? `(${flags.join(' ')})` : '';
  return flags.map((flag) =>
    quoted(value === null ? `${others}${flag}${explained}` : `${others}${flag}=${explained}: :${action(value)}`),
  );
}

function action(value: Value): string {
  if (value.kind === 'choice') return `(${value.choices.join(' ')})`;
  return value.kind === 'file' ? '_files' : ' ';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
