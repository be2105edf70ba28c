# shellcheck shell=bash
# Sourced: who may do what. Everything is made if it is not there, and brought up to date if it is.

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

# grant_on_project ACCOUNT ROLE [CONDITION]
grant_on_project() {
  run gcloud projects add-iam-policy-binding "$PROJECT" --member="serviceAccount:$1" --role="$2" --condition="${3:-None}" --format=none
}

# Takes back what an earlier version granted.
revoke_on_project() {
  local account=$1 role=$2 granted
  [[ $DRY_RUN == no ]] || return 0
  granted=$(gcloud projects get-iam-policy "$PROJECT" '--flatten=bindings[].members' \
    --filter="bindings.role=$role AND bindings.members=serviceAccount:$account" '--format=value(bindings.role)') || granted=
  [[ -z $granted ]] ||
    run gcloud projects remove-iam-policy-binding "$PROJECT" --member="serviceAccount:$account" --role="$role" --condition=None --format=none
}

grant_on_bucket() {
  local account=$1 role=$2
  run gcloud storage buckets add-iam-policy-binding "gs://$BUCKET" --member="serviceAccount:$account" --role="$role" --format=none
}

# grant_on_dataset ACCOUNT ROLE PROJECT.DATASET
grant_on_dataset() {
  run_sql "GRANT \`$2\` ON SCHEMA \`$3\` TO 'serviceAccount:$1'"
}

# grant_invoker MEMBER FUNCTION: the role stands on the Cloud Run service behind a function.
grant_invoker() {
  run gcloud run services add-iam-policy-binding "$PREFIX-$2" --region="$REGION" --project="$PROJECT" --member="$1" --role=roles/run.invoker --format=none
}

# Builds read the sources that Cloud Functions keeps, in buckets of its own, and no other object of the project: a build runs
# scripts of packages from npm, which are not to reach the model files.
make_build_account() {
  local account
  account=$(account_of build)
  make_account build "Propensity: builds functions"
  grant_on_project "$account" roles/artifactregistry.writer
  grant_on_project "$account" roles/logging.logWriter
  grant_on_project "$account" roles/storage.objectViewer \
    'title=function-sources,expression=resource.name.startsWith("projects/_/buckets/gcf-v2-sources-")'
  revoke_on_project "$account" roles/cloudbuild.builds.builder
}
