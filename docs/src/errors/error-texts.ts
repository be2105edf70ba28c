/**
 * What every error code means and what to do, by topic. Markdown. The only place where codes are explained: the reference of
 * errors is made of it, and a test lists codes that the sources throw and that have no text here.
 */
export const ERROR_TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'The command line': {
    usage:
      'The command line is not understood: an unknown command or option, a value that is missing or not allowed. `propensity --help` and `propensity COMMAND --help` list what there is.',
    unknown_command: 'There is no command of that name. The message names the nearest one, and all there are.',
    bad_date: 'A day is not written `YYYY-MM-DD`, or does not exist. Write it like `2026-01-31`.',
    bad_format: '`simulate --format` takes `parquet`, `ndjson` or `ndjson.gz`.',
    bad_option: 'The server of a function was started with `--config` and nothing behind it. Write `--config FILE`.',
    bad_simulation: '`simulate` was given an option that it cannot use; the message says which, and what it takes.',
    cancelled: 'You stopped a question. Nothing was written; run the command again.',
    copy_not_written:
      'The preprocessing was built and stored, but the copy that `--out` asks for cannot be written. Check the folder, then build again: it gives the same file.',
    demo_failed: 'The demo could not look a user up at its own server. Run it again; if it fails again, report it.',
    bad_export:
      '`export` was given a name of a file, a decile, a number of users, a destination or a format that it cannot use; the message says which, and why. See [scores into a file](../guides/scores-out.md).',
    export_not_written:
      'The file of `export` cannot be written. Nothing was exported, and a file that was there is unchanged. Check its folder and the room on the disk.',
    exported_meanwhile:
      'Another export to the same destination was completed at the same time. The file is written, but its rows count as not given, so the next export holds them again.',
    no_consent_known:
      'The export is for ads, and the source does not say who has consented to them. Nothing was exported. See [consent](../guides/scores-out.md#consent).',
    payload_over_limit:
      'A destination of Google would not take a user as the export would write it; the message says what is too long or too much. Nothing was exported.',
    cannot_send:
      '`send` was given a file that no export to that destination has recorded, or of a format that is not sent, or the configuration or a secret is missing; the message says which. See [sending](../guides/scores-out.md#send-it).',
    sending_meanwhile: 'Another process sends the same file. Wait for it.',
    not_sent:
      'A request was not taken, after several attempts where that may help; the message says what was answered. Those before it count as sent: send the file again, and it goes on there.',
    no_predictions: 'Nobody has a prediction for the target of the configuration yet. Run `propensity predict`.',
    bad_user_ids:
      '`forget` was given no user, an empty id, or more than 10,000 at a time. Give ids as the predictions table has them.',
    confirmation_needed:
      '`forget` cannot be undone, and nobody can be asked: there is no terminal, or `--json` was given. Add `--yes`.',
    ids_not_readable: 'The file of `forget --file` cannot be read. It is a text file with one id per line.',
    user_still_found:
      'After erasing users, `forget` has found one of their ids. The message says where, but not which. They are noted as forgotten. Remove what is named; where a job was at work meanwhile, run the command again. See [forget a user](../guides/forget-a-user.md).',
    forget_key_missing:
      'Users have been forgotten, and the key that tells who is gone: `forget.key` in the local folder, or in the bucket. Restore it from a backup. Without it they would come back, so no job goes on.',
    bad_forget_key: 'The file `forget.key` does not hold 64 hexadecimal digits. Restore it from a backup.',
    forgotten_meanwhile:
      'Users were forgotten while an export was being written. The file may hold them, and its rows count as not given. Delete it, and export again.',
    warehouse_not_copied:
      'While it wrote the warehouse anew, `forget` found other rows in the copy than in the file, which stays as it was. Run it again; if it fails again, report it.',
    export_exists:
      '`simulate` found day files in the folder. Choose another with `--out`, or replace them with `--yes`.',
    missing_option:
      'The stack `gcp` cannot be configured without the options that the message names. Give them, or run `propensity init --stack gcp` on a terminal, where it asks.',
    not_verifiable: '`verify` was called on a stack in memory, which keeps nothing.',
    no_statement_plan: '`--print-sql` is for the stack `gcp`. Local runs cost nothing: run the command.',
    not_planned:
      'With `--print-sql`, the command came to something that depends on the result of an earlier statement. Leave `--why` out.',
    simulation_not_written: 'The simulated export cannot be written. Check the folder and the room on the disk.',
    internal_error:
      'A fault of Propensity, not of your data. Set `PROPENSITY_DEBUG=1` to see where, and report it with `propensity doctor --json`.',
  },
  Configuration: {
    config_exists: 'There is a configuration already. Edit it, or let `init --yes` replace it.',
    config_not_found:
      'There is no `propensity.config.ts`, `.js` or `.json` in the folder. Run `propensity init`, or name yours with `--config FILE`.',
    config_not_written: '`init` cannot write the file. Check its folder, or name another with `--config FILE`.',
    invalid_config:
      'The configuration breaks a rule. The message lists every fault with its path, what was found and what is allowed; [configuration](configuration.md) has every option.',
    invalid_json:
      'The configuration is not JSON; the message names line and column. JSON wants double quotes around keys, commas between entries and none after the last.',
    unreadable_config:
      'The configuration file cannot be read or run. In TypeScript only types that can be stripped are allowed: no `enum`, no `namespace`.',
    other_horizon:
      'The tables in `local.folder` (or `gcp.dataset`) hold models of this target for another number of days. Give the target a name of its own (`target.name`): both then stand side by side.',
    name_taken:
      'The tables hold models of that name which predict something else. Give the target another name (`target.name`).',
    bad_model_change:
      'The decision about a model would change nothing, or contradicts an earlier one (a pinned model is neither retired nor rolled back from). The message says which.',
    models_changed:
      'Somebody else decided about the models at the same moment. Look with `propensity models`, then decide again.',
    another_target:
      '`proba --why` was asked for another target than that of the configuration. Name the configuration that made the score with `--config`.',
    unsupported_source:
      '`source.type` names a kind of source that this stack does not have. The hint lists those it has.',
    no_serving_store:
      'The configuration names no store for lookups, which read the predictions table then. Add `gcp.serving`: see [serving](../serving.md).',
    no_notices: '`notices test` has no channel to try. Add `notices.email` or `notices.webhook` to the configuration.',
    bad_folder: 'DuckDB cannot use a folder with a question mark in its path. Point `local.folder` at another.',
  },
  'The export': {
    no_export_files:
      'No day file or day table was found. Correct `source.events` (relative to the configuration) or `gcp.eventsDataset`. Where there are only intraday tables, `"intraday": true` in `source` reads them.',
    empty_export: 'The export has no day of events. Correct `source.events` or `gcp.eventsDataset`.',
    bad_file_name:
      'The name of a day file does not say its day. Name it `events_YYYYMMDD.parquet` or `ga_sessions_YYYYMMDD.parquet` (or `.json`, `.ndjson`, `.json.gz`), one of several days `events_YYYYMMDD_YYYYMMDD.parquet`.',
    unknown_export_format: 'A day file is neither Parquet nor JSON by its name. Export it as one of them.',
    unreadable_export: 'A day file is cut off, or not in the format that its name says. Export that day again.',
    missing_days:
      'Days inside the range that a job needs are not there. A missing day would look like a day without activity, so nothing is computed. Export them, or list days that you know to be missing in `source.allowMissingDays`; that is recorded with every model.',
    labels_not_final:
      'The days that a label needs are not over, or Google may still rewrite them (`finalLagDays`). Wait, or take the earlier snapshot that the hint names.',
    bad_range: '`backfill` was given a first day after the last. No week begins between them.',
    snapshot_in_future: '`--snapshot` is after today. The hint names the newest snapshot that can be scored.',
    wrong_time_zone:
      'The dates of the rows are not their days in `source.timeZone`. Every window would be cut at the wrong hour. Set the time zone that the hint proposes; it is that of the property in Analytics.',
    no_event_names:
      'No row has an event name: what was exported is not a GA4 event table, or the column has another name.',
    no_moments:
      'No row has a time stamp (`event_timestamp`; of Universal Analytics `visitStartTime`). Export it as BigQuery does: microseconds since the epoch, or seconds.',
    no_hits: 'No session of a Universal Analytics export has a hit with a type. Export the repeated record `hits` too.',
    no_parameters:
      'No row has event parameters. Export `event_params` too, or name the columns that hold them in `source.parameters`.',
    unreadable_field:
      'A field holds something else than it should, or different types on different days. The message names the field, what was expected, what was found, and the file or table. Export it in the nested form that BigQuery exports.',
    unreadable_type: 'A column has a type that is not understood. Report it, with the schema of the file.',
    bad_table_suffix:
      'A day table has a suffix that is no date. Day tables are named `events_YYYYMMDD` or `ga_sessions_YYYYMMDD`, as Analytics names them.',
    another_time_zone: 'The model was trained on days of another time zone. Train again, or set the old one.',
    another_question:
      'The model was trained with another target, population, `source.where`, `source.consent`, `source.userId` or `source.label` than the configuration has. Train again, or restore what the message names. See [any question](../guides/questions.md).',
    another_intraday:
      'The model was trained with intraday days and the configuration leaves them out, or the other way round. Train again, or set `source.intraday` as it was.',
  },
  "A table of one's own": {
    no_table_files:
      'No file matches `source.table`, or the table of conversions. Correct the path; relative ones stand against the configuration.',
    unknown_table_format:
      'The files of a table are not all CSV, Parquet or NDJSON by their names. Name them so, all the same.',
    unreadable_table:
      'A file of the table is cut off, not in UTF-8, or not in the format that its name says; of CSV, the message has the line.',
    table_column_missing:
      'The table has no column that the configuration names. The hint names the nearest one, and all there are.',
    table_columns_alike:
      'Two columns have the same name, or names that a warehouse cannot tell apart, such as those that differ in capitals alone. Rename one.',
    missing_user_ids:
      'Rows do not say whose they are. Fill the column in, or leave such rows out by `source.where`, as the hint says.',
    duplicate_rows:
      'A user has several rows of one snapshot. Give every user one, or name the column of their day as `source.snapshotDate`.',
    bad_snapshot_date: 'The snapshot of a row is no day. Write `YYYY-MM-DD`, or `YYYY-MM` for the first of a month.',
    unknown_label:
      'A label is neither yes nor no. Say which value means yes with `"label": { "column": …, "positive": … }`.',
    no_positive_label:
      'No label is the value that `source.label.positive` says means yes. Write it as it stands in the table; the message has the values.',
    bad_column_value:
      'A column of numbers or dates has a value that is none; the message has the value and its day. Correct it, leave it empty, list it in `source.missing`, or make the column a category.',
    bad_conversion_time:
      'A conversion has no moment. Write a date, or a date and time, and a zone as `Z`, `UTC` or `+02:00`.',
    future_conversions:
      'A conversion is of a day after today, so that labels that are still open would count as known. Correct it.',
    missing_snapshot: 'The table has no rows of the snapshot that is asked for. The hint names those it has.',
    rows_removed:
      'Users who were scored have no row any more, so that nobody knows what they did. Keep the rows of a snapshot until it has been evaluated.',
    leaking_column:
      'A column knows what happened after its snapshot: it tells the label nearly perfectly, has dates of later days, or has changed since the snapshot was computed. Leave it out with `"columns": { "NAME": "ignore" }`, or allow it with `allowLeaks` where you know better. See [a table of your own](../guides/table-source.md#columns-that-know-too-much).',
  },
  Features: {
    bad_feature:
      'A feature of your own cannot be computed: its SQL is no single expression over the columns of one event, names a column that the export does not have, or its declaration contradicts itself. The message says which.',
    duplicate_feature: 'A feature of your own has the name of another. Rename it, or drop the default one.',
    no_features: '`features.drop` leaves nothing. Keep at least one feature.',
    unknown_feature: 'There is no feature of that name to drop or to explain. The hint lists those there are.',
    features_changed:
      'The features that the model was fitted on are now computed differently, or not at all. `propensity run` trains first in this case; or restore the features in the configuration.',
    features_gone:
      '`proba --why` reads the features that scored the user, and these are kept for a limited time. Predict again, then ask.',
    preprocessor_missing: 'The file that `training.preprocessor` names is not beside the models. Build it again.',
    preprocessor_corrupt: 'The preprocessing file is damaged or was edited. Build it again.',
    preprocessor_schema: 'The preprocessing file was written by a version that this one cannot read. Build it again.',
    preprocessor_mismatch:
      'The preprocessing was built for other features, windows, rows, people or shares than the configuration asks for. Build it again.',
    preprocessor_from_future:
      'The preprocessing was built for a later snapshot: it knows days that the model must not know. Build it with `--snapshot` of the training, or train later.',
    preprocessor_changed:
      'The preprocessing is not the one that the model was trained with. Restore the file, or train again.',
  },
  Training: {
    target_never_performed: 'Nobody did the target event in these days. The hint lists the events that there are.',
    too_few_positives:
      'Fewer than 10 rows to fit are positive, or none to test. Raise `horizonDays` or `training.snapshots`, or predict an earlier step of the funnel. `propensity doctor` counts them.',
    too_few_negatives: '`training.negativeShare` keeps too few rows. Raise it, or leave it out.',
    no_aggregate_form:
      'The estimator cannot be fitted in the warehouse. Set `training.where` to `memory`, or leave `training.estimator` out.',
    no_warehouse_training:
      'The warehouse is to train, which a plan of statements cannot do. Set `training.where` to `memory`.',
    too_few_users:
      'A part of the training rows has positives or negatives, but of fewer users than `training.minCellUsers` lets be counted. Lower it or `training.calibrationFolds`, or take more users or days.',
    small_groups_in_memory:
      '`training.minCellUsers` is for a training in the warehouse, and this one would read its rows into memory. Set `training.where` to `warehouse`, or leave `training.minCellUsers` out.',
    one_class:
      'All rows to fit, or to calibrate on, are positive, or all are negative. Take more days, or a target that some users reach and others do not.',
    estimator_too_slow:
      '`ml-logistic-regression` would take too long on so many rows. Set `training.estimator` to `logistic-regression`.',
    problem_too_large:
      'The sums of so many columns and levels do not fit into memory. Raise `training.minLevelCount`, or drop a category of very many levels.',
    value_too_large:
      'A feature has values too large to be squared. Divide it by a power of ten, or take its logarithm.',
    infinite_value: 'A feature has an infinite value. Replace it by a number, or leave it empty.',
    not_converged: 'Platt scaling found no end on these scores. Report it with the model file.',
    not_finite: 'The objective of the fit is not finite at its start. Look for extreme values among the features.',
    singular_hessian:
      'The fit could not be solved: its Hessian is not finite. Look for infinite or extreme values among the features.',
    statement_too_long:
      'The scoring statement is longer than BigQuery takes. Raise `training.minLevelCount`, or drop features of very many levels, and train again.',
    thread_lost: 'A worker thread ended without a result. Run again.',
  },
  'Predictions and evaluation': {
    model_not_accepted:
      'The first model was trained and is worse than always saying the base rate, so nobody was scored. The message has the reasons. Predict an event that more users take, or wait for more days.',
    no_model:
      'No accepted model is registered, or none whose own labels were over by the snapshot. Train first, or on an earlier snapshot, or pin a model with `--model`: its week is then marked in-sample.',
    report_not_written:
      'The report could not be written. Name another file with `--out`, in a folder that you may write to.',
    unknown_model: 'There is no model of that name. `propensity models` lists them.',
    unknown_model_kind:
      'The model is of a family that this version does not know. Score with the version that trained it.',
    collapsed_inputs:
      'Inputs are so different from those of the training that scores would be wrong, as when a tag has stopped firing. Nothing was written. Look at what the message names; `--accept-drift` publishes all the same and records it.',
    older_snapshot:
      'Newer predictions are published; older ones would overwrite newer knowledge. Backfill weeks in the order of their dates.',
    beyond_retention:
      'The week is older than `retentionDays` and would be deleted at once. Raise it, or score a later week.',
    bad_predictions:
      'Scores were missing, double or no probabilities, and nothing was written; or a metric was given labels other than 0 and 1. In a job, report it.',
    scores_disagree:
      'The warehouse computed other scores than the library for the same users. Nothing was written. Report it with the model file.',
    user_not_found:
      'The user has never been scored. A user is scored by a run that finds data of theirs at its snapshot: an event in the lookback, or a row of a table. The id is the `user_pseudo_id` of the export.',
    serving_store_behind:
      'The predictions are published, but not all of them are in the serving store. Lookups are answered from BigQuery meanwhile. Run `predict` again, or `propensity serving refresh`.',
    serving_store_busy:
      'Another job is writing the serving store and does not end. Nothing was published. Run again when it has ended.',
    serving_lease_lost:
      'Another job has begun to write the serving store, because this one stood still for too long. Run again: what is missing is written then.',
    predictions_not_ready: 'There is nothing to look up in yet, and a job is at work. Ask again in a while.',
  },
  'Models and files': {
    artifact_corrupt:
      'The model file is not the one that was registered, or not whole. Restore it from a backup, or train again with `--force`.',
    artifact_exists:
      'A model file of this name holds another text; model files are never changed. Move a damaged one away, then train again with `--force`.',
    artifact_not_found: 'The registry names a model file that is not there. Restore it, or train again with `--force`.',
    artifact_schema:
      'The model file was written in a form that this version does not read. Train again, or score with the version that wrote it.',
    bad_artifact:
      'The coefficients of a model do not fit its preprocessing: the file is damaged or was edited. Train again.',
    bad_artifact_name: 'A model file cannot have this name: letters, digits, `.`, `_` and `-` only, without a folder.',
    disk_full: 'The disk is full. What was stored so far is safe; make room and run again.',
    folder_not_writable:
      'The folder cannot be written to. Give the user who runs this the right to, or set `local.folder` to another.',
    serving_file_damaged:
      'The file that lookups read is damaged. The next command that opens the warehouse makes it again.',
    warehouse_locked:
      'Another process holds the warehouse, and still did after `local.lockWaitSeconds`. Let it finish, or stop it. A DuckDB client that stays open holds it too: read a copy, see [reading the tables](../guides/reading-the-tables.md).',
    warehouse_unreadable:
      'The warehouse is damaged, gone while its log is there, or no DuckDB file. Restore it from a backup, or move it away to begin anew.',
  },
  'Google Cloud': {
    no_credentials:
      'There are no credentials. Run `gcloud auth application-default login`, or attach a service account.',
    credentials_refused: 'Google does not take the credentials. Log in again, or attach another service account.',
    permission_denied:
      'The account lacks a right; the hint names the role. [Deploying](../deploying.md#who-may-do-what) lists them all.',
    billing_not_enabled: 'The project has no billing, and without it BigQuery changes no tables. Enable it.',
    quota_exceeded: 'A quota of Google is used up. Wait until it is renewed, or ask for more in the console.',
    too_many_bytes:
      'The statement would read more than `gcp.maximumBytesBilled` (for doctor `gcp.doctorMaximumBytesBilled`). Raise it, or lower `lookbackDays` or `training.snapshots`.',
    too_many_attempts: 'BigQuery failed the statement again and again. Look its jobs up in the console.',
    query_timeout: 'A query took longer than `gcp.timeoutSeconds` and was cancelled. Run again, or raise it.',
    service_unavailable:
      'A service of Google did not answer for long. Run again later: what has been done is kept and found.',
    location_mismatch: 'The data sets and `gcp.location` are not in one place. `propensity doctor` compares them.',
    dataset_not_found:
      'A data set is not there. Create it, or correct `gcp.dataset`, `gcp.eventsDataset` or `gcp.project`.',
    bucket_not_found: 'The bucket is not there. Create it, or correct `gcp.bucket`.',
    table_not_found:
      'A table is gone, or `source.table` names one that is not there. Run again: our own are made anew; a day of the export has to be exported again.',
    work_dataset_missing:
      'The data set for intermediate tables is not there and cannot be made by this account. The hint has the command that makes it.',
    serving_database_missing:
      'The Firestore database is not there, or not in native mode. Create it, or correct `gcp.serving.database`.',
    rows_damaged: 'BigQuery gave a row twice or not at all. Nothing was written; run again.',
    google_clients_missing:
      "The stack `gcp` needs Google's clients, which a plain installation does not have. Run the line that the hint prints.",
    google_cloud_failed:
      'Google refused something for another reason, in its own words. Look them up; where our statement is at fault, report it.',
  },
  'The server': {
    bad_body:
      'The body of a request to a job is no JSON object in UTF-8, breaks off, or names two days. Send `{"snapshot":"2026-01-31"}`, or no body at all.',
    bad_host: 'The request has no Host header, or several. Send one.',
    bad_path: 'The address is not validly percent-encoded UTF-8.',
    bad_request: 'This is no HTTP request, or it took too long.',
    bad_schedule_header: 'A header of Cloud Scheduler holds no time. Leave it out, or write `2026-01-31T06:00:00Z`.',
    bad_target:
      '`target` is given twice, empty or too long. Ask for `/getProba?user_id=U&target=T` with a name that `propensity models` lists, or leave it out.',
    bad_user_id: '`user_id` is missing, given twice, empty or too long. Ask for `/getProba?user_id=U`, once.',
    body_too_large: 'The body is larger than 64 KB. Send `{"snapshot":"2026-01-31"}`.',
    cannot_listen:
      'The port is taken, or the address is none of this machine. Choose another with `--port` or `--host`.',
    forbidden_host: 'The server does not answer by that name. Ask by its address, or list the name in `serving.hosts`.',
    forbidden_origin: 'A web page of another origin asked. Ask from a program of yours.',
    method_not_allowed: 'Lookups are `GET`, jobs are `POST`.',
    misconfigured: 'The server is not configured correctly; its log says what is wrong, callers are not told.',
    run_in_progress: 'This server is running the very same job. Ask again when it has ended: you get what it left.',
    stack_not_deployed: 'A deployed function cannot run the stack `local`. Set `"stack": "gcp"` and deploy again.',
    stopping: 'The server is being stopped. Ask again: a job takes up what it has left.',
    token_needed:
      'Jobs of a server that others can reach need a token. Start it with `PROPENSITY_SERVE_TOKEN`, and send `Authorization: Bearer TOKEN`.',
    unknown_expectation: 'The request has a header `Expect` that is not known. Leave it out.',
    unknown_field: 'The request has a field that there is not. The hint lists those there are.',
    unknown_path: 'There is nothing at this path. The hint lists the paths.',
  },
  'The library': {
    ambiguous_names: 'Two columns of the design would have one name: a feature has a `=` in its name. Rename it.',
    bad_bins: 'A number of bins is whole and at least 1.',
    bad_codes: 'A code of a categorical column is no place in its list of levels. Codes go from 0; −1 is no level.',
    bad_constraint: 'A constraint of an additive model names no feature, is unknown, or gives a category a direction.',
    bad_design: 'A design matrix has a hole, an overlap, or a value that is not finite. Preprocess the table first.',
    bad_hyperparameter: 'A hyper-parameter of an estimator is out of its range; the message names it.',
    bad_identifier: 'This is no name for a table or a column.',
    bad_labels: 'Labels are 0 or 1. The message names the first row that is not.',
    bad_literal: 'A value cannot be written into SQL.',
    bad_offset: 'An offset of a fit is too large, or not finite.',
    bad_percent: 'The share of a lift is a percentage in (0, 100].',
    bad_preprocessor: 'An option of a preprocessing is out of its range, or a feature is listed twice.',
    bad_row: 'A row to be stored lacks a value for a column.',
    bad_scores: 'A score is not a number, or no probability where one is needed.',
    bad_split: 'A share of test users is in (0, 1); folds are at least 2.',
    bad_start: 'The coefficients to start a fit from are not finite.',
    bad_value: 'A value of a row to be scored is a text where a number is needed.',
    bad_weights: 'Weights are finite, not negative, and not all 0.',
    empty_table:
      'There are no rows to fit, or to measure; or `source.table` has none, or none that `source.where` keeps.',
    no_room: 'Rows cannot be written over a table of fewer rows.',
    ragged_table: 'The columns of a table do not have the same number of rows.',
    shape_mismatch: 'Two things that belong together are not equally long; the message has both lengths.',
    too_few_folds: 'Cross-fitted scores need rows in at least two folds. Use fewer folds, or more users.',
    unknown_column: 'The table has no such column; the message lists those it has.',
    unsupported_weights: '`MlLogisticRegression` takes no row weights. Use `LogisticRegression`.',
    wrong_column_kind: 'A column is numeric where a category is needed, or the other way round.',
  },
};

/** The text of every code. */
export const ERROR_TEXT_OF: ReadonlyMap<string, string> = new Map(
  Object.values(ERROR_TEXTS).flatMap((texts) => Object.entries(texts)),
);
