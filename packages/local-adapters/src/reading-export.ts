import { PropensityError } from '@propensity/core';

/**
 * Runs statements that read the export and tells a fault of its files from a fault of ours.
 * @throws PropensityError `unreadable_export`
 */
export async function readingExport<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : '';
    if (!/^(IO|Invalid Input|Serialization) Error/i.test(message)) throw cause;
    const file = /["']([^"']+\.(?:parquet|json|ndjson|jsonl)(?:\.gz)?)["']/i.exec(message)?.[1];
    throw new PropensityError(
      'unreadable_export',
      `${file === undefined ? 'A file of the export' : `The export file ${file}`} cannot be read.`,
      {
        hint: 'Export that day again.',
        details: { file },
        cause,
      },
    );
  }
}
