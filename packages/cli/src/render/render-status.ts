import type { StatusReport } from '../status-report.js';
import { aligned, count, metric, wrap } from './format.js';

const WIDTH = 78;
/** Event names that are listed. */
const LISTED = 8;

export function renderStatus(report: StatusReport): string {
  const { configuration, exports } = report;
  const says = configuration !== null ? ofConfiguration(report) : exports.length > 0 ? ofExport(report) : OF_NOTHING;
  return [...says, '', ...nextLines(report.next)].join('\n');
}

const OF_NOTHING = [
  'There is no configuration here, and no export of Google Analytics.',
  '',
  'To try it on a simulated shop, type what stands below. For data of your own, put the day files',
  'of a GA4 BigQuery export (Parquet, NDJSON or .json.gz) into a folder here and run "propensity init",',
  'or "propensity init --stack gcp" to leave them in BigQuery.',
];

function ofExport({ exports, event_names: names }: StatusReport): string[] {
  const listed = names.slice(0, LISTED).join(', ');
  const events = names.length > LISTED ? `${listed} and ${names.length - LISTED} others` : listed;
  return [
    'There is an export here, and no configuration yet:',
    '',
    ...exports.map(
      ({ events, files, first_day, last_day }) =>
        `  ${events}: ${count(files)} day ${files === 1 ? 'file' : 'files'}, ${first_day} to ${last_day}`,
    ),
    ...(events === '' ? [] : wrap(`events: ${events}`, WIDTH).map((line) => `  ${line}`)),
  ];
}

function ofConfiguration({ configuration, target, model, predictions }: StatusReport): string[] {
  return [
    `${configuration}: "${target!.event}" within ${target!.horizon_days} days`,
    '',
    ...aligned([
      [
        'newest model',
        model === null
          ? 'none yet'
          : `${model.model}, ${model.status}, trained on ${model.trained_at.slice(0, 10)}, ROC AUC ${metric(model.roc_auc)}`,
      ],
      [
        'newest scores',
        predictions === null
          ? 'none yet'
          : `${count(predictions.scored)} users for the days from ${predictions.snapshot}, which are over on ${predictions.over_on}`,
      ],
    ]),
  ];
}

function nextLines(next: readonly string[]): string[] {
  return next.map((command, index) => `${index === 0 ? 'Next: ' : '      '}${command}`);
}
