variable "config_file" {
  description = "Path of propensity.config.json; it says project, data sets, bucket and location."
  type        = string

  validation {
    condition     = try(jsondecode(file(var.config_file)).stack, "") == "gcp"
    error_message = "The configuration file has to be JSON and say \"stack\": \"gcp\"."
  }
}

variable "region" {
  description = "Region of functions and schedules, such as europe-west1, near the data."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "A region, such as europe-west1."
  }
}

variable "prefix" {
  description = "Begins every name that is made."
  type        = string
  default     = "propensity"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,12}$", var.prefix))
    error_message = "One to 13 lower-case letters, digits and hyphens."
  }
}

variable "invokers" {
  description = "Who may call getProba, such as [\"serviceAccount:shop@my-shop-123.iam.gserviceaccount.com\"]."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.invokers : can(regex("^(user|group|serviceAccount|domain|principal|principalSet):", member))])
    error_message = "Members such as user:someone@example.com. Nothing here is public: allUsers and allAuthenticatedUsers are refused."
  }
}

variable "job_invokers" {
  description = "Who may call the three jobs, besides the workflows."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.job_invokers : can(regex("^(user|group|serviceAccount|domain|principal|principalSet):", member))])
    error_message = "Members such as user:someone@example.com. Nothing here is public: allUsers and allAuthenticatedUsers are refused."
  }
}

variable "resources" {
  description = "Memory and CPU of functions, where they are not to be those of the configuration: { modelTraining = { memory = \"16Gi\", cpu = \"4\" } }."
  type        = map(object({ memory = optional(string), cpu = optional(string) }))
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.resources) : contains(["modelTraining", "predictions", "modelEvaluation", "getProba"], name)])
    error_message = "The functions are modelTraining, predictions, modelEvaluation and getProba."
  }

  validation {
    condition     = alltrue([for it in values(var.resources) : can(regex("^[1-9][0-9]*(Mi|Gi)$", coalesce(it.memory, "1Gi"))) && contains(["1", "2", "4", "6", "8"], coalesce(it.cpu, "1"))])
    error_message = "A size such as 8Gi or 512Mi, and 1, 2, 4, 6 or 8 CPUs."
  }
}

variable "secrets" {
  description = "Secrets of Secret Manager for the jobs' notices, by environment variable: { PROPENSITY_SMTP_PASSWORD = \"smtp-password\" }, or \"smtp-password:3\"."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, secret in var.secrets : can(regex("^[A-Z][A-Z0-9_]*$", name)) && can(regex("^[A-Za-z0-9_-]+(:[a-z0-9]+)?$", secret))])
    error_message = "Environment variables, and names of secrets, perhaps with a version: smtp-password or smtp-password:3."
  }

  validation {
    condition     = try(jsondecode(file(var.config_file)).notices.email.user, null) == null || contains(keys(var.secrets), "PROPENSITY_SMTP_PASSWORD")
    error_message = "The configuration sends e-mail as a user: give the password, PROPENSITY_SMTP_PASSWORD = \"<name in Secret Manager>\"."
  }
}

variable "keep_request_log" {
  description = "Let Google's log keep getProba's requests, whose addresses hold user ids."
  type        = bool
  default     = false
}

variable "training_schedule" {
  description = "When to train: cron, in the property's time zone."
  type        = string
  default     = "0 3 1 * *"
}

variable "weekly_schedule" {
  description = "When to evaluate and then predict: cron, in the property's time zone."
  type        = string
  default     = "0 5 * * 1"
}

variable "notification_channels" {
  description = "Who is alerted: names of notification channels, projects/P/notificationChannels/N. Without one, alerts only show in the console."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for channel in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[0-9]+$", channel))])
    error_message = "Names such as projects/my-shop-123/notificationChannels/1234567890."
  }
}

variable "stale_after_days" {
  description = "Alert when no predictions have been published for so many days."
  type        = number
  default     = 8

  validation {
    condition     = var.stale_after_days >= 1 && floor(var.stale_after_days) == var.stale_after_days
    error_message = "A whole number of days."
  }
}
