import { PropensityError } from '@propensity/core';
import type { Questions } from './questions.js';

/** Options of `init` that say where on Google Cloud things are. */
export interface InitGcpOptions {
  readonly project?: string;
  readonly dataset?: string;
  readonly eventsDataset?: string;
  readonly bucket?: string;
  readonly location?: string;
}

/**
 * The section `gcp` of a configuration. The data set and the bucket have names that can be proposed; the project is that
 * of the environment where it names one.
 * @throws PropensityError `missing_option` when nobody can be asked for the rest.
 */
export async function gcpSection(options: InitGcpOptions, questions: Questions) {
  const { env } = questions.io;
  const project = await questions.text(
    'Which Google Cloud project pays and holds the tables?',
    options.project,
    env.GOOGLE_CLOUD_PROJECT,
  );
  const eventsDataset = await questions.text(
    'Which data set holds the export (analytics_…, or the number of a Universal Analytics view)?',
    options.eventsDataset,
  );
  const location = await questions.text('In which location is it (EU, US, europe-west1, …)?', options.location);
  const dataset = await questions.text('Which data set may hold our tables?', options.dataset, 'propensity');
  const bucket = await questions.text(
    'Which bucket may hold the model files?',
    options.bucket,
    project && `${project.replace(/[^a-z0-9-]/g, '-')}-propensity`,
  );
  const section = { project, dataset, eventsDataset, bucket, location };
  const missing = Object.entries(section).flatMap(([key, value]) => (value ? [] : [FLAGS[key as keyof typeof FLAGS]]));
  if (missing.length === 0) return section;
  throw new PropensityError('missing_option', `The stack "gcp" cannot be configured without ${missing.join(', ')}.`, {
    kind: 'usage',
    hint: 'Give them, or run "propensity init --stack gcp" on a terminal to be asked.',
    details: { missing },
  });
}

const FLAGS = {
  project: '--project',
  dataset: '--dataset',
  eventsDataset: '--events-dataset',
  bucket: '--bucket',
  location: '--location',
} as const;
