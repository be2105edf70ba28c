output "get_proba_url" {
  description = "Call it with an identity token: curl -H \"Authorization: Bearer $(gcloud auth print-identity-token)\" \"URL?user_id=…\""
  value       = google_cloudfunctions2_function.function["getProba"].service_config[0].uri
}

output "job_urls" {
  description = "The jobs, for a backfill: POST {\"trigger_date\":\"2026-01-05\"} with an identity token of one who may call them."
  value       = { for key, it in google_cloudfunctions2_function.function : key => it.service_config[0].uri if key != "getProba" }
}

output "service_accounts" {
  description = "The account of each function, for what your organisation grants beyond this."
  value       = { for key, it in google_service_account.function : key => it.email }
}
