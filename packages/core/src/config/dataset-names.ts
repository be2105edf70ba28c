import { z } from 'zod';

/** A data set of the project that pays. */
export const dataset = z
  .string()
  .regex(/^\w{1,1024}$/, 'the name of a BigQuery data set: letters, digits and underscores');

/** A data set, of the project itself or, with a dot, of another one. */
export const datasetOfProject = z
  .string()
  .regex(/^(?:[a-z][a-z0-9.:-]*\.)?\w{1,1024}$/, 'a BigQuery data set, "analytics_123" or "my-project.analytics_123"');
