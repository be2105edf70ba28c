# shellcheck shell=bash
# Sourced: what deployments share. Everything is made if it is not there, and brought up to date if it is.

# What nothing else can be asked for without: Terraform needs them before its first apply, too.
# shellcheck disable=SC2034 # Read by what sources this.
FIRST_SERVICES=(cloudresourcemanager.googleapis.com serviceusage.googleapis.com iam.googleapis.com)

enable_services() {
  run gcloud services enable "$@" --project="$PROJECT"
}

# Models are kept in versions, by nobody but those whom roles name.
make_bucket() {
  found gcloud storage buckets describe "gs://$BUCKET" --project="$PROJECT" ||
    run gcloud storage buckets create "gs://$BUCKET" --location="$LOCATION" --project="$PROJECT" \
      --uniform-bucket-level-access --public-access-prevention
  run gcloud storage buckets update "gs://$BUCKET" --versioning --uniform-bucket-level-access --public-access-prevention --project="$PROJECT"
}

# SQL, because a data set's roles have no gcloud command that is generally available. Safe to run twice.
run_sql() {
  run bq --headless --quiet --format=none --project_id="$PROJECT" --location="$LOCATION" query --use_legacy_sql=false "$1"
}

# The scores, and apart from them what can be made again, which expires: flat events, which hold page addresses, and features.
make_datasets() {
  run_sql "CREATE SCHEMA IF NOT EXISTS \`$PROJECT.$DATASET\` OPTIONS (location = '$LOCATION')"
  run_sql "CREATE SCHEMA IF NOT EXISTS \`$PROJECT.$WORK_DATASET\` OPTIONS (location = '$LOCATION')"
  run_sql "ALTER SCHEMA \`$PROJECT.$WORK_DATASET\` SET OPTIONS (default_table_expiration_days = 30)"
}

# The address of a deployed function.
url_of() {
  value "https://$PREFIX-$1.example" "Deploy it first: $DEPLOY/$2/deploy.sh" \
    gcloud functions describe "$PREFIX-$1" --gen2 --region="$REGION" --project="$PROJECT" '--format=value(serviceConfig.uri)'
}

# deploy_workflow NAME VARIABLES: under the account of its name.
deploy_workflow() {
  run gcloud workflows deploy "$PREFIX-$1" --source="$DEPLOY/$1.workflows.yaml" --location="$REGION" --project="$PROJECT" \
    --service-account="$(account_of "$1")" --format=none --set-env-vars="$2"
}

# schedule_workflow NAME CRON: Cloud Scheduler starts a workflow and does not wait for its end.
schedule_workflow() {
  local verb=create
  found gcloud scheduler jobs describe "$PREFIX-$1" --location="$REGION" --project="$PROJECT" && verb=update
  run gcloud scheduler jobs "$verb" http "$PREFIX-$1" --location="$REGION" --project="$PROJECT" --time-zone="$TIME_ZONE" \
    --http-method=POST --schedule="$2" --message-body='{"argument":"{}"}' \
    --uri="https://workflowexecutions.googleapis.com/v1/projects/$PROJECT/locations/$REGION/workflows/$PREFIX-$1/executions" \
    --oauth-service-account-email="$(account_of scheduler)" --attempt-deadline=3m --max-retry-attempts=3 --min-backoff=1m --format=none
}

# The account that starts what is scheduled.
make_scheduler_account() {
  make_account scheduler "Propensity: starts what is scheduled"
  grant_on_project "$(account_of scheduler)" roles/workflows.invoker
}
