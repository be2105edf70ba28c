#!/usr/bin/env bash
# Stands in for gcloud, bq, npm, cp and sleep: notes what it is called with and answers as $RECORDER/answers says, whose
# lines are: pattern, exit code and output, between tabs. Without one that matches it succeeds and prints nothing.
set -euo pipefail
command="${0##*/} $*"
{
  printf '%s' "${0##*/}"
  [[ $# -eq 0 ]] || printf '\x1f%s' "$@"
  printf '\n'
} >>"$RECORDER/calls"
while IFS=$'\t' read -r pattern code output; do
  if [[ $command =~ $pattern ]]; then
    [[ -z $output ]] || printf '%s\n' "$output"
    exit "$code"
  fi
done <"$RECORDER/answers"
