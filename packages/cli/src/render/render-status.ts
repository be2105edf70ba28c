import type { StatusReport } from '../status-report.js';
import { commandLine } from './command-line.js';
import { count, metric } from './format.js';
import { aligned, bullets, heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

/** Event names that are listed. */
const LISTED = 8;

export function renderStatus(report: StatusReport, screen: Screen): string {
  const { configuration, exports, next } = report;
  const says =
    configuration !== null
      ? ofConfiguration(report, screen)
      : exports.length > 0
        ? ofExport(report, screen)
        : ofNothing(screen);
  const commands = next.flatMap((command, index) => commandLine(command, screen, index === 0 ? 'Next: ' : '      '));
  return page([...says, '', ...commands], screen);
}

function ofNothing(screen: Screen): string[] {
  return [
    ...heading('There is no configuration here, and no export of Google Analytics.', screen),
    '',
    ...sentence(
      'To try it on a simulated shop, type what stands below. For data of your own, put the day files of a GA4 BigQuery ' +
        'export (Parquet, NDJSON or .json.gz) into a folder here and run "propensity init", or "propensity init --stack gcp" ' +
        'to leave them in BigQuery.',
      screen,
    ),
  ];
}

function ofExport({ exports, event_names: names }: StatusReport, screen: Screen): string[] {
  const listed = names.slice(0, LISTED).join(', ');
  const events = names.length > LISTED ? `${listed} and ${names.length - LISTED} others` : listed;
  return [
    ...heading('There is an export here, and no configuration yet:', screen),
    '',
    ...exports.flatMap(({ events: files, files: number, first_day, last_day }) =>
      sentence(
        `${count(number)} day ${number === 1 ? 'file' : 'files'}, ${first_day} to ${last_day}`,
        screen,
        `  ${files}: `,
      ),
    ),
    ...(events === '' ? [] : sentence(events, screen, '  events: ')),
  ];
}

function ofConfiguration(report: StatusReport, screen: Screen): string[] {
  const { configuration, target, model, predictions, decay, alerts = [] } = report;
  const rows: (readonly [string, string])[] = [
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
    ...(decay === undefined
      ? []
      : [
          [
            'decay',
            decay.verdict === 'decayed'
              ? `! ${decay.model} has decayed, as of the week of ${decay.week}`
              : `none, as of the week of ${decay.week}`,
          ] as const,
        ]),
  ];
  return [
    ...heading(`${configuration}: "${target!.event}" within ${target!.horizon_days} days`, screen),
    '',
    ...aligned(rows, screen),
    ...(alerts.length === 0
      ? []
      : [
          '',
          ...bullets(
            alerts.map(({ text }) => text),
            screen,
          ),
        ]),
  ];
}
