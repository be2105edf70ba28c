import { PropensityError } from '../errors/propensity-error.js';
import type { ComputeThreads } from '../threads/compute-threads.js';
import { leadItems, newItems } from '../threads/shared-items.js';
import { isShared } from '../threads/shared-memory.js';
import { type ColumnJob, columnWorker, type SharedColumns } from './column-jobs.js';
import type { RowChoice } from './row-choice.js';

/** From this many cells on, threads help. */
const SHARED_FROM_CELLS = 1 << 20;

/**
 * Does every job.
 * @param inPlace whether targets are written over sources
 * @throws PropensityError `thread_lost` when a thread died while it wrote over a source, which can then not be read again
 */
export function transformColumns(
  jobs: readonly ColumnJob[],
  rows: RowChoice,
  inPlace: boolean,
  threads: ComputeThreads | undefined,
): void {
  const work = columnWorker(jobs, rows, inPlace);
  if (threads !== undefined && areShared(jobs)) {
    const shared: SharedColumns = { kind: 'columns', jobs, rows, inPlace, control: newItems() };
    threads.post(shared);
    if (leadItems(shared.control, jobs.length, work)) return;
    if (inPlace) {
      throw new PropensityError('thread_lost', 'A thread that helped with the preprocessing did not finish its part.', {
        hint: 'Run it again; without threads if it happens again.',
      });
    }
  }
  for (let job = 0; job < jobs.length; job++) work(job);
}

function areShared(jobs: readonly ColumnJob[]): boolean {
  const nCells = jobs.reduce((sum, { target }) => sum + target.length, 0);
  return nCells >= SHARED_FROM_CELLS && jobs.every(isJobShared);
}

function isJobShared(job: ColumnJob): boolean {
  const added = job.kind === 'numeric' && job.missing !== null ? [job.missing] : [];
  return [job.source, job.target, ...added].every(isShared);
}
