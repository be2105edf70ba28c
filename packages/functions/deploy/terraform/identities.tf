locals {
  serving_roles = { for key, it in local.functions : key => it.serving_role if it.serving_role != null && length(local.serving) > 0 }
  # "function role" pairs as maps, which for_each wants.
  project_roles = merge([for key, it in local.functions : { for role in it.project_roles : "${key} ${role}" => { function = key, role = role } }]...)
  bucket_roles  = merge([for key, it in local.functions : { for role in it.bucket_roles : "${key} ${role}" => { function = key, role = role } }]...)
  secret_roles  = merge([for key, it in local.functions : { for secret in distinct([for value in values(var.secrets) : split(":", value)[0]]) : "${key} ${secret}" => { function = key, secret = secret } if it.sends_notices }]...)
}

# One account per function, with the roles that it needs and no other.
resource "google_service_account" "function" {
  for_each     = local.functions
  account_id   = "${var.prefix}-${each.value.name}"
  display_name = "Propensity: ${each.key}"

  depends_on = [google_project_service.api]
}

resource "google_project_iam_member" "function" {
  for_each = local.project_roles
  project  = local.project
  role     = each.value.role
  member   = google_service_account.function[each.value.function].member
}

resource "google_project_iam_member" "serving" {
  for_each = local.serving_roles
  project  = local.project
  role     = each.value
  member   = google_service_account.function[each.key].member
}

resource "google_bigquery_dataset_iam_member" "function" {
  for_each   = local.functions
  dataset_id = google_bigquery_dataset.propensity.dataset_id
  role       = each.value.dataset_role
  member     = google_service_account.function[each.key].member
}

resource "google_bigquery_dataset_iam_member" "work" {
  for_each   = { for key, it in local.functions : key => it if it.work_role != null }
  dataset_id = google_bigquery_dataset.work.dataset_id
  role       = each.value.work_role
  member     = google_service_account.function[each.key].member
}

resource "google_bigquery_dataset_iam_member" "events" {
  for_each   = { for key, it in local.functions : key => it if it.reads_events }
  project    = try(local.events_dataset[1], local.project)
  dataset_id = local.events_dataset[0]
  role       = "roles/bigquery.dataViewer"
  member     = google_service_account.function[each.key].member
}

resource "google_storage_bucket_iam_member" "function" {
  for_each = local.bucket_roles
  bucket   = google_storage_bucket.models.name
  role     = each.value.role
  member   = google_service_account.function[each.value.function].member
}

resource "google_secret_manager_secret_iam_member" "function" {
  for_each  = local.secret_roles
  secret_id = each.value.secret
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.function[each.value.function].member
}

resource "google_service_account" "build" {
  account_id   = "${var.prefix}-build"
  display_name = "Propensity: builds functions"

  depends_on = [google_project_service.api]
}

resource "google_project_iam_member" "build" {
  for_each = toset(["roles/artifactregistry.writer", "roles/logging.logWriter"])
  project  = local.project
  role     = each.value
  member   = google_service_account.build.member
}

# Builds read the sources that Cloud Functions keeps, in buckets of its own, and no other object of the project: a build runs
# scripts of packages from npm, which are not to reach the model files.
resource "google_project_iam_member" "build_sources" {
  project = local.project
  role    = "roles/storage.objectViewer"
  member  = google_service_account.build.member

  condition {
    title      = "function-sources"
    expression = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-\")"
  }
}

resource "google_storage_bucket_iam_member" "build" {
  bucket = google_storage_bucket.source.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.build.member
}

resource "google_service_account" "training" {
  account_id   = "${var.prefix}-training"
  display_name = "Propensity: runs the training workflow"

  depends_on = [google_project_service.api]
}

resource "google_cloud_run_v2_service_iam_member" "training" {
  location = var.region
  name     = google_cloudfunctions2_function.function["modelTraining"].name
  role     = "roles/run.invoker"
  member   = google_service_account.training.member
}

resource "google_project_iam_member" "training" {
  project = local.project
  role    = "roles/logging.logWriter"
  member  = google_service_account.training.member
}

resource "google_service_account" "weekly" {
  account_id   = "${var.prefix}-weekly"
  display_name = "Propensity: runs the weekly workflow"

  depends_on = [google_project_service.api]
}

resource "google_cloud_run_v2_service_iam_member" "weekly" {
  for_each = toset(["modelEvaluation", "predictions"])
  location = var.region
  name     = google_cloudfunctions2_function.function[each.value].name
  role     = "roles/run.invoker"
  member   = google_service_account.weekly.member
}

resource "google_project_iam_member" "weekly" {
  project = local.project
  role    = "roles/logging.logWriter"
  member  = google_service_account.weekly.member
}

resource "google_service_account" "scheduler" {
  account_id   = "${var.prefix}-scheduler"
  display_name = "Propensity: starts what is scheduled"

  depends_on = [google_project_service.api]
}

resource "google_project_iam_member" "scheduler" {
  project = local.project
  role    = "roles/workflows.invoker"
  member  = google_service_account.scheduler.member
}
