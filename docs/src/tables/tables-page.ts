import {
  DEFAULT_TABLE_NAMES,
  duckdbDialect,
  googlesqlDialect,
  TABLE_DEFINITIONS,
  type TableDefinition,
  type TableNames,
} from '@propensity/warehouse-sql';
import { code, markdownTable } from '../markdown.js';
import { meaningOfColumn } from './column-meanings.js';

const HOLDS: Readonly<Record<keyof TableNames, string>> = {
  predictions: 'The current prediction of every user ever scored.',
  predictionsHistory: 'Every prediction published, or those of the last `retentionDays` days; what evaluation reads.',
  shadowPredictions:
    'What challengers said in the shadow of a run, beside what was published of the same user; never served, never exported, deleted with the history.',
  predictionRuns: 'One row per published run of predictions.',
  modelTrainingMetadata: 'One row per training: the model, its metrics, its status.',
  modelEvaluation:
    'One row per predicted week and model. Counts, precision, recall and F1 are at 0.5; those at the threshold of the model are in the JSON of `evaluate`.',
  drift:
    'One row for each thing of a published week that was compared with the training of its model (`training`) or with the week before (`last_week`): a feature, the scores, the users, events of a name.',
  alerts: 'What somebody was told of, and what is over: one row per target, kind and subject.',
  modelChanges: 'One row per decision of people about models, in the order of `sequence`; rows are only appended.',
  scoreExports: 'One row per completed export of scores; rows are only appended.',
  exportedScores:
    'What was exported last of each user, for each destination; of a held-out user, what would have been. Users who have no prediction any more go with the next export.',
  forgottenUsers: 'One row per user who has been forgotten, without the id.',
  exportGroups:
    'Which users of a week were exported to a destination, and which would have been and were held out. Filled only with `holdout` in the configuration.',
  holdoutResults: 'Exported users against held-out ones: one row per destination and newest week that is over.',
};

/** The reference of tables: every column with its type on both stacks. */
export function tablesPage(): string {
  const sections = (Object.keys(HOLDS) as (keyof TableNames)[]).map((key) =>
    sectionOf(DEFAULT_TABLE_NAMES[key], HOLDS[key], TABLE_DEFINITIONS[key]),
  );
  return `# Tables

In \`.propensity/warehouse.duckdb\` on the local stack, in the data set \`gcp.dataset\` on Google Cloud. Columns are added, never renamed;
a table that lacks one gets it from the first job that writes. How to read them beside jobs: [reading the tables](../guides/reading-the-tables.md).

${sections.join('\n\n')}

## Feature snapshots

\`ma_features_YYYYMMDD_…\` holds the features of a snapshot: \`user_id\`, \`event_count\`, and a column per feature. It can be computed again,
and expires: on Google Cloud it stands in the work data set. Its name ends in a hash of what was computed.

On Google Cloud \`ma_flat_events_…\` holds the events of days, a row each, partitioned by \`flat_day\`, the day in the property's zone, and clustered by \`user_id\`. A day
that Google wrote again stands in a newer table, too, and counts there alone: the description of a table says what each of its days was made from.
\`ma_staged_features_…\` holds the snapshots of a training before each is copied.
`;
}

function sectionOf(name: string, holds: string, definition: TableDefinition): string {
  const { columns, key, partitionBy, clusterBy } = definition;
  const layout = [
    `Key: ${key.map(code).join(', ')}.`,
    ...(partitionBy === undefined ? [] : [`On BigQuery partitioned by ${code(partitionBy)}.`]),
    ...(clusterBy === undefined ? [] : [`On BigQuery clustered by ${clusterBy.map(code).join(', ')}.`]),
  ].join(' ');
  const rows = columns.map((column) => [
    code(column.name),
    duckdbDialect.typeNames[column.type],
    googlesqlDialect.typeNames[column.type],
    meaningOfColumn(name, column.name),
  ]);
  return `## \`${name}\`\n\n${holds} ${layout}\n\n${markdownTable(['column', 'DuckDB', 'BigQuery', 'holds'], rows)}`;
}
