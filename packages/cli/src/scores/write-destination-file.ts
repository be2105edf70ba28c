import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { PropensityError } from '@propensity/core';
import type { FormatWriter, WrittenFile } from '@propensity/core/activation';
import type { StagedExport } from '@propensity/core/ports';
import { writeWhole } from './draft-file.js';

/**
 * Writes the rows of an export in the form of a destination, a line after the other, whole or not at all.
 * @throws PropensityError `export_not_written`, and what the format refuses
 */
export async function writeDestinationFile(
  file: string,
  writer: FormatWriter,
  rows: Pick<StagedExport, 'read'>,
): Promise<WrittenFile> {
  const sha256 = await writeWhole(file, async (draft) => {
    const stream = createWriteStream(draft);
    const failed = finished(stream);
    // Looked at below: until then it is nobody's.
    failed.catch(() => {});
    const write = async (lines: readonly string[]) => {
      if (lines.length === 0 || stream.write(`${lines.join('\n')}\n`)) return;
      await Promise.race([failed, once(stream, 'drain')]);
    };
    try {
      await write(writer.head());
      await rows.read((batch) => write(writer.lines(batch)));
      await write(writer.tail());
    } finally {
      stream.end();
      await failed;
    }
  }).catch((cause: unknown) => {
    throw cause instanceof PropensityError ? cause : notWritten(file, cause);
  });
  return { sha256 };
}

/** The error for a file that cannot be written. */
export function notWritten(file: string, cause: unknown): PropensityError {
  return new PropensityError('export_not_written', `${file} cannot be written; nothing was exported.`, {
    hint: 'Check that its folder is there and may be written to, and the room on the disk, then export again.',
    cause,
  });
}
