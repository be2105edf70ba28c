import { parentPort } from 'node:worker_threads';
import { compute } from '@propensity/core/compute';
import { readCsvPart } from '../columns/csv-part.js';
import type { HelperTask } from './helper-thread.js';

parentPort?.on('message', (task: HelperTask) => {
  if ('compute' in task) compute(task.compute);
  else parentPort?.postMessage(readCsvPart(task.csvPart));
});
