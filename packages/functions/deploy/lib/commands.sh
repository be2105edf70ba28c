# shellcheck shell=bash
# Sourced: what the scripts say, and commands that --dry-run shows instead of running.

DRY_RUN=no

say() { printf '%s\n' "$*" >&2; }

# die MESSAGE [HINT]: exits with 1.
die() {
  say "error: $1"
  [[ $# -lt 2 ]] || say "  $2"
  exit 1
}

# wrong_usage MESSAGE [HINT]: exits with 2.
wrong_usage() {
  say "error: $1"
  say "  ${2:-See --help.}"
  exit 2
}

# The words of a command as they can be pasted into a shell.
quoted() {
  local word text=
  for word in "$@"; do
    [[ $word =~ ^[A-Za-z0-9_@%+=:,./-]+$ ]] || word="'${word//\'/\'\\\'\'}'"
    text="$text $word"
  done
  printf '%s\n' "${text# }"
}

# Runs a command that changes something; a failure ends the script.
run() {
  if [[ $DRY_RUN == yes ]]; then
    quoted "$@"
    return
  fi
  say "+ $(quoted "$@")"
  # stdout of a script is for what --dry-run prints.
  "$@" >&2 || die "This command failed (exit code $?): $(quoted "$@")" \
    "Put right what it says, then run the same script again: what is done stays done."
}

# Whether a command that only looks finds something. A dry run looks at nothing.
found() {
  [[ $DRY_RUN == no ]] && "$@" >/dev/null 2>&1
}

# What a command that only looks prints; PLACEHOLDER in a dry run.
#   value PLACEHOLDER HINT COMMAND …
value() {
  local placeholder=$1 hint=$2 text
  shift 2
  if [[ $DRY_RUN == yes ]]; then
    printf '%s\n' "$placeholder"
    return
  fi
  text=$("$@") || text=
  [[ -n $text ]] || die "This command found nothing: $(quoted "$@")" "$hint"
  printf '%s\n' "$text"
}
