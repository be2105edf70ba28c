import type { DoctorCheck } from '@propensity/core/jobs';
import { formatBytes } from './bytes.js';

/**
 * Memory of a training at its highest, measured with `resourceUsage().maxRSS` of Node 24 on 100,000 to 400,000 rows of 21,
 * 86 and 160 features: 2.5 KB a row with 86. A cell is a double where it was read (8 bytes), and another once it is
 * preprocessed, and passes as text or Arrow on its way; folds and calibration hold copies of some rows at a time.
 */
export const BYTES_PER_CELL = 26;
/** What a row takes however many features it has: label, hash, scores, weights, positions and folds. */
export const BYTES_PER_ROW = 300;
/** Node, Google's clients and the pages that are on their way. */
export const BYTES_AT_REST = 300 * 2 ** 20;

/** Rows are counted before they are read, and grow with the shop: a training beyond this share is on the edge. */
const COMFORTABLE_SHARE = 0.8;
/** What Cloud Run offers. */
const SIZES = ['512Mi', '1Gi', '2Gi', '4Gi', '8Gi', '16Gi', '32Gi'];

export interface MemoryOptions {
  /** Rows that training reads, of all its snapshots. */
  readonly rows: number;
  /** Features of a row. */
  readonly features: number;
  /** `gcp.functions.modelTraining.memory`. */
  readonly memory: string;
}

/** Bytes that a training holds at its highest. */
export function trainingBytes(rows: number, features: number): number {
  return BYTES_AT_REST + rows * (BYTES_PER_ROW + features * BYTES_PER_CELL);
}

/**
 * Whether a training of this many rows fits into the memory of the deployed function; a warning where not, since it may
 * run elsewhere.
 */
export function memoryCheck({ rows, features, memory }: MemoryOptions): DoctorCheck {
  const name = 'memory';
  const needed = trainingBytes(rows, features);
  const given = bytesOfSize(memory);
  const what = `Training on ${rows.toLocaleString('en')} rows of ${features} features takes about ${formatBytes(needed)}`;
  if (needed <= COMFORTABLE_SHARE * given) {
    return { name, status: 'ok', message: `${what}; the deployed function has ${memory}.`, hint: '' };
  }
  const enough = SIZES.find((size) => needed <= COMFORTABLE_SHARE * bytesOfSize(size));
  const largest = bytesOfSize(SIZES.at(-1)!);
  const share =
    (COMFORTABLE_SHARE * (enough === undefined ? largest : given) - BYTES_AT_REST) / (needed - BYTES_AT_REST);
  const sampled = `training.sampleShare to ${Math.max(0.01, Math.floor(share * 100) / 100)} of what it is`;
  return {
    name,
    status: 'warn',
    message: `${what}; the deployed function has ${memory}${needed > given ? ' and would be killed' : ', which is little more'}.`,
    hint:
      enough === undefined
        ? `No function is large enough: lower ${sampled}.`
        : `Set gcp.functions.modelTraining.memory to "${enough}" and deploy again, or lower ${sampled}.`,
  };
}

/** Bytes of a size as Cloud Run writes it. */
export function bytesOfSize(size: string): number {
  return Number.parseInt(size, 10) * 2 ** (size.endsWith('Gi') ? 30 : 20);
}
