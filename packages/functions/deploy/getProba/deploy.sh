#!/usr/bin/env bash
# Deploys getProba: looks one user's probability up.
# shellcheck source=../lib/deploy-function.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/deploy-function.sh"
# shellcheck disable=SC2034,SC2016 # Read by what is sourced; $URL is the reader's.
{
  TARGET=getProba NAME=get-proba
  MEMORY=512Mi CPU=1
  RESOURCES=(--timeout=60s --concurrency=80 --min-instances=0 --max-instances=10)
  # It reads our tables and nothing else.
  PROJECT_ROLES=(roles/bigquery.jobUser)
  SERVING_ROLE=roles/datastore.viewer
  DATASET_ROLE=roles/bigquery.dataViewer WORK_ROLE='' READS_EVENTS=no
  BUCKET_ROLES=()
  SENDS_NOTICES=no
  # The addresses that it is asked at name users.
  NAMES_USERS=yes
  EXAMPLE='"$URL?user_id=1234567.890"'
}
deploy_function "$@"
