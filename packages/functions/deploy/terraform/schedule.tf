# Workflows call the functions and wait: Cloud Scheduler itself waits for 30 minutes at most, and a function has no CPU once
# nobody waits for it.
resource "google_workflows_workflow" "training" {
  name                = "${var.prefix}-training"
  region              = var.region
  service_account     = google_service_account.training.id
  source_contents     = file("${path.module}/../training.workflows.yaml")
  deletion_protection = false

  user_env_vars = {
    TRAINING_URL = google_cloudfunctions2_function.function["modelTraining"].service_config[0].uri
    TIME_ZONE    = local.time_zone
  }

  depends_on = [google_cloud_run_v2_service_iam_member.training, google_project_iam_member.training]
}

resource "google_cloud_scheduler_job" "training" {
  name             = "${var.prefix}-training"
  region           = var.region
  schedule         = var.training_schedule
  time_zone        = local.time_zone
  attempt_deadline = "180s"

  retry_config {
    retry_count          = 3
    min_backoff_duration = "60s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://workflowexecutions.googleapis.com/v1/${google_workflows_workflow.training.id}/executions"
    body        = base64encode(jsonencode({ argument = "{}" }))

    oauth_token {
      service_account_email = google_service_account.scheduler.email
    }
  }

  depends_on = [google_project_iam_member.scheduler]
}

# Evaluation, then predictions because evaluation has ended.
resource "google_workflows_workflow" "weekly" {
  name                = "${var.prefix}-weekly"
  region              = var.region
  service_account     = google_service_account.weekly.id
  source_contents     = file("${path.module}/../weekly.workflows.yaml")
  deletion_protection = false

  user_env_vars = {
    EVALUATION_URL  = google_cloudfunctions2_function.function["modelEvaluation"].service_config[0].uri
    PREDICTIONS_URL = google_cloudfunctions2_function.function["predictions"].service_config[0].uri
    TIME_ZONE       = local.time_zone
  }

  depends_on = [google_cloud_run_v2_service_iam_member.weekly, google_project_iam_member.weekly]
}

resource "google_cloud_scheduler_job" "weekly" {
  name             = "${var.prefix}-weekly"
  region           = var.region
  schedule         = var.weekly_schedule
  time_zone        = local.time_zone
  attempt_deadline = "180s"

  retry_config {
    retry_count          = 3
    min_backoff_duration = "60s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://workflowexecutions.googleapis.com/v1/${google_workflows_workflow.weekly.id}/executions"
    body        = base64encode(jsonencode({ argument = "{}" }))

    oauth_token {
      service_account_email = google_service_account.scheduler.email
    }
  }

  depends_on = [google_project_iam_member.scheduler]
}
