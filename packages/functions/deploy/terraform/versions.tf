terraform {
  required_version = ">= 1.9"

  required_providers {
    # The names in these files are checked against 6.50.0's in CI.
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.7"
    }
  }
}

provider "google" {
  project = local.project
  region  = var.region
}
