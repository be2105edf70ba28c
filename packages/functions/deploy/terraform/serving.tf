# Firestore, where the configuration says that lookups are answered there (gcp.serving).
resource "google_project_service" "firestore" {
  count              = length(local.serving)
  service            = "firestore.googleapis.com"
  disable_on_destroy = false
}

resource "google_firestore_database" "serving" {
  count                   = length(local.serving)
  name                    = try(local.serving[0].database, "(default)")
  location_id             = local.serving_location
  type                    = "FIRESTORE_NATIVE"
  delete_protection_state = "DELETE_PROTECTION_ENABLED"

  depends_on = [google_project_service.firestore]
}

# What a document has and nobody asks by. An index of them would be written with every document, all at one place of it, which is slow.
resource "google_firestore_field" "serving" {
  for_each   = length(local.serving) == 0 ? [] : toset(["proba", "predicted_week", "predicted_at", "model", "target", "horizon_days", "selected", "filling"])
  database   = google_firestore_database.serving[0].name
  collection = try(local.serving[0].collection, "ma_predictions")
  field      = each.value

  index_config {}
}
