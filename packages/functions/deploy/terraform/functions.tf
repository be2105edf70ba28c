# The folders of `npm run build:functions`, each with the configuration in it.
data "archive_file" "function" {
  for_each    = local.functions
  type        = "zip"
  output_path = "${path.module}/.build/${each.key}.zip"

  dynamic "source" {
    for_each = setsubtract(fileset("${path.module}/../${each.key}/dist", "*"), ["propensity.config.json"])
    content {
      filename = source.value
      content  = file("${path.module}/../${each.key}/dist/${source.value}")
    }
  }

  source {
    filename = "propensity.config.json"
    content  = file(var.config_file)
  }
}

resource "google_storage_bucket_object" "function" {
  for_each = local.functions
  bucket   = google_storage_bucket.source.name
  name     = "${each.key}-${data.archive_file.function[each.key].output_md5}.zip"
  source   = data.archive_file.function[each.key].output_path
}

resource "google_cloudfunctions2_function" "function" {
  for_each = local.functions
  name     = "${var.prefix}-${each.value.name}"
  location = var.region

  build_config {
    runtime         = "nodejs24"
    entry_point     = each.key
    service_account = google_service_account.build.id
    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.function[each.key].name
      }
    }
  }

  service_config {
    service_account_email            = google_service_account.function[each.key].email
    available_memory                 = each.value.memory
    available_cpu                    = each.value.cpu
    timeout_seconds                  = each.value.timeout
    max_instance_request_concurrency = each.value.concurrency
    min_instance_count               = 0
    max_instance_count               = each.value.max_instances
    environment_variables            = { PROPENSITY_CONFIG = "propensity.config.json" }

    dynamic "secret_environment_variables" {
      for_each = each.value.sends_notices ? var.secrets : {}
      content {
        key        = secret_environment_variables.key
        project_id = local.project
        secret     = split(":", secret_environment_variables.value)[0]
        version    = try(split(":", secret_environment_variables.value)[1], "latest")
      }
    }
  }

  depends_on = [
    google_project_iam_member.build,
    google_project_iam_member.build_sources,
    google_logging_project_exclusion.requests,
    google_project_iam_member.function,
    google_bigquery_dataset_iam_member.function,
    google_bigquery_dataset_iam_member.work,
    google_bigquery_dataset_iam_member.events,
    google_storage_bucket_iam_member.function,
    google_secret_manager_secret_iam_member.function,
  ]
}

# An invoker that was granted by hand stays through an apply: this finds one that is everybody.
data "google_cloud_run_v2_service_iam_policy" "function" {
  for_each = local.functions
  location = var.region
  name     = google_cloudfunctions2_function.function[each.key].name

  lifecycle {
    postcondition {
      condition     = !strcontains(self.policy_data, "allUsers") && !strcontains(self.policy_data, "allAuthenticatedUsers")
      error_message = "${var.prefix}-${each.value.name} is public: somebody granted it to allUsers or allAuthenticatedUsers. Take it back: gcloud run services remove-iam-policy-binding ${var.prefix}-${each.value.name} --region=${var.region} --role=roles/run.invoker --member=allUsers"
    }
  }
}

# The addresses that getProba is asked at name users: Google's log of requests does not keep them unless asked to.
resource "google_logging_project_exclusion" "requests" {
  for_each    = { for key, it in local.functions : key => it if it.names_users && !var.keep_request_log }
  name        = "${var.prefix}-${each.value.name}-requests"
  description = "Requests of ${each.key}, whose addresses name users"
  filter      = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${var.prefix}-${each.value.name}\" AND log_id(\"run.googleapis.com/requests\")"

  depends_on = [google_project_service.api]
}

resource "google_cloud_run_v2_service_iam_member" "job_invoker" {
  for_each = { for pair in setproduct(["modelTraining", "modelEvaluation", "predictions"], var.job_invokers) : "${pair[0]} ${pair[1]}" => pair }
  location = var.region
  name     = google_cloudfunctions2_function.function[each.value[0]].name
  role     = "roles/run.invoker"
  member   = each.value[1]
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = var.invokers
  location = var.region
  name     = google_cloudfunctions2_function.function["getProba"].name
  role     = "roles/run.invoker"
  member   = each.value
}
