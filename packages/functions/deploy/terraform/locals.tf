locals {
  config    = jsondecode(file(var.config_file))
  project   = local.config.gcp.project
  location  = local.config.gcp.location
  time_zone = try(local.config.source.timeZone, "UTC")
  # "project.dataset", or a data set of this project.
  events_dataset = reverse(split(".", try(local.config.gcp.eventsDataset, local.config.source.events)))

  # What each deploy.sh says of its function; a test keeps the two the same.
  functions = {
    modelTraining = {
      name          = "model-training"
      memory        = "4Gi"
      cpu           = "2"
      timeout       = 3600
      concurrency   = 4
      max_instances = 1
      project_roles = ["roles/bigquery.jobUser", "roles/bigquery.readSessionUser"]
      dataset_role  = "roles/bigquery.dataEditor"
      reads_events  = true
      bucket_roles  = ["roles/storage.objectCreator", "roles/storage.objectViewer"]
      sends_notices = true
    }
    predictions = {
      name          = "predictions"
      memory        = "1Gi"
      cpu           = "1"
      timeout       = 1800
      concurrency   = 4
      max_instances = 1
      project_roles = ["roles/bigquery.jobUser"]
      dataset_role  = "roles/bigquery.dataEditor"
      reads_events  = true
      bucket_roles  = ["roles/storage.objectViewer"]
      sends_notices = true
    }
    modelEvaluation = {
      name          = "model-evaluation"
      memory        = "2Gi"
      cpu           = "1"
      timeout       = 1800
      concurrency   = 4
      max_instances = 1
      project_roles = ["roles/bigquery.jobUser"]
      dataset_role  = "roles/bigquery.dataEditor"
      reads_events  = true
      bucket_roles  = []
      sends_notices = true
    }
    getProba = {
      name          = "get-proba"
      memory        = "512Mi"
      cpu           = "1"
      timeout       = 60
      concurrency   = 80
      max_instances = 10
      project_roles = ["roles/bigquery.jobUser"]
      dataset_role  = "roles/bigquery.dataViewer"
      reads_events  = false
      bucket_roles  = []
      sends_notices = false
    }
  }
}
