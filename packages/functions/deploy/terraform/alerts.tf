# The policies of alerts.sh: a job, or what starts it, has logged an error; a workflow failed, that on freshness among them.
locals {
  alerts = jsondecode(templatefile("${path.module}/../alerts.json", { prefix = var.prefix, region = var.region }))
}

resource "google_monitoring_alert_policy" "alert" {
  for_each              = local.alerts
  display_name          = each.value.displayName
  combiner              = each.value.combiner
  notification_channels = var.notification_channels

  dynamic "conditions" {
    for_each = each.value.conditions
    content {
      display_name = conditions.value.displayName

      dynamic "condition_matched_log" {
        for_each = try([conditions.value.conditionMatchedLog], [])
        content {
          filter = condition_matched_log.value.filter
        }
      }

      dynamic "condition_threshold" {
        for_each = try([conditions.value.conditionThreshold], [])
        content {
          filter          = condition_threshold.value.filter
          comparison      = condition_threshold.value.comparison
          threshold_value = condition_threshold.value.thresholdValue
          duration        = condition_threshold.value.duration

          dynamic "aggregations" {
            for_each = condition_threshold.value.aggregations
            content {
              alignment_period   = aggregations.value.alignmentPeriod
              per_series_aligner = aggregations.value.perSeriesAligner
            }
          }
        }
      }
    }
  }

  dynamic "alert_strategy" {
    for_each = try([each.value.alertStrategy], [])
    content {
      auto_close = alert_strategy.value.autoClose

      notification_rate_limit {
        period = alert_strategy.value.notificationRateLimit.period
      }
    }
  }

  documentation {
    content   = each.value.documentation.content
    mime_type = each.value.documentation.mimeType
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
  source_contents     = file("${path.module}/../freshness.workflows.yaml")
  deletion_protection = false

  user_env_vars = {
    PROJECT          = local.project
    LOCATION         = local.location
    DATASET          = "${local.project}.${google_bigquery_dataset.propensity.dataset_id}"
    STALE_AFTER_DAYS = tostring(var.stale_after_days)
  }

  depends_on = [google_project_iam_member.freshness, google_bigquery_dataset_iam_member.freshness]
}

resource "google_cloud_scheduler_job" "freshness" {
  name             = "${var.prefix}-freshness"
  region           = var.region
  schedule         = "0 9 * * *"
  time_zone        = local.time_zone
  attempt_deadline = "180s"

  retry_config {
    retry_count          = 3
    min_backoff_duration = "60s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://workflowexecutions.googleapis.com/v1/${google_workflows_workflow.freshness.id}/executions"
    body        = base64encode(jsonencode({ argument = "{}" }))

    oauth_token {
      service_account_email = google_service_account.scheduler.email
    }
  }

  depends_on = [google_project_iam_member.scheduler]
}
