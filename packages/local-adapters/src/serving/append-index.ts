import { open } from 'node:fs/promises';
import { IndexEntries } from './index-entries.js';
import { PageChecksums } from './page-checksums.js';
import { scanLines } from './scan-lines.js';
import { bucketBits, type ServingMeta, trailerOf } from './serving-format.js';

/**
 * Makes a serving file of its lines: appends index, checksums and meta, and puts all of it on the disk.
 * @param meta what the file is to say of itself; the number of lines has to be `users`
 * @throws Error when a line is missing
 */
export async function appendIndex(
  path: string,
  meta: Pick<ServingMeta, 'fingerprint' | 'users' | 'publications'>,
): Promise<void> {
  const bits = bucketBits(meta.users);
  const entries = new IndexEntries(path.replace(/\.tmp$/, '.index'));
  const file = await open(path, 'r+');
  try {
    const checksums = new PageChecksums();
    const { lines, bytes: lineBytes } = await scanLines(
      file,
      (bytes) => checksums.add(bytes),
      (hash, lineAt) => entries.add(hash, lineAt),
    );
    if (lines !== meta.users) throw new Error(`${lines} of ${meta.users} predictions were written to be served.`);

    let end = lineBytes;
    const append = async (bytes: Buffer) => {
      await file.write(bytes, 0, bytes.length, end);
      end += bytes.length;
    };
    const directory = new Uint32Array((1 << bits) + 1);
    let bucket = 0;
    for await (const part of entries.inOrder(bits)) {
      checksums.add(part.entries);
      await append(part.entries);
      for (const count of part.counts) {
        directory[bucket + 1] = directory[bucket]! + count;
        bucket += 1;
      }
    }
    const directoryAt = end;
    const metaBytes = Buffer.from(JSON.stringify({ ...meta, bits, lineBytes } satisfies ServingMeta));
    const tail = Buffer.concat([bytesOf(directory), bytesOf(checksums.finish()), metaBytes]);
    await append(tail);
    await append(trailerOf(tail, metaBytes.length, directoryAt));
    await file.sync();
  } finally {
    await file.close();
    await entries.close();
  }
}

function bytesOf(numbers: Uint32Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
