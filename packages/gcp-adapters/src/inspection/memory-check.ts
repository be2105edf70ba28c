import { BYTES_AT_REST, COMFORTABLE_SHARE, type DoctorCheck, trainingBytes } from '@propensity/core/jobs';
import { formatBytes } from './bytes.js';

/** What Cloud Run offers. */
const SIZES = ['512Mi', '1Gi', '2Gi', '4Gi', '8Gi', '16Gi', '32Gi'];

export interface MemoryOptions {
  /** Rows that training reads, of all its snapshots. */
  readonly rows: number;
  /** Features of a row. */
  readonly features: number;
  /** `gcp.functions.modelTraining.memory`. */
  readonly memory: string;
  /** Where it will run. */
  readonly where: 'memory' | 'warehouse';
}

/**
 * Whether a training of this many rows fits into the memory of the deployed function; a warning where not, since it may
 * run elsewhere.
 */
export function memoryCheck({ rows, features, memory, where }: MemoryOptions): DoctorCheck {
  const name = 'memory';
  if (where === 'warehouse') {
    return { name, status: 'ok', message: 'Training reads no rows: BigQuery adds them up.', hint: '' };
  }
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
