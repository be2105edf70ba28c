#!/usr/bin/env bash
# Deploys predictions: scores every user inside BigQuery and publishes the scores.
# shellcheck source=../lib/deploy-function.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/deploy-function.sh"
# shellcheck disable=SC2034,SC2016 # Read by what is sourced; $URL is the reader's.
{
  TARGET=predictions NAME=predictions
  # BigQuery does the work; the function waits for it. One instance, as for modelTraining.
  MEMORY=1Gi CPU=1
  RESOURCES=(--timeout=3600s --concurrency=4 --min-instances=0 --max-instances=1)
  PROJECT_ROLES=(roles/bigquery.jobUser)
  SERVING_ROLE=roles/datastore.user
  DATASET_ROLE=roles/bigquery.dataEditor WORK_ROLE=roles/bigquery.dataEditor READS_EVENTS=yes
  BUCKET_ROLES=(roles/storage.objectViewer)
  SENDS_NOTICES=yes
  NAMES_USERS=no
  EXAMPLE='-X POST "$URL"'
}
deploy_function "$@"
