import { z } from 'zod';
import { CONSTRAINTS } from '../models/candidate.js';
import { ESTIMATOR_NAMES } from '../models/estimator-names.js';
import { eventName } from '../question/event-name.js';
import { populationSchema } from '../question/population-rule.js';
import { targetSchema } from '../question/target-rule.js';
import { activationSchema } from './activation-schema.js';
import { dataset, datasetOfProject } from './dataset-names.js';
import { decaySchema, driftSchema } from './drift-schema.js';
import { gcpFunctionsSchema } from './gcp-functions-schema.js';
import { gcpServingSchema } from './gcp-serving-schema.js';
import { holdoutSchema } from './holdout-schema.js';
import { noticesSchema } from './notices-schema.js';
import { recalibrationSchema } from './recalibration-schema.js';
import { servingSchema } from './serving-schema.js';
import { sourceSchema } from './sources/source-schema.js';

/** Megabytes that DuckDB may hold in memory, unless a configuration says otherwise: see docs/decisions/2026-11-24-duckdb-limits.md. */
export const DEFAULT_MEMORY_LIMIT_MB = 800;

/** How long a local command waits for another that holds the warehouse, in seconds. */
export const DEFAULT_LOCK_WAIT_SECONDS = 15;

/** Windows of a configuration that names none, where the export has days enough for them. */
export const DEFAULT_WINDOWS = { lookbackDays: 60, snapshots: 8 } as const;

/** Events of the property's own that get features, unless a configuration says otherwise. */
export const DEFAULT_OWN_EVENTS = 20;

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const FEATURE_NAME = /^[a-z][a-z0-9_]*$/;

const featureName = z
  .string()
  .regex(FEATURE_NAME, 'a feature name: lower-case letters, digits and underscores')
  .describe('Name of the feature: lower-case letters, digits and underscores.');
const windowDays = z
  .int()
  .min(1)
  .max(730)
  .optional()
  .describe('Days before S that it sees; lookbackDays when left out.');
const meaning = z.string().optional().describe('What it means, for reports.');
const kind = z
  .enum(['numeric', 'categorical'])
  .default('numeric')
  .describe('Whether its values are numbers or categories.');
const AGGREGATE = 'How the values of the events of a user become one.';

const addedFeature = z.union([
  z
    .strictObject({
      name: featureName,
      event: eventName.describe('The events that it counts.'),
      aggregate: z.enum(['count', 'days', 'recency']).default('count').describe(AGGREGATE),
      windowDays,
      meaning,
    })
    .describe('How often, on how many days, or how long ago an event happened.'),
  z
    .strictObject({
      name: featureName,
      param: z.string().min(1).describe('The event parameter.'),
      aggregate: z.enum(['sum', 'max', 'last', 'first', 'count_distinct']).describe(AGGREGATE),
      event: eventName.optional().describe('The events whose parameter it is; all when left out.'),
      kind,
      windowDays,
      meaning,
    })
    .describe('An aggregate of an event parameter.'),
  z
    .strictObject({
      name: featureName,
      userProperty: z.string().min(1).describe('The user property.'),
      aggregate: z.enum(['last', 'first', 'max', 'min', 'count_distinct']).default('last').describe(AGGREGATE),
      kind,
      windowDays,
      meaning,
    })
    .describe('An aggregate of a user property, as the events tell it.'),
  z
    .strictObject({
      name: featureName,
      sql: z.string().min(1).describe('One expression over the columns of one event.'),
      aggregate: z.enum(['sum', 'max', 'min', 'last', 'first', 'count', 'count_distinct']).describe(AGGREGATE),
      kind,
      windowDays,
      meaning,
    })
    .describe("An aggregate of an SQL expression over one event's columns, in the dialect of the stack."),
]);

const projectId = z
  .string()
  .regex(
    /^(?:[a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    'the id of a Google Cloud project, such as "my-shop-123"',
  );
const endpoint = z.url({ protocol: /^https?$/, error: 'an http or https URL' });

const gcp = z
  .strictObject({
    project: projectId.describe('Project that pays for the jobs and holds the tables.'),
    dataset: dataset.describe("Data set of Propensity's own tables: scores, models, evaluations."),
    workDataset: dataset
      .optional()
      .describe(
        'Data set of what can be computed again and expires: flat events, with their page addresses, and feature snapshots; DATASET_work when left out.',
      ),
    eventsDataset: datasetOfProject
      .optional()
      .describe('Data set of the export, such as "analytics_123456789"; source.events when left out.'),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'the name of a Cloud Storage bucket, without gs://')
      .describe('Cloud Storage bucket of the model files.'),
    location: z.string().min(1).describe('Location of both data sets, such as "EU" or "europe-west1".'),
    maximumBytesBilled: z
      .int()
      .min(10_485_760)
      .default(107_374_182_400)
      .describe('No query may bill more bytes than this; one that would is refused before it runs.'),
    doctorMaximumBytesBilled: z
      .int()
      .min(10_485_760)
      .default(21_474_836_480)
      .describe("All of doctor's queries together may bill no more bytes than this; it reports the estimate first."),
    timeoutSeconds: z.int().min(10).max(21_600).default(1500).describe('Longest time that a single query may take.'),
    readApi: z
      .enum(['auto', 'off'])
      .default('auto')
      .describe('Read training rows through the Storage Read API where permitted, or always through REST.'),
    apiEndpoint: endpoint
      .optional()
      .describe('Another BigQuery endpoint; one on loopback is used without credentials.'),
    storageEndpoint: endpoint.optional().describe('Another Cloud Storage endpoint.'),
    readApiEndpoint: z
      .string()
      .regex(/^[\w.-]+:\d+$/, 'host:port')
      .optional()
      .describe('Another endpoint of the Storage Read API (gRPC). With apiEndpoint and without this, REST is used.'),
    serving: gcpServingSchema.optional(),
    functions: gcpFunctionsSchema,
  })
  .describe('Google Cloud, for the stack "gcp".');

/** The configuration, as a schema: the one source of its type, its checks, its defaults and its JSON Schema. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('JSON Schema of this file, for editors.'),
  stack: z.enum(['local', 'gcp']).default('local').describe('Where the jobs run.'),
  source: sourceSchema.prefault({}).describe('Where events, or finished features, come from.'),
  target: targetSchema.describe('What is predicted.'),
  population: populationSchema.optional(),
  lookbackDays: z
    .int()
    .min(1)
    .max(730)
    .optional()
    .meta({ default: DEFAULT_WINDOWS.lookbackDays })
    .describe(
      'Features use events in [S − lookbackDays, S). When left out: 60, or fewer while the export has too few days for that.',
    ),
  horizonDays: z.int().min(1).max(90).default(7).describe('The label: the target event in [S, S + horizonDays).'),
  finalLagDays: z.int().min(0).max(30).default(3).describe('A day counts as final this many days after it ended.'),
  features: z
    .strictObject({
      drop: z
        .array(z.string().min(1))
        .default([])
        .describe('Default features to leave out; a trailing * matches a prefix.'),
      ownEvents: z
        .int()
        .min(0)
        .max(200)
        .default(DEFAULT_OWN_EVENTS)
        .describe(
          "So many of the property's most frequent events, beyond those that the default features know, get counts, days and recency; chosen in training, from the events before its snapshots.",
        ),
      add: z.array(addedFeature).default([]).describe('Features of your own.'),
    })
    .prefault({})
    .describe('Which features a model sees.'),
  training: z
    .strictObject({
      snapshots: z
        .int()
        .min(1)
        .max(104)
        .optional()
        .meta({ default: DEFAULT_WINDOWS.snapshots })
        .describe(
          'S tests; S − horizonDays and every everyDays before it train. With 1, S is split by user. When left out: 8, or fewer while the export has too few days for that.',
        ),
      everyDays: z.int().min(1).max(90).default(7).describe('Days between two snapshots that train.'),
      testShare: z.number().min(0.05).max(0.5).default(0.2).describe('Share of users that are only ever tested on.'),
      C: z
        .union([z.literal('auto'), z.number().positive()])
        .default('auto')
        .describe('Inverse strength of the L2 penalty, as in scikit-learn; "auto" chooses it by cross-validation.'),
      penaltyRule: z
        .enum(['best', 'one-se'])
        .default('best')
        .describe('Which C "auto" takes: the best, or the strongest penalty within one standard error of it.'),
      estimator: z
        .enum(ESTIMATOR_NAMES)
        .default('logistic-regression')
        .describe(
          '"additive-model": curves and maps of pairs beside it. "auto" fits both, and takes the additive one where users that neither has seen show that it is better. "ml-logistic-regression" is for comparison, on some thousands of rows; C is ignored then.',
        ),
      constraints: z
        .record(z.string(), z.enum(CONSTRAINTS))
        .optional()
        .describe(
          'What the effect of a feature may be, by its name: one that only rises with it, only falls, or none. An additive model is fitted then.',
        ),
      where: z
        .enum(['auto', 'memory', 'warehouse'])
        .optional()
        .meta({ default: 'auto' })
        .describe(
          'Where a training runs: in memory, which reads its rows, or in the warehouse, by sums and counts alone. "auto": in memory where the rows fit.',
        ),
      minCellUsers: z
        .int()
        .min(2)
        .optional()
        .describe(
          'For a training in the warehouse: no number about its rows that leaves the warehouse is of fewer users than this. When left out, numbers may be of single users.',
        ),
      negativeShare: z
        .number()
        .gt(0)
        .max(1)
        .default(1)
        .describe(
          'Share of the rows without the target event that are fitted, by hash; probabilities are corrected for it.',
        ),
      minLevelCount: z.int().min(1).default(20).describe('Rarer levels of a category are grouped together.'),
      calibrationFolds: z
        .int()
        .min(2)
        .max(20)
        .default(5)
        .describe('Folds, by user, whose held-out scores choose the penalty and fit the calibration.'),
      sampleShare: z
        .number()
        .gt(0)
        .max(1)
        .default(1)
        .describe('Share of the users, by hash, that training reads: for populations beyond one machine.'),
      preprocessor: z
        .string()
        .regex(FILE_NAME, 'a file name without a folder, such as "preprocessor-2026-02-05-0a1b2c3d.json"')
        .optional()
        .describe(
          'A preprocessing that "propensity preprocessor build" made, by file name; a new one is fitted when left out.',
        ),
      refit: z
        .boolean()
        .optional()
        .meta({ default: true })
        .describe(
          'After the test, fit again on the newest snapshot and the test users too, by the choices that were tested. false: the very fit that was tested serves.',
        ),
      seed: z.int().min(0).default(20261123).describe('The same seed gives the same model.'),
    })
    .prefault({})
    .describe('How a model is fitted and tested.'),
  decision: z
    .union([
      z.strictObject({
        topUsers: z
          .int()
          .min(1)
          .describe('As many users as can be reached each week; predictions selects at most that many.'),
      }),
      z.strictObject({ minPrecision: z.number().gt(0).lt(1).describe('Share of those acted on who must convert.') }),
      z
        .strictObject({
          gain: z.number().positive().describe('What a conversion among those acted on is worth.'),
          cost: z.number().positive().describe('What acting on one user costs, in the same currency.'),
        })
        .describe('Acts where the expected gain covers the cost.'),
    ])
    .optional()
    .describe('What decides whom predictions selects, and the threshold; the best F1 does when left out.'),
  recalibration: recalibrationSchema.prefault({}),
  retentionDays: z
    .int()
    .min(15)
    .max(36_500)
    .optional()
    .describe(
      'Predictions of weeks this many days old are deleted, from the history and for users not scored since; all are kept when left out.',
    ),
  drift: driftSchema.prefault({}),
  decay: decaySchema.prefault({}),
  holdout: holdoutSchema.optional(),
  activation: activationSchema.optional(),
  local: z
    .strictObject({
      folder: z.string().min(1).default('.propensity').describe('Folder of the warehouse and the models.'),
      memoryLimitMb: z
        .int()
        .min(200)
        .default(DEFAULT_MEMORY_LIMIT_MB)
        .describe(
          'Megabytes that DuckDB may hold in memory, with one thread per 200; beyond that it uses files in the folder.',
        ),
      lockWaitSeconds: z
        .number()
        .min(0)
        .max(86_400)
        .default(DEFAULT_LOCK_WAIT_SECONDS)
        .describe('Seconds that a command waits for another one that holds the warehouse; 0 does not wait.'),
      keepEvents: z
        .boolean()
        .default(true)
        .describe(
          'Whether the events of each day are kept in the folder once they have been read, so that a weekly run reads the new days only.',
        ),
    })
    .prefault({})
    .describe('The local stack: DuckDB and a folder.'),
  gcp: gcp.optional(),
  serving: servingSchema.prefault({}),
  notices: noticesSchema.optional(),
});

/** A checked configuration with its defaults filled in. */
export type PropensityConfig = z.output<typeof configSchema>;

/** What a configuration file may say: everything with a default may be left out. */
export type PropensityConfigInput = z.input<typeof configSchema>;

/** What a configuration says about Google Cloud. */
export type GcpConfig = NonNullable<PropensityConfig['gcp']>;

/** Where getProba looks up on Google Cloud, beside BigQuery. */
export type GcpServing = NonNullable<GcpConfig['serving']>;

/** The user's choices about features. */
export type FeatureOptions = PropensityConfig['features'];

/** A feature that a configuration adds. */
export type AddedFeature = FeatureOptions['add'][number];
