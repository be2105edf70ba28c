# shellcheck shell=bash
# Sourced: where to deploy, from flags, the environment and the configuration file, in this order.
# shellcheck disable=SC2034 # Read by what sources this.

CONFIG=${PROPENSITY_CONFIG:-propensity.config.json}
REGION=${PROPENSITY_REGION:-}
PREFIX=${PROPENSITY_PREFIX:-propensity}
PROJECT=${PROPENSITY_PROJECT:-}
# Empty where lookups read BigQuery alone.
SERVING_DATABASE='' SERVING_COLLECTION=''

COMMON_OPTIONS="  --config FILE     the configuration, in JSON (default: PROPENSITY_CONFIG, propensity.config.json)
  --project ID      must be the configuration's gcp.project (PROPENSITY_PROJECT)
  --region REGION   of functions and schedules (PROPENSITY_REGION; default: gcp.location, if that is a region)
  --prefix NAME     begins every name that is made (PROPENSITY_PREFIX, default: propensity)
  --dry-run         print every command, run none
  --help            this text"

# Takes one common option off the command line; says how many words it took in TAKEN (0: not one of these).
take_common_option() {
  TAKEN=2
  case $1 in
    --dry-run) DRY_RUN=yes TAKEN=1 ;;
    --help | -h) usage && exit 0 ;;
    --config) CONFIG=$(argument "$@") ;;
    --project) PROJECT=$(argument "$@") ;;
    --region) REGION=$(argument "$@") ;;
    --prefix) PREFIX=$(argument "$@") ;;
    *allow-unauthenticated* | *allUsers* | *allAuthenticatedUsers*)
      wrong_usage "$1 would make it public; nothing here is." "Give a caller the role: deploy.sh --invoker user:someone@example.com" ;;
    *) TAKEN=0 ;;
  esac
}

# The value of the option that stands first.
argument() {
  [[ $# -ge 2 && -n $2 && $2 != --* ]] || wrong_usage "$1 has no value."
  printf '%s\n' "$2"
}

# Reads the configuration file and works out the rest.
read_settings() {
  read_config_file
  [[ -n $REGION || ! $LOCATION =~ ^[a-z]+-[a-z]+[0-9]+$ ]] || REGION=$LOCATION
  [[ $REGION =~ ^[a-z]+-[a-z]+[0-9]+$ ]] || wrong_usage "${REGION:-$LOCATION} is not a region." "Say --region, such as europe-west1, near the data in $LOCATION."
  # The longest name made of it is that of a service account, which may have 30 characters.
  [[ $PREFIX =~ ^[a-z][a-z0-9-]{0,12}$ ]] || wrong_usage "The prefix $PREFIX is not one to 13 lower-case letters, digits and hyphens."
}

read_config_file() {
  local lines name value
  command -v node >/dev/null || die "node is not on the PATH." "Install Node.js 22 or newer."
  [[ $CONFIG == *.json ]] || wrong_usage "$CONFIG is not JSON." "A deployment takes propensity.config.json."
  [[ -f $CONFIG ]] || wrong_usage "There is no file $CONFIG." "Name yours with --config, or write one with: npm run -s propensity -- init"
  lines=$(node "$DEPLOY/lib/read-config.mjs" "$CONFIG" "${TARGET:-}") || wrong_usage "The configuration cannot be deployed."
  while IFS='=' read -r name value; do
    case $name in
      project) CONFIG_PROJECT=$value ;;
      dataset) DATASET=$value ;;
      workDataset) WORK_DATASET=$value ;;
      eventsDataset) EVENTS_DATASET=$value ;;
      bucket) BUCKET=$value ;;
      location) LOCATION=$value ;;
      timeZone) TIME_ZONE=$value ;;
      memory) MEMORY=$value ;;
      cpu) CPU=$value ;;
      servingDatabase) SERVING_DATABASE=$value ;;
      servingCollection) SERVING_COLLECTION=$value ;;
      needsSmtpPassword) NEEDS_SMTP_PASSWORD=$value ;;
    esac
  done <<<"$lines"
  PROJECT=${PROJECT:-$CONFIG_PROJECT}
  [[ $PROJECT == "$CONFIG_PROJECT" ]] || wrong_usage "The project is $PROJECT here and $CONFIG_PROJECT in $CONFIG." "Name one and the same."
  [[ $EVENTS_DATASET == *.* ]] || EVENTS_DATASET=$PROJECT.$EVENTS_DATASET
}

# Nothing is begun that would stop half-way for want of the tools, an account or the project.
check_gcloud() {
  [[ $DRY_RUN == no ]] || return 0
  local tool account
  for tool in "$@"; do
    command -v "$tool" >/dev/null || die "$tool is not on the PATH." "Install the Google Cloud SDK: https://cloud.google.com/sdk/docs/install"
  done
  account=$(gcloud auth list --filter=status:ACTIVE '--format=value(account)' 2>/dev/null) || account=
  [[ -n $account ]] || die "Nobody is logged in to gcloud." "Run: gcloud auth login"
  gcloud projects describe "$PROJECT" '--format=value(projectId)' >/dev/null 2>&1 ||
    die "$account cannot see the project $PROJECT." "Correct gcp.project in $CONFIG, or log in as someone who can: gcloud auth login"
  say "Deploying to $PROJECT${REGION:+, $REGION}, as $account"
}
