# shellcheck shell=bash
# Sourced: whether Google's log of requests keeps a function's. Their addresses hold what is asked for: getProba's, a user id.

# keep_request_log FUNCTION yes|no
keep_request_log() {
  local name="$PREFIX-$1-requests" known='' verb=add
  if [[ $DRY_RUN == no ]]; then
    known=$(gcloud logging sinks describe _Default --project="$PROJECT" '--format=value(exclusions[].name)') || known=
  fi
  [[ ";$known;" != *";$name;"* ]] || verb=update
  if [[ $2 == yes ]]; then
    [[ $verb == add ]] || run gcloud logging sinks update _Default --project="$PROJECT" --remove-exclusions="$name" --format=none
    return
  fi
  run gcloud logging sinks update _Default --project="$PROJECT" --format=none \
    "--$verb-exclusion=name=$name,filter=resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"$PREFIX-$1\" AND log_id(\"run.googleapis.com/requests\")"
}
