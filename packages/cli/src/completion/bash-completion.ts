import type { CommandTree, CompletedCommand, CompletedOption, Value } from './command-tree.js';

/**
 * A completion script for bash, from 3.2 on, which needs nothing else: no bash-completion, and no start of the command.
 * `--option=value` is completed too; bash gives it as three words.
 */
export function bashCompletion(tree: CommandTree): string {
  const { name } = tree;
  const root: CompletedCommand = { name: '', description: '', options: tree.options, arguments: [] };
  const all = [root, ...tree.commands];
  return `# bash completion of ${name}

_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local command='' given=0 skip='' word i proposed=''
  COMPREPLY=()
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == = ]]; then continue; fi
    if [[ -n $skip ]]; then skip=''; continue; fi
    if [[ $word == -* ]]; then
      case "$command $word" in
        ${patterns(all, ({ value }) => value !== null)}) skip=1 ;;
      esac
    elif [[ -z $command ]]; then
      command=$word
    else
      given=$((given + 1))
    fi
  done
  case "$command $previous" in
${valueArms(all)}
  esac
  if [[ $current == -* ]]; then
    case $command in
${all.map(({ name: command, options }) => `      ${quoted(command)}) proposed=${quoted(flagsOf(options).join(' '))} ;;`).join('\n')}
    esac
  else
    case "$command $given" in
      ' 0') proposed=${quoted(tree.commands.map((command) => command.name).join(' '))} ;;
${argumentArms(tree.commands)}
    esac
  fi
  COMPREPLY=($(compgen -W "$proposed" -- "$current"))
}

complete -F _${name} ${name}
`;
}

function flagsOf(options: readonly CompletedOption[]): string[] {
  return options.flatMap(({ flags }) => flags);
}

/** `'init --stack'|'init --events'`: the options of all commands that are meant. */
function patterns(commands: readonly CompletedCommand[], isMeant: (option: CompletedOption) => boolean): string {
  return commands
    .flatMap(({ name, options }) => flagsOf(options.filter(isMeant)).map((flag) => quoted(`${name} ${flag}`)))
    .join('|');
}

/** What follows an option that takes a value. */
function valueArms(commands: readonly CompletedCommand[]): string {
  const of = (kind: Value['kind']) => patterns(commands, ({ value }) => value?.kind === kind);
  const choices = commands.flatMap((command) =>
    command.options.flatMap(({ flags, value }) =>
      value?.kind === 'choice'
        ? flags.map(
            (flag) =>
              `    ${quoted(`${command.name} ${flag}`)}) COMPREPLY=($(compgen -W ${quoted(value.choices.join(' '))} -- "$current")); return ;;`,
          )
        : [],
    ),
  );
  return [
    ...choices,
    `    ${of('file')})`,
    "      local IFS=$'\\n'",
    '      compopt -o filenames 2>/dev/null',
    '      COMPREPLY=($(compgen -f -- "$current"))',
    '      return ;;',
    `    ${of('text')}) return ;;`,
  ].join('\n');
}

function argumentArms(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, arguments: values }) =>
      values.flatMap((value, index) =>
        value.kind === 'choice'
          ? [`      ${quoted(`${name} ${index}`)}) proposed=${quoted(value.choices.join(' '))} ;;`]
          : [],
      ),
    )
    .join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
