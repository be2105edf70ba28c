# A job, or what starts it, has logged an error.
resource "google_monitoring_alert_policy" "failure" {
  display_name          = "${var.prefix}: a job failed"
  combiner              = "OR"
  notification_channels = var.notification_channels

  conditions {
    display_name = "An error in the log"
    condition_matched_log {
      filter = <<-EOT
        severity >= ERROR AND (
          (resource.type = "cloud_run_revision" AND resource.labels.service_name =~ "^${var.prefix}-")
          OR (resource.type = "cloud_scheduler_job" AND resource.labels.job_id =~ "^${var.prefix}-")
        )
      EOT
    }
  }

  alert_strategy {
    auto_close = "86400s"
    notification_rate_limit {
      period = "3600s"
    }
  }

  documentation {
    content = "Read the log entry: its error has a code, a message and a hint. Jobs are safe to run again."
  }

  depends_on = [google_project_service.api]
}

# The week was not scored, or nothing has been for too long.
resource "google_monitoring_alert_policy" "workflow" {
  display_name          = "${var.prefix}: the weekly workflow failed, or predictions are stale"
  combiner              = "OR"
  notification_channels = var.notification_channels

  conditions {
    display_name = "A failed execution"
    condition_threshold {
      filter          = "resource.type = \"workflows.googleapis.com/Workflow\" AND resource.labels.workflow_id = starts_with(\"${var.prefix}-\") AND metric.type = \"workflows.googleapis.com/finished_execution_count\" AND metric.labels.status = \"FAILED\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_DELTA"
      }
    }
  }

  documentation {
    content = "gcloud workflows executions list ${var.prefix}-weekly (or ${var.prefix}-freshness) --location=${var.region} shows why."
  }

  depends_on = [google_project_service.api]
}

resource "google_service_account" "freshness" {
  account_id   = "${var.prefix}-freshness"
  display_name = "Propensity: looks whether predictions are fresh"

  depends_on = [google_project_service.api]
}

resource "google_project_iam_member" "freshness" {
  project = local.project
  role    = "roles/bigquery.jobUser"
  member  = google_service_account.freshness.member
}

resource "google_bigquery_dataset_iam_member" "freshness" {
  dataset_id = google_bigquery_dataset.propensity.dataset_id
  role       = "roles/bigquery.dataViewer"
  member     = google_service_account.freshness.member
}

resource "google_workflows_workflow" "freshness" {
  name                = "${var.prefix}-freshness"
  region              = var.region
  service_account     = google_service_account.freshness.id
  source_contents     = file("${path.module}/freshness.workflows.yaml")
  deletion_protection = false

  user_env_vars = {
    PROJECT          = local.project
    LOCATION         = local.location
    TABLE            = "${local.project}.${google_bigquery_dataset.propensity.dataset_id}.${google_bigquery_table.table["ma_prediction_runs"].table_id}"
    STALE_AFTER_DAYS = tostring(var.stale_after_days)
  }

  depends_on = [google_project_iam_member.freshness, google_bigquery_dataset_iam_member.freshness]
}

resource "google_cloud_scheduler_job" "freshness" {
  name      = "${var.prefix}-freshness"
  region    = var.region
  schedule  = "0 9 * * *"
  time_zone = local.time_zone

  http_target {
    http_method = "POST"
    uri         = "https://workflowexecutions.googleapis.com/v1/${google_workflows_workflow.freshness.id}/executions"

    oauth_token {
      service_account_email = google_service_account.scheduler.email
    }
  }

  depends_on = [google_project_iam_member.scheduler]
}
