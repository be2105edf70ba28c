#!/usr/bin/env bash
# Deploys modelTraining: reads the export, writes snapshots, a model file and its metadata.
# shellcheck source=../lib/deploy-function.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/deploy-function.sh"
# shellcheck disable=SC2034,SC2016 # Read by what is sourced; $URL is the reader's.
{
  TARGET=modelTraining NAME=model-training
  # Training holds its rows in memory: doctor says how much it takes. One instance, which runs one job at a time: who asks
  # for a run that is in progress waits inside it for the result, and keeps its CPU. 60 minutes are the longest that one
  # request may take; a workflow asks again before that.
  MEMORY=4Gi CPU=2
  RESOURCES=(--timeout=3600s --concurrency=4 --min-instances=0 --max-instances=1)
  PROJECT_ROLES=(roles/bigquery.jobUser roles/bigquery.readSessionUser)
  SERVING_ROLE=''
  DATASET_ROLE=roles/bigquery.dataEditor WORK_ROLE=roles/bigquery.dataEditor READS_EVENTS=yes
  # Creates model files and reads them; neither changes nor deletes one.
  BUCKET_ROLES=(roles/storage.objectCreator roles/storage.objectViewer)
  SENDS_NOTICES=yes
  NAMES_USERS=no
  EXAMPLE='-X POST "$URL"'
}
deploy_function "$@"
