# shellcheck shell=bash
# Sourced: what deployments share. Everything is made if it is not there, and brought up to date if it is.

enable_services() {
  run gcloud services enable "$@" --project="$PROJECT"
}

# account_of NAME: the e-mail of a service account.
account_of() {
  printf '%s\n' "$PREFIX-$1@$PROJECT.iam.gserviceaccount.com"
}

make_account() {
  local name=$1 purpose=$2
  found gcloud iam service-accounts describe "$(account_of "$name")" --project="$PROJECT" && return
  run gcloud iam service-accounts create "$PREFIX-$name" --display-name="$purpose" --project="$PROJECT"
  # A new account is not known everywhere at once; roles given too early are refused.
  run sleep 10
}

grant_on_project() {
  local account=$1 role=$2
  run gcloud projects add-iam-policy-binding "$PROJECT" --member="serviceAccount:$account" --role="$role" --condition=None --format=none
}

# Models are kept in versions, by nobody but those whom roles name.
make_bucket() {
  found gcloud storage buckets describe "gs://$BUCKET" --project="$PROJECT" ||
    run gcloud storage buckets create "gs://$BUCKET" --location="$LOCATION" --project="$PROJECT" \
      --uniform-bucket-level-access --public-access-prevention
  run gcloud storage buckets update "gs://$BUCKET" --versioning --uniform-bucket-level-access --public-access-prevention --project="$PROJECT"
}

grant_on_bucket() {
  local account=$1 role=$2
  run gcloud storage buckets add-iam-policy-binding "gs://$BUCKET" --member="serviceAccount:$account" --role="$role" --format=none
}

# SQL, because a data set's roles have no gcloud command that is generally available. Safe to run twice.
run_sql() {
  run bq --headless --quiet --format=none --project_id="$PROJECT" --location="$LOCATION" query --use_legacy_sql=false "$1"
}

make_dataset() {
  run_sql "CREATE SCHEMA IF NOT EXISTS \`$PROJECT.$DATASET\` OPTIONS (location = '$LOCATION')"
}

# grant_on_dataset ACCOUNT ROLE PROJECT.DATASET
grant_on_dataset() {
  run_sql "GRANT \`$2\` ON SCHEMA \`$3\` TO 'serviceAccount:$1'"
}

# grant_invoker MEMBER FUNCTION: the role stands on the Cloud Run service behind a function.
grant_invoker() {
  run gcloud run services add-iam-policy-binding "$PREFIX-$2" --region="$REGION" --project="$PROJECT" --member="$1" --role=roles/run.invoker --format=none
}

# The address of a deployed function.
url_of() {
  value "https://$PREFIX-$1.example" "Deploy it first: $DEPLOY/$2/deploy.sh" \
    gcloud functions describe "$PREFIX-$1" --gen2 --region="$REGION" --project="$PROJECT" '--format=value(serviceConfig.uri)'
}
