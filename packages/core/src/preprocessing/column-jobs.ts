import { signedLog1p } from '../special-functions/signed-log1p.js';
import { takeItems } from '../threads/shared-items.js';
import type { FittedNumeric } from './fitted-transformers.js';
import type { RowChoice } from './row-choice.js';

/** One column of a table on its way into a design. Plain data. */
export type ColumnJob =
  | {
      readonly kind: 'numeric';
      readonly source: Float64Array;
      readonly target: Float64Array;
      readonly transformer: FittedNumeric;
      /** Where the missing indicator goes; null for none. */
      readonly missing: Float64Array | null;
    }
  | {
      readonly kind: 'categorical';
      readonly source: Int32Array;
      readonly target: Int32Array;
      readonly slotOfCode: Int32Array;
      readonly slotOfMissing: number;
      /** 0, 0; or, where a code is not an index of `slotOfCode`, 1 + its row and the code. */
      readonly otherCode: Int32Array;
    };

type CategoricalJob = Extract<ColumnJob, { kind: 'categorical' }>;

/** Columns that several threads transform: sources and targets are in shared memory. */
export interface SharedColumns {
  readonly kind: 'columns';
  readonly jobs: readonly ColumnJob[];
  readonly rows: RowChoice;
  /** Whether targets are written over sources: a source is then first copied aside. */
  readonly inPlace: boolean;
  readonly control: Int32Array;
}

/** Works on jobs until none is left. */
export function helpWithColumns({ jobs, rows, inPlace, control }: SharedColumns): void {
  const work = columnWorker(jobs, rows, inPlace);
  takeItems(control, jobs.length, work);
}

/** The function that does the job of an index. One worker serves one thread. */
export function columnWorker(jobs: readonly ColumnJob[], rows: RowChoice, inPlace: boolean): (job: number) => void {
  const isMoved = inPlace && rows !== undefined;
  const aside = new Float64Array(isMoved ? Math.max(0, ...jobs.map(({ source }) => source.length)) : 0);
  const codesAside = new Int32Array(aside.buffer);
  return (index) => {
    const job = jobs[index]!;
    if (job.kind === 'numeric') {
      if (job.missing !== null) indicateMissing(job.source, rows, job.missing);
      if (isMoved) aside.set(job.source);
      standardise(isMoved ? aside : job.source, job.transformer, rows, job.target);
    } else {
      if (isMoved) codesAside.set(job.source);
      remapCodes(isMoved ? codesAside : job.source, job, rows);
    }
  };
}

function standardise(values: Float64Array, transformer: FittedNumeric, rows: RowChoice, result: Float64Array): void {
  const { log1p, impute, mean, scale } = transformer;
  const imputed = ((log1p ? signedLog1p(impute) : impute) - mean) / scale;
  for (let i = 0; i < result.length; i++) {
    const raw = values[rows === undefined ? i : rows[i]!]!;
    const value = ((log1p ? signedLog1p(raw) : raw) - mean) / scale;
    // Written, then fixed where it was missing: twice as fast as choosing what to write.
    result[i] = value;
    if (Number.isNaN(value)) result[i] = imputed;
  }
}

function indicateMissing(values: Float64Array, rows: RowChoice, result: Float64Array): void {
  for (let i = 0; i < result.length; i++) {
    result[i] = Number.isNaN(values[rows === undefined ? i : rows[i]!]) ? 1 : 0;
  }
}

function remapCodes(codes: Int32Array, job: CategoricalJob, rows: RowChoice): void {
  const { slotOfCode, slotOfMissing, target, otherCode } = job;
  const nCodes = slotOfCode.length;
  for (let i = 0; i < target.length; i++) {
    const row = rows === undefined ? i : rows[i]!;
    const code = codes[row]!;
    if (code >= 0 && code < nCodes) target[i] = slotOfCode[code]!;
    else {
      target[i] = slotOfMissing;
      if (code !== -1) otherCode.set([1 + row, code]);
    }
  }
}
