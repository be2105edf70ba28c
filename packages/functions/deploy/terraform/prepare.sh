#!/usr/bin/env bash
# Enables what Terraform's very first resources need and cannot enable themselves. Run it once before the first apply.
set -euo pipefail

DEPLOY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../lib/commands.sh
source "$DEPLOY/lib/commands.sh"
# shellcheck source=../lib/settings.sh
source "$DEPLOY/lib/settings.sh"
# shellcheck source=../lib/resources.sh
source "$DEPLOY/lib/resources.sh"

usage() {
  cat <<TEXT
Enables the APIs that Terraform needs before its first apply: ${FIRST_SERVICES[*]%.googleapis.com}. Safe to run again.

  prepare.sh [options]

$COMMON_OPTIONS
TEXT
}

while [[ $# -gt 0 ]]; do
  take_common_option "$@"
  [[ $TAKEN -gt 0 ]] || wrong_usage "There is no option $1."
  shift "$TAKEN"
done
read_config_file
check_gcloud gcloud
enable_services "${FIRST_SERVICES[@]}"
