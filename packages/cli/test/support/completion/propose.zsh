# zsh -f propose.zsh SCRIPT LINE: what zsh proposes behind LINE, one a line, with the completion script SCRIPT. It types into
# a zsh of its own, as completion works nowhere else.
if [[ $1 == inside ]]; then
  PS1='' PS2=''
  autoload -Uz compinit && compinit -u -D
  source $2
  compadd() {
    # Calls that only look for matches are left as they are.
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
    local -a found
    builtin compadd -A found "$@"
    (( $#found )) && print && print -l -- "<proposed>"$^found"<>"
  }
  finished() { print; print "<end>"; exit }
  comppostfuncs=(finished)
  zstyle ':completion:*' insert-tab false
  bindkey '^I' complete-word
else
  zmodload zsh/zpty
  zpty typed zsh -f -i
  zpty -w typed "source ${(q)0:A} inside ${(q)1}"
  zpty -n -w typed "$2"$'\t'
  while zpty -r typed line; do
    line=${line//$'\r'/}
    [[ $line == *'<proposed>'*'<>'* ]] && print -r -- ${${line#*<proposed>}%<>*}
    [[ $line == *'<end>'* ]] && break
  done
  zpty -d typed
fi
