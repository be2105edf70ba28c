locals {
  config    = jsondecode(file(var.config_file))
  project   = local.config.gcp.project
  location  = local.config.gcp.location
  time_zone = try(local.config.source.timeZone, "UTC")
  # "project.dataset", or a data set of this project.
  events_dataset = reverse(split(".", try(local.config.gcp.eventsDataset, local.config.source.events)))

  # What can be made again: flat events, which hold page addresses, and features.
  work_dataset = try(local.config.gcp.workDataset, "${local.config.gcp.dataset}_work")
  # Null keeps the history's partitions for ever.
  history_expiration_ms = try(local.config.retentionDays * 86400000, null)

  # Where lookups are answered, beside BigQuery; nowhere else when it is empty.
  serving = try([local.config.gcp.serving], [])
  # Firestore has names of its own for the places that BigQuery calls EU and US.
  serving_location = lookup({ EU = "eur3", US = "nam5" }, upper(local.location), local.location)

  # Memory and CPU as the variable says, or else the configuration, or else what does as a rule.
  functions = { for key, it in local.function_defaults : key => merge(it, {
    memory = coalesce(try(var.resources[key].memory, null), try(local.config.gcp.functions[key].memory, null), it.memory)
    cpu    = coalesce(try(var.resources[key].cpu, null), try(tostring(local.config.gcp.functions[key].cpu), null), it.cpu)
  }) }

  # What each deploy.sh says of its function; a test keeps the two the same.
  function_defaults = {
    modelTraining = {
      name          = "model-training"
      memory        = "4Gi"
      cpu           = "2"
      timeout       = 3600
      concurrency   = 4
      max_instances = 1
      project_roles = ["roles/bigquery.jobUser", "roles/bigquery.readSessionUser"]
      serving_role  = null
      dataset_role  = "roles/bigquery.dataEditor"
      work_role     = "roles/bigquery.dataEditor"
      reads_events  = true
      bucket_roles  = ["roles/storage.objectCreator", "roles/storage.objectViewer"]
      sends_notices = true
      names_users   = false
    }
    predictions = {
      name          = "predictions"
      memory        = "1Gi"
      cpu           = "1"
      timeout       = 3600
      concurrency   = 4
      max_instances = 1
      project_roles = ["roles/bigquery.jobUser"]
      serving_role  = "roles/datastore.user"
      dataset_role  = "roles/bigquery.dataEditor"
      work_role     = "roles/bigquery.dataEditor"
      reads_events  = true
      bucket_roles  = ["roles/storage.objectViewer"]
      sends_notices = true
      names_users   = false
    }
    modelEvaluation = {
      name          = "model-evaluation"
      memory        = "2Gi"
      cpu           = "1"
      timeout       = 3600
      concurrency   = 4
      max_instances = 1
      project_roles = ["roles/bigquery.jobUser", "roles/bigquery.readSessionUser"]
      serving_role  = null
      dataset_role  = "roles/bigquery.dataEditor"
      work_role     = null
      reads_events  = true
      # The key of forgotten users.
      bucket_roles  = ["roles/storage.objectViewer"]
      sends_notices = true
      names_users   = false
    }
    getProba = {
      name          = "get-proba"
      memory        = "512Mi"
      cpu           = "1"
      timeout       = 60
      concurrency   = 80
      max_instances = 10
      project_roles = ["roles/bigquery.jobUser"]
      serving_role  = "roles/datastore.viewer"
      dataset_role  = "roles/bigquery.dataViewer"
      work_role     = null
      reads_events  = false
      bucket_roles  = []
      sends_notices = false
      names_users   = true
    }
  }
}
