#!/usr/bin/env bash
# Schedules the deployed functions: training monthly; weekly evaluation, then predictions because it has ended. Workflows call
# them and wait: Cloud Scheduler itself waits for 30 minutes at most, and a function has no CPU once nobody waits for it.
set -euo pipefail

DEPLOY=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/commands.sh
source "$DEPLOY/lib/commands.sh"
# shellcheck source=lib/settings.sh
source "$DEPLOY/lib/settings.sh"
# shellcheck source=lib/identities.sh
source "$DEPLOY/lib/identities.sh"
# shellcheck source=lib/resources.sh
source "$DEPLOY/lib/resources.sh"

TRAINING_SCHEDULE='0 3 1 * *'
WEEKLY_SCHEDULE='0 5 * * 1'

usage() {
  cat <<TEXT
Schedules training (monthly) and evaluation followed by predictions (weekly), in the property's time zone. Deploy the
functions first. Safe to run again.

  scheduler.sh [options]

$COMMON_OPTIONS
  --training-schedule CRON   default: "$TRAINING_SCHEDULE", at 3 on the first of the month
  --weekly-schedule CRON     default: "$WEEKLY_SCHEDULE", at 5 on Mondays
TEXT
}

while [[ $# -gt 0 ]]; do
  take_common_option "$@"
  if [[ $TAKEN -eq 0 ]]; then
    case $1 in
      --training-schedule) TRAINING_SCHEDULE=$(argument "$@") ;;
      --weekly-schedule) WEEKLY_SCHEDULE=$(argument "$@") ;;
      *) wrong_usage "There is no option $1." ;;
    esac
    TAKEN=2
  fi
  shift "$TAKEN"
done
read_settings
check_gcloud gcloud
enable_services cloudscheduler.googleapis.com workflows.googleapis.com workflowexecutions.googleapis.com

training=$(url_of model-training modelTraining)
evaluation=$(url_of model-evaluation modelEvaluation)
predictions=$(url_of predictions predictions)

# A workflow may call the functions that it calls.
make_account training "Propensity: runs the training workflow"
grant_invoker "serviceAccount:$(account_of training)" model-training
grant_on_project "$(account_of training)" roles/logging.logWriter
deploy_workflow training "TRAINING_URL=$training,TIME_ZONE=$TIME_ZONE"
make_account weekly "Propensity: runs the weekly workflow"
grant_invoker "serviceAccount:$(account_of weekly)" model-evaluation
grant_invoker "serviceAccount:$(account_of weekly)" predictions
grant_on_project "$(account_of weekly)" roles/logging.logWriter
deploy_workflow weekly "EVALUATION_URL=$evaluation,PREDICTIONS_URL=$predictions,TIME_ZONE=$TIME_ZONE"

# The scheduler may start the workflows.
make_scheduler_account
schedule_workflow training "$TRAINING_SCHEDULE"
schedule_workflow weekly "$WEEKLY_SCHEDULE"

[[ $DRY_RUN == yes ]] || say "Scheduled. To run one now: gcloud scheduler jobs run $PREFIX-weekly --location=$REGION --project=$PROJECT"
