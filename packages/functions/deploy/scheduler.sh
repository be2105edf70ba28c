#!/usr/bin/env bash
# Schedules the deployed functions: training monthly; weekly evaluation, then predictions because it has ended.
set -euo pipefail

DEPLOY=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/commands.sh
source "$DEPLOY/lib/commands.sh"
# shellcheck source=lib/settings.sh
source "$DEPLOY/lib/settings.sh"
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

# schedule NAME, then the flags that create and update share
schedule() {
  local job=$1 verb=create
  shift
  found gcloud scheduler jobs describe "$job" --location="$REGION" --project="$PROJECT" && verb=update
  run gcloud scheduler jobs "$verb" http "$job" --location="$REGION" --project="$PROJECT" --time-zone="$TIME_ZONE" \
    --http-method=POST "$@" --format=none
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

# The workflow may call the two functions that it calls.
make_account weekly "Propensity: runs the weekly workflow"
grant_invoker "serviceAccount:$(account_of weekly)" model-evaluation
grant_invoker "serviceAccount:$(account_of weekly)" predictions
grant_on_project "$(account_of weekly)" roles/logging.logWriter
run gcloud workflows deploy "$PREFIX-weekly" --source="$DEPLOY/weekly.workflows.yaml" --location="$REGION" --project="$PROJECT" \
  --service-account="$(account_of weekly)" --format=none \
  --set-env-vars="EVALUATION_URL=$evaluation,PREDICTIONS_URL=$predictions,TIME_ZONE=$TIME_ZONE"

# The scheduler may call training and start the workflow.
make_account scheduler "Propensity: starts what is scheduled"
grant_invoker "serviceAccount:$(account_of scheduler)" model-training
grant_on_project "$(account_of scheduler)" roles/workflows.invoker
# 30 minutes are the longest that Cloud Scheduler waits. A longer training is asked for again and answers when it is done.
schedule "$PREFIX-training" --schedule="$TRAINING_SCHEDULE" --uri="$training" --message-body='{}' \
  --oidc-service-account-email="$(account_of scheduler)" --oidc-token-audience="$training" \
  --attempt-deadline=30m --max-retry-attempts=3 --min-backoff=5m
schedule "$PREFIX-weekly" --schedule="$WEEKLY_SCHEDULE" --message-body='{"argument":"{}"}' \
  --uri="https://workflowexecutions.googleapis.com/v1/projects/$PROJECT/locations/$REGION/workflows/$PREFIX-weekly/executions" \
  --oauth-service-account-email="$(account_of scheduler)" --attempt-deadline=3m --max-retry-attempts=3 --min-backoff=1m

[[ $DRY_RUN == yes ]] || say "Scheduled. To run one now: gcloud scheduler jobs run $PREFIX-weekly --location=$REGION --project=$PROJECT"
