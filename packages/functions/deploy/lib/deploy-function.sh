# shellcheck shell=bash
# Sourced by each function's deploy.sh, which says what is its own, then calls: deploy_function "$@"
# shellcheck disable=SC2153 # TARGET, NAME, … are set there.
set -euo pipefail

DEPLOY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=commands.sh
source "$DEPLOY/lib/commands.sh"
# shellcheck source=settings.sh
source "$DEPLOY/lib/settings.sh"
# shellcheck source=identities.sh
source "$DEPLOY/lib/identities.sh"
# shellcheck source=resources.sh
source "$DEPLOY/lib/resources.sh"
# shellcheck source=request-log.sh
source "$DEPLOY/lib/request-log.sh"
# shellcheck source=serving.sh
source "$DEPLOY/lib/serving.sh"

RUNTIME=nodejs24
INVOKERS=() SECRETS=() MEMORY_ASKED='' CPU_ASKED='' KEEPS_REQUESTS=no

usage() {
  cat <<TEXT
Deploys $TARGET to Cloud Functions (2nd gen), with everything that it needs. Safe to run again.

  deploy.sh [options]

$COMMON_OPTIONS
  --memory SIZE     of an instance, such as 8Gi (default: gcp.functions.$TARGET.memory, $MEMORY)
  --cpu NUMBER      of an instance (default: gcp.functions.$TARGET.cpu, $CPU)
  --invoker MEMBER  may call it, such as user:someone@example.com; repeat for more
  --secret NAME=SECRET[:VERSION]
                    gives it a secret of Secret Manager in the variable NAME, such as
                    PROPENSITY_SMTP_PASSWORD=smtp-password; repeat for more
TEXT
  [[ $NAMES_USERS == no ]] || cat <<TEXT
  --keep-request-log
                    let Google's log keep its requests, whose addresses hold user ids
TEXT
}

deploy_function() {
  local word
  while [[ $# -gt 0 ]]; do
    for word in "$@"; do
      [[ $word != *allUsers* && $word != *allAuthenticatedUsers* ]] || wrong_usage "$word would make it public; nothing here is."
    done
    take_common_option "$@"
    if [[ $TAKEN -eq 0 && $1 == --keep-request-log && $NAMES_USERS == yes ]]; then
      KEEPS_REQUESTS=yes TAKEN=1
    elif [[ $TAKEN -eq 0 ]]; then
      case $1 in
        --invoker) INVOKERS+=("$(argument "$@")") ;;
        --secret) SECRETS+=("$(argument "$@")") ;;
        --memory) MEMORY_ASKED=$(argument "$@") ;;
        --cpu) CPU_ASKED=$(argument "$@") ;;
        *) wrong_usage "There is no option $1." ;;
      esac
      TAKEN=2
    fi
    shift "$TAKEN"
  done
  read_settings
  MEMORY=${MEMORY_ASKED:-$MEMORY} CPU=${CPU_ASKED:-$CPU}
  check_resources
  check_secrets
  check_gcloud gcloud bq npm
  prepare_project
  prepare_account
  [[ $NAMES_USERS == no ]] || keep_request_log "$NAME" "$KEEPS_REQUESTS"
  deploy_folder
  assert_private
  local invoker
  for invoker in ${INVOKERS[@]+"${INVOKERS[@]}"}; do grant_invoker "$invoker" "$NAME"; done
  say_how_to_call
}

check_resources() {
  [[ $MEMORY =~ ^[1-9][0-9]*(Mi|Gi)$ ]] || wrong_usage "The memory $MEMORY is not a size such as 8Gi or 512Mi."
  [[ $CPU =~ ^[12468]$ ]] || wrong_usage "$CPU CPUs cannot be had: 1, 2, 4, 6 or 8."
}

check_secrets() {
  local secret
  for secret in ${SECRETS[@]+"${SECRETS[@]}"}; do
    [[ $secret =~ ^[A-Z][A-Z0-9_]*=[A-Za-z0-9_-]+(:[a-z0-9]+)?$ ]] || wrong_usage "--secret $secret is not NAME=SECRET or NAME=SECRET:VERSION."
  done
  [[ $SENDS_NOTICES == yes || ${#SECRETS[@]} -eq 0 ]] || wrong_usage "$TARGET sends no notices, so it needs no secret."
  [[ $SENDS_NOTICES == no || $NEEDS_SMTP_PASSWORD == no || " ${SECRETS[*]-}" == *" PROPENSITY_SMTP_PASSWORD="* ]] ||
    wrong_usage "$CONFIG sends e-mail as a user, whose password $TARGET is not given." "Add --secret PROPENSITY_SMTP_PASSWORD=<name in Secret Manager>"
}

prepare_project() {
  enable_services "${FIRST_SERVICES[@]}" bigquery.googleapis.com bigquerystorage.googleapis.com storage.googleapis.com logging.googleapis.com \
    cloudfunctions.googleapis.com run.googleapis.com cloudbuild.googleapis.com artifactregistry.googleapis.com secretmanager.googleapis.com
  make_bucket
  make_datasets
  [[ -z $SERVING_DATABASE ]] || make_serving_store
  make_build_account
}

# One account per function, with the roles that its deploy.sh lists and no other.
prepare_account() {
  local account role secret name
  account=$(account_of "$NAME")
  make_account "$NAME" "Propensity: $TARGET"
  for role in "${PROJECT_ROLES[@]}"; do grant_on_project "$account" "$role"; done
  [[ -z $SERVING_DATABASE || -z $SERVING_ROLE ]] || grant_on_project "$account" "$SERVING_ROLE"
  grant_on_dataset "$account" "$DATASET_ROLE" "$PROJECT.$DATASET"
  [[ -z $WORK_ROLE ]] || grant_on_dataset "$account" "$WORK_ROLE" "$PROJECT.$WORK_DATASET"
  [[ $READS_EVENTS == no ]] || grant_on_dataset "$account" roles/bigquery.dataViewer "$EVENTS_DATASET"
  for role in ${BUCKET_ROLES[@]+"${BUCKET_ROLES[@]}"}; do grant_on_bucket "$account" "$role"; done
  for secret in ${SECRETS[@]+"${SECRETS[@]}"}; do
    name=${secret#*=}
    run gcloud secrets add-iam-policy-binding "${name%%:*}" --project="$PROJECT" --member="serviceAccount:$account" \
      --role=roles/secretmanager.secretAccessor --format=none
  done
}

deploy_folder() {
  local folder=$DEPLOY/$TARGET/dist secret secrets=
  for secret in ${SECRETS[@]+"${SECRETS[@]}"}; do
    [[ $secret == *:* ]] || secret=$secret:latest
    secrets=${secrets:+$secrets,}$secret
  done
  run npm --prefix "${DEPLOY%/packages/functions/deploy}" run -s build:functions
  run cp "$CONFIG" "$folder/propensity.config.json"
  run gcloud functions deploy "$PREFIX-$NAME" --gen2 --project="$PROJECT" --region="$REGION" --runtime="$RUNTIME" \
    --source="$folder" --entry-point="$TARGET" --trigger-http --no-allow-unauthenticated \
    --service-account="$(account_of "$NAME")" \
    --build-service-account="projects/$PROJECT/serviceAccounts/$(account_of build)" \
    --memory="$MEMORY" --cpu="$CPU" "${RESOURCES[@]}" --set-env-vars=PROPENSITY_CONFIG=propensity.config.json ${secrets:+"--set-secrets=$secrets"} --format=none
}

# An invoker that was granted by hand stays through a deployment: this finds one that is everybody.
assert_private() {
  local policy
  [[ $DRY_RUN == no ]] || return 0
  policy=$(gcloud run services get-iam-policy "$PREFIX-$NAME" --region="$REGION" --project="$PROJECT" --format=json) ||
    die "Cannot see who may call $PREFIX-$NAME." "Run the same script again."
  [[ $policy != *allUsers* && $policy != *allAuthenticatedUsers* ]] ||
    die "$PREFIX-$NAME is public: somebody granted it to allUsers or allAuthenticatedUsers." \
      "Take it back: gcloud run services remove-iam-policy-binding $PREFIX-$NAME --region=$REGION --project=$PROJECT --role=roles/run.invoker --member=allUsers"
}

say_how_to_call() {
  [[ $DRY_RUN == no ]] || return 0
  say
  say "Deployed $TARGET. It answers only those who have roles/run.invoker. To let someone call it:"
  say "  gcloud run services add-iam-policy-binding $PREFIX-$NAME --region=$REGION --project=$PROJECT --role=roles/run.invoker --member=user:someone@example.com"
  say "Whoever has the role:"
  say "  URL=\$(gcloud functions describe $PREFIX-$NAME --gen2 --region=$REGION --project=$PROJECT --format='value(serviceConfig.uri)')"
  say "  curl -H \"Authorization: Bearer \$(gcloud auth print-identity-token)\" $EXAMPLE"
}
