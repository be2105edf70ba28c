#!/usr/bin/env bash
# Alerts: a job that failed, a workflow that failed, predictions that are stale. The same as Terraform's.
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

CHANNELS=() STALE_AFTER_DAYS=8

usage() {
  cat <<TEXT
Makes alerts for failed jobs, failed workflows and stale predictions. Deploy the functions and run scheduler.sh first. Safe
to run again.

  alerts.sh [options]

$COMMON_OPTIONS
  --notification-channel NAME
                    who is alerted: projects/P/notificationChannels/N, as "gcloud beta monitoring channels list" names them;
                    repeat for more. Without one, alerts only show in the console
  --stale-after-days DAYS
                    alert when no predictions have been published for so long (default: $STALE_AFTER_DAYS)
TEXT
}

# Makes a policy of alerts.json, or brings up to date the one of its name.
make_policy() {
  local policy channels known
  channels=$(IFS=, && printf '%s' "${CHANNELS[*]-}")
  policy=$(node "$DEPLOY/lib/alert-policy.mjs" "$1" "$PREFIX" "$REGION" "$channels")
  known=
  if [[ $DRY_RUN == no ]]; then
    known=$(gcloud alpha monitoring policies list --project="$PROJECT" --filter="displayName=\"$PREFIX: $2\"" '--format=value(name)') ||
      die "Cannot see the alerts of $PROJECT." "Install the alpha commands: gcloud components install alpha"
  fi
  if [[ -z $known ]]; then
    run gcloud alpha monitoring policies create --project="$PROJECT" --policy="$policy" --format=none
  else
    run gcloud alpha monitoring policies update "$known" --project="$PROJECT" --policy="$policy" --format=none
  fi
}

while [[ $# -gt 0 ]]; do
  take_common_option "$@"
  if [[ $TAKEN -eq 0 ]]; then
    case $1 in
      --notification-channel) CHANNELS+=("$(argument "$@")") ;;
      --stale-after-days) STALE_AFTER_DAYS=$(argument "$@") ;;
      *) wrong_usage "There is no option $1." ;;
    esac
    TAKEN=2
  fi
  shift "$TAKEN"
done
for channel in ${CHANNELS[@]+"${CHANNELS[@]}"}; do
  [[ $channel =~ ^projects/[^/,]+/notificationChannels/[0-9]+$ ]] ||
    wrong_usage "$channel is not the name of a notification channel." "Names such as projects/my-shop-123/notificationChannels/1234567890."
done
[[ $STALE_AFTER_DAYS =~ ^[1-9][0-9]*$ ]] || wrong_usage "$STALE_AFTER_DAYS is not a whole number of days."
read_settings
check_gcloud gcloud bq
enable_services monitoring.googleapis.com workflows.googleapis.com workflowexecutions.googleapis.com cloudscheduler.googleapis.com

# Monitoring itself looks back one day at most, so a workflow asks daily and fails.
make_account freshness "Propensity: looks whether predictions are fresh"
grant_on_project "$(account_of freshness)" roles/bigquery.jobUser
grant_on_dataset "$(account_of freshness)" roles/bigquery.dataViewer "$PROJECT.$DATASET"
deploy_workflow freshness "PROJECT=$PROJECT,LOCATION=$LOCATION,DATASET=$PROJECT.$DATASET,STALE_AFTER_DAYS=$STALE_AFTER_DAYS"
make_scheduler_account
schedule_workflow freshness '0 9 * * *'

make_policy failure "a job failed"
make_policy workflow "a workflow failed, or predictions are stale"
