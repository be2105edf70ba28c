#!/usr/bin/env bash
# Deploys modelEvaluation: compares past predictions with what happened.
# shellcheck source=../lib/deploy-function.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/deploy-function.sh"
# shellcheck disable=SC2034,SC2016 # Read by what is sourced; $URL is the reader's.
{
  TARGET=modelEvaluation NAME=model-evaluation
  # It holds one week's outcomes in memory. One instance, as for modelTraining.
  MEMORY=2Gi CPU=1
  RESOURCES=(--timeout=3600s --concurrency=4 --min-instances=0 --max-instances=1)
  PROJECT_ROLES=(roles/bigquery.jobUser roles/bigquery.readSessionUser)
  SERVING_ROLE=''
  # It labels from the export and computes no features. Of the bucket it reads the key of forgotten users.
  DATASET_ROLE=roles/bigquery.dataEditor WORK_ROLE='' READS_EVENTS=yes
  BUCKET_ROLES=(roles/storage.objectViewer)
  SENDS_NOTICES=yes
  NAMES_USERS=no
  EXAMPLE='-X POST "$URL"'
}
deploy_function "$@"
