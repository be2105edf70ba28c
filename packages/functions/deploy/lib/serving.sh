# shellcheck shell=bash
# Sourced: Firestore, where the configuration says that lookups are answered there (gcp.serving).

# What a document has and nobody asks by. An index of them would be written with every document, all at one place of it, which is slow.
NOT_INDEXED=(proba predicted_week predicted_at model target horizon_days selected filling)

make_serving_store() {
  local field
  enable_services firestore.googleapis.com
  found gcloud firestore databases describe --database="$SERVING_DATABASE" --project="$PROJECT" ||
    run gcloud firestore databases create --database="$SERVING_DATABASE" --location="$(serving_location)" --type=firestore-native \
      --delete-protection --project="$PROJECT" --format=none
  for field in "${NOT_INDEXED[@]}"; do
    run gcloud firestore indexes fields update "$field" --collection-group="$SERVING_COLLECTION" --database="$SERVING_DATABASE" \
      --disable-indexes --async --project="$PROJECT" --format=none
  done
}

# Firestore has names of its own for the places that BigQuery calls EU and US.
serving_location() {
  case $LOCATION in
    EU | eu) printf 'eur3\n' ;;
    US | us) printf 'nam5\n' ;;
    *) printf '%s\n' "$LOCATION" ;;
  esac
}
