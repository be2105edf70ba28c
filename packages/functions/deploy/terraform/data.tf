# prepare.sh enables what is needed before this very resource can be made.
resource "google_project_service" "api" {
  for_each = toset([
    "artifactregistry.googleapis.com",
    "bigquery.googleapis.com",
    "bigquerystorage.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudfunctions.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "cloudscheduler.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "serviceusage.googleapis.com",
    "storage.googleapis.com",
    "workflowexecutions.googleapis.com",
    "workflows.googleapis.com",
  ])
  service            = each.value
  disable_on_destroy = false
}

# Models are kept in versions, by nobody but those whom roles name.
resource "google_storage_bucket" "models" {
  name                        = local.config.gcp.bucket
  location                    = local.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }

  depends_on = [google_project_service.api]
}

# What functions are built from. Not the models' bucket: the functions may read that one.
resource "google_storage_bucket" "source" {
  name                        = "${local.config.gcp.bucket}-source"
  location                    = local.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  depends_on = [google_project_service.api]
}

resource "google_bigquery_dataset" "propensity" {
  dataset_id = local.config.gcp.dataset
  location   = local.location

  depends_on = [google_project_service.api]
}

resource "google_bigquery_dataset" "work" {
  dataset_id                  = local.work_dataset
  location                    = local.location
  default_table_expiration_ms = 30 * 86400000
  delete_contents_on_destroy  = true

  depends_on = [google_project_service.api]
}

# tables.json is written from the definitions of the code, which would make the same tables itself.
resource "google_bigquery_table" "table" {
  for_each            = jsondecode(file("${path.module}/tables.json"))
  dataset_id          = google_bigquery_dataset.propensity.dataset_id
  table_id            = each.key
  schema              = jsonencode(each.value.schema)
  clustering          = each.value.clusterBy
  deletion_protection = true

  dynamic "time_partitioning" {
    for_each = each.value.partitionBy == null ? [] : [each.value.partitionBy]
    content {
      type          = "DAY"
      field         = time_partitioning.value
      expiration_ms = local.history_expiration_ms
    }
  }
}
